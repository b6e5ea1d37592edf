"""What staff write for everybody is looked through for personal data before it is published (case A75)."""

from __future__ import annotations

import importlib
import pkgutil
import re
from html import unescape

import pytest
from django import forms

import rembuk
from rembuk.rights.models import Look
from rembuk.shared.public_words import AS_IT_STANDS, PublicForm
from tests.abuse.walk import SENDS, body_of, client_of, let_in, standing
from tests.architecture.makers import make_world, send

NUMBER = "0812-3456-7890"
WORDS = f"Tanyakan kepada Bu Siti Rahayu di {NUMBER}, ia tahu letaknya."
# Route and maker of each form of staff that publishes words, and a field of it.
PUBLIC = {
    ("board-decide", "cluster decision"): "because", ("call-new", "call plan"): "explanation",
    ("merge-propose", "merge proposal"): "because", ("merge", "merge undoing"): "because",
    ("review-case", "idea scores"): "reasons", ("review-ask", "question outside"): "text",
    ("review-evidence", "evidence laid"): "note", ("review-pause", "pause"): "because",
    ("rules-edit", "rules"): "words", ("moderation-hide", "content to hide"): "because",
    ("moderation-appeal", "appeal"): "because", ("programme-draft", "programme draft"): "body",
    ("programme-write", "programme form"): "summary", ("milestone", "milestone news"): "kabar-evidence",
    ("delegate", "delegation form"): "because", ("delegation", "delegation running"): "tepati-text",
    ("referral-write", "referral form"): "text",
}  # fmt: skip
# What citizens and experts write is not for staff to let stand; who answers for the data of a space is named.
NOT_LOOKED_THROUGH = {
    "ObjectionForm", "AnswerForm", "VoiceForm", "PhotoForm", "FieldForm", "AppealForm", "ConflictForm",
    "ControllerForm",
}  # fmt: skip


@pytest.mark.django_db
def test_personal_data_in_a_public_text_of_staff_comes_back_once_and_the_choice_to_leave_it_is_noted() -> (
    None
):
    world = make_world()
    rows = [row for row in SENDS if (row.route, row.maker) in PUBLIC]
    assert {(row.route, row.maker) for row in rows} == set(PUBLIC)
    for row in rows:
        with standing(world, row) as (made, address):
            field = PUBLIC[row.route, row.maker]
            prefix = field.rpartition("-")[0]
            tick = f"{prefix}-{AS_IT_STANDS}" if prefix else AS_IT_STANDS
            client, data = client_of(world, let_in(row)), {**made.data, field: WORDS}
            back = send(client, "POST", address, data)
            page = unescape(body_of(back).decode())
            # It comes back, with what was found named and what was typed kept; nothing is noted yet.
            assert back.status_code == 422, row.route
            assert f"“{NUMBER}”" in page, row.route
            assert "“Siti Rahayu”" in page, row.route
            assert WORDS in page, row.route
            assert not Look.objects.filter(what="public_text").exists(), row.route
            box = re.search(rf'<input[^>]*name="{tick}"[^>]*>', page)
            assert box, row.route
            assert "checked" not in box[0], row.route
            # A tick for other words is none.
            assert send(client, "POST", address, {**data, tick: "0" * 32}).status_code == 422, row.route
            found = re.search(r'value="([0-9a-f]{32})"', box[0])
            assert found, row.route
            done = send(client, "POST", address, {**data, tick: found[1]})
            assert done.status_code < 400, (row.route, unescape(body_of(done).decode())[:6000])
            note = Look.objects.get(what="public_text")
            assert note.by, row.route
            assert note.about.startswith("site.page:/"), row.route
            assert NUMBER not in note.why, row.route


@pytest.mark.django_db
def test_officer_reads_who_left_personal_data_in_a_public_text_and_of_which_kind() -> None:
    world = make_world()
    row = next(row for row in SENDS if row.maker == "programme form")
    with standing(world, row) as (made, address):
        client, data = client_of(world, let_in(row)), {**made.data, "summary": WORDS}
        page = body_of(send(client, "POST", address, data)).decode()
        found = re.search(r'value="([0-9a-f]{32})"', page)
        assert found
        assert send(client, "POST", address, {**data, AS_IT_STANDS: found[1]}).status_code == 302
        read = body_of(client_of(world, "officer").get(f"/r/{world.space.slug}/pembukaan/")).decode()
    assert "Data pribadi dalam teks untuk umum" in read
    assert "nama, nomor telepon" in read
    assert NUMBER not in read


def test_every_form_that_says_its_words_are_shown_to_everybody_looks_them_through() -> None:
    blind, seen = [], 0
    for info in pkgutil.walk_packages(rembuk.__path__, "rembuk."):
        if ".forms" not in info.name:
            continue
        module = importlib.import_module(info.name)
        for name, form in vars(module).items():
            if (
                not (isinstance(form, type) and issubclass(form, forms.BaseForm))
                or name in NOT_LOOKED_THROUGH
            ):
                continue
            shown = [
                field for field in getattr(form, "base_fields", {}).values()
                if type(field) is forms.CharField and "ampil untuk umum" in str(field.help_text)
            ]  # fmt: skip
            seen += bool(shown)
            blind += [f"{info.name}.{name}"] if shown and not issubclass(form, PublicForm) else []
    assert seen > 12
    assert blind == []
