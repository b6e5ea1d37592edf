"""What staff type on the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.ideas.states import MergeRule
from rembuk.places.forms import PlaceField
from rembuk.shared.forms import offer
from rembuk.shared.public_words import PublicForm
from rembuk.voices.states import SetAside
from rembuk.voices.wording import LABEL_VALUES, LABELS


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=2**63 - 1,
        help_text=_("Nomor ada di halaman gagasan, di atas judulnya."),
    )  # fmt: skip


def _because(label: Any, help_text: Any, *, most: int = 300, lines: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, min_length=10, max_length=most,
        widget=forms.Textarea(attrs={"rows": lines}),
    )  # fmt: skip


class AcceptForm(PublicForm):
    """Name an idea, say the wish in the citizens' words, and why these voices are one."""

    title = forms.CharField(
        label=_("Judul gagasan"),
        min_length=5,
        max_length=120,
        help_text=_("Apa yang diminta dan di mana, seperti judul kabar."),
    )
    wish = forms.CharField(
        label=_("Permintaannya, dengan kata-kata warga"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Salin satu suara yang paling jelas. Data pribadi sudah kami tutup."),
    )
    place = PlaceField(
        label=_("Tempatnya"),
        required=False,
        help_text=_("Tempat terkecil yang memuat semua suara. Ubah bila keliru."),
    )
    because = _because(
        _("Mengapa suara-suara ini satu gagasan"), _("Tampil untuk umum, sesudah kata «Karena».")
    )


class JoinForm(PublicForm):
    """Choose the idea that the voices say the same as, and why."""

    number = _number(_("Nomor gagasan"))
    because = _because(_("Mengapa sama"), _("Tampil untuk umum, sesudah kata «Karena»."))


class SetAsideForm(forms.Form):
    """Choose the reason from the list, and say it in a sentence where the reason alone does not."""

    reason = forms.ChoiceField(label=_("Alasan"), choices=SetAside.choices, widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("Penjelasan"),
        required=False,
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dikirim ke pengirimnya bersama alasan di atas. Suara tidak dihapus."),
    )


class MoveForm(forms.Form):
    """Choose the cluster that voices go to."""

    into = forms.ChoiceField(
        label=_("Rumpun tujuan"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih dulu rumpun tujuannya."),
            "invalid_choice": _("Rumpun itu tidak lagi menunggu. Pilih yang lain."),
        },
    )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let CHOICES (key and words) be chosen from."""
        offer(self, "into", list(choices))


class LabelForm(forms.Form):
    """Overrule one label of the machine, with a reason."""

    value = forms.ChoiceField(
        label=_("Yang benar"), error_messages={"invalid_choice": _("Label itu tidak ada. Pilih dari daftar.")}
    )
    because = forms.CharField(
        label=_("Alasannya"),
        min_length=5,
        max_length=300,
        help_text=_("Disimpan bersama label. Label mesin dan alasannya tetap terlihat."),
        error_messages={"required": _("Tulis alasannya, beberapa kata saja.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, name: str, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, prefix=name, initial=initial)
        self.fields["value"].label = LABELS[name]
        offer(self, "value", list(LABEL_VALUES[name].items()))


class LookForm(forms.Form):
    """Say why personal data is opened, before it is."""

    why = forms.CharField(
        label=_("Mengapa Anda perlu membukanya"),
        min_length=10,
        max_length=300,
        help_text=_("Dicatat bersama nama Anda; pengirim dan pejabat pelindungan data dapat membacanya."),
        error_messages={"required": _("Tulis alasannya dulu; tanpa alasan data tidak dibuka.")},
    )


class MergeForm(PublicForm):
    """Propose that an idea joins another, and say why, until when and by which rule."""

    number = _number(_("Bergabung ke gagasan nomor"))
    because = _because(
        _("Mengapa keduanya meminta hal yang sama"),
        _("Dikirim kepada setiap pendukung dan tampil untuk umum."),
        most=500,
        lines=3,
    )
    days = forms.IntegerField(
        label=_("Berapa hari pendukung boleh menimbang"),
        min_value=3,
        max_value=90,
        initial=14,
        help_text=_("3 sampai 90 hari. Tanpa jawaban sampai hari terakhir, dukungan tetap."),
    )
    rule = forms.ChoiceField(
        label=_("Kapan gagasan ini digabung"),
        choices=MergeRule.choices,
        initial=MergeRule.EVERYONE,
        widget=forms.RadioSelect,
        help_text=_("Yang mana pun dipilih, dukungan yang tidak dijawab ya tidak pernah pindah."),
    )


class UndoForm(PublicForm):
    """Say why a proposal is withdrawn or a merging undone."""

    because = _because(
        _("Mengapa dibatalkan"),
        _("Dikirim kepada setiap pendukung dan tampil untuk umum."),
        most=500,
        lines=2,
    )


class FilterForm(forms.Form):
    """Name a filter of the board and say which clusters it shows."""

    name = forms.CharField(label=_("Nama saringan"), max_length=40)
    subject = forms.ChoiceField(label=_("Pokok"), required=False)
    place = PlaceField(label=_("Tempat"), required=False)
    words = forms.CharField(label=_("Kata di judul rumpun"), max_length=80, required=False)
    least = forms.IntegerField(
        label=_("Paling sedikit berapa suara"), min_value=1, max_value=999_999, required=False
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        subjects: Any = self.fields["subject"]
        subjects.choices = [("", _("Semua pokok")), *LABEL_VALUES["subject"].items()]
