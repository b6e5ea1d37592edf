"""Phrases of programmes that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

# Whole rupiah, far below what 64 bits hold.
MOST_MONEY = 10**15

NO_SUCH = _("Halaman ini tidak ada. Cari lagi di daftar keputusan dan komitmen.")
NOT_ACCEPTED = _("Pilih gagasan yang sudah diterima penelaah. Gagasan lain belum dapat diputuskan.")
NOT_DECIDED = _("Pilih keputusan yang menyetujui gagasannya, lalu tulis komitmennya.")
NO_OPTION = _("Tulis paling sedikit dua pilihan yang ditimbang, dan tandai satu yang dipilih.")
PAST_DUE = _("Tanggal janji harus sesudah hari ini.")
MOVED_BACK = _("Tanggal baru harus sesudah tanggal janji yang sekarang.")
KEPT = _("Tonggak ini sudah ditepati.")
NEED_REASON = _("Tulis alasannya, paling sedikit 20 huruf. Alasan tampil untuk umum.")
NEED_EVIDENCE = _("Sebut buktinya: tautan foto, surat, atau tempat yang dapat dilihat orang.")
PIECES_RANGE = _("Jumlah yang selesai harus antara 0 dan jumlah yang dijanjikan.")
NO_MILESTONE = _("Tulis paling sedikit satu tonggak dengan tanggal.")
BROKEN = _("Tonggak ini sudah dinyatakan tidak ditepati.")
STALE = _("Ada kabar lain sejak halaman ini dibuka. Baca dulu yang terbaru, lalu kirim lagi.")
MONEY_RANGE = _(
    "Tulis jumlah uang dalam rupiah bulat, antara 0 dan 1.000.000.000.000.000. Contoh: 63.000.000."
)
TOO_FAR = _("Tanggal itu terlalu jauh. Pilih tanggal dalam tiga puluh tahun ini.")
BEFORE_DECISION = _("Keputusannya lebih baru daripada komitmen ini. Komitmen menyusul keputusan.")
STILL_A_DRAFT = _("Program ini masih rancangan. Umumkan dulu programnya, lalu tulis komitmennya.")
NEWER_VERSION = _(
    "Ada versi yang lebih baru sejak halaman ini dibuka. Baca dulu versi itu, lalu simpan lagi."
)
OLDER_VERSION = _("Versi yang lebih baru sudah diumumkan. Versi lama tetap dapat dibaca.")
NEED_WHAT = _("Sebut apa yang tidak dimuat, bukan alasannya saja.")
NEED_KIND = _("Pilih jenis laporannya: pengaduan, aspirasi, atau permintaan informasi.")
SENT = _("Terusan ini sudah dicatat terkirim dengan nomor lain.")
SENT_TOO_EARLY = _("Tanggal kirim mendahului hari terusan ini disiapkan. Periksa lagi tanggalnya.")
EXPECTED_EARLY = _("Tanggal jawaban yang ditunggu harus sesudah tanggal kirim.")
ANSWERED = _("Jawaban terusan ini sudah dicatat.")
NOT_SENT = _("Catat dulu kapan terusan ini dikirim.")
NOT_YET = _("Tanggal itu belum tiba. Pilih hari ini atau sebelumnya.")
ANSWERED_EARLY = _("Tanggal jawaban mendahului tanggal kirim. Periksa lagi tanggalnya.")
TO_ITSELF = _(
    "Ruang ini tidak dapat melimpahkan komitmen kepada dirinya sendiri. Pilih salah satu cabangnya."
)
TO_ABOVE = _(
    "Komitmen tidak dapat dilimpahkan kembali ke ruang di atas: limpahan akan berputar, "
    "dan tidak ada yang menjawab."
)
NOT_BELOW = _("Komitmen hanya dapat dilimpahkan kepada cabang di bawah ruang ini.")
DELEGATED = _("Komitmen ini sedang dilimpahkan. Satu komitmen hanya dipegang satu cabang pada satu waktu.")
COMMITMENT_OVER = _("Komitmen ini sudah berakhir, jadi tidak dilimpahkan lagi.")
NOT_FROM_HERE = _(
    "Langkah itu tidak dapat diambil dari keadaan pelimpahan yang sekarang. Muat ulang halamannya."
)
DAY_OVER = _("Tanggalnya sudah lewat. Jawab tidak diterima, supaya ruang di atas mengusulkan tanggal baru.")

# Offices here are written to in Indonesian, whatever language the writer reads this site in.
LETTER = """Dengan hormat,

Melalui {space}, {voices} suara warga menyampaikan hal berikut:

{wish}

Tempat: {place}
Waktu kejadian: (sebut waktunya)

Ini mereka yang bersuara, bukan pendapat seluruh warga. Suara, penilaian, dan jejaknya dapat dibaca di
{address}.

Kami mohon keterangan: apakah dikerjakan, kapan, dan bila tidak, apa alasannya.

Hormat kami,
{space}"""

PROCESSING = (
    Processing(
        data=_("Siapa yang memegang tonggak dan pelimpahan"),
        of_whom=_("Anggota tim"),
        purpose=_("Menagih janji pada orang yang memegangnya"),
        basis=("contract",),
        seen_by=_("Tim ruang"),
        kept=_("Sampai tugas pindah atau akun dihapus"),
    ),
)
