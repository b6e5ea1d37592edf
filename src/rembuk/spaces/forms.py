"""What owners type about their space and its team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.places.forms import PlaceField
from rembuk.spaces.models import Role, Space
from rembuk.spaces.wording import ROLE_LABELS

ROLES = [(role, ROLE_LABELS[role]) for role in Role.values]


class InviteForm(forms.Form):
    """Invite an address to a role."""

    email = forms.EmailField(
        label=_("Alamat e-mail"),
        help_text=_("Undangan dikirim ke sini, berlaku sekali, selama tujuh hari."),
    )
    role = forms.ChoiceField(label=_("Peran"), choices=ROLES)


class BranchForm(forms.Form):
    """Found a branch and invite its first owner."""

    name = forms.CharField(label=_("Nama cabang"), max_length=80)
    slug = forms.CharField(
        label=_("Nama alamat"),
        max_length=40,
        help_text=_("Huruf kecil, angka, dan tanda hubung. Contoh: partai-sleman. Tidak dapat diubah lagi."),
    )
    region = PlaceField(label=_("Wilayah"), required=False)
    email = forms.EmailField(
        label=_("Alamat e-mail pemilik pertama"),
        help_text=_(
            "Undangan dikirim ke sini. Cabang diurus pemiliknya sendiri: Anda tidak memegang peran di sana."
        ),
    )


class FirstOwnerForm(forms.Form):
    """Invite the first owner of a branch once more."""

    email = forms.EmailField(label=_("Alamat e-mail pemilik pertama"))


class RoleForm(forms.Form):
    """Give somebody another role."""

    role = forms.ChoiceField(label=_("Peran"), choices=ROLES)


class SettingsForm(forms.Form):
    """Set a space up."""

    name = forms.CharField(label=_("Nama ruang"), max_length=80)
    greeting = forms.CharField(label=_("Sapaan di halaman depan"), max_length=80, required=False)
    accent = forms.CharField(
        label=_("Warna ruang"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Keterbacaan dijaga mesin: warna yang terlalu pucat digelapkan di teks dan tombol."),
    )
    zone = forms.ChoiceField(
        label=_("Zona waktu"),
        choices=[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
    )
    region = PlaceField(label=_("Wilayah"), required=False)
    sorting_days = forms.IntegerField(
        label=_("Janji: suara dipilah dalam (hari kerja)"),
        help_text=_("Janji ini tampil di setiap jejak, juga bila terlewati."),
        min_value=1,
        max_value=365,
    )
    review_days = forms.IntegerField(
        label=_("Janji: telaah selesai dalam (hari kerja)"), min_value=1, max_value=365
    )
    reviewers = forms.IntegerField(label=_("Penelaah untuk setiap gagasan"), min_value=1, max_value=9)
    helped = forms.BooleanField(
        label=_("Penelaah ruang di atas boleh membantu menelaah"),
        required=False,
        help_text=_(
            "Mereka mendapat giliran bila penelaah cabang ini kurang. Suara yang belum menjadi gagasan, "
            "pengirimnya, dan tim cabang tetap tertutup bagi mereka."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, space: Space) -> None:
        super().__init__(data, initial={name: getattr(space, name) for name in self.base_fields})
        if space.parent_id is None:
            del self.fields["helped"]
