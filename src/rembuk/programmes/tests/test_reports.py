"""What is told of a milestone: evidence that can be seen, money that adds up, a promise openly broken."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT
from rembuk.ledger.models import Step
from rembuk.ledger.queries.trace import trace_for
from rembuk.people.tests.factories import sign_in
from rembuk.programmes import actions, queries
from rembuk.programmes.actions import Planned
from rembuk.programmes.forms import NewsForm
from rembuk.programmes.models import Commitment, Decision, Evidence, Milestone, Programme, Report
from rembuk.programmes.states import MAY_TELL, MilestoneState, ReportKind, state_of
from rembuk.programmes.tests.factories import WRITER, make_commitment, make_decision, make_evidence
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
BECAUSE = "Pemilik lahan menarik izinnya, dan tidak ada lahan lain."
TOLD = {"kabar-news": "3 lampu menyala", "kabar-evidence": "tiga foto di balai", "langkah": "kabar"}


def photo(kind: str = "JPEG", size: tuple[int, int] = (80, 40), **saved: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "orange").save(out, kind, **saved)
    return SimpleUploadedFile("IMG 20261122.jpg", out.getvalue(), content_type="text/html")


def located() -> SimpleUploadedFile:
    """Return a photo as a phone writes it: lying on its side, with place, device and a hidden preview."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F], exif[0x0110] = "Telepon Rekaan", "Model 9"
    exif.get_ifd(0x8825)[2] = (7.0, 46.0, 1.0)
    return photo(exif=exif, comment=b"rumah nomor 9", icc_profile=b"profil")


def pdf(body: bytes = b"1 0 obj<</Type/Page>>endobj") -> SimpleUploadedFile:
    return SimpleUploadedFile("berita acara.pdf", b"%PDF-1.7\n" + body + b"\n%%EOF\n")


@pytest.fixture
def desk(client: Client) -> tuple[Client, Milestone]:
    """Return a writer's browser and a milestone of seven lamps."""
    space = make_space()
    sign_in(client, make_member(space, Role.WRITER))
    return client, make_commitment(space, Planned("7 lampu", date(2040, 1, 1), pieces=7)).milestones.get()


def test_photo_is_drawn_anew_upright_without_place_device_or_comment(desk: tuple[Client, Milestone]) -> None:
    client, milestone = desk
    answer = client.post(f"/t/{milestone.pk}/", {**TOLD, "kabar-photo": located()})
    assert answer.status_code == 302
    row = Evidence.objects.get()
    content = bytes(row.content)
    with Image.open(io.BytesIO(content)) as fresh:
        assert (fresh.format, fresh.size) == ("JPEG", (40, 80))
        assert not fresh.getexif()
        assert not {"exif", "comment", "icc_profile"} & set(fresh.info)
    for trail in (b"Telepon Rekaan", b"rumah nomor 9", b"Exif"):
        assert trail not in content
    page = client.get(f"/t/{milestone.pk}/").content.decode()
    assert f'src="{row.get_absolute_url()}"' in page
    given = client.get(row.get_absolute_url())
    assert (given.content, given["Content-Type"], given["X-Content-Type-Options"]) == (
        content,
        "image/jpeg",
        "nosniff",
    )
    assert "immutable" in given["Cache-Control"]
    assert Step.objects.get(kind="programmes.milestone_news").facts["evidence_sha256"] == [row.digest]


