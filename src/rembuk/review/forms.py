"""What a reviewer fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.review.models import CRITERIA, Outcome
from rembuk.review.rules import SHORTEST_REASON
from rembuk.review.wording import REASONS_SHORT

GUIDES = {
    "need": _("Seberapa banyak orang membutuhkannya, dan seberapa mendesak?"),
    "benefit": _("Bila dikerjakan, apa yang membaik, dan untuk siapa?"),
    "feasibility": _("Dapatkah ruang ini mengerjakannya dengan wewenang dan waktu yang ada?"),
    "cost": _("Apakah biayanya sepadan dengan manfaatnya?"),
    "fairness": _("Adakah yang dirugikan, terutama yang suaranya jarang terdengar?"),
}
SCALE = [(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]


class ScoreForm(forms.Form):
    """Ask for five scores, a recommendation and reasons that stand on their own."""

    recommends = forms.ChoiceField(label=_("Anjuran Anda"), choices=Outcome.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Alasan"),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"min_length": REASONS_SHORT},
        help_text=_(
            "Tampil untuk umum sesudah semua penelaah menilai. Bila tidak menerima, sebut apa yang dapat "
            "mengubah putusan Anda."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = {
            name: forms.TypedChoiceField(
                label=label, choices=SCALE, coerce=int, widget=forms.RadioSelect, help_text=GUIDES[name]
            )
            for name, label in CRITERIA.items()
        }
        self.fields = {**scores, **self.fields}

    def scores(self) -> dict[str, int]:
        """Return the five scores by criterion."""
        return {name: self.cleaned_data[name] for name in CRITERIA}


class ConflictForm(forms.Form):
    """Ask why a reviewer stands aside; only the team reads it."""

    reason = forms.CharField(
        label=_("Benturan kepentingan apa"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hanya dibaca tim. Yang tampil untuk umum: seorang penelaah mundur."),
    )
