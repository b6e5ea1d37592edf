"""What is typed to call for ideas, and to answer such a call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rembuk.channels.links import post_in
from rembuk.design.formatted import with_marks
from rembuk.ideas.actions.calls import Plan, check_days
from rembuk.ideas.queries.calls import ImportedPost
from rembuk.ideas.wording import NEED_DAY, NO_SUCH_DAY
from rembuk.places.forms import PlaceField
from rembuk.shared.public_words import PublicForm
from rembuk.shared.refusals import Refused
from rembuk.voices.forms import VoiceForm
from rembuk.voices.wording import CHANNELS, LABEL_VALUES

DAYS = ("gather_from", "gather_until", "sort_until", "answer_by")
EARLIEST, LATEST = date(2020, 1, 1), date(2199, 12, 31)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": NEED_DAY, "invalid": NO_SUCH_DAY},
    )  # fmt: skip


class DaysForm(PublicForm):
    """Ask for days that follow one another."""

    def clean(self) -> dict[str, Any]:
        """Say which day comes too soon."""
        given = super().clean() or self.cleaned_data
        for name in DAYS:
            if isinstance(given.get(name), date) and not EARLIEST <= given[name] <= LATEST:
                self.add_error(name, _("Tahun ini di luar jangkauan. Periksa angkanya."))
                return given
        if all(isinstance(given.get(name), date) for name in DAYS):
            try:
                check_days(*(given[name] for name in DAYS))
            except Refused as refused:
                self.add_error(refused.field, refused.sentence)
        return given


class CallForm(DaysForm):
    """Ask what is called for, of whom, until when, and what will happen with the answers."""

    question = forms.CharField(
        label=_("Pertanyaannya"), min_length=10, max_length=160,
        help_text=_("Satu pertanyaan yang dapat dijawab siapa saja, seperti bertanya kepada tetangga."),
    )  # fmt: skip
    subject = forms.ChoiceField(
        label=_("Bidangnya"), choices=lambda: list(LABEL_VALUES["subject"].items()),
        error_messages={"invalid_choice": _("Bidang itu tidak ada. Pilih dari daftar.")},
    )  # fmt: skip
    explanation = forms.CharField(
        label=_("Penjelasan"), min_length=20, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=with_marks(_("Mengapa ditanyakan sekarang, dan apa yang sudah diketahui.")),
    )  # fmt: skip
    region = PlaceField(
        label=_("Wilayahnya"), required=False, help_text=_("Kosongkan bila untuk seluruh wilayah ruang ini.")
    )
    gather_from = _day(_("Dibuka pada"))
    gather_until = _day(_("Hari terakhir menjawab"), _("Ajakan menutup sendiri di akhir hari ini."))
    sort_until = _day(_("Jawaban selesai dipilah pada"))
    answer_by = _day(_("Laporan terbit paling lambat"), _("Tampil sebagai janji, dan ditagih bila lewat."))
    afterwards = forms.CharField(
        label=_("Apa yang terjadi dengan jawaban"), min_length=20, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=with_marks(
            _("Dibaca sebelum orang menjawab. Sebut siapa yang membaca, siapa yang memutuskan, dan batasnya.")
        ),
    )  # fmt: skip
    field_order = ("question", "subject", "explanation", "region", "afterwards", *DAYS)

    def plan(self) -> Plan:
        """Return what was written, once the form is valid."""
        return Plan(**{name: self.cleaned_data[name] for name in self.base_fields})


class CallDaysForm(DaysForm):
    """Ask for the new days of a published call, and why."""

    gather_until = _day(_("Hari terakhir menjawab"))
    sort_until = _day(_("Jawaban selesai dipilah pada"))
    answer_by = _day(_("Laporan terbit paling lambat"))
    because = forms.CharField(
        label=_("Alasannya"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tampil untuk umum, sesudah kata «Karena». Tanggal semula tetap terbaca."),
    )  # fmt: skip


class ReportForm(PublicForm):
    """Ask what the office says to those who answered."""

    report = forms.CharField(
        label=_("Kata tim kepada yang menjawab"), min_length=40, max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=with_marks(
            _("Apa yang didengar, apa yang dikerjakan, apa yang tidak dan mengapa. Angka diisi sendiri.")
        ),
    )  # fmt: skip


class PostForm(forms.Form):
    """Ask for the link of a post by which the call went out on a network."""

    link = forms.CharField(
        label=_("Alamat pos"), max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_(
            "X, Facebook, Instagram, Threads, YouTube, TikTok, Telegram, Bluesky, atau Mastodon. "
            "Balasan yang diimpor masuk ke ajakan ini dengan sendirinya."
        ),
    )  # fmt: skip
    found = forms.ChoiceField(
        label=_("Pos ini di berkas yang sudah diimpor"), required=False, widget=forms.RadioSelect,
        help_text=_(
            "Hanya untuk Instagram, Threads, dan grup Telegram, yang alamatnya tidak memuat nomornya. Pilih "
            "yang balasannya Anda kenali."
        ),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Nomor pos"), required=False, max_length=80,
        help_text=_(
            "Hanya untuk ketiga jaringan itu, bila posnya tidak ada di daftar: isi “media” → “id” "
            "(Instagram) atau “root_post” → “id” (Threads) di berkasnya."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, posts: Iterable[ImportedPost] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{post.channel}:{post.key}", _told(post)) for post in posts]
        if not choices:
            del self.fields["found"]
            return
        chosen = cast(forms.ChoiceField, self.fields["found"])
        chosen.choices = [*choices, ("", _("Tidak ada di daftar"))]

    def clean(self) -> dict[str, Any]:
        """Let a post chosen in the list stand for its number; it must be of the network of the link."""
        given = super().clean() or self.cleaned_data
        channel, _sep, key = (given.pop("found", "") or "").partition(":")
        if key and not given.get("number"):
            try:
                if post_in(given.get("link", ""), key).channel != channel:
                    self.add_error(
                        "found", _("Pos itu dari jaringan lain daripada alamatnya. Pilih yang cocok.")
                    )
            except Refused:
                # The link itself is at fault; whoever keeps the post says how.
                pass
            given["number"] = key
        return given


def _told(post: ImportedPost) -> str:
    """Return how the post is recognised: its network, how many answers, what the first said."""
    count = ngettext("%(n)d balasan", "%(n)d balasan", post.answers) % {"n": post.answers}
    said = Truncator(" ".join(post.sample.split())).chars(60)
    return _("%(channel)s, %(count)s, misalnya “%(said)s”") % {
        "channel": CHANNELS.get(post.channel, post.channel), "count": count, "said": said,
    }  # fmt: skip


class HangForm(forms.Form):
    """Ask where a poster of the call will hang."""

    hung_at = forms.CharField(
        label=_("Di mana posternya dipasang"), max_length=120,
        help_text=_("Misalnya: papan pengumuman pasar, pintu barat. Hanya tim yang membacanya."),
    )  # fmt: skip


class AnswerForm(VoiceForm):
    """Take an answer to a call: what a voice takes, under another name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Jawaban Anda")
        self.fields["text"].help_text = _("Satu kalimat pun cukup. Pakai bahasa sehari-hari Anda.")
        self.fields["text"].error_messages["required"] = _("Tulis dulu jawaban Anda, satu kalimat pun cukup.")