def test_large_photo_is_made_small_and_a_see_through_one_gets_a_white_ground(
    desk: tuple[Client, Milestone],
) -> None:
    client, milestone = desk
    client.post(f"/t/{milestone.pk}/", {**TOLD, "kabar-photo": photo(size=(4000, 1000))})
    assert (Evidence.objects.get().width, Evidence.objects.get().height) == (1600, 400)
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    form = NewsForm(
        {key.removeprefix("kabar-"): value for key, value in TOLD.items()},
        {"photo": SimpleUploadedFile("a.png", out.getvalue())},
    )
    assert form.is_valid(), form.errors
    with Image.open(io.BytesIO(form.attachments()[0].content)) as fresh:
        assert fresh.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("field", "file"),
    [
        ("photo", SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>")),
        ("photo", SimpleUploadedFile("a.jpg", b"")),
        ("photo", SimpleUploadedFile("a.jpg", photo().read()[:300])),
        ("photo", SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
        ("photo", pdf()),
        ("photo", photo("PNG", (9000, 9000))),
        ("photo", photo("GIF")),
        ("document", photo()),
        ("document", SimpleUploadedFile("a.pdf", b"%PDF-1.7 cut short")),
        ("document", pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
        ("document", pdf(b"/Type/EmbeddedFile")),
        ("document", SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 5_000_001 + b"%%EOF")),
    ],
    ids=range(12),
)
def test_file_that_is_not_what_it_says_is_refused_in_a_sentence_and_writes_nothing(
    desk: tuple[Client, Milestone], field: str, file: SimpleUploadedFile
) -> None:
    client, milestone = desk
    file.seek(0)
    answer = client.post(f"/t/{milestone.pk}/", {**TOLD, f"kabar-{field}": file})
    assert answer.status_code == 422
    assert "3 lampu menyala" in answer.content.decode()
    assert f'href="#id_kabar-{field}"' in answer.content.decode()
    assert not Report.objects.exists()


def test_document_is_saved_never_opened_inside_the_site(desk: tuple[Client, Milestone]) -> None:
    client, milestone = desk
    client.post(f"/t/{milestone.pk}/", {**TOLD, "kabar-document": pdf()})
    row = Evidence.objects.get()
    answer = client.get(row.get_absolute_url())
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''berita%20acara.pdf"
    assert client.get(row.get_absolute_url().replace(".pdf", ".jpg")).status_code == 404
    assert client.get(f"/t/bukti/{row.pk}-{'0' * 16}.pdf").status_code == 404


def test_same_form_twice_is_one_report(desk: tuple[Client, Milestone]) -> None:
    client, milestone = desk
    sent = {**TOLD, "kabar-form_key": "satu-formulir", "kabar-seen": "0"}
    for _twice in range(2):
        assert client.post(f"/t/{milestone.pk}/", sent).status_code == 302
    assert Report.objects.count() == 1
    assert Step.objects.filter(kind="programmes.milestone_news").count() == 1


def test_stale_form_is_refused_keeps_what_was_typed_and_goes_through_once_read(
    desk: tuple[Client, Milestone],
) -> None:
    client, milestone = desk
    client.post(f"/t/{milestone.pk}/", {**TOLD, "kabar-seen": "0"})
    late = {**TOLD, "kabar-news": "4 lampu menyala", "kabar-seen": "0"}
    answer = client.post(f"/t/{milestone.pk}/", late)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada kabar lain sejak halaman ini dibuka" in html
    assert 'value="4 lampu menyala"' in html
    assert '<input type="hidden" name="kabar-seen" value="1"' in html
    assert client.post(f"/t/{milestone.pk}/", {**late, "kabar-seen": "1"}).status_code == 302


@pytest.mark.parametrize(
    "amount",
    ["-1", str(2**64), "1.00", "1.0000", "1,5", "1e9", "-0.5", "seribu", "٤", str(10**15 + 1), "9" * 400],
)
def test_money_that_is_negative_too_large_or_no_number_is_refused(
    desk: tuple[Client, Milestone], amount: str
) -> None:
    client, milestone = desk
    answer = client.post(f"/t/{milestone.pk}/", {**TOLD, "kabar-spent": amount})
    assert answer.status_code == 422
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("typed", "amount"), [("63.000", 63_000), ("Rp 1.250.000", 1_250_000), ("7500", 7500)]
)
def test_money_typed_with_points_between_thousands_is_what_people_mean(
    desk: tuple[Client, Milestone], typed: str, amount: int
) -> None:
    client, milestone = desk
    client.post(f"/t/{milestone.pk}/", {**TOLD, "kabar-spent": typed})
    milestone.refresh_from_db()
    assert milestone.spent == amount


def test_money_planned_and_spent_stands_on_milestone_and_commitment(client: Client) -> None:
    commitment = make_commitment(
        make_space(), Planned("7 lampu", date(2026, 12, 5), pieces=7, budget=9_000_000)
    )
    milestone = commitment.milestones.get()
    actions.report_milestone(
        milestone=milestone, news="3 lampu", pieces_done=3, evidence="foto", spent=4_500_000, by=WRITER, at=AT
    )
    assert "Anggaran Rp9.000.000, terpakai Rp4.500.000." in client.get(f"/t/{milestone.pk}/").content.decode()
    assert "Terpakai Rp4.500.000." in client.get(f"/k/{commitment.pk}/").content.decode()
    for amount in (-1, 2**64):
        with pytest.raises(Refused):
            actions.report_milestone(
                milestone=milestone, news="x", pieces_done=3, evidence="x", spent=amount, by=WRITER, at=AT
            )


def test_broken_promise_is_said_as_calmly_as_a_kept_one_and_ends_the_line(client: Client) -> None:
    commitment = make_commitment(make_space())
    milestone, idea = commitment.milestones.get(), commitment.ideas.get()
    now = datetime(2026, 12, 8, 3, tzinfo=UTC)
    actions.break_milestone(milestone=milestone, because=BECAUSE, by=WRITER, at=now)
    milestone.refresh_from_db()
    commitment.refresh_from_db()
    idea.refresh_from_db()
    assert (commitment.broken_at, commitment.kept_at, idea.stage) == (now, None, Stage.DROPPED)
    trace = trace_for([ref(idea)], now=now, zone="Asia/Jakarta")
    assert [stop.title for stop in trace.stops if not stop.promised][-2:] == [
        "Tidak ditepati: 7 lampu menyala",
        "Komitmen tidak ditepati: 14 lampu",
    ]
    assert not [stop for stop in trace.stops if stop.promised and "lampu" in stop.title]
    assert queries.overdue(commitment.programme.space, date(2027, 1, 1)) == []
    page = client.get(f"/t/{milestone.pk}/").content.decode()
    assert '<p class="lead">Tidak ditepati, dinyatakan 8 Desember 2026.' in page
    assert BECAUSE in page
    for act in (actions.keep_milestone, actions.report_milestone):
        more = {"news": "x", "pieces_done": 1} if act is actions.report_milestone else {}
        with pytest.raises(Conflicting):
            act(milestone=milestone, evidence="foto malam tiap titik", by=WRITER, at=now, **more)


