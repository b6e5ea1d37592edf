"""What is typed to decide and to promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.design.formatted import with_marks
from rembuk.ideas.models import Idea
from rembuk.programmes.actions import Planned, Weighed
from rembuk.programmes.forms.fields import DateInput, KeyedForm, MoneyField
from rembuk.programmes.models import Decision, Programme
from rembuk.shared.forms import offer

OPTIONS = 4
MILESTONES = 4
LEFT_OUT = 4


class DecisionForm(KeyedForm):
    """Ask what was decided about which ideas, which options were weighed, and why."""

    ideas = forms.ModelMultipleChoiceField(
        label=_("Gagasan yang diputuskan"),
        queryset=Idea.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hanya gagasan yang sudah diterima penelaah."),
    )
    title = forms.CharField(label=_("Keputusan dalam satu kalimat"), min_length=5, max_length=120)
    goal = forms.CharField(
        label=_("Tujuannya"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=with_marks(_("Apa yang harus membaik, dan untuk siapa.")),
    )
    adopted = forms.TypedChoiceField(
        label=_("Hasilnya"),
        coerce=lambda value: value == "ya",
        widget=forms.RadioSelect,
        empty_value=None,
        choices=[("ya", _("Dikerjakan")), ("tidak", _("Tidak dikerjakan"))],
    )
    reasons = forms.CharField(
        label=_("Alasannya"),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=with_marks(
            _("Tampil untuk umum. Bila tidak dikerjakan, sebut apa yang dapat mengubahnya.")
        ),
    )
    decided_by = forms.CharField(
        label=_("Siapa yang memutuskan"),
        max_length=160,
        help_text=_(
            "Peran atau rapatnya, bukan nama orang. Contoh: rapat program, 7 anggota, 1 tidak setuju."
        ),
    )

    cost = MoneyField(label=_("Biayanya, dalam rupiah"))
    review_on = forms.DateField(
        label=_("Dilihat lagi pada"),
        widget=DateInput(),
        required=False,
        help_text=_("Hari keputusan ini diperiksa lagi: masih tepatkah."),
    )

    def __init__(self, *args: Any, ideas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ideas", ideas)
        choices = [(str(number), _("Pilihan %(n)d") % {"n": number}) for number in range(1, OPTIONS + 1)]
        for number in range(1, OPTIONS + 1):
            label = _("Pilihan %(n)d") % {"n": number}
            needed = number <= 2
            self.fields[f"option_{number}"] = forms.CharField(label=label, max_length=200, required=needed)
            self.fields[f"pro_{number}"] = forms.CharField(
                label=_("Yang mendukung"), max_length=400, required=False
            )
            self.fields[f"contra_{number}"] = forms.CharField(
                label=_("Yang memberatkan"), max_length=400, required=False
            )
        self.fields["chosen"] = forms.ChoiceField(
            label=_("Yang dipilih"), choices=choices, widget=forms.RadioSelect
        )
        order = ["ideas", "title", "goal"]
        order += [f"{name}_{n}" for n in range(1, OPTIONS + 1) for name in ("option", "pro", "contra")]
        self.order_fields([*order, "chosen", "adopted", "reasons", "cost", "decided_by", "review_on"])

    def clean(self) -> dict[str, Any]:
        """Refuse to choose an option that was left empty."""
        typed = super().clean() or {}
        chosen = typed.get("chosen")
        if chosen and not typed.get(f"option_{chosen}"):
            self.add_error(
                "chosen", _("Pilihan yang ditandai masih kosong. Isi dulu, atau tandai yang lain.")
            )
        return typed

    def options(self) -> list[Weighed]:
        """Return the options that were filled in."""
        typed = self.cleaned_data
        return [
            Weighed(
                typed[f"option_{n}"],
                typed[f"pro_{n}"],
                typed[f"contra_{n}"],
                chosen=typed["chosen"] == str(n),
            )
            for n in range(1, OPTIONS + 1)
            if typed[f"option_{n}"]
        ]


class ProgrammeForm(KeyedForm):
    """Ask for a programme: its name, its reason, its text, and what was left out with the reasons."""

    title = forms.CharField(label=_("Nama program"), min_length=3, max_length=120)
    summary = forms.CharField(
        label=_("Untuk apa program ini"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=with_marks(_("Dua atau tiga kalimat yang selesai dibaca dalam setengah menit.")),
    )
    body = forms.CharField(
        label=_("Isi program"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=with_marks(_("Paling banyak 6.000 huruf: sekitar empat menit membaca.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, LEFT_OUT + 1):
            self.fields[f"left_{number}"] = forms.CharField(
                label=_("Yang tidak dimuat, %(n)d") % {"n": number},
                max_length=200,
                required=False,
                help_text=_("Gagasan atau usul yang dipertimbangkan, tetapi tidak masuk.")
                if number == 1
                else "",
            )
            self.fields[f"why_{number}"] = forms.CharField(
                label=_("Mengapa tidak"), max_length=400, required=False
            )

    def left_out(self) -> list[tuple[str, str]]:
        """Return what is left out with its reasons, empty pairs too, so that errors find their field."""
        typed = self.cleaned_data
        return [(typed[f"left_{n}"], typed[f"why_{n}"]) for n in range(1, LEFT_OUT + 1)]


class DraftForm(ProgrammeForm):
    """Ask for the next version of a programme."""

    note = forms.CharField(
        label=_("Apa yang berubah"),
        max_length=200,
        required=False,
        help_text=_("Satu kalimat untuk yang membandingkan."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)


if TYPE_CHECKING:
    DecisionChoice = forms.ModelChoiceField[Decision]
else:
    DecisionChoice = forms.ModelChoiceField


class ByTitle(DecisionChoice):
    """Offer decisions by their titles."""

    def label_from_instance(self, obj: Decision) -> str:
        """Return the title."""
        return obj.title


class CommitmentForm(KeyedForm):
    """Ask for a promise that can be checked: what, for how much, who answers, by when."""

    programme = forms.ModelChoiceField(label=_("Bagian dari program"), queryset=Programme.objects.none())
    decision = ByTitle(label=_("Keputusan yang mendasarinya"), queryset=Decision.objects.none())
    title = forms.CharField(label=_("Komitmen dalam satu kalimat"), min_length=5, max_length=120)
    text = forms.CharField(
        label=_("Apa tepatnya yang dijanjikan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=with_marks(),
    )
    budget = MoneyField(label=_("Biaya, dalam rupiah"))
    answered_by = forms.CharField(
        label=_("Siapa yang menjawab"), max_length=160, help_text=_("Peran atau tim, bukan nama orang.")
    )
    weighed = forms.CharField(
        label=_("Keberatan yang didengar, dan jawabannya"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=with_marks(_("Sebut juga yang tidak diikuti, dan mengapa.")),
    )

    def __init__(self, *args: Any, programmes: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "programme", programmes)
        offer(self, "decision", decisions)
        for number in range(1, MILESTONES + 1):
            first = number == 1
            self.fields[f"milestone_{number}"] = forms.CharField(
                label=_("Tonggak %(n)d") % {"n": number},
                max_length=120,
                required=first,
                help_text=_("Apa yang sudah terlihat pada hari itu.") if first else "",
            )
            self.fields[f"due_{number}"] = forms.DateField(
                label=_("Dijanjikan selesai"), widget=DateInput(), required=first
            )
            self.fields[f"measure_{number}"] = forms.CharField(
                label=_("Cara mengukurnya"),
                max_length=200,
                required=False,
                help_text=_("Contoh: menyala pukul 22.00, diperiksa dua warga.") if first else "",
            )
            self.fields[f"pieces_{number}"] = forms.IntegerField(
                label=_("Jumlah yang dapat dihitung"),
                min_value=0,
                max_value=10**6,
                required=False,
                help_text=_("Contoh: 14 bila menjanjikan 14 lampu.") if first else "",
            )
            self.fields[f"budget_{number}"] = MoneyField(label=_("Anggaran tonggak ini, dalam rupiah"))

    def clean(self) -> dict[str, Any]:
        """Refuse a milestone without a day and a day without a milestone."""
        typed = super().clean() or {}
        for number in range(2, MILESTONES + 1):
            if (
                typed.get(f"milestone_{number}")
                and not typed.get(f"due_{number}")
                and f"due_{number}" not in self.errors
            ):
                self.add_error(f"due_{number}", _("Beri tanggal untuk tonggak ini."))
            if typed.get(f"due_{number}") and not typed.get(f"milestone_{number}"):
                self.add_error(f"milestone_{number}", _("Beri nama untuk tonggak ini."))
        return typed

    def milestones(self) -> list[Planned]:
        """Return the milestones that were filled in."""
        typed = self.cleaned_data
        return [
            Planned(
                typed[f"milestone_{n}"],
                typed[f"due_{n}"],
                measure=typed[f"measure_{n}"],
                pieces=typed[f"pieces_{n}"] or 0,
                budget=typed[f"budget_{n}"],
            )
            for n in range(1, MILESTONES + 1)
            if typed[f"milestone_{n}"]
        ]
