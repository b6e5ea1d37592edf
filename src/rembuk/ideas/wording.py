"""Phrases of ideas that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

NO_IDEA = _("Gagasan ini tidak ada. Cari lagi di daftar gagasan.")
NO_PLACE = _("Tempat ini tidak ada dalam daftar resmi. Cari lagi namanya.")
NO_SUBJECT = _("Pokok ini tidak ada. Pilih dari daftar pokok.")
STALE = _("Langkah ini sudah dikerjakan orang lain. Muat ulang halamannya untuk melihat keadaan terbaru.")
NO_VOICES = _("Tidak ada suara yang dipilih. Pilih paling sedikit satu.")
CLOSED = _("Gagasan ini sudah tidak menerima dukungan, karena sudah selesai atau digabung.")
NEED_TITLE = _("Tulis judul gagasan, 5 sampai 120 huruf.")
NEED_REASON = _("Tulis alasannya, paling sedikit 10 huruf. Alasan tampil untuk umum.")
NOT_BACK = _("Langkah ini tidak dapat dibatalkan lagi, karena gagasannya sudah didukung atau ditelaah.")

NO_MERGE = _("Usul bergabung ini tidak ada. Buka lagi dari halaman gagasannya.")
SAME_IDEA = _("Gagasan tidak dapat bergabung ke dirinya sendiri. Tulis nomor gagasan lain.")
OTHER_SPACE = _("Gagasan itu milik ruang lain. Pilih gagasan di ruang ini.")
CANNOT_JOIN = _("Gagasan ini tidak dapat bergabung lagi, karena sudah diputus, ditolak, atau digabung.")
CANNOT_TAKE_IN = _("Gagasan tujuan sudah selesai atau ditolak. Pilih gagasan yang masih berjalan.")
MERGE_WAITS = _("Salah satu gagasan ini sedang dalam usul bergabung lain. Tunggu sampai usul itu selesai.")
MERGE_CLOSED = _("Usul ini sudah ditutup, jadi jawaban tidak dapat diubah lagi.")
NOT_ENDORSING = _("Anda tidak mendukung gagasan ini, jadi tidak ada dukungan yang perlu dipindah.")
CHOOSE_REPLY = _("Pilih salah satu: pindahkan dukungan, atau tetap.")
ENOUGH_FILTERS = _("Sudah ada dua puluh saringan. Hapus satu dulu.")
NO_FILTER = _("Saringan itu tidak ada lagi. Muat ulang halamannya.")
NO_CLUSTERS = _("Belum ada rumpun yang dipilih. Pilih paling sedikit satu.")
TOO_MANY_VOICES = _("Terlalu banyak suara sekaligus, paling banyak 2.000. Pilih lebih sedikit rumpun.")

KINDS = {
    "idea": _("Gagasan"),
    "question": _("Pertanyaan"),
    "complaint": _("Keluhan"),
    "praise": _("Pujian"),
}
LANGUAGES = {
    "jav": _("Jawa"),
    "sun": _("Sunda"),
    "min": _("Minang"),
    "bew": _("Betawi"),
    "mad": _("Madura"),
    "ban": _("Bali"),
    "eng": _("Inggris"),
}

NO_CALL = _("Ajakan ini tidak ada. Cari lagi di daftar ajakan.")
CALL_NOT_OPEN = _("Ajakan ini sedang tidak menerima jawaban.")
CALL_PUBLISHED = _("Ajakan ini sudah terbit, jadi isinya tidak berubah lagi. Tanggalnya masih dapat digeser.")
CALL_SHUT_TOO_SOON = _("Tanggal tutupnya belum sesudah tanggal buka. Beri waktu paling sedikit satu hari.")
CALL_SORTS_TOO_SOON = _("Selesai memilah harus sesudah jawaban ditutup.")
CALL_ANSWERS_TOO_SOON = _("Laporan dijanjikan sesudah memilah selesai, paling cepat besoknya.")
CALL_TOO_LONG = _("Dari buka sampai laporan paling lama dua tahun.")
CALL_PAST = _("Hari terakhir menjawab sudah lewat. Pilih hari ini atau sesudahnya.")
CALL_DAY_GONE = _("Tahap itu sudah lewat, jadi tanggalnya tidak dapat digeser lagi.")
CALL_SAME_DAYS = _("Tanggalnya masih sama. Ubah paling sedikit satu.")
CALL_NEW_DAY_PAST = _("Tanggal barunya sudah lewat. Pilih hari ini atau sesudahnya.")
CALL_DONE = _("Ajakan ini sudah selesai dan laporannya sudah terbit.")
CALL_STILL_OPEN = _("Ajakan ini masih menerima jawaban. Laporannya ditulis sesudah ditutup.")
NEED_DAY = _("Pilih tanggalnya.")
NO_SUCH_DAY = _("Tanggal ini tidak ada di kalender.")
NO_REPORT = _("Laporan ajakan ini belum terbit.")
# What each key of the desk presses, in the order in which the page lists them.
KEYS = [
    ("J", _("rumpun berikutnya")),
    ("K", _("rumpun sebelumnya")),
    ("T", _("terima sebagai gagasan; lalu Enter")),
    ("G", _("gabung ke gagasan yang mirip; lalu Enter")),
    ("S", _("sisihkan; lalu angka alasannya")),
    ("E", _("sisihkan dengan penjelasan sendiri")),
    ("X", _("pilih suara")),
    ("P", _("pisahkan suara yang dipilih")),
    ("R", _("satukan dengan rumpun lain; lalu angka rumpunnya")),
    ("B", _("sisihkan beberapa rumpun sekaligus; lalu X dan angka alasannya")),
    ("Q", _("antrean dan saringan")),
    ("U", _("batalkan langkah terakhir")),
    ("A", _("ambil alih rumpun yang dibuka orang lain")),
    ("Esc", _("kembali ke papan")),
    ("?", _("tampilkan daftar ini")),
]
POST_TAKEN = _("Pos ini sudah menjadi pos ajakan lain di ruang ini. Lepas dulu di sana, atau pilih pos lain.")
POST_HERE = _("Pos ini sudah tercatat di ajakan ini. Balasannya sedang dihimpun.")

# The moves on the board, as who made them reads them among their own data.
MOVES = {
    "accept": _("Diterima sebagai gagasan"),
    "join": _("Digabungkan ke gagasan"),
    "aside": _("Disisihkan"),
    "restore": _("Dipulihkan ke papan"),
    "split": _("Dipisah dari rumpun"),
    "move": _("Dipindahkan ke rumpun lain"),
    "merge": _("Rumpun digabung"),
    "label": _("Label diganti"),
}

PROCESSING = (
    Processing(
        data=_("Dukungan, jawaban atas usul bergabung, saringan papan"),
        of_whom=_("Pendukung gagasan dan anggota tim"),
        purpose=_("Menghitung satu orang satu dukungan; meminta izin sebelum menggabungkan"),
        basis=("consent",),
        seen_by=_("Pemiliknya; yang lain hanya melihat jumlah"),
        kept=_("Sampai dilepas atau akun dihapus"),
    ),
)
