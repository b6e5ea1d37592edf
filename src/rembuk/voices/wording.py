"""Phrases of voices that recur."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
STALE_BOARD = _("Papan ini sudah berubah sejak Anda membukanya. Muat ulang, lalu pilih lagi.")
BUSY = _("Suara ruang ini sedang disortir. Tunggu sebentar, lalu coba lagi.")
NO_SUCH_REASON = _("Pilih salah satu alasan yang tersedia.")
NO_SUCH_LABEL = _("Label itu tidak ada. Pilih dari daftar.")
WHOLE_CLUSTER = _("Memisah berarti sebagian: pilih beberapa suara, bukan semuanya.")
ANOTHER_SPACE = _("Rumpun dari ruang lain tidak dapat digabung.")
TOO_LARGE = _("Berkas ini lebih besar dari 500 MB. Bagi dua, atau minta pengelola server mengimpornya.")
IMPORT_DONE = _("Berkas ini sudah diimpor. Laporannya ada di bawah.")
SOURCE_FORM = "form"
SOURCE_RECEIPT = "receipt"

CHANNELS = {
    "web": _("formulir situs"),
    "x": _("X"),
    "table": _("tabel"),
    "field": _("lapangan"),
}
ASIDE_SUBJECT = _("Suara Anda disisihkan, dengan alasan")
ASIDE_TEXT = _(
    "Alasannya: %(reason)s Suara tidak dihapus dan dapat dipulihkan. Tanda terima Anda tetap membukanya."
)
