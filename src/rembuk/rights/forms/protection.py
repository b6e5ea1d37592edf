"""What the data-protection officer types, and what a person asks about their data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from rembuk.rights.queries.retention import Kept
from rembuk.rights.states import Decision, Outcome, RequestKind, StepKind
from rembuk.rights.wording import QUESTIONS
from rembuk.shared.forms import offer

MOST_PERSONS = 10**9


def _area(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


_OUT_OF_REACH = _("Tahun ini di luar jangkauan. Periksa angkanya.")
_LATE_ENOUGH = MinValueValidator(datetime(2020, 1, 1, tzinfo=UTC), _OUT_OF_REACH)
_SOON_ENOUGH = MaxValueValidator(datetime(2199, 12, 31, tzinfo=UTC), _OUT_OF_REACH)


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, validators=[_LATE_ENOUGH, _SOON_ENOUGH], **more)


class ControllerForm(forms.Form):
    """Say who answers for the data of a space."""

    name = forms.CharField(
        label=_("Pengendali: nama resmi partai, cabang, atau calon"),
        max_length=120,
        help_text=_("Yang menentukan tujuan pengolahan dan menjawab atasnya menurut undang-undang."),
    )
    address = forms.CharField(label=_("Alamat kantor"), max_length=300)
    contact = forms.CharField(
        label=_("Cara menghubungi pejabat pelindungan data"),
        max_length=120,
        help_text=_("Tampil untuk umum di halaman permintaan data: surel, telepon, atau alamat."),
    )
    processor = forms.CharField(
        label=_("Prosesor: siapa yang menjalankan server, dan perjanjiannya"),
        max_length=300,
        required=False,
        help_text=_("Kosongkan bila pengendali menjalankannya sendiri."),
    )
    authority = forms.CharField(
        label=_("Lembaga yang diberi tahu bila data bocor"),
        max_length=200,
        required=False,
        help_text=_("Selama lembaga baru belum dibentuk: kementerian yang mengurus komunikasi dan digital."),
    )


class AssessmentForm(forms.Form):
    """Take the space's part of the impact assessment; our part stands above each field."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (_title, _ours, question) in QUESTIONS.items():
            self.fields[key] = _area(question, 4, 4000)
        self.fields["decision"] = forms.ChoiceField(
            label=_("Kesimpulan"), choices=Decision.choices, widget=forms.RadioSelect
        )
        self.fields["again_on"] = forms.DateField(
            label=_("Dinilai lagi pada"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )


class AskForm(forms.Form):
    """Ask a space something about one's own data."""

    kind = forms.ChoiceField(
        label=_("Yang Anda minta"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    words = _area(
        _("Keterangan"), 4, 2000, required=False, help_text=_("Data mana, dan sejak kapan bila tahu.")
    )


class RequestForm(AskForm):
    """Write down what somebody asked by letter, by telephone or in person."""

    who = forms.CharField(
        label=_("Siapa yang meminta, dan ke mana jawabannya"),
        max_length=120,
        help_text=_("Pastikan dulu bahwa yang meminta memang orangnya."),
    )
    received_at = _moment(_("Diterima pada"), help_text=_("Jam 3 × 24 jam berjalan sejak saat ini."))
    field_order = ("who", "kind", "words", "received_at")


class AnswerForm(forms.Form):
    """Say how a request was answered."""

    outcome = forms.ChoiceField(label=_("Hasil"), choices=Outcome.choices, widget=forms.RadioSelect)
    answer = _area(
        _("Jawaban kepada orangnya"), 5, 2000, min_length=10,
        help_text=_("Yang meminta lewat akunnya membaca ini di halaman datanya."),
    )  # fmt: skip


class BreachForm(forms.Form):
    """Write down a breach; what is not known yet is said so."""

    title = forms.CharField(label=_("Nama singkat"), max_length=120)
    found_at = _moment(_("Diketahui pada"), help_text=_("Jam 3 × 24 jam berjalan sejak saat ini."))
    # Fields are taken out of the class, so this one and the form's own `data`, of another type, never meet.
    data: Any = _area(_("Data pribadi apa yang terungkap"), 3, 1000)
    how = _area(_("Kapan dan bagaimana terungkap"), 3, 1000)
    handling = _area(_("Apa yang sudah dan akan dilakukan untuk menangani dan memulihkan"), 3, 1000)
    persons = forms.IntegerField(
        label=_("Kira-kira berapa orang terkena"), min_value=0, max_value=MOST_PERSONS, required=False
    )


class BreachStepForm(forms.Form):
    """Write down one step about a breach."""

    kind = forms.ChoiceField(label=_("Langkah"))
    done_at = _moment(_("Dilakukan pada"))
    words = forms.CharField(
        label=_("Apa yang dilakukan, dengan cara apa, dan buktinya"),
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, left: list[StepKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one.value, one.label) for one in left])


class RetentionForm(forms.Form):
    """Say how many days each kind of data is kept."""

    def __init__(self, *args: Any, kept: list[Kept], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in kept:
            clock = one.clock
            words = {"since": clock.since, "least": clock.least, "most": clock.most}
            self.fields[clock.name] = forms.IntegerField(
                label=str(clock.label), min_value=clock.least, max_value=clock.most, initial=one.days,
                help_text=_("Hari %(since)s, dari %(least)s sampai %(most)s.") % words,
            )  # fmt: skip
