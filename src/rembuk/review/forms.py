"""What reviewers, coordinators, experts and those who object fill in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.design.formatted import with_marks
from rembuk.reckon.text_analysis.authority import Suggestion
from rembuk.review import wording
from rembuk.review.actions.evidence import Attachment
from rembuk.review.actions.rubrics import MOST, Measure
from rembuk.review.models import Criterion, Rubric
from rembuk.review.rules import SHORTEST_REASON, says_enough
from rembuk.review.states import Authority, Outcome
from rembuk.shared.public_words import PublicForm
from rembuk.voices.forms import documents, photos


def _area(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    attrs = {"rows": rows}
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs=attrs), **more)


def _law(source: str) -> str:
    """Spell a SOURCE of the table of authority: the law, and the letter of its annex or its article."""
    kind, number, *where = source.split()
    law = f"{kind} {number}"
    if not where:
        return law
    words = _("%(law)s, pasal %(where)s") if where[0].isdigit() else _("%(law)s, lampiran %(where)s")
    return str(words) % {"law": law, "where": where[0]}


# What stands before the key of a criterion, which a space chooses, in the name of its field.
SCORE = "score_"


class ScoreForm(PublicForm):
    """Ask for a score by each criterion of a rubric, a recommendation, and reasons that stand on their own.

    The scores may be typed in one go (`quick`), which spares a tap a criterion.
    """

    not_read = ("quick",)

    recommends = forms.ChoiceField(label=_("Anjuran Anda"), choices=Outcome.choices, widget=forms.RadioSelect)
    reasons = _area(
        _("Alasan"),
        5,
        2000,
        min_length=SHORTEST_REASON,
        error_messages={"min_length": wording.REASONS_SHORT},
        help_text=with_marks(_("Tampil untuk umum sesudah semua penelaah menilai.")),
    )
    would_change = _area(
        _("Apa yang dapat mengubah putusan Anda"),
        3,
        1000,
        required=False,
        help_text=_("Wajib bila tidak menerima. Sebut syarat, data, atau bentuk lain yang membuatnya layak."),
    )
    authority = forms.ChoiceField(
        label=_("Wewenang siapa ini"),
        choices=[("", _("Pilih satu")), *Authority.choices],
        help_text=_("Tampil untuk umum: dari sini orang tahu siapa yang harus bertindak."),
        error_messages={"required": wording.WHOSE},
    )
    holder = forms.CharField(
        label=_("Lembaga yang memegangnya"),
        max_length=120,
        required=False,
        help_text=_("Misalnya dinas atau kalurahan mana."),
    )
    feasibility_note = _area(_("Catatan pengerjaan"), 2, 1000, required=False)
    cost_note = _area(
        _("Catatan biaya"), 2, 1000, required=False, help_text=_("Perkiraan kasar pun berguna.")
    )
    evidence = _area(
        _("Bukti yang Anda periksa"),
        2,
        1000,
        required=False,
        help_text=_("Tautan, dokumen, kunjungan; satu per baris. Tampil bersama alasan."),
    )

    def __init__(
        self, data: Any = None, *, criteria: list[Criterion], scale: int,
        suggestion: Suggestion | None = None, subject: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.criteria, self.scale = criteria, scale
        if suggestion is not None:
            self._suggest(suggestion, subject)
        choices = [(number, str(number)) for number in range(1, scale + 1)]
        quick = bool(data and str(data.get("quick", "")).strip())
        scores: dict[str, forms.Field] = {
            SCORE + one.key: forms.TypedChoiceField(
                label=one.name,
                choices=choices,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                help_text=one.question,
                required=not quick,
            )
            for one in criteria
        }
        scores["quick"] = forms.CharField(
            label=_("Atau ketik semua nilai sekaligus"),
            max_length=60,
            required=False,
            help_text=_("Berurutan dari atas, misalnya: %(example)s.") % {"example": self._example()},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields = {**scores, **self.fields}
        self.optional = ("holder", "feasibility_note", "cost_note", "evidence")

    def _suggest(self, suggestion: Suggestion, subject: str) -> None:
        """Choose the level beforehand that mostly holds SUBJECT and say why; the reviewer decides."""
        field = self.fields["authority"]
        field.initial = suggestion.level
        said = wording.SUGGESTED_BY_WORD if suggestion.word else wording.SUGGESTED
        field.help_text = said % {
            "level": Authority(suggestion.level).label.lower(), "subject": subject, "word": suggestion.word,
            "source": _law(suggestion.source),
        }  # fmt: skip

    def _example(self) -> str:
        return " ".join(str(min(self.scale, 3 + number % 2)) for number in range(len(self.criteria)))

    def asked(self) -> list[forms.BoundField]:
        """Return what every reviewer fills in."""
        return [self[name] for name in self.fields if name not in self.optional]

    def further(self) -> list[forms.BoundField]:
        """Return what may stay empty and is folded away."""
        return [self[name] for name in self.optional]

    def clean_quick(self) -> list[int]:
        """Return the scores typed in one go, or an empty list."""
        typed = self.cleaned_data["quick"].strip()
        if not typed:
            return []
        found = re.findall(r"[0-9]{1,2}", typed)
        if len(found) != len(self.criteria) and self.scale < 10:
            found = re.findall(r"[0-9]", typed)
        numbers = [int(one) for one in found]
        right = len(numbers) == len(self.criteria) and all(1 <= one <= self.scale for one in numbers)
        if not right or re.search(r"[^0-9\s.,;/-]", typed):
            words = {"n": len(self.criteria), "top": self.scale, "example": self._example()}
            raise forms.ValidationError(wording.QUICK_WRONG % words)
        return numbers

    def clean(self) -> dict[str, Any]:
        """Hold reasons to what a stranger understands, and a refusal to what would change it."""
        given = super().clean() or {}
        if given.get("reasons") and not says_enough(given["reasons"]):
            self.add_error("reasons", wording.REASONS_SHORT)
        if given.get("recommends") == Outcome.REFUSE and not given.get("would_change", "").strip():
            self.add_error("would_change", wording.WHAT_WOULD_CHANGE)
        return given

    def card(self) -> dict[str, Any]:
        """Return what `give_scores` takes: what was chosen stands over what was typed in one go."""
        given = dict(self.cleaned_data)
        quick = dict(zip((one.key for one in self.criteria), given.pop("quick"), strict=False))
        chosen = {one.key: given.pop(SCORE + one.key) for one in self.criteria}
        scores = {key: value if value is not None else quick[key] for key, value in chosen.items()}
        return {**given, "scores": scores}


class ConflictForm(forms.Form):
    """Ask why a reviewer stands aside; only the team reads it."""

    reason = _area(
        _("Benturan kepentingan apa"),
        2,
        300,
        min_length=10,
        help_text=_("Hanya dibaca tim. Yang tampil untuk umum: seorang penelaah mundur."),
    )


class QuestionForm(PublicForm):
    """Ask for a question to somebody outside."""

    whom = forms.CharField(
        label=_("Kepada siapa, menurut keahliannya"),
        max_length=120,
        help_text=_("Misalnya: ahli jembatan dari perguruan tinggi. Tampil untuk umum, tanpa nama orang."),
    )
    email = forms.EmailField(
        label=_("Alamat surelnya"),
        help_text=_("Hanya untuk mengirim tautan; tidak kami simpan sesudah surat terkirim."),
    )
    text = _area(_("Pertanyaan"), 4, 1000, min_length=20, help_text=_("Tampil untuk umum."))


class EvidenceField(forms.FileField):
    """Take a photo, which is drawn anew, or a PDF that only shows pages; the content tells which."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def to_python(self, data: Any) -> Any:
        """Return the file as an attachment."""
        upload = super().to_python(data)
        if not upload:
            return None
        name, begins = documents.stem(upload.name), upload.read(5)
        upload.seek(0)
        if begins == b"%PDF-":
            return Attachment(name, "application/pdf", documents.only_pages(upload))
        picture = photos.drawn_anew(upload)
        return Attachment(name, "image/jpeg", picture.content, picture.width, picture.height)


