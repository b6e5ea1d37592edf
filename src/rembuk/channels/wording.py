"""Why a row of a file is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CUT = _("Berkas terpotong di sini; baris sebelumnya sudah dibaca. Unduh ulang berkasnya lalu impor lagi.")
TOO_LONG_LINE = _("Baris ini lebih panjang daripada yang dapat dibaca.")
NOT_JSON = _("Baris ini bukan JSON yang utuh.")
NOT_A_POST = _("Baris ini bukan pos: tidak ada id atau teksnya.")
BAD_ID = _("Id pos ini bukan angka seperti yang ditulis X.")
NO_TEXT = _("Teksnya kosong.")
BAD_TEXT = _("Teksnya memuat tanda yang tidak dapat disimpan.")
TOO_LONG_TEXT = _("Teksnya lebih panjang dari 20.000 huruf.")
BAD_TIME = _("Tanggalnya tidak terbaca. Tulis seperti 2026-11-21 14.05 atau 21/11/2026 14.05.")
FEWER_CELLS = _("Baris ini punya lebih sedikit kolom daripada judulnya.")
MORE_CELLS = _("Baris ini punya lebih banyak kolom daripada judulnya; beri tanda kutip pada teks berkoma.")
OPEN_QUOTE = _("Tanda kutip yang dibuka tidak ditutup.")