def test_commitment_with_one_milestone_kept_and_one_broken_is_not_kept() -> None:
    commitment = make_commitment(make_space(), Planned("a", date(2027, 1, 1)), Planned("b", date(2027, 2, 1)))
    first, second = commitment.milestones.order_by("due")
    actions.keep_milestone(milestone=first, evidence="foto malam tiap titik", by=WRITER, at=AT)
    commitment.refresh_from_db()
    assert (commitment.kept_at, commitment.broken_at) == (None, None)
    actions.break_milestone(milestone=second, because=BECAUSE, by=WRITER, at=AT)
    commitment.refresh_from_db()
    assert (commitment.kept_at, commitment.broken_at) == (None, AT)


@pytest.mark.parametrize(
    ("due", "kept_on", "broken", "today", "state"),
    [
        (5, None, False, 5, MilestoneState.RUNNING),
        (5, None, False, 6, MilestoneState.LATE),
        (9, None, False, 9, MilestoneState.MOVED),
        (9, None, False, 10, MilestoneState.LATE),
        (5, 5, False, 9, MilestoneState.KEPT),
        (9, 6, False, 9, MilestoneState.KEPT_LATE),
        (9, None, True, 9, MilestoneState.BROKEN),
    ],
)
def test_state_of_a_promise_is_read_from_its_days(
    due: int, kept_on: int | None, broken: bool, today: int, state: MilestoneState
) -> None:
    day = partial(date, 2026, 12)
    kept = day(kept_on) if kept_on else None
    assert state_of(first_due=day(5), due=day(due), kept_on=kept, broken=broken, today=day(today)) == state
    assert set(MAY_TELL) == set(MilestoneState)
    assert all(told in (frozenset(), frozenset(ReportKind.values)) for told in MAY_TELL.values())


def test_milestone_before_its_decision_in_the_past_or_beyond_a_lifetime_is_refused() -> None:
    space = make_space()
    for day in (date(1, 1, 1), date(1945, 8, 17), AT.date(), date(2300, 1, 1), date.max):
        with pytest.raises(Refused):
            make_commitment(space, Planned("x", day))
    decision = make_decision(space, at=AT + timedelta(days=9))
    programme = actions.begin_programme(space=space, title="Jalan", summary="Terang", by=WRITER, at=AT)
    with pytest.raises(Refused, match="lebih baru"):
        actions.promise(
            programme=programme, decision=decision, title="14 lampu", text="x", budget=None,
            answered_by="Tim", milestones=[Planned("7 lampu", date(2027, 1, 1))], by=WRITER, at=AT,
        )  # fmt: skip
    assert not Commitment.objects.exists()


def test_decision_programme_and_commitment_sent_twice_are_written_once(client: Client) -> None:
    space = make_space()
    first = make_decision(space, form_key="k1")
    assert make_decision(space, form_key="k1") == first
    sign_in(client, make_member(space, Role.WRITER))
    typed = {"title": "Jalan aman", "summary": "Lampu dan trotoar", "form_key": "p1"}
    for _twice in range(2):
        assert client.post(f"/r/{space.slug}/tulis/program/", typed).status_code == 302
    assert (Decision.objects.count(), Programme.objects.count()) == (1, 1)


def test_decision_shows_its_cost_and_when_it_is_looked_at_again(client: Client) -> None:
    decision = make_decision(make_space(), cost=63_000_000, review_on=date(2027, 6, 1))
    html = client.get(decision.get_absolute_url()).content.decode()
    assert "Biaya Rp63.000.000." in html
    assert "Dilihat lagi pada 1 Juni 2027." in html


def test_milestone_page_costs_the_same_with_one_report_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    row = make_evidence(make_space())
    milestone = row.report.milestone
    assert isinstance(milestone.commitment.programme.space, Space)
    client.get(f"/t/{milestone.pk}/")
    for number in range(2):
        with django_assert_num_queries(5):
            client.get(f"/t/{milestone.pk}/")
        for again in range(2):
            actions.report_milestone(
                milestone=milestone,
                news=f"{number}{again} lampu",
                pieces_done=3,
                evidence="foto",
                by=WRITER,
                at=AT,
            )
