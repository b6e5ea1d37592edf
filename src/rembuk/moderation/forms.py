"""What staff and citizens fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.moderation.queries import Content
from rembuk.moderation.states import Outcome, Reason
from rembuk.shared.public_words import PublicForm


def _area(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


BECAUSE = _("Tampil untuk umum, sesudah kata «Karena».")


class HideForm(PublicForm):
    """Ask which part is hidden, for which reason, and say it in a sentence."""

    part = forms.ChoiceField(label=_("Yang ditutup"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Alasan"), choices=Reason.choices, widget=forms.RadioSelect)
    because = _area(_("Penjelasan"), 3, 300, min_length=10, help_text=BECAUSE)

    def __init__(self, data: Any = None, *, content: Content, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        parts: Any = self.fields["part"]
        parts.choices = [(part, f"{label}. {content.remains[part]}") for part, label in content.parts.items()]


class FlagForm(forms.Form):
    """Ask what is wrong with something."""

    reason = forms.ChoiceField(label=_("Apa yang salah"), choices=Reason.choices, widget=forms.RadioSelect)
    words = _area(_("Keterangan"), 3, 300, required=False, help_text=_("Hanya dibaca tim ruang ini."))


class AuthorityForm(FlagForm):
    """Ask staff for a request they got from an authority."""

    reference = forms.CharField(label=_("Nomor surat permintaan"), max_length=80)
    urgent = forms.BooleanField(label=_("Permintaannya mendesak: empat jam"), required=False)


class LeaveForm(forms.Form):
    """Ask why something stays as it is."""

    because = _area(_("Mengapa dibiarkan"), 3, 300, min_length=10, help_text=_("Hanya dibaca tim ruang ini."))


class AppealForm(forms.Form):
    """Ask the author what is wrong with a decision."""

    text = _area(
        _("Mengapa menurut Anda keliru"),
        6,
        2000,
        min_length=20,
        help_text=_("Dibaca orang kedua, yang tidak memutuskan pertama kali. Tidak tampil untuk umum."),
    )


class JudgeForm(PublicForm):
    """Ask the second person for the outcome."""

    outcome = forms.ChoiceField(label=_("Putusan"), choices=Outcome.choices, widget=forms.RadioSelect)
    because = _area(_("Alasan"), 3, 300, min_length=10, help_text=BECAUSE)


class RulesForm(PublicForm):
    """Ask for the rules of the space in its own words."""

    words = _area(_("Aturan, dengan kata-kata ruang ini"), 8, 2000, min_length=20)
    appeal_days = forms.IntegerField(
        label=_("Janji: banding diputus dalam (hari kerja)"), min_value=1, max_value=30
    )
