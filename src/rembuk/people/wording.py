"""Phrases of people that recur."""

from django.utils.translation import gettext_lazy as _

TOO_MANY_CODES = _("Terlalu banyak kode diminta dari sini. Tunggu satu jam, lalu minta lagi.")
WRONG_CODE = _("Kode ini tidak cocok. Periksa enam angka di surat terakhir kami.")
DEAD_CODE = _("Kode ini tidak berlaku lagi. Minta kode baru.")
BAD_ADDRESS = _("“%(email)s” bukan alamat e-mail. Contoh yang benar: nama@contoh.id.")
NO_SECRET = _("Akun ini belum memasang aplikasi pembuat kode.")
SHUT = _("Akun ini ditutup. Tulis kepada pengelola bila itu keliru.")
STAFF_KEEPS_FACTOR = _("Peran Anda menuntut langkah kedua. Pasang cara lain dulu, baru hapus yang ini.")
