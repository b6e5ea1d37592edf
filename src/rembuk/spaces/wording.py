"""Phrases of spaces that recur."""

from django.utils.translation import gettext_lazy as _

NOT_ALLOWED = _("Peran Anda di ruang ini tidak mencakup langkah itu. Minta pemilik ruang bila memang perlu.")

ROLE_LABELS = {
    "owner": _("Pemilik ruang"),
    "coordinator": _("Koordinator ruang"),
    "reviewer": _("Penelaah"),
    "writer": _("Penulis program"),
    "field_worker": _("Petugas lapangan"),
    "officer": _("Pejabat pelindungan data"),
    "citizen": _("Warga"),
    "operator": _("Pengelola server"),
    "machine": _("Mesin"),
}
