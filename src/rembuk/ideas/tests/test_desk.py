"""The desk: who has a cluster open, what comes next, how far today has come."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import BoardMove, Hold, Idea
from rembuk.ideas.tests.factories import make_cluster, make_idea
from rembuk.people.models import Person
from rembuk.people.tests.factories import sign_in
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON, make_member, make_space
from rembuk.voices.actions import receive_voice, withdraw_by_receipt
from rembuk.voices.models import Attachment, Cluster, Voice, VoiceLabel

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space()


def coordinator(space: Space, name: str) -> tuple[Person, Client]:
    person = make_member(space, "coordinator")
    Person.objects.filter(pk=person.pk).update(name=name)
    return person, sign_in(Client(), person)


def queue(space: Space, count: int) -> list[Cluster]:
    """Return COUNT clusters, newest first, as the board lists them."""
    rows = [make_cluster(space, 2, f"Jembatan nomor {number} rusak") for number in range(count)]
    for number, row in enumerate(rows):
        Cluster.objects.filter(pk=row.pk).update(last_at=row.last_at - timedelta(hours=number))
    return rows


def shown(answer) -> str:
    """Return the title of the cluster that the page shows."""
    found = re.search(r'id="rumpun">(.*?)<', answer.content.decode())
    return found[1] if found else ""


def aside(desk: Client, space: Space, cluster: Cluster, **more: object):
    return desk.post(
        f"/r/{space.slug}/papan/sisihkan/", {"rumpun": cluster.pk, "reason": "elsewhere", **more}, follow=True
    )


def test_an_opened_cluster_is_passed_over_by_the_queue_of_others_who_see_its_holder(space: Space) -> None:
    rows = queue(space, 3)
    (_a, first), (_b, second) = coordinator(space, "Sari"), coordinator(space, "Budi")
    assert shown(first.get(f"/r/{space.slug}/papan/")) == rows[0].title
    assert shown(first.get(f"/r/{space.slug}/papan/")) == rows[0].title
    answer = second.get(f"/r/{space.slug}/papan/")
    assert shown(answer) == rows[1].title
    assert "Sedang dibuka Sari" in answer.content.decode()
    looked = second.get(f"/r/{space.slug}/papan/?rumpun={rows[0].pk}").content.decode()
    assert "Sedang dibuka Sari sampai" in looked
    assert 'value="terima"' not in looked
    assert Hold.objects.get(cluster=rows[0]).person.name == "Sari"


@pytest.mark.parametrize("what", ["sisihkan", "pisah", "gabung", "pindah", "terima", "label"])
def test_a_step_about_a_cluster_that_somebody_else_holds_is_refused_with_who_has_it(
    space: Space, what: str
) -> None:
    mine, other = queue(space, 2)
    idea = make_idea(space)
    (_a, first), (_b, second) = coordinator(space, "Sari"), coordinator(space, "Budi")
    first.get(f"/r/{space.slug}/papan/?rumpun={mine.pk}")
    voice = mine.voices.all()[0]
    path, data = {
        "sisihkan": ("papan/sisihkan/", {"reason": "spam"}),
        "pisah": ("papan/langkah/", {"langkah": "pisah", "suara": voice.pk}),
        "gabung": ("papan/gabung/", {"number": idea.pk, "because": "permintaannya sama"}),
        "pindah": ("papan/pindah/", {"into": other.pk}),
        "terima": ("papan/terima/", {"title": "Jembatan", "wish": "x", "because": "semuanya sama"}),
        "label": (
            f"papan/suara/{voice.pk}/",
            {"langkah": "label:kind", "kind-value": "idea", "kind-because": "meminta jembatan"},
        ),
    }[what]
    about = {} if what == "label" else {"rumpun": mine.pk}
    answer = second.post(f"/r/{space.slug}/{path}", {**about, **data})
    assert answer.status_code == 409
    assert "Sari sedang membuka rumpun" in answer.content.decode()
    assert not BoardMove.objects.filter(person__name="Budi").exists()
    assert Idea.objects.count() == 1


def test_a_hold_is_over_after_ten_minutes(space: Space) -> None:
    row = queue(space, 1)[0]
    (sari, _a), (budi, _b) = coordinator(space, "Sari"), coordinator(space, "Budi")
    at = timezone.now()
    assert actions.open_cluster(space=space, cluster=row, by=Actor("coordinator", sari.pk), at=at)
    late = at + timedelta(minutes=9, seconds=59)
    assert not actions.open_cluster(space=space, cluster=row, by=Actor("coordinator", budi.pk), at=late)
    voices = list(row.voices.all())
    by = Actor("coordinator", budi.pk)
    with pytest.raises(Conflicting, match="Sari"):
        actions.set_aside(space=space, voices=voices, reason="spam", words="", by=by, at=late)
    after = at + timedelta(minutes=10)
    assert actions.open_cluster(space=space, cluster=row, by=by, at=after)
    actions.set_aside(space=space, voices=voices, reason="spam", words="", by=by, at=after)


def test_who_holds_a_cluster_may_go_on_while_they_look_and_lets_go_by_opening_another(space: Space) -> None:
    one, two = queue(space, 2)
    sari, desk = coordinator(space, "Sari")
    Hold.objects.create(
        cluster=one,
        person=sari,
        at=timezone.now() - timedelta(minutes=8),
        until=timezone.now() + timedelta(minutes=2),
    )
    desk.get(f"/r/{space.slug}/papan/?rumpun={one.pk}")
    assert Hold.objects.get().until > timezone.now() + timedelta(minutes=9)
    desk.get(f"/r/{space.slug}/papan/?rumpun={two.pk}")
    assert [row.cluster_id for row in Hold.objects.all()] == [two.pk]


def test_taking_over_is_open_and_the_one_before_is_refused_then(space: Space) -> None:
    row = queue(space, 1)[0]
    (_a, first), (_b, second) = coordinator(space, "Sari"), coordinator(space, "Budi")
    first.get(f"/r/{space.slug}/papan/")
    taken = second.post(
        f"/r/{space.slug}/papan/langkah/", {"langkah": "ambil-alih", "rumpun": row.pk}, follow=True
    )
    assert "Anda mengambil alih rumpun ini dari Sari" in taken.content.decode()
    refused = aside(first, space, row)
    assert refused.status_code == 409
    assert "Budi sedang membuka rumpun" in refused.content.decode()
    assert "selesai 1 oleh Anda" in aside(second, space, row).content.decode()


def test_the_next_cluster_follows_the_decided_one_and_skips_what_others_have_open(space: Space) -> None:
    rows = queue(space, 4)
    (_a, first), (_b, second) = coordinator(space, "Sari"), coordinator(space, "Budi")
    second.get(f"/r/{space.slug}/papan/?rumpun={rows[2].pk}")
    first.get(f"/r/{space.slug}/papan/?rumpun={rows[1].pk}")
    answer = aside(first, space, rows[1])
    assert shown(answer) == rows[3].title
    assert "Hari ini selesai 1 oleh Anda, 1 oleh semua." in answer.content.decode()
    assert "3 rumpun menunggu" in answer.content.decode()
    assert shown(aside(first, space, rows[3])) == rows[0].title


def test_undo_leads_back_to_the_cluster_and_takes_it_off_todays_count(space: Space) -> None:
    rows = queue(space, 2)
    _person, desk = coordinator(space, "Sari")
    desk.get(f"/r/{space.slug}/papan/")
    aside(desk, space, rows[0])
    move = BoardMove.objects.get()
    answer = desk.post(
        f"/r/{space.slug}/papan/langkah/", {"langkah": "batalkan", "gerak": move.pk}, follow=True
    )
    assert shown(answer) == rows[0].title
    assert "Hari ini selesai 0 oleh Anda" in answer.content.decode()


def test_undo_stays_at_hand_when_nothing_waits_any_more(space: Space) -> None:
    row = queue(space, 1)[0]
    _person, desk = coordinator(space, "Sari")
    page = aside(desk, space, row).content.decode()
    assert "Tidak ada rumpun yang menunggu" in page
    assert 'value="batalkan" data-key="u"' in page


def test_reasons_stand_beside_each_voice_with_the_words_that_spoke(space: Space) -> None:
    row = queue(space, 1)[0]
    voice = row.voices.order_by("-pk")[0]
    VoiceLabel.objects.create(voice=voice, name="kind", value="complaint", because="rusak")
    VoiceLabel.objects.create(voice=voice, name="subject", value="infrastruktur/jembatan", because="jembatan")
    VoiceLabel.objects.create(voice=voice, name="spam", value="true", because="promo")
    page = coordinator(space, "Sari")[1].get(f"/r/{space.slug}/papan/").content.decode()
    for words in ("Keluhan (dari kata rusak)", "Infrastruktur (dari kata jembatan)", "(dari kata promo)"):
        assert words in page, words


def test_head_opens_nothing(space: Space) -> None:
    queue(space, 1)
    coordinator(space, "Sari")[1].head(f"/r/{space.slug}/papan/")
    assert not Hold.objects.exists()


@pytest.mark.parametrize("size", [2, 40])
def test_first_opening_of_the_busiest_page_asks_at_most_twelve(
    space: Space, size: int, django_assert_max_num_queries
) -> None:
    make_idea(space, title="Jembatan nomor rusak")
    row = make_cluster(space, size, "Jembatan nomor 7 rusak")
    Voice.objects.filter(pk=row.voices.all()[0].pk).update(set_aside="spam")
    queue(space, 30)
    Cluster.objects.filter(pk=row.pk).update(last_at=row.last_at - timedelta(days=9))
    _person, desk = coordinator(space, "Sari")
    desk.get(f"/r/{space.slug}/papan/")
    # Two of the fourteen are the savepoint of a test's own transaction.
    with django_assert_max_num_queries(14):
        answer = desk.get(f"/r/{space.slug}/papan/?rumpun={row.pk}")
    assert shown(answer) == row.title
    assert Hold.objects.get().cluster_id == row.pk
    with django_assert_max_num_queries(12):
        desk.get(f"/r/{space.slug}/papan/?rumpun={row.pk}")


def test_withdrawn_voice_shows_its_team_no_word_no_recording_and_no_sender(space: Space) -> None:
    desk = sign_in(Client(), make_member(space, "owner"))
    voice = receive_voice(
        space=space, text="Kata yang ditarik.", email="siti@contoh.id", by=Actor("citizen"), at=NOON
    ).voice
    name = default_storage.save("suara/z.webm", ContentFile(b"x"))
    sound = Attachment.objects.create(
        voice=voice, kind="sound", stored_as=name, type="audio/webm", size=1, digest="x", kept_at=NOON
    )
    address = f"/r/{space.slug}/papan/suara/{voice.pk}/"
    assert "Kata yang ditarik." in desk.get(address).content.decode()
    assert desk.get(f"/r/{space.slug}/lampiran/{sound.pk}/").status_code == 200
    withdraw_by_receipt(voice=voice, at=NOON)
    page = desk.get(address).content.decode()
    assert "sudah ditarik" in page
    assert "Kata yang ditarik." not in page
    assert "Buka dengan alasan" not in page
    assert desk.get(f"/r/{space.slug}/lampiran/{sound.pk}/").status_code == 404
    why = {"langkah": "buka", "apa": "contact", "why": "menanyakan letak lampunya"}
    answer = desk.post(address, why)
    assert answer.status_code == 409
    assert "siti@contoh.id" not in answer.content.decode()
