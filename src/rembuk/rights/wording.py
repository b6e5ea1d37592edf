"""What people agree to, in plain words. A changed sentence gets a new version; old ones stay."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(NamedTuple):
    """Name one purpose: the version of its wording and the sentence a person says yes to."""

    version: int
    sentence: Promise

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the sentence in the language that is active now."""
        return sha256(str(self.sentence).encode()).hexdigest()


PURPOSES: dict[str, Purpose] = {
    "progress": Purpose(1, _("Kabari saya setiap ada langkah baru atas suara ini.")),
    "questions": Purpose(1, _("Tim boleh bertanya kepada saya bila ada yang kurang jelas.")),
    "news": Purpose(1, _("Kirimi saya kabar lain dari ruang ini, paling banyak sebulan sekali.")),
}

# What a field worker reads aloud, and the person beside them says yes to.
FIELD = "field"
READ_ALOUD: dict[str, Purpose] = {
    FIELD: Purpose(
        1,
        _(
            "Suara Anda kami catat, dibaca tim, dan boleh disatukan dengan suara lain yang serupa. Nama Anda "
            "tidak ditampilkan kecuali Anda minta. Rekaman hanya didengar tim. Anda mendapat kode untuk "
            "melihat sampai mana, membetulkan, atau menariknya kapan saja. Anda setuju?"
        ),
    ),
}
# Every sentence anybody can agree to.
SENTENCES = PURPOSES | READ_ALOUD

# What staff may look at, each look logged.
LOOKS = {
    "author": _("Nama atau akun pengirim"),
    "contact": _("Surel pengirim"),
}
# What a look was about, by the kind of its reference.
ABOUT = {
    "voices.voice": _("suara nomor %(key)s"),
}

# How what is held reads on a page; the file to download keeps the plain names.
FIELDS = {
    "what": _("Apa"),
    "email": _("Surel"),
    "name": _("Nama"),
    "handle": _("Akun"),
    "zone": _("Zona waktu"),
    "joined_at": _("Sejak"),
    "type": _("Cara"),
    "device": _("Perangkat"),
    "network": _("Jaringan"),
    "at": _("Waktu"),
    "used_at": _("Terakhir dipakai atau dibaca"),
    "mailed_at": _("Dikirim lewat surel"),
    "space": _("Ruang"),
    "role": _("Peran"),
    "title": _("Judul"),
    "address": _("Alamat halaman"),
    "kind": _("Jenis"),
    "text": _("Tulisan"),
    "seconds": _("Panjangnya (detik)"),
    "size": _("Ukurannya (bita)"),
    "purpose": _("Untuk"),
    "given": _("Boleh"),
    "consents": _("Persetujuan"),
    "why": _("Karena"),
    "about": _("Tentang"),
}
WHATS = {
    "account": _("Akun"),
    "second_factor": _("Langkah kedua"),
    "session": _("Sesi yang terbuka"),
    "sign_in_code": _("Kode masuk yang dikirim"),
    "role": _("Peran"),
    "invitation": _("Undangan"),
    "endorsement": _("Dukungan"),
    "board_move": _("Langkah di papan"),
    "merge_answer": _("Jawaban atas usul bergabung"),
    "saved_filter": _("Saringan papan"),
    "notice": _("Kabar"),
    "letter": _("Surat"),
    "preference": _("Pilihan kabar"),
    "follow": _("Yang diikuti"),
    "heard": _("Jawaban tentang kabar"),
    "stop": _("Berhenti dikabari"),
    "step": _("Langkah"),
    "voice": _("Suara"),
    "version": _("Tulisan sebelumnya"),
    "sound": _("Catatan suara"),
    "photo": _("Foto"),
    "author": _("Pengirim"),
    "contact": _("Surel pengirim"),
    "consent": _("Persetujuan"),
    "look": _("Pembukaan data yang Anda lakukan"),
    "looked_at": _("Data Anda dibuka"),
}
SURE = _("Centang dulu bahwa Anda mengerti; penghapusan tidak dapat dibatalkan.")
