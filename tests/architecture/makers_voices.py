"""Makers for the rows of voices."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rembuk.messaging.queries import News
from rembuk.shared.actors import CITIZEN, OPERATOR
from rembuk.shared.references import ref
from rembuk.voices.actions import ask_claim, clear_photo, make_door, publish, receive_voice
from rembuk.voices.actions.files import agree_import, keep_file, run_import
from rembuk.voices.actions.paper import print_papers
from rembuk.voices.actions.replies import queue_replies
from rembuk.voices.models import Attachment, Claim, Door, Import, PaperBatch, Reply
from rembuk.voices.rules import Picture, paper_code
from rembuk.voices.rules.sounds import sound_of
from rembuk.voices.tests.factories import AT, make_voice
from rembuk.voices.tests.recordings import wav
from tests.architecture.makers import Made, World, maker

TABLE = b"kode,suara\n1,Lampu mati\n2,\n"
FORM = {"text": "Lampu mati", "visibility": "nameless", "kunci": "0" * 32, "langkah": "kirim"}


@maker("voice form")
def voice_form(world: World) -> Made:
    """Fill in the form that sends a voice."""
    return Made({"slug": world.space.slug}, dict(FORM))


@maker("voice spoken")
def voice_spoken(world: World) -> Made:
    """Send a recording in place of words."""
    given = {name: value for name, value in FORM.items() if name != "text"}
    note = SimpleUploadedFile("catatan.wav", wav(0.5))
    return Made({"slug": world.space.slug}, {**given, "suara": note, "setuju": "on"})


@maker("receipt code")
def receipt_code(world: World) -> Made:
    """Hold the code of a receipt."""
    return Made({}, {"kode": receive_voice(space=world.space, text="Lampu mati", by=CITIZEN, at=AT).code})


@maker("receipt step")
def receipt_step(world: World) -> Made:
    """Choose a step on a receipt that this session has not opened."""
    make_voice(world.space)
    return Made({}, {"langkah": "tarik"})


@maker("voice")
def voice(world: World) -> Made:
    """Make a voice with a public address."""
    return Made({"address": make_voice(world.space).address})


@maker("imported voice")
def imported_voice(world: World) -> Made:
    """Make a voice that came from a network."""
    return Made({"address": make_voice(world.space, channel="x").address})


def _claim(world: World) -> Claim:
    return ask_claim(voice=make_voice(world.space, channel="x"), key="0" * 32, at=AT).claim


@maker("claim")
def claim(world: World) -> Made:
    """Make a claim that waits for proof."""
    _claim(world)
    return Made({"slug": world.space.slug})


@maker("claim settled")
def claim_settled(world: World) -> Made:
    """Settle a claim."""
    typed = {"nomor": str(_claim(world).pk), "langkah": "terbukti", "because": "balasan akun yang sama"}
    return Made({"slug": world.space.slug}, typed)


def _reply(world: World) -> Reply:
    voice = make_voice(world.space, channel="x", native_id="1234567890")
    queue_replies([str(voice.pk)], News("idea", "step:1", "Suara Anda menjadi gagasan: Lampu"), AT)
    return Reply.objects.get(voice=voice)


@maker("reply")
def reply(world: World) -> Made:
    """Make a reply that waits to be sent by hand."""
    _reply(world)
    return Made({"slug": world.space.slug})


@maker("reply sent")
def reply_sent(world: World) -> Made:
    """Mark a reply as sent."""
    return Made({"slug": world.space.slug}, {"nomor": str(_reply(world).pk), "langkah": "terkirim"})


@maker("own word")
def own_word(world: World) -> Made:
    """Teach a word of the space's own."""
    return Made({"slug": world.space.slug}, {"langkah": "ajarkan", "form": "krowak", "meaning": "berlubang"})


@maker("import file")
def import_file(world: World) -> Made:
    """Drop a file."""
    return Made({"slug": world.space.slug}, {"berkas": SimpleUploadedFile("a.csv", TABLE)})


def _draft(world: World) -> Import:
    file = SimpleUploadedFile("a.csv", TABLE)
    return keep_file(space=world.space, file=file, name="a.csv", by=OPERATOR, at=AT)


@maker("import")
def draft(world: World) -> Made:
    """Make an import that waits to be agreed."""
    return Made({"slug": world.space.slug, "number": _draft(world).pk})


@maker("import agreed")
def agreed(world: World) -> Made:
    """Agree to how an import is read."""
    made = {"slug": world.space.slug, "number": _draft(world).pk}
    return Made(made, {"format": "table", "basis": "Formulir warga", "kolom_text": "suara"})