class EvidenceForm(PublicForm):
    """Ask for one piece of evidence: what it shows, and a link or a file."""

    note = _area(
        _("Apa yang terlihat dari bukti ini"),
        2,
        300,
        min_length=10,
        help_text=_("Tampil untuk umum bersama putusan. Jangan menulis nama atau nomor orang."),
    )
    link = forms.URLField(
        label=_("Tautan"), max_length=500, required=False, assume_scheme="https", empty_value=""
    )
    file = EvidenceField(
        label=_("Atau berkas: foto atau PDF"),
        required=False,
        help_text=_(
            "Tempat dan alat pemotretan dibuang dari foto. PDF kami simpan apa adanya, paling besar 5 MB: "
            "periksa dulu isinya."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Hold a piece to one link or one file."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("link")) == bool(given.get("file")):
            self.add_error("link", wording.LINK_OR_FILE)
        return given


class AnswerForm(forms.Form):
    """Ask somebody outside for the answer."""

    answer = _area(
        _("Jawaban Anda"),
        8,
        4000,
        min_length=20,
        help_text=_("Tampil untuk umum bersama keahlian Anda, tanpa nama. Tautan ini berlaku sekali."),
    )


class PauseForm(PublicForm):
    """Ask until when the clock stands still, and why."""

    ends = forms.DateField(
        label=_("Berhenti sampai"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    because = _area(
        _("Alasan"), 3, 300, min_length=20, help_text=_("Tampil untuk umum, sesudah kata «Karena».")
    )


class ObjectionForm(forms.Form):
    """Ask what those who spoke find wrong."""

    text = _area(
        _("Apa yang menurut Anda keliru"),
        6,
        2000,
        min_length=20,
        help_text=_("Tampil untuk umum, data pribadi kami tutup. Dibaca orang yang belum ikut memutus."),
    )


class RubricForm(forms.Form):
    """Ask for a new version of the rubric: one line of fields a criterion."""

    scale = forms.IntegerField(label=_("Nilai tertinggi"), min_value=3, max_value=10)
    far_apart = forms.IntegerField(
        label=_("Beda jauh mulai berapa dari 100"),
        min_value=1,
        max_value=100,
        help_text=_("Bila nilai dua penelaah berbeda lebih dari ini, penelaah ketiga diminta."),
    )
    bars_branch = forms.BooleanField(
        label=_("Penelaah dari cabang asal gagasan tidak ikut menilai"), required=False
    )
    objection_window = forms.IntegerField(
        label=_("Keberatan diterima sampai (hari kerja sesudah putusan)"), min_value=1, max_value=60
    )
    objection_days = forms.IntegerField(
        label=_("Janji: keberatan diputus dalam (hari kerja)"), min_value=1, max_value=60
    )

    def __init__(self, data: Any = None, *, rubric: Rubric, criteria: list[Criterion]) -> None:
        names = ("scale", "far_apart", "bars_branch", "objection_window", "objection_days")
        initial: dict[str, Any] = {name: getattr(rubric, name) for name in names}
        for number, one in enumerate(criteria, 1):
            initial |= {f"label_{number}": one.name, f"guide_{number}": one.question}
            initial[f"weight_{number}"] = one.weight
        super().__init__(data, initial=initial)
        for number in range(1, MOST + 1):
            self.fields[f"label_{number}"] = forms.CharField(
                label=_("Nama ukuran"), max_length=60, required=False
            )
            self.fields[f"guide_{number}"] = forms.CharField(
                label=_("Pertanyaan pemandu"), max_length=200, required=False
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=_("Bobot"), min_value=1, max_value=9, required=False, initial=1
            )

    def settings(self) -> list[forms.BoundField]:
        """Return the fields that stand once."""
        return [self[name] for name in self.base_fields]

    def lines(self) -> list[dict[str, Any]]:
        """Return the fields of each criterion; `used` tells which are shown open."""
        return [
            {
                "number": number,
                "fields": [self[f"{name}_{number}"] for name in ("label", "guide", "weight")],
                "used": bool(self[f"label_{number}"].value()),
            }
            for number in range(1, MOST + 1)
        ]

    def measures(self) -> list[Measure]:
        """Return the criteria asked for; a line without a name is left out."""
        given = self.cleaned_data
        return [
            Measure(given[f"label_{n}"], given[f"guide_{n}"], given[f"weight_{n}"] or 1)
            for n in range(1, MOST + 1)
            if given[f"label_{n}"].strip()
        ]
