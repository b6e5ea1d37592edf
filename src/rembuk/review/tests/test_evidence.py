"""Evidence before a case: whose it is, who sees it when, and what no file may do."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT
from rembuk.ledger.models import Leaf, Step
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.review import actions, queries
from rembuk.review.actions.evidence import MOST
from rembuk.review.models import Evidence
from rembuk.review.tests.factories import make_case, make_laid, score, seated
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
NOTE = "Jalan itu gelap pada pukul tujuh malam"


def photo(kind: str = "JPEG", size: tuple[int, int] = (80, 40), **saved: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "orange").save(out, kind, **saved)
    return SimpleUploadedFile("IMG 20261122.jpg", out.getvalue(), content_type="text/html")


def located() -> SimpleUploadedFile:
    """Return a photo as a phone writes it: lying on its side, with place, device and a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Telepon Rekaan"
    exif.get_ifd(0x8825)[2] = (7.0, 46.0, 1.0)
    return photo(exif=exif, comment=b"rumah nomor 9")


def pdf(body: bytes = b"1 0 obj<</Type/Page>>endobj") -> SimpleUploadedFile:
    return SimpleUploadedFile("berita acara.pdf", b"%PDF-1.7\n" + body + b"\n%%EOF\n")


@pytest.fixture
def desk(client: Client) -> tuple[Client, Idea, list[Person]]:
    """Return the browser of a reviewer with a seat, the idea, and who holds its seats."""
    idea, people = make_case(make_space())
    sign_in(client, people[0])
    return client, idea, people


def test_photo_loses_what_it_knew_and_is_shown_to_all_with_the_verdict_not_before(
    desk: tuple[Client, Idea, list[Person]],
) -> None:
    client, idea, people = desk
    assert f'action="/telaah/{idea.pk}/bukti/"' in client.get(f"/telaah/{idea.pk}/").content.decode()
    answer = client.post(f"/telaah/{idea.pk}/bukti/", {"note": NOTE, "file": located()})
    assert (answer.status_code, answer["Location"]) == (302, f"/telaah/{idea.pk}/")
    row = Evidence.objects.get()
    with Image.open(io.BytesIO(bytes(row.content))) as fresh:
        assert (fresh.format, fresh.size) == ("JPEG", (40, 80))
        assert not fresh.getexif()
        assert "comment" not in fresh.info
    for trail in (b"Telepon Rekaan", b"rumah nomor 9", b"Exif"):
        assert trail not in bytes(row.content)
    address = row.get_absolute_url()
    assert address in client.get(f"/telaah/{idea.pk}/").content.decode()
    held = client.get(address)
    assert (held.status_code, held["Cache-Control"]) == (200, "private, no-store")
    anyone, citizen, elsewhere = Client(), Client(), Client()
    sign_in(citizen, make_person())
    sign_in(elsewhere, make_member(make_space(), "reviewer"))
    assert [one.get(address).status_code for one in (anyone, citizen, elsewhere)] == [404, 404, 404]
    assert NOTE not in anyone.get(f"/g/{idea.pk}/").content.decode()
    for person in people:
        verdict = score(idea, person)
    assert verdict is not None
    page = anyone.get(f"/g/{idea.pk}/putusan/").content.decode()
    assert NOTE in page
    assert f'src="{address}"' in page
    given = anyone.get(address)
    assert (given.content, given["Content-Type"]) == (bytes(row.content), "image/jpeg")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert people[0].email not in page
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    assert anyone.get(address).status_code == 404


def test_record_holds_the_digest_at_once_and_the_words_only_as_commitments(
    desk: tuple[Client, Idea, list[Person]],
) -> None:
    client, idea, people = desk
    client.post(f"/telaah/{idea.pk}/bukti/", {"note": NOTE, "file": pdf()})
    row = Evidence.objects.get()
    step = Step.objects.get(kind="review.evidence_added")
    assert step.facts["evidence_sha256"] == row.digest
    body = bytes(Leaf.objects.get(step=step).body).decode()
    assert row.digest in body
    assert NOTE not in body
    assert people[0].email not in body
    for person in people:
        score(idea, person)
    assert Step.objects.get(kind="review.accepted").facts["evidence"] == [row.pk]


