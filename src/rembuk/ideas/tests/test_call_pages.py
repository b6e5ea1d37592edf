"""The pages of calls: what anyone reads, how one answers, what the team writes."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import Call, CallAnswer
from rembuk.ideas.queries.calls import answers_by_channel
from rembuk.ideas.tests.factories import COORDINATOR, make_answer, make_call, plan_for
from rembuk.people.tests.factories import sign_in
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices.models import Voice
from rembuk.voices.tests.factories import make_space

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KEY = "0123456789abcdef" * 2
TYPED = {"text": "Pasang lampu di jalur sekolah", "visibility": "nameless", "kunci": KEY}


@pytest.fixture
def space(db):
    cache.clear()
    return make_space()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(space, now):
    """Return a call that takes answers now."""
    return make_call(space, now.date(), at=now)


@pytest.fixture
def staff(client, space):
    return sign_in(client, make_member(space, Role.COORDINATOR))


def shut(call):
    """Let CALL have closed yesterday."""
    first = call.gather_from - 20 * DAY
    Call.objects.filter(pk=call.pk).update(gather_from=first, gather_until=first + 19 * DAY)


def typed_plan(first, **fields):
    plan = vars(plan_for(first, **fields))
    return {name: "" if value is None else str(value) for name, value in plan.items()}


def text_of(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_page_says_what_happens_with_answers_before_the_form_that_takes_them(client, call):
    page = client.get(call.get_absolute_url()).content.decode()
    assert page.index(html.escape(call.afterwards)) < page.index('name="text"')
    assert 'property="og:image"' in page
    assert client.get(f"{call.get_absolute_url()}kartu.png")["Content-Type"] == "image/png"


def test_answer_goes_by_way_of_what_is_alike_to_a_receipt_and_is_counted_by_channel(client, call):
    seen = client.post(f"/c/{call.pk}/jawab/", {**TYPED, "langkah": "lihat"})
    assert "Kirim jawaban" in seen.content.decode()
    assert Voice.objects.count() == 0
    # Where no photo was chosen, a browser sends its field empty.
    sent = client.post(f"/c/{call.pk}/jawab/", {**TYPED, "foto": "", "langkah": "kirim"})
    assert sent["Location"] == "/tanda-terima/suara/"
    receipt = client.get(sent["Location"]).content.decode()
    assert "data-receipt-code" in receipt
    assert html.escape(call.question) in receipt
    page = text_of(client.get(call.get_absolute_url()))
    assert re.search(r"1 jawaban\b", page)
    assert re.search(r"formulir situs\s+1\b", page)


def test_idea_alike_is_shown_before_an_answer_is_sent(client, space, call):
    voices = [
        make_answer(call, f"Pasang lampu di jalur sekolah {number}", at=call.made_at) for number in "ab"
    ]
    actions.accept_as_idea(
        space=space, voices=voices, title="Lampu di jalur sekolah", wish="Pasang lampu di jalur sekolah",
        because="sama", place=None, by=COORDINATOR, at=call.made_at,
    )  # fmt: skip
    seen = client.post(f"/c/{call.pk}/jawab/", {**TYPED, "langkah": "lihat"}).content.decode()
    assert "Lampu di jalur sekolah</a>" in seen


def test_call_that_closes_while_somebody_types_keeps_the_words_for_a_free_voice(client, call):
    shut(call)
    late = client.post(f"/c/{call.pk}/jawab/", {**TYPED, "place": "", "langkah": "lihat"})
    page = late.content.decode()
    assert late.status_code == 409
    assert TYPED["text"] in page
    assert CallAnswer.objects.count() == 0
    # The one button of that page sends what it holds.
    form = page[page.index('action="/r/contoh/suara/kirim/"') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    fields.pop("csrfmiddlewaretoken", None)
    assert fields["langkah"] == "kirim"
    assert client.post("/r/contoh/suara/kirim/", fields).status_code == 302
    assert Voice.objects.get().text == TYPED["text"]
    assert answers_by_channel(call) == {}


@pytest.mark.parametrize("field", ["text", "kunci", "visibility"])
def test_answer_with_a_mistake_is_answered_with_the_form_and_what_was_typed(client, call, field):
    wrong = {**TYPED, field: "\x00"}
    page = client.post(f"/c/{call.pk}/jawab/", {**wrong, "email": "bukan surel", "langkah": "kirim"})
    assert page.status_code == 400
    assert "bukan surel" in page.content.decode()
    assert Voice.objects.count() == 0


def test_field_the_form_does_not_know_is_refused(client, call):
    assert client.post(f"/c/{call.pk}/jawab/", {**TYPED, "space": "lain"}).status_code == 400


@pytest.mark.parametrize("path", ["", "kartu.png", "kartu/", "poster/", "laporan/", "jawab/"])
def test_draft_is_not_there_for_the_public(client, space, now, path):
    call = make_call(space, now.date(), published=False)
    assert client.get(f"/c/{call.pk}/{path}").status_code == 404
    assert client.get("/r/contoh/ajakan/").content.decode().count(call.question) == 0


@pytest.mark.parametrize("number", [0, 99, 2**63 - 1, 2**63, 10**30])
def test_number_of_no_call_is_not_there(client, space, number):
    assert client.get(f"/c/{number}/").status_code == 404


def test_poster_carries_the_code_of_the_page_and_the_last_day(client, call, settings):
    page = client.get(f"/c/{call.pk}/poster/").content.decode()
    assert "<svg" in page
    assert f"{settings.PUBLIC_URL.partition('://')[2]}/c/{call.pk}" in page


def test_home_and_menu_lead_to_open_calls(client, call):
    home = client.get("/r/contoh/").content.decode()
    panel = home[home.index("Ajakan yang sedang dibuka") :]
    assert f'href="/c/{call.pk}/"' in panel
    assert 'href="/r/contoh/ajakan/"' in home
    shut(call)
    assert "Ajakan yang sedang dibuka" not in client.get("/r/contoh/").content.decode()


def test_staff_write_publish_and_report_a_call_by_page(staff, space, now):
    typed = typed_plan(now.date())
    made = staff.post("/r/contoh/ajakan/baru/", typed)
    call = Call.objects.get()
    assert made["Location"] == f"/c/{call.pk}/kelola/"
    staff.post(f"/c/{call.pk}/ubah/", {**typed, "question": "Di mana jalur sekolah yang gelap?"})
    staff.post(f"/c/{call.pk}/kelola/", {"langkah": "terbit"})
    call.refresh_from_db()
    assert (call.question, call.recorded) == ("Di mana jalur sekolah yang gelap?", "gathering")
    early = staff.post(f"/c/{call.pk}/kelola/", {"langkah": "lapor", "lapor-report": "Terima kasih. " * 5})
    assert early.status_code == 400
    shut(call)
    staff.post(f"/c/{call.pk}/kelola/", {"langkah": "lapor", "lapor-report": "Terima kasih. " * 5})
    staff.logout()
    assert "Kata tim" in staff.get(f"/c/{call.pk}/laporan/").content.decode()


@pytest.mark.parametrize(
    ("field", "days", "sentence"),
    [
        ("gather_until", 0, "belum sesudah tanggal buka"), ("sort_until", 2, "sesudah jawaban ditutup"),
        ("answer_by", 3, "paling cepat besoknya"), ("answer_by", 2000, "paling lama dua tahun"),
    ],
)  # fmt: skip
def test_days_out_of_order_are_answered_with_a_clear_sentence_at_their_field(
    staff, now, field, days, sentence
):
    typed = {**typed_plan(now.date()), field: str(now.date() + days * DAY)}
    answer = staff.post("/r/contoh/ajakan/baru/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert html.escape(typed["question"]) in page
    assert Call.objects.count() == 0


def test_step_that_is_not_known_is_refused(staff, call):
    assert staff.post(f"/c/{call.pk}/kelola/", {"langkah": "hapus"}).status_code == 400


def test_team_of_another_space_may_not_touch_a_call(client, call):
    other = make_space("lain")
    sign_in(client, make_member(other, Role.OWNER))
    assert client.get(f"/c/{call.pk}/kelola/").status_code == 403
    assert client.post(f"/c/{call.pk}/kelola/", {"langkah": "lapor"}).status_code == 403


def test_report_hides_a_place_of_few_and_names_each_channel(client, space, now):
    call = make_call(space, now.date() - 20 * DAY, at=now - 20 * DAY)
    make_answer(call, at=now - 19 * DAY)
    actions.report_call(call=call, report="Terima kasih. " * 5, by=COORDINATOR, at=now)
    page = text_of(client.get(f"/c/{call.pk}/laporan/"))
    assert re.search(r"formulir situs\s+1\b", page)
    assert "kurang dari 5" in page
    assert "Tidak ada gagasan yang lahir dari jawaban." in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("", 6), ("laporan/", 6)])
def test_page_asks_the_same_whatever_there_is(
    client, space, now, count, path, queries, django_assert_num_queries
):
    call = make_call(space, now.date() - 20 * DAY, at=now - 20 * DAY)
    for number in range(count):
        voices = [make_answer(call, f"Usul {number}", at=now - 19 * DAY)]
        actions.accept_as_idea(
            space=space, voices=voices, title=f"Gagasan {number}", wish="Usul", because="satu saja",
            place=None, by=COORDINATOR, at=now,
        )  # fmt: skip
    actions.report_call(call=call, report="Terima kasih. " * 5, by=COORDINATOR, at=now)
    client.get(f"/c/{call.pk}/{path}")
    with django_assert_num_queries(queries):
        assert client.get(f"/c/{call.pk}/{path}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_calls_asks_the_same_for_any_number(client, space, now, count, django_assert_num_queries):
    for _ in range(count):
        make_call(space, now.date(), at=now)
    client.get("/r/contoh/ajakan/")
    with django_assert_num_queries(2):
        assert client.get("/r/contoh/ajakan/").content.decode().count("/c/") == count


def test_api_tells_what_the_pages_tell_with_a_tag_and_no_draft(client, space, call, now):
    make_answer(call, at=now)
    draft = make_call(space, now.date(), published=False)
    rows = client.get("/api/v1/spaces/contoh/calls").json()["items"]
    assert [(row["number"], row["phase"], row["answers_count"]) for row in rows] == [
        (call.pk, "gathering", 1)
    ]
    one = client.get(f"/api/v1/calls/{call.pk}")
    found = one.json()
    assert found["channels"] == [{"channel": "web", "voices": 1}]
    assert (found["report"], found["afterwards"]) == (None, call.afterwards)
    assert found["standing"]["due"] == call.answer_by.isoformat()
    assert client.get(f"/api/v1/calls/{call.pk}", headers={"if-none-match": one["ETag"]}).status_code == 304
    assert client.get(f"/api/v1/calls/{draft.pk}").status_code == 404


def test_idea_names_the_call_it_answers_and_the_report_its_verdict(client, space, now):
    call = make_call(space, now.date() - 20 * DAY, at=now - 20 * DAY)
    voices = [make_answer(call, at=now - 19 * DAY)]
    idea = actions.accept_as_idea(
        space=space, voices=voices, title="Lampu jalur sekolah", wish="Lampu", because="satu saja",
        place=None, by=COORDINATOR, at=now,
    )  # fmt: skip
    assert html.escape(call.question) in client.get(idea.get_absolute_url()).content.decode()
    actions.report_call(call=call, report="Terima kasih. " * 5, by=COORDINATOR, at=now)
    page = client.get(f"/c/{call.pk}/laporan/").content.decode()
    assert "Belum ada gagasan dari ajakan ini yang selesai ditelaah." in page
