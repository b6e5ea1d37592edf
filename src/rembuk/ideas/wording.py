"""Phrases of ideas that recur."""

from django.utils.translation import gettext_lazy as _

NO_IDEA = _("Gagasan ini tidak ada. Cari lagi di daftar gagasan.")
NO_PLACE = _("Tempat ini tidak ada dalam daftar resmi. Cari lagi namanya.")
STALE = _("Langkah ini sudah dikerjakan orang lain. Muat ulang halamannya untuk melihat keadaan terbaru.")
NO_VOICES = _("Tidak ada suara yang dipilih. Pilih paling sedikit satu.")
CLOSED = _("Gagasan ini sudah tidak menerima dukungan, karena sudah selesai atau digabung.")
NEED_TITLE = _("Tulis judul gagasan, 5 sampai 120 huruf.")
NEED_REASON = _("Tulis alasannya, paling sedikit 10 huruf. Alasan tampil untuk umum.")
NOT_BACK = _("Langkah ini tidak dapat dibatalkan lagi, karena gagasannya sudah didukung atau ditelaah.")

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
