"""Phrases of programmes that recur."""

from django.utils.translation import gettext_lazy as _

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
