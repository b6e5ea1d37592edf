"""What a sender types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rembuk.channels.queries import FORMATS
from rembuk.channels.wording import FORMAT_NAMES
from rembuk.places.forms import PlaceField
from rembuk.places.models import Place
from rembuk.rights.wording import PURPOSES
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.voices.queries.doors import asked_here, choices_of, within
from rembuk.voices.rules import LONGEST_NAME, LONGEST_VOICE, readable
from rembuk.voices.rules.age import BANDS, check_age
from rembuk.voices.states import DoorKind, Visibility
from rembuk.voices.wording import BASIS_CHAT, NO_SUCH_ANSWER, NOT_BOXED, NOT_WITHIN

SHOWN = [
    (Visibility.NAMELESS, _("Tanpa nama: isinya boleh dibaca umum, nama Anda tidak ditampilkan")),
    (Visibility.NAMED, _("Dengan nama: isinya dan nama yang Anda tulis boleh dibaca umum")),
    (Visibility.CONFIDENTIAL, _("Rahasia: hanya tim ruang ini yang membacanya")),
]


COLUMNS = {
    "text": _("Kolom berisi suara"),
    "id": _("Kolom nomor atau id"),
    "time": _("Kolom waktu"),
    "author": _("Kolom pengirim"),
    "place": _("Kolom tempat"),
}


class TextForm(forms.Form):
    """Take the words of a voice."""

    text = forms.CharField(
        label=_("Suara Anda"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_VOICE}),
        help_text=_("Apa yang perlu diubah, dan di mana? Pakai bahasa sehari-hari Anda."),
        strip=False,
        error_messages={"required": _("Tulis dulu suara Anda, satu kalimat pun cukup.")},
    )

    def clean_text(self) -> str:
        """Return the words as they are kept."""
        return self._readable("text", LONGEST_VOICE)

    def _readable(self, name: str, longest: int) -> str:
        try:
            return readable(self.cleaned_data[name], longest=longest, field=name)
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused


class VoiceForm(TextForm):
    """Take a voice: words, place, how it may be shown, and an address if the sender wants answers."""

    place = PlaceField(
        label=_("Tempatnya"), required=False,
        help_text=_("Desa, kelurahan, kecamatan, atau kode pos."),
    )  # fmt: skip
    visibility = forms.ChoiceField(
        label=_("Boleh ditampilkan bagaimana"), choices=SHOWN, widget=forms.RadioSelect,
        initial=Visibility.NAMELESS,
        help_text=_("Tim hanya dapat membuatnya lebih tertutup, tidak pernah lebih terbuka."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Nama"), required=False, max_length=LONGEST_NAME,
        help_text=_("Isi bila Anda memilih dengan nama."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Surel"), required=False, max_length=254,
        help_text=_("Hanya bila Anda ingin dikabari. Tidak pernah ditampilkan."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Surel ini belum lengkap. Tulis seperti nama@contoh.id.")},
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label=_("Surel itu boleh dipakai untuk"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(name, purpose.sentence) for name, purpose in PURPOSES.items()],
    )  # fmt: skip
    # Asked of those who leave a name or an address, and looked at, never kept.
    band = forms.ChoiceField(
        label=_("Umur Anda"), required=False,
        choices=[("", _("Pilih")), *((one.value, one.label) for one in BANDS)],
        help_text=_("Hanya bila Anda menulis nama atau surel. Tidak disimpan."),
    )  # fmt: skip
    kunci = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    # The code of the poster or link that led here; an odd one is no reason to refuse a voice.
    pintu = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """Return the name as it is kept."""
        return self._readable("name", LONGEST_NAME) if self.cleaned_data["name"].strip() else ""

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together: a name to be shown, an address to be told at."""
        given = super().clean() or self.cleaned_data
        if given.get("visibility") == Visibility.NAMED and not given.get("name") and "name" in given:
            self.add_error("name", _("Tulis nama yang boleh ditampilkan, atau pilih tanpa nama."))
        if given.get("purposes") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Tulis surel Anda, atau kosongkan pilihan di bawahnya."))
        if given.get("visibility") != Visibility.NAMED:
            given["name"] = ""
        if not {"name", "email", "band"} & set(self.errors):
            try:
                check_age(band=given["band"], name=given["name"], email=given["email"])
            except Refused as refused:
                self.add_error(refused.field, refused.sentence)
        return given


