"""What the gallery shows: every component in every state, with invented people and numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rembuk.design.bars import Bar
from rembuk.design.gallery_cards import cards
from rembuk.design.gallery_flows import flows
from rembuk.design.gallery_traces import traces
from rembuk.design.menu import Item

BESIDE = SafeString(
    '<section class="section"><h2>187 orang mendukung</h2><p>Dua dari tiga tinggal di Mlati, kebanyakan '
    "orang tua murid. Ini bukan pendapat seluruh warga Sleman.</p></section>"
)
LONG_PLACE = (
    "Kampung Sungai Bahar Ujung Perbatasan, Desa Persiapan Pemekaran Muara Sungai Bahar Kecil, "
    "Kecamatan Kepulauan Sembilan Tanjungbungkulun, Kabupaten Penukal Abab Lematang Ilir"
)
LONG_TITLE = (
    "Perbaikan jembatan gantung penyeberangan anak sekolah yang putus sejak banjir bandang, sekaligus "
    "penerangan jalannya, dari dusun paling ujung sampai simpang pasar desa"
)


class SampleForm(forms.Form):
    """Show one field of each kind."""

    text = forms.CharField(
        label=_("Apa yang perlu dibenahi?"),
        help_text=_("Ceritakan dengan kata Anda sendiri. Nomor telepon dan alamat rumah kami tutup."),
        widget=forms.Textarea,
    )
    place = forms.CharField(label=_("Desa atau kelurahan"), max_length=80)
    subject = forms.ChoiceField(
        label=_("Soal"),
        required=False,
        choices=[("", _("Belum tahu")), ("air", _("Air bersih")), ("jalan", _("Jalan dan jembatan"))],
    )
    visibility = forms.ChoiceField(
        label=_("Nama Anda"),
        help_text=_("Dapat diubah kapan saja dengan kode tanda terima."),
        choices=[
            ("nameless", _("Tanpa nama")),
            ("named", _("Dengan nama")),
            ("confidential", _("Hanya dibaca tim")),
        ],
        widget=forms.RadioSelect,
    )
    purposes = forms.MultipleChoiceField(
        label=_("Kabari saya"),
        required=False,
        choices=[("progress", _("Setiap langkah suara ini")), ("weekly", _("Kabar mingguan"))],
        widget=forms.CheckboxSelectMultiple,
    )
    finished = forms.DateField(
        label=_("Tanggal selesai"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    proof = forms.FileField(
        label=_("Foto bukti"), required=False, help_text=_("JPEG atau PNG, paling besar 2 MB.")
    )
    agree = forms.BooleanField(label=_("Saya sudah membaca cara suara ini diperlakukan"))


def forms_in_every_state() -> dict[str, Any]:
    """Return the sample form empty, with errors and disabled."""
    wrong = SampleForm(
        {
            "wrong-text": "Lampu di pinggir selokan mati sejak Agustus.",
            "wrong-place": "",
            "wrong-subject": "angkasa",
            "wrong-visibility": "nobody",
            "wrong-finished": "2027-05-01",
        },
        prefix="wrong",
    )
    wrong.full_clean()
    wrong.add_error("finished", _("Tanggal selesai harus setelah 3 Mei 2027."))
    still = SampleForm(initial={"text": "Sudah dikirim.", "visibility": "nameless"}, prefix="still")
    for field in still.fields.values():
        field.disabled = True
    return {"empty": SampleForm(prefix="fresh"), "wrong": wrong, "still": still}


def gallery_context() -> dict[str, Any]:
    """Return all that the gallery's templates ask for."""
    return {
        "forms": forms_in_every_state(),
        "traces": traces(LONG_TITLE, LONG_PLACE),
        "beside": BESIDE,
        "flows": flows(),
        "tallies": [(6, 3, 2), (2, 5), (900, 334)],
        "card_names": list(cards(LONG_TITLE, LONG_PLACE)),
        "long_place": LONG_PLACE,
        "long_title": LONG_TITLE,
        "number": 1284,
        "money": 63_000_000,
        "moment": datetime(2026, 11, 21, 7, 5, tzinfo=UTC),
        "sample_menu": [
            Item("Papan suara", "#papan-contoh", False, True),
            Item("Telaah", "#menu-contoh", False, False),
            Item("Komitmen", "#menu-contoh", False, False),
            Item("Akun", "#menu-contoh", True, False),
        ],
        "sample_page": {"after": "contoh"},
        "sample_kinds": ["suara menunggu", "putusan telaah", "tonggak", "pelimpahan"],
        "sample_bars": [
            Bar(LONG_PLACE, "#batang", (240, 12, 9, 3)),
            Bar("Kabupaten Sleman", "#batang", (0, 0, 1, 0)),
            Bar("Kota Yogyakarta", "", (0, 0, 0, 0)),
        ],
    }
