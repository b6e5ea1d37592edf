"""Phrases of voices that recur."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

NO_SUCH_RECEIPT = _(
    "Kode itu tidak cocok dengan tanda terima mana pun. Periksa ejaan keempat kata dan angkanya."
)
NO_SUCH_VOICE = _("Tidak ada suara di alamat ini.")
EMPTY = _("Tulis dulu suara Anda, satu kalimat pun cukup.")
TOO_LONG = _(
    "Suara ini terlalu panjang: paling banyak %(most)s huruf. Pendekkan, atau kirim dalam dua bagian."
)
UNREADABLE = _("Ada huruf yang tidak terbaca. Hapus tanda yang aneh, lalu kirim lagi.")
OTHER_WORDS = _(
    "Formulir ini sudah terkirim dengan isi lain. Buka formulir baru bila ingin mengirim suara lagi."
)
ONLY_MORE_PRIVATE = _("Suara hanya dapat dibuat lebih tertutup, tidak lebih terbuka.")
GONE = _("Suara ini sudah ditarik, jadi tidak dapat diubah lagi.")
NOT_OPENED = _("Suara ini sudah ditarik pengirimnya, jadi datanya tidak dibuka lagi.")
STALE_BOARD = _("Papan ini sudah berubah sejak Anda membukanya. Muat ulang, lalu pilih lagi.")
BUSY = _("Suara ruang ini sedang disortir. Tunggu sebentar, lalu coba lagi.")
NO_SUCH_REASON = _("Pilih salah satu alasan yang tersedia.")
NO_SUCH_LABEL = _("Label itu tidak ada. Pilih dari daftar.")
MOVED_ON = _("Langkah ini tidak dapat dibatalkan lagi, karena suaranya sudah dipindah atau menjadi gagasan.")
NO_REASON = _("Tulis alasannya, paling sedikit 5 huruf. Alasan disimpan bersama labelnya.")
SAME_CLUSTER = _("Suara itu sudah ada di rumpun yang dipilih. Pilih rumpun lain.")
WHOLE_CLUSTER = _("Memisah berarti sebagian: pilih beberapa suara, bukan semuanya.")
ANOTHER_SPACE = _("Rumpun dari ruang lain tidak dapat digabung.")
TOO_LARGE = _("Berkas ini lebih besar dari 500 MB. Bagi dua, atau minta pengelola server mengimpornya.")
IMPORT_DONE = _("Berkas ini sudah diimpor. Laporannya ada di bawah.")
NO_CLAIM_NEEDED = _("Suara ini dikirim lewat formulir. Buka dengan kode tanda terimanya.")
CLAIMED = _("Pos ini sudah terbukti milik seseorang, dan tanda terimanya sudah ada padanya.")
CLAIM_SETTLED = _("Permintaan ini sudah diputuskan. Muat ulang halamannya.")
NO_SUCH_REPLY = _("Balasan itu tidak ada di ruang ini.")
REPLY_SETTLED = _("Balasan ini sudah ditandai orang lain. Muat ulang halamannya.")
REPLY_OPEN = _("Balasan ini masih menunggu, jadi tidak ada yang dibatalkan.")
NO_REPLY = _("Suara ini tidak dibalas lagi: sudah ditarik, ditutup, atau pengirimnya minta tidak dikabari.")
NO_SUCH_ANSWER = _("Pilih salah satu: terkirim, lewati, atau batal.")
REPLY = _("Kabar dari %(space)s. %(subject)s. Sampai mana:")
NO_SUCH_CLAIM = _("Permintaan itu tidak ada di ruang ini.")
NO_SUCH_DOOR = _("Kode ini tidak cocok dengan poster atau tautan mana pun. Periksa ejaannya.")
NO_SUCH_SUBJECT = _("Yang ditanyakan itu tidak ada di ruang ini. Pilih dari daftar.")
NOT_WITHIN = _("Tempat itu di luar wilayah ruang ini. Pilih tempat di %(region)s.")
NOT_BOXED = _("Ini punya halaman sendiri. Buat tautan pendek ke sana, bukan kotak aspirasi.")
NO_SUCH_PAPER = _("Nomor formulir ini tidak ada. Periksa angka dan huruf di pojok kertas.")
PAPER_TYPED = _("Formulir %(number)s sudah diketik. Ambil kertas berikutnya.")
PAPER_RANGE = _("Sekali cetak paling sedikit 2 dan paling banyak 30 formulir.")
NO_SOUND = _(
    "Berkas ini bukan rekaman suara yang dikenal. Rekam ulang, atau pilih berkas OGG, M4A, MP3, WAV, atau "
    "WebM."
)
BIG_SOUND = _("Rekaman ini terlalu besar. Paling besar 12 MB.")
LONG_SOUND = _("Rekaman ini terlalu panjang. Paling lama 10 menit; bagi menjadi dua.")
SHORT_SOUND = _("Rekaman ini kosong. Rekam sekali lagi.")
NO_PHOTO = _(
    "Berkas ini bukan foto JPEG, PNG, atau WebP yang dapat dibaca. Simpan ulang fotonya, lalu pilih lagi."
)
BIG_PHOTO = _("Foto ini terlalu besar. Paling besar 12 MB dan 50 juta titik.")
NO_SUCH_ATTACHMENT = _("Rekaman atau foto ini tidak ada.")
TYPED = _("Catatan suara ini sudah diketik. Muat ulang daftarnya.")
NOT_CLEARED = _("Foto hanya dapat ditampilkan bila suaranya boleh dibaca umum.")
BAD_FORM = _("Tulis satu kata saja, huruf dan angka, paling panjang 40 huruf.")
BAD_MEANING = _("Tulis artinya, 2 sampai 80 huruf, dan bukan kata yang sama.")
ENOUGH_WORDS = _("Sudah ada 2.000 kata. Hapus yang tidak terpakai dulu.")
NO_WORD = _("Kata itu sudah dihapus. Muat ulang halamannya.")
SEEN_IN_FILE = "pos akun yang sama, dalam berkas yang diimpor"
BASIS_CHAT = _(
    "Misalnya: anggota grup diberi tahu pada 3 Mei dan setuju; atau pesan ini dikirim kepada kami."
)
SOURCE_FORM = "form"
SOURCE_RECEIPT = "receipt"
SOURCE_ACCOUNT = "account"
SOURCE_SPOKEN = "spoken"

COLUMN_TIME, COLUMN_TEXT = _("Waktu"), _("Teks")

CHANNELS = {
    "web": _("formulir situs"),
    "x": _("X"),
    "table": _("tabel"),
    "field": _("tatap muka"),
    "whatsapp": _("WhatsApp"),
    "telegram": _("Telegram"),
    "facebook": _("Facebook"),
    "instagram": _("Instagram"),
    "threads": _("Threads"),
    "tiktok": _("TikTok"),
    "youtube": _("YouTube"),
    "bluesky": _("Bluesky"),
    "mastodon": _("Mastodon"),
    "feed": _("RSS"),
    "mail": _("surel"),
}
ASIDE_SUBJECT = _("Suara Anda disisihkan, dengan alasan")
ASIDE_TEXT = _(
    "Alasannya: %(reason)s Suara tidak dihapus dan dapat dipulihkan. Tanda terima Anda tetap membukanya."
)

LABELS = {
    "kind": _("Jenis"),
    "subject": _("Pokok"),
    "language": _("Bahasa"),
    "spam": _("Iklan atau pesan berantai"),
    "abusive": _("Hinaan atau ancaman"),
}
_YES_OR_NO = {"true": _("Ya"), "false": _("Bukan")}
# A place that the machine read in the words.
PLACE_READ = _("Tempat yang terbaca")
LABEL_VALUES = {
    "kind": {
        "idea": _("Gagasan"),
        "question": _("Pertanyaan"),
        "complaint": _("Keluhan"),
        "praise": _("Pujian"),
        "other": _("Lainnya"),
    },
    "subject": {
        "pendidikan": _("Pendidikan"),
        "kesehatan": _("Kesehatan"),
        "ekonomi": _("Ekonomi"),
        "pekerjaan": _("Pekerjaan"),
        "infrastruktur": _("Infrastruktur"),
        "transportasi": _("Transportasi"),
        "lingkungan": _("Lingkungan"),
        "air-sanitasi": _("Air dan sanitasi"),
        "energi": _("Energi"),
        "pangan-pertanian": _("Pangan dan pertanian"),
        "perumahan-tanah": _("Perumahan dan tanah"),
        "layanan-publik": _("Layanan publik"),
        "hukum-keamanan": _("Hukum dan keamanan"),
        "sosial": _("Sosial"),
        "digital": _("Digital"),
        "budaya-agama": _("Budaya dan agama"),
        "pemuda-olahraga": _("Pemuda dan olahraga"),
        "politik": _("Politik"),
        "lain": _("Lainnya"),
    },
    "language": {
        "ind": _("Indonesia"),
        "jav": _("Jawa"),
        "sun": _("Sunda"),
        "min": _("Minang"),
        "bew": _("Betawi"),
        "mad": _("Madura"),
        "ban": _("Bali"),
        "eng": _("Inggris"),
        "ace": _("Aceh"),
        "bbc": _("Batak Toba"),
        "bjn": _("Banjar"),
        "bug": _("Bugis"),
        "mak": _("Makassar"),
        "nij": _("Ngaju"),
    },
    "spam": _YES_OR_NO,
    "abusive": _YES_OR_NO,
}
NO_FILE = _("Berkas ini bukan PDF yang dapat dibaca. Simpan ulang sebagai PDF, lalu pilih lagi.")
BIG_FILE = _("Berkas ini terlalu besar. Paling besar 5 MB.")
FILE_ACTS = _(
    "PDF ini memuat perintah atau berkas lain di dalamnya. Cetak ulang sebagai PDF biasa, lalu pilih lagi."
)

PROCESSING = (
    Processing(
        data=_("Isi suara, tempat, waktu, tulisan sebelumnya, label"),
        of_whom=_("Warga yang bersuara"),
        purpose=_("Menampung, memilah, menyatukan, dan menjawab suara"),
        basis=("consent", "legitimate"),
        seen_by=_("Tim ruang; umum hanya bila tampil di belakang gagasan dan tidak rahasia"),
        kept=_("Sampai ditarik atau dihapus pengirimnya"),
    ),
    Processing(
        data=_("Nama atau akun pengirim"),
        of_whom=_("Warga yang bersuara"),
        purpose=_("Menampilkan nama bila diminta, dan menunjukkan bahwa suatu pos miliknya"),
        basis=("consent", "legitimate"),
        seen_by=_("Peran yang boleh membuka, dengan alasan; setiap pembukaan dicatat"),
        kept=_("Sampai suaranya dihapus"),
        clock="authors",
    ),
    Processing(
        data=_("Surel pengirim"),
        of_whom=_("Warga yang minta dikabari"),
        purpose=_("Mengabari langkah atas suaranya"),
        basis=("consent",),
        seen_by=_("Peran yang boleh membuka, dengan alasan; setiap pembukaan dicatat"),
        kept=_("Sampai suaranya, atau akun dengan surel itu, dihapus"),
        clock="contacts",
    ),
    Processing(
        data=_("Catatan suara dan foto"),
        of_whom=_("Warga yang bersuara di lapangan atau lewat web"),
        purpose=_("Mengetik apa yang dikatakan; memperlihatkan tempatnya"),
        basis=("consent",),
        seen_by=_("Tim ruang; foto tampil untuk umum hanya sesudah diperiksa"),
        kept=_("Sampai suaranya dihapus"),
        where=("files",),
        clock="sounds",
    ),
    Processing(
        data=_("Isi suara yang disisihkan"),
        of_whom=_("Pengirim yang suaranya disisihkan mesin atau petugas"),
        purpose=_("Memberi kesempatan banding"),
        basis=("legitimate",),
        seen_by=_("Tim ruang; pengirimnya lewat tanda terima"),
        kept=_("Sampai suaranya dihapus"),
        clock="asides",
    ),
    Processing(
        data=_("Isi suara yang ditarik"),
        of_whom=_("Warga yang menarik suaranya"),
        purpose=_("Menjawab bila penarikannya dipersoalkan"),
        basis=("legitimate",),
        seen_by=_("Pengirimnya lewat tanda terima"),
        kept=_("Sampai suaranya dihapus"),
        clock="withdrawn",
    ),
    Processing(
        data=_("Berkas impor dan dasar hukumnya"),
        of_whom=_("Orang yang tulisannya ada di dalam berkas"),
        purpose=_("Mengambil suara dari jaringan tempat orang bicara"),
        basis=("legitimate",),
        seen_by=_("Tim ruang yang boleh mengimpor"),
        kept=_("Keterangan dan dasarnya tetap; berkasnya sampai dibaca"),
        where=("database", "files"),
        clock="imports",
    ),
)

WHICH_AGE = _("Pilih umur: nama dan surel hanya kami terima dari yang berumur 18 tahun ke atas.")
CHILD_CONTACT = _(
    "Di bawah 18 tahun, kirim tanpa surel. Kode tanda terima membuka kabarnya kapan saja, tanpa surel."
)
CHILD_NAME = _("Di bawah 18 tahun, nama tidak ditampilkan. Pilih tanpa nama atau hanya untuk tim.")