@maker("import done")
def done(world: World) -> Made:
    """Make an import that is done, with a refused row."""
    source = agree_import(
        source=_draft(world),
        channel="table",
        mapping={"text": "suara"},
        header=[],
        basis="Formulir warga",
        at=AT,
    )
    return Made({"slug": world.space.slug, "number": run_import(source=source, at=AT).pk})


def _door(world: World) -> Door:
    return make_door(
        space=world.space, kind="poster", about=ref(world.space), hung_at="Pasar pagi", by=OPERATOR, at=AT
    )


@maker("door code")
def door_code(world: World) -> Made:
    """Hang a poster and scan it."""
    return Made({"code": _door(world).code})


@maker("doors")
def doors(world: World) -> Made:
    """Hang a poster."""
    _door(world)
    return Made({"slug": world.space.slug})


@maker("door made")
def door_made(world: World) -> Made:
    """Make a poster."""
    typed = {"kind": "poster", "about": ref(world.space), "hung_at": "Pasar pagi"}
    return Made({"slug": world.space.slug}, typed)


@maker("door")
def door(world: World) -> Made:
    """Open the page of a poster that hangs."""
    return Made({"slug": world.space.slug, "code": _door(world).code})


def _note(world: World) -> Attachment:
    # Recorded by nobody who asks, so only the desk may hear it.
    voice = receive_voice(
        space=world.space, text="", sound=sound_of(wav(0.5)), channel="field", by=OPERATOR, at=AT
    ).voice
    return Attachment.objects.get(voice=voice)


@maker("field voice")
def field_voice(world: World) -> Made:
    """Fill in the form of a field worker."""
    typed = {"text": "Lampu mati", "visibility": "nameless", "kunci": "0" * 32, "setuju": "on"}
    return Made({"slug": world.space.slug}, typed)


@maker("voice note")
def voice_note(world: World) -> Made:
    """Keep a voice note that waits to be typed up."""
    _note(world)
    return Made({"slug": world.space.slug})


@maker("voice note waiting")
def voice_note_waiting(world: World) -> Made:
    """Open a voice note that waits to be typed up."""
    return Made({"slug": world.space.slug, "number": _note(world).pk})


@maker("voice note typed")
def voice_note_typed(world: World) -> Made:
    """Type a voice note up."""
    made = {"slug": world.space.slug, "number": _note(world).pk}
    return Made(made, {"text": "Lampu mati", "langkah": "simpan"})


def _photo(world: World) -> Attachment:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "darkgreen").save(picture, "JPEG")
    voice = receive_voice(
        space=world.space, text="Lampu mati", photo=Picture(picture.getvalue(), 40, 30), by=CITIZEN, at=AT
    ).voice
    clear_photo(voice=voice, shown=True, by=OPERATOR, at=AT)
    publish(voices=[voice], by=OPERATOR, at=AT)
    return Attachment.objects.select_related("voice").get(voice=voice)


@maker("receipt of a photo")
def receipt_of_a_photo(world: World) -> Made:
    """Ask for a photo by a receipt that this session has not opened."""
    return Made({"number": _photo(world).pk})


@maker("cleared photo")
def cleared_photo(world: World) -> Made:
    """Show a photo that staff cleared, of a voice that is shown."""
    return Made({"address": _photo(world).voice.address})


@maker("voice box")
def voice_box(world: World) -> Made:
    """Send a voice by a voice box that stands in a page of others."""
    door = make_door(
        space=world.space, kind="widget", about=ref(world.space), hung_at="situs desa", by=OPERATOR, at=AT
    )
    return Made({"code": door.code}, {"text": "Lampu mati", "visibility": "nameless", "tanda": ""})


def _papers(world: World) -> PaperBatch:
    return print_papers(space=world.space, forms=2, by=OPERATOR, at=AT)


@maker("paper forms")
def paper_forms(world: World) -> Made:
    """Print paper forms."""
    _papers(world)
    return Made({"slug": world.space.slug})


@maker("paper print")
def paper_print(world: World) -> Made:
    """Ask for a print of paper forms."""
    return Made({"slug": world.space.slug}, {"forms": "2"})


@maker("paper sheet")
def paper_sheet(world: World) -> Made:
    """Open the sheets of a print."""
    return Made({"slug": world.space.slug, "number": _papers(world).pk})


@maker("paper typed")
def paper_typed(world: World) -> Made:
    """Type a paper form."""
    typed = {"nomor": paper_code(_papers(world).pk, 1), "text": "Lampu mati", "visibility": "nameless",
             "setuju": "on"}  # fmt: skip
    return Made({"slug": world.space.slug}, typed)
