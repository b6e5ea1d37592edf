"""Why a row of a file is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CUT = _("Berkas terpotong di sini; baris sebelumnya sudah dibaca. Unduh ulang berkasnya lalu impor lagi.")
CUT_ARCHIVE = _("Arsip ini terpotong; yang sebelumnya sudah dibaca. Unduh ulang arsipnya lalu impor lagi.")
NOT_XML = _("Berkas ini bukan umpan RSS atau Atom yang utuh di bagian ini.")
XML_BOMB = _("Berkas ini memuat entitas XML yang dapat mengembang tanpa batas, jadi tidak dibaca.")
TOO_LONG_LINE = _("Baris ini lebih panjang daripada yang dapat dibaca.")
NOT_JSON = _("Baris ini bukan JSON yang utuh.")
NOT_PUBLIC = _("Pos ini hanya untuk pembaca tertentu, jadi tidak diambil.")
NOT_A_POST = _("Baris ini bukan pos: tidak ada id atau teksnya.")
BAD_ID = _("Id pos ini bukan angka seperti yang ditulis X.")
NO_TEXT = _("Teksnya kosong.")
BAD_TEXT = _("Teksnya memuat tanda yang tidak dapat disimpan.")
TOO_LONG_TEXT = _("Teksnya lebih panjang dari 20.000 huruf.")
BAD_TIME = _("Tanggalnya tidak terbaca. Tulis seperti 2026-11-21 14.05 atau 21/11/2026 14.05.")
FEWER_CELLS = _("Baris ini punya lebih sedikit kolom daripada judulnya.")
MORE_CELLS = _("Baris ini punya lebih banyak kolom daripada judulnya; beri tanda kutip pada teks berkoma.")
OPEN_QUOTE = _("Tanda kutip yang dibuka tidak ditutup.")

# How a format is called where somebody chooses one.
FORMAT_NAMES = {
    "whatsapp": _("Ekspor chat WhatsApp (TXT atau ZIP)"),
    "telegram": _("Ekspor Telegram Desktop (JSON atau HTML)"),
    "facebook": _("Facebook: komentar atau unduhan informasi (JSON)"),
    "instagram": _("Instagram: komentar atau unduhan informasi (JSON)"),
    "threads": _("Threads: balasan atau unduhan informasi (JSON)"),
    "tiktok": _("TikTok: unduhan data (JSON)"),
    "youtube": _("YouTube: utas komentar (JSON)"),
    "x": _("X: pos dari API v2 (JSON)"),
    "bluesky": _("Bluesky: pos dan utas (JSON)"),
    "mastodon": _("Mastodon: pos atau arsip (JSON)"),
    "feed": _("Umpan RSS atau Atom"),
    "mail": _("Kotak surat (mbox)"),
    "table": _("Tabel (CSV, XLSX, atau JSONL)"),
}
# How a person gets the file out of each network's app; docs/guide/ekspor.md tells it at length.
HOW_TO_EXPORT = {
    "whatsapp": _("WhatsApp: buka chatnya, ketuk titik tiga, Lainnya, Ekspor chat, Tanpa media."),
    "telegram": _("Telegram Desktop: buka grupnya, titik tiga, Export chat history, pilih JSON."),
    "facebook": _("Facebook: Pusat Akun, Informasi dan izin Anda, Unduh informasi Anda, pilih format JSON."),
    "instagram": _(
        "Instagram: Pusat Akun, Informasi dan izin Anda, Unduh informasi Anda, pilih format JSON."
    ),
    "threads": _("Threads: minta lewat Pusat Akun seperti Instagram, pilih Threads dan format JSON."),
    "tiktok": _("TikTok: Pengaturan dan privasi, Akun, Unduh data Anda, pilih JSON."),
    "youtube": _("YouTube: simpan jawaban API commentThreads untuk video Anda."),
    "x": _("X: simpan jawaban API v2."),
    "bluesky": _(
        "Bluesky: simpan jawaban API getPostThread atau getAuthorFeed; arsip CAR tidak dapat dibaca."
    ),
    "mastodon": _("Mastodon: Preferensi, Impor dan ekspor, Minta arsip Anda."),
    "feed": _("RSS: simpan alamat umpan sebagai berkas."),
    "mail": _("Surel: ekspor kotak surat sebagai mbox, misalnya dengan Thunderbird atau Google Takeout."),
}
