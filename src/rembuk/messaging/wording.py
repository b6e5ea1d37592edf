"""Phrases of messaging that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

NO_SUCH_PACE = _("Pilih salah satu: segera, sehari sekali, atau seminggu sekali.")
NO_SUCH_HOUR = _("Jam tenang ditulis dari 0 sampai 23.")
TAKEN = _("Kabar ini sudah dibawa surat lain.")
NOTHING_TO_FOLLOW = _("Yang hendak diikuti tidak ada. Buka lagi halamannya, lalu ketuk Ikuti.")
TOO_MANY_FOLLOWED = _("Anda sudah mengikuti 200 hal, batas terbanyak. Lepas dulu salah satunya.")
UNKNOWN_ANSWER = _("Tautan ini tidak lengkap, atau kabarnya sudah dihapus. Buka lagi dari kabarnya.")
CHOOSE_HEARING = _("Pilih salah satu: ya, sebagian, atau tidak.")
LONG_WORD = _("Tulis paling banyak 200 huruf.")
ONLY_ONCE = _("Jawaban ini sudah pernah diubah, dan hanya dapat diubah sekali.")

PROCESSING = (
    Processing(
        data=_("Kabar, surat, pilihan kabar, yang diikuti, apakah merasa didengar"),
        of_whom=_("Warga yang dikabari"),
        purpose=_("Mengabari, berhenti bila diminta, dan mengukur apakah jawaban didengar"),
        basis=("consent",),
        seen_by=_(
            "Penerimanya; tim melihat jumlah dari lima orang ke atas, dan kata yang ditulis tanpa nama"
        ),
        kept=_("Sampai akun atau suaranya dihapus; jumlah jawaban tetap, tanpa orangnya"),
    ),
)