def test_document_is_saved_never_opened_and_a_wrong_address_is_not_there(
    desk: tuple[Client, Idea, list[Person]],
) -> None:
    client, idea, _people = desk
    client.post(f"/telaah/{idea.pk}/bukti/", {"note": NOTE, "file": pdf()})
    row = Evidence.objects.get()
    answer = client.get(row.get_absolute_url())
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''berita%20acara.pdf"
    assert client.get(row.get_absolute_url().replace(".pdf", ".jpg")).status_code == 404
    assert client.get(f"/telaah/bukti/{row.pk}-{'0' * 16}.pdf").status_code == 404
    assert client.get(f"/telaah/bukti/{'9' * 18}-{'0' * 16}.pdf").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"file": SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>")},
        {"file": SimpleUploadedFile("a.jpg", b"")},
        {"file": SimpleUploadedFile("a.jpg", photo().read()[:300])},
        {"file": SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")},
        {"file": photo("PNG", (9000, 9000))},
        {"file": photo("GIF")},
        {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 cut short")},
        {"file": pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")},
        {"file": pdf(b"/Type/EmbeddedFile")},
        {"file": SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 5_000_001 + b"%%EOF")},
        {"link": "javascript:alert(1)"},
        {"link": "https://contoh.id/" + "a" * 500},
        {},
        {"link": "https://contoh.id/", "file": photo()},
        {"link": "https://contoh.id/", "note": "pendek"},
    ],
    ids=range(15),
)
def test_what_is_not_one_link_or_one_plain_file_is_refused_and_keeps_what_was_typed(
    desk: tuple[Client, Idea, list[Person]], sent: dict[str, Any]
) -> None:
    client, idea, _people = desk
    if "file" in sent:
        sent["file"].seek(0)
    answer = client.post(f"/telaah/{idea.pk}/bukti/", {"note": NOTE, **sent})
    assert answer.status_code == 422
    assert sent.get("note", NOTE) in answer.content.decode()
    assert not Evidence.objects.exists()


def test_only_who_added_it_takes_it_back_and_only_before_the_verdict(
    desk: tuple[Client, Idea, list[Person]],
) -> None:
    client, idea, people = desk
    own = make_laid(idea, person=people[0])
    other = make_laid(idea, person=people[1], link="https://contoh.id/foto")
    page = client.get(f"/telaah/{idea.pk}/").content.decode()
    assert page.count('value="buang"') == 1
    back = {"langkah": "buang", "bukti": str(other.pk)}
    assert client.post(f"/telaah/{idea.pk}/bukti/", back).status_code == 403
    for wrong in ("", "x", "9" * 30, "²"):
        sent = {"langkah": "buang", "bukti": wrong}
        assert client.post(f"/telaah/{idea.pk}/bukti/", sent).status_code == 404
    assert client.post(f"/telaah/{idea.pk}/bukti/", {**back, "bukti": str(own.pk)}).status_code == 302
    assert list(Evidence.objects.all()) == [other]
    assert Step.objects.filter(kind="review.evidence_removed").count() == 1
    for person in people:
        score(idea, person)
    case = idea.review_cases.get()
    with pytest.raises(Conflicting):
        actions.remove_evidence(
            case=case, number=other.pk, person=people[1], by=Actor("reviewer", people[1].pk), at=AT
        )
    with pytest.raises(Conflicting):
        make_laid(idea, person=people[1])


def test_reviewer_without_a_seat_or_with_a_conflict_adds_none(
    desk: tuple[Client, Idea, list[Person]],
) -> None:
    _client, idea, people = desk
    with pytest.raises(NotAllowed):
        make_laid(idea, person=make_member(idea.space, "reviewer"))
    from rembuk.ideas import actions as idea_actions

    idea_actions.endorse(idea=idea, person=people[0], at=AT)
    with pytest.raises(NotAllowed):
        make_laid(idea, person=people[0])


def test_evidence_of_who_stands_aside_over_a_conflict_counts_no_more() -> None:
    idea, people = make_case(make_space(), reviewers=3)
    row = make_laid(idea, person=people[0])
    case = idea.review_cases.get()
    actions.declare_conflict(
        idea=idea, person=people[0], reason="saudara saya pemasoknya", by=Actor("reviewer", people[0].pk),
        at=AT + timedelta(hours=1),
    )  # fmt: skip
    assert queries.evidence_in(case) == []
    for person in seated(case):
        score(idea, person)
    anyone = Client()
    assert NOTE not in anyone.get(f"/g/{idea.pk}/putusan/").content.decode()
    assert anyone.get(row.get_absolute_url()).status_code == 404


def test_a_case_holds_twenty_pieces_and_no_more() -> None:
    idea, _people = make_case(make_space())
    for number in range(MOST):
        make_laid(idea, link=f"https://contoh.id/{number}")
    with pytest.raises(Refused):
        make_laid(idea)


@pytest.mark.parametrize("wrong", [{"link": "https://contoh.id/"}, {"digest": ""}, {"kind": "text/html"}])
def test_database_refuses_a_row_that_is_neither_one_link_nor_one_file(wrong: dict[str, str]) -> None:
    row = make_laid(make_case(make_space())[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=row.pk).update(**wrong)
