"""Phrases of review that recur."""

from django.utils.translation import gettext_lazy as _

CONFLICTED = _("Anda sudah menyatakan ada benturan kepentingan, jadi gagasan ini ditelaah orang lain.")
ENDORSED_IT = _("Anda mendukung gagasan ini, jadi orang lain yang menelaahnya.")
MADE_IT = _("Anda yang menjadikan gagasan ini dari papan suara, jadi orang lain yang menelaahnya.")
SCORED = _(
    "Nilai Anda untuk gagasan ini sudah masuk dan tidak dapat diubah. Tulis kabar ke koordinator bila keliru."
)
CLOSED = _("Gagasan ini sudah mendapat putusan.")
REASONS_SHORT = _(
    "Tulis alasan yang dapat dipahami orang luar, paling sedikit 40 huruf. «Tidak sesuai» saja belum cukup."
)
WHAT_WOULD_CHANGE = _("Bila tidak menerima, sebut juga apa yang dapat mengubah putusan Anda.")
SCORE_RANGE = _("Nilai dari 1 sampai 5.")
ENOUGH = _("Jumlah penelaah gagasan ini sudah cukup.")
NO_VERDICT = _("Gagasan ini belum mendapat putusan. Jejaknya ada di halaman gagasan.")
