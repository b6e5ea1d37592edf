"""Phrases of spaces that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

NOT_ALLOWED = _("Peran Anda di ruang ini tidak mencakup langkah itu. Minta pemilik ruang bila memang perlu.")
NO_SPACE = _("Tidak ada ruang di alamat ini. Periksa ejaannya, atau cari dari halaman depan.")
NO_INVITATION = _(
    "Undangan ini tidak berlaku: sudah dipakai, ditarik kembali, atau lewat waktunya. Minta undangan baru."
)
OTHER_ADDRESS = _(
    "Undangan ini untuk alamat e-mail lain. Keluar dulu, lalu masuk dengan alamat yang diundang."
)
BAD_SLUG = _("Nama alamat “%(slug)s” harus 2–40 huruf kecil, angka, atau tanda hubung, dan diawali huruf.")
SLUG_TAKEN = _("Nama alamat “%(slug)s” sudah dipakai ruang lain. Pilih nama lain.")
HAS_OWNER = _("Cabang ini sudah punya pemilik. Orang lain diundang oleh pemiliknya sendiri.")
NEW_DUTY = _("Ada tugas lain yang terbuka sejak halaman ini dibuka. Tentukan juga siapa yang mengambilnya.")
CANNOT_TAKE = _("Orang itu tidak dapat mengambil “%(title)s”. Pilih orang lain di tim ini.")
BAD_NAME = _("Nama ruang harus berisi 1–80 huruf.")
TOO_DEEP = _("Ruang ini bercabang terlalu dalam. Pasang di bawah ruang yang lebih atas.")
BAD_ROLE = _("Tidak ada peran bernama “%(role)s”. Pilih salah satu dari: %(roles)s.")
BAD_ADDRESS = _("“%(email)s” bukan alamat e-mail. Contoh yang benar: nama@contoh.id.")
LAST_OWNER = _("Setiap ruang harus punya pemilik. Tunjuk pemilik lain dulu, baru ubah peran ini.")
HAS_ROLE = _("Orang ini sudah memegang peran itu di ruang ini.")
NO_MEMBER = _("Orang itu tidak lagi memegang peran di ruang ini. Muat ulang halamannya.")
BAD_COLOUR = _("Warna harus ditulis seperti #6a1b4d: tanda pagar dan enam angka atau huruf a–f.")
BAD_DAYS = _("Jumlah hari harus antara 1 dan 365.")
BAD_REVIEWERS = _("Jumlah penelaah harus antara 1 dan 9.")
BAD_ZONE = _("Pilih WIB, WITA, atau WIT.")

ROLE_LABELS = {
    "owner": _("Pemilik ruang"),
    "coordinator": _("Koordinator ruang"),
    "reviewer": _("Penelaah"),
    "writer": _("Penulis program"),
    "field_worker": _("Petugas lapangan"),
    "officer": _("Pejabat pelindungan data"),
    "reviewer_above": _("Penelaah dari ruang di atas"),
    "citizen": _("Warga"),
    "operator": _("Pengelola server"),
    "machine": _("Mesin"),
}

PROCESSING = (
    Processing(
        data=_("Peran di ruang, undangan yang menunggu"),
        of_whom=_("Anggota tim"),
        purpose=_("Mengatur siapa boleh apa"),
        basis=("contract",),
        seen_by=_("Pemilik, koordinator, dan pejabat pelindungan data ruang itu"),
        kept=_("Sampai peran diakhiri; undangan tujuh hari"),
    ),
)