class CodeForm(forms.Form):
    """Take the code of a receipt."""

    kode = forms.CharField(
        label=_("Kode tanda terima"), max_length=200,
        help_text=_("Empat kata dan satu angka, misalnya: melati perahu sawo angin 72."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )  # fmt: skip


class FileForm(forms.Form):
    """Take a file to import."""

    berkas = forms.FileField(
        label=_("Berkas"),
        allow_empty_file=False,
        help_text=_(
            "Ekspor chat WhatsApp atau Telegram, unduhan data dari jaringan sosial, umpan RSS, kotak surat, "
            "CSV, XLSX, atau JSONL. ZIP dan gzip tidak perlu dibuka dulu."
        ),
        error_messages={
            "empty": _("Berkas ini kosong; pilih berkas yang berisi."),
            "required": _("Pilih dulu berkasnya."),
        },
    )


class ImportForm(forms.Form):
    """Agree to how a file is read: its format, its columns, and the basis for taking it in."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=lambda: [
            (name, FORMAT_NAMES[name]) for name in sorted(FORMATS, key=list(FORMAT_NAMES).index)
        ],
        help_text=_("Dikenali dari isinya. Ubah bila keliru."),
    )
    basis = forms.CharField(
        label=_("Dasar memakai suara ini"),
        min_length=5,
        max_length=300,
        help_text=_("Misalnya: pos terbuka yang ditujukan kepada kami; atau formulir dengan persetujuan."),
    )
    hanya = forms.CharField(
        label=_("Hanya yang memuat kata atau nomor ini"),
        required=False,
        max_length=100,
        help_text=_("Misalnya #usul. Yang lain tidak disimpan sama sekali."),
    )
    nama = forms.BooleanField(
        label=_("Simpan juga nama dan nomor pengirim"),
        required=False,
        help_text=_("Hanya bila mereka setuju. Bila tidak dicentang, nama dan nomor orang dihapus."),
    )

    def __init__(self, *args: Any, header: Sequence[str] = (), people: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            self.fields["basis"].help_text = BASIS_CHAT
        else:
            del self.fields["nama"]
        columns = [("", _("tidak ada")), *((name, name) for name in header)]
        for field, label in COLUMNS.items() if header else ():
            self.fields[f"kolom_{field}"] = forms.ChoiceField(label=label, choices=columns, required=False)

    @property
    def mapping(self) -> dict[str, str]:
        """Return which column was chosen for each field, "" for none."""
        return {
            name.removeprefix("kolom_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("kolom_")
        }

    def clean(self) -> dict[str, Any]:
        """A table needs at least its text."""
        given = super().clean() or self.cleaned_data
        if given.get("format") == "table" and "kolom_text" in given and not given["kolom_text"]:
            self.add_error("kolom_text", _("Pilih kolom yang berisi suara warga."))
        return given


class ReplyForm(forms.Form):
    """Mark a reply as sent, pass it over with a reason, or take the mark back."""

    nomor = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    langkah = forms.ChoiceField(
        choices=[("terkirim", ""), ("lewati", ""), ("batal", "")], widget=forms.HiddenInput,
        error_messages={"invalid_choice": NO_SUCH_ANSWER, "required": NO_SUCH_ANSWER},
    )  # fmt: skip
    because = forms.CharField(
        label=_("Mengapa dilewati"), max_length=300, required=False,
        help_text=_("Misalnya: kirimannya sudah dihapus penulisnya. Hanya tim yang membacanya."),
    )  # fmt: skip


class SettleForm(forms.Form):
    """Settle a claim on a post: shown or not, and where that was seen."""

    nomor = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    langkah = forms.ChoiceField(choices=[("terbukti", ""), ("tidak", "")], widget=forms.HiddenInput)
    because = forms.CharField(
        label=_("Di mana dan bagaimana Anda melihatnya"), max_length=300, min_length=5,
        help_text=_("Misalnya: balasan pada pos itu, dari akun yang sama, memuat kata kuncinya."),
    )  # fmt: skip


class DoorForm(forms.Form):
    """Make a door: what it is, what it asks about, and where it will hang."""

    kind = forms.ChoiceField(
        label=_("Bentuknya"), widget=forms.RadioSelect,
        choices=DoorKind.choices,
    )  # fmt: skip
    about = forms.ChoiceField(label=_("Tentang apa"))
    place = PlaceField(
        label=_("Khusus satu tempat"), required=False,
        help_text=_("Bila diisi, pertanyaannya menyebut tempat ini, dan tempatnya sudah terisi di formulir."),
    )  # fmt: skip
    hung_at = forms.CharField(
        label=_("Di mana dipasang"), max_length=120,
        help_text=_("Misalnya: papan pengumuman Pasar Beringharjo, pintu barat."),
        error_messages={"required": _("Tulis di mana dipasang, supaya jumlah suaranya dapat dibandingkan.")},
    )  # fmt: skip

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.space = space
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = choices_of(space)

    def clean_place(self) -> Place | None:
        """Refuse a place beyond the region of the space."""
        place: Place | None = self.cleaned_data["place"]
        if place is not None and not within(self.space, place):
            region = self.space.region.name if self.space.region else ""
            raise ValidationError(NOT_WITHIN % {"region": region})
        return place

    def clean(self) -> dict[str, Any]:
        """A voice box shows the form of the space; what has a page of its own is linked to."""
        given = super().clean() or self.cleaned_data
        boxed = given.get("kind") == DoorKind.WIDGET and "about" in given and "place" in given
        if boxed and not asked_here(self.space, self.chosen):
            self.add_error("about", NOT_BOXED)
        return given

    @property
    def chosen(self) -> str:
        """Return the reference of what the door asks about; a place typed stands for the whole space."""
        place, about = self.cleaned_data["place"], self.cleaned_data["about"]
        return ref(place) if place is not None and about == ref(self.space) else str(about)


class WordForm(forms.Form):
    """Ask for a word as people of the space write it, and what it means."""

    form = forms.CharField(
        label=_("Kata yang ditulis warga"),
        max_length=40,
        help_text=_("Satu kata, seperti di pesan: singkatan, ejaan setempat, atau nama sehari-hari."),
    )
    meaning = forms.CharField(
        label=_("Artinya"), max_length=80, help_text=_("Satu atau beberapa kata yang lazim.")
    )
