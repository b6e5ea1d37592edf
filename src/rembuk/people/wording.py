"""Phrases of people that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

TOO_MANY_CODES = _("Terlalu banyak kode diminta dari sini. Tunggu satu jam, lalu minta lagi.")
WRONG_CODE = _("Kode ini tidak cocok. Periksa enam angka di surat terakhir kami.")
DEAD_CODE = _("Kode ini tidak berlaku lagi. Minta kode baru.")
BAD_ADDRESS = _("“%(email)s” bukan alamat e-mail. Contoh yang benar: nama@contoh.id.")
NO_SECRET = _("Akun ini belum memasang aplikasi pembuat kode.")
SHUT = _("Akun ini ditutup. Tulis kepada pengelola bila itu keliru.")
STAFF_KEEPS_FACTOR = _("Peran Anda menuntut langkah kedua. Pasang cara lain dulu, baru hapus yang ini.")
OTHER_VARIANT = _(
    "Kotak surat ini sudah punya akun dengan ejaan alamat lain, misalnya tanpa tanda + atau titik. Masuk "
    "dengan alamat itu: satu kotak surat, satu akun."
)
WHICH_BAND = _("Pilih salah satu rentang umur.")
TOO_SOON = _("Umur yang lebih tua baru dapat dipilih setahun sesudah jawaban terakhir Anda.")
HELD = _("Akun ini menunggu izin orang tua atau wali. Sampai izinnya ada, akun ini hanya dapat membaca.")
ASK_BAND_FIRST = _("Jawab dulu rentang umur Anda di halaman akun.")

PROCESSING = (
    Processing(
        data=_("Alamat surel, nama panggilan, zona waktu"),
        of_whom=_("Pemegang akun"),
        purpose=_("Masuk, dikabari, dan dikenali di tim"),
        basis=("consent", "contract"),
        seen_by=_("Pemegang akun sendiri; anggota tim dilihat rekan setimnya"),
        kept=_("Sampai akun dihapus pemegangnya"),
    ),
    Processing(
        data=_("Rentang umur, bukan tanggal lahir"),
        of_whom=_("Pemegang akun"),
        purpose=_("Melindungi anak menurut PP 17/2025: izin orang tua, tanpa nama, tanpa profil"),
        basis=("legal",),
        seen_by=_("Pemegang akun sendiri; pejabat pelindungan data hanya melihat jumlah"),
        kept=_("Sampai akun dihapus pemegangnya"),
    ),
    Processing(
        data=_("Kode masuk, sesi, perangkat, alamat jaringan, langkah kedua"),
        of_whom=_("Pemegang akun"),
        purpose=_("Menjaga akun dari orang lain"),
        basis=("legitimate",),
        seen_by=_("Pemegang akun sendiri"),
        kept=_("Kode paling lama 24 jam; sesi sampai ditutup atau habis masanya"),
    ),
)
