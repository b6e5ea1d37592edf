"""Phrases of moderation that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

NOT_THERE = _("Isi itu tidak ada, atau tidak tampil untuk umum.")
NO_PART = _("Pilih bagian yang ditutup.")
NO_REASON = _("Pilih salah satu alasan dalam daftar.")
BECAUSE_SHORT = _("Tulis penjelasannya, 10 sampai 300 huruf. Tampil untuk umum.")
HIDDEN_ALREADY = _("Bagian ini sudah ditutup. Muat ulang halamannya.")
CLOSED_FLAG = _("Laporan ini sudah ditangani orang lain. Muat ulang halamannya.")
NOTHING_TO_APPEAL = _(
    "Tidak ada yang ditutup atau disisihkan di sini, jadi tidak ada yang dapat diajukan banding."
)
APPEALED = _("Banding atas keputusan ini hanya sekali, dan sudah diajukan.")
NOT_AUTHOR = _(
    "Banding hanya dari yang menulisnya. Buka dulu tanda terimanya, atau masuk dengan alamat surel yang "
    "ditinggalkan bersama suara itu."
)
APPEAL_SHORT = _("Tulis mengapa menurut Anda keliru, paling sedikit 20 huruf.")
JUDGED = _("Banding ini sudah diputus. Muat ulang halamannya.")
DECIDED_FIRST = _("Anda yang memutuskan pertama kali, jadi banding ini diputus orang lain.")
BAD_RULES = _("Tulis aturan ruang ini, 20 sampai 2.000 huruf; banding dijawab dalam 1 sampai 30 hari kerja.")
STANDARD_RULES = _(
    "Di ruang ini orang boleh marah dan mengkritik siapa pun. Yang ditutup hanya yang termasuk salah satu "
    "alasan di bawah, selalu dengan penjelasan, dan penulisnya dapat mengajukan banding ke orang kedua."
)

PROCESSING = (
    Processing(
        data=_("Banding dan alasannya"),
        of_whom=_("Penulis yang tulisannya ditutup atau disisihkan"),
        purpose=_("Memutus banding oleh orang kedua"),
        basis=("consent", "legal"),
        seen_by=_("Yang memutus; umum hanya melihat hasilnya"),
        kept=_("Sampai suara atau akun penulisnya dihapus"),
    ),
    Processing(
        data=_("Laporan atas isi, tanpa siapa pelapornya"),
        of_whom=_("Orang yang disebut di dalam isi"),
        purpose=_("Menutup isi yang melanggar dalam 24 jam atau 4 jam"),
        basis=("legal",),
        seen_by=_("Tim ruang"),
        kept=_("Selama keputusannya tampil"),
    ),
)
