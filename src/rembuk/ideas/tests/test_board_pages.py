"""The board and the page of one voice, as staff use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from rembuk.ideas.actions import accept_as_idea
from rembuk.ideas.models import BoardMove, Idea
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_cluster
from rembuk.people.tests.factories import sign_in
from rembuk.places.tests.factories import make_place
from rembuk.rights.models import Look
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import receive_voice, reveal_words
from rembuk.voices.actions.receive import ReceiptMade
from rembuk.voices.models import Cluster, Voice, VoiceAuthor, VoiceContact, VoiceLabel
from rembuk.voices.queries import labels_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.fixture
def desk(space: Space) -> Client:
    return sign_in(Client(), make_member(space, "coordinator"))


def undo(desk: Client, space: Space) -> None:
    move = BoardMove.objects.filter(undone_at=None).latest("pk")
    answer = desk.post(f"/r/{space.slug}/papan/langkah/", {"langkah": "batalkan", "gerak": move.pk})
    assert answer.status_code == 302


def homes() -> dict[int, tuple[str, int]]:
    return {v.pk: (v.cluster.title, v.cluster.size) for v in Voice.objects.select_related("cluster")}


def test_split_by_hand_is_undone_from_the_board(space: Space, desk: Client) -> None:
    cluster = make_cluster(space, 3)
    before, one = homes(), cluster.voices.order_by("pk")[0]
    desk.post(f"/r/{space.slug}/papan/langkah/", {"langkah": "pisah", "rumpun": cluster.pk, "suara": one.pk})
    assert sorted(Cluster.objects.values_list("size", flat=True)) == [1, 2]
    undo(desk, space)
    assert homes() == before


def test_two_clusters_are_merged_by_hand_and_parted_again(space: Space, desk: Client) -> None:
    lamps, water = make_cluster(space, 3), make_cluster(space, 2, "Air keruh di Kali Gajah")
    # As everywhere outside of tests, by the words of a voice in it.
    Cluster.objects.filter(pk=water.pk).update(title=water.voices.order_by("-pk")[0].text)
    before = homes()
    address = f"/r/{space.slug}/papan/pindah/?rumpun={water.pk}"
    assert lamps.title in desk.get(address).content.decode()
    assert lamps.title not in desk.get(f"{address}&q=sungai").content.decode()
    answer = desk.post(address, {"rumpun": water.pk, "into": lamps.pk})
    assert answer.status_code == 302
    assert [(row.pk, row.size) for row in Cluster.objects.all()] == [(lamps.pk, 5)]
    undo(desk, space)
    assert homes() == before


def test_one_voice_is_moved_to_another_cluster_and_back(space: Space, desk: Client) -> None:
    lamps, water = make_cluster(space, 3), make_cluster(space, 2, "Air keruh di Kali Gajah")
    before, one = homes(), lamps.voices.order_by("pk")[0]
    address = f"/r/{space.slug}/papan/pindah/?rumpun={lamps.pk}&suara={one.pk}"
    assert desk.post(address, {"rumpun": lamps.pk, "suara": one.pk}).status_code == 422
    desk.post(address, {"rumpun": lamps.pk, "suara": one.pk, "into": water.pk})
    one.refresh_from_db()
    assert one.cluster_id == water.pk
    undo(desk, space)
    assert homes() == before


def test_a_voice_does_not_go_to_a_cluster_of_another_space(space: Space, desk: Client) -> None:
    mine, theirs = make_cluster(space), make_cluster(make_space())
    answer = desk.post(
        f"/r/{space.slug}/papan/pindah/?rumpun={mine.pk}", {"rumpun": mine.pk, "into": theirs.pk}
    )
    assert answer.status_code == 422
    assert f'value="{theirs.pk}"' not in answer.content.decode()
    assert Cluster.objects.count() == 2


def test_a_voice_set_aside_is_restored_and_the_restoring_undone(space: Space, desk: Client) -> None:
    cluster = make_cluster(space, 2)
    one = cluster.voices.order_by("pk")[0]
    Voice.objects.filter(pk=one.pk).update(set_aside="spam", set_aside_by="machine")
    answer = desk.post(f"/r/{space.slug}/papan/suara/{one.pk}/", {"langkah": "pulihkan"}, follow=True)
    assert "Suara sudah dipulihkan." in answer.content.decode()
    one.refresh_from_db()
    assert one.set_aside == ""
    undo(desk, space)
    one.refresh_from_db()
    assert one.set_aside == "spam"


def label(desk: Client, space: Space, voice: Voice, **typed: str) -> int:
    data = {"langkah": "label:subject", "subject-value": "energi", "subject-because": "soal lampu listrik"}
    return desk.post(f"/r/{space.slug}/papan/suara/{voice.pk}/", {**data, **typed}).status_code


def test_an_overruled_label_shows_both_and_goes_back_by_undo(space: Space, desk: Client) -> None:
    voice = make_cluster(space, 1).voices.get()
    VoiceLabel.objects.create(voice=voice, name="subject", value="politik", because="jalan")
    assert label(desk, space, voice) == 302
    page = desk.get(f"/r/{space.slug}/papan/suara/{voice.pk}/").content.decode()
    for words in ("Pokok: Energi", "Karena soal lampu listrik", "Mesin berkata: Politik", "dari kata jalan"):
        assert words in page, words
    assert label(desk, space, voice, **{"subject-value": "sosial"}) == 302
    undo(desk, space)
    assert labels_of(Voice.objects.get())["subject"].value == "energi"
    undo(desk, space)
    assert labels_of(Voice.objects.get())["subject"].value == "politik"
    assert not VoiceLabel.objects.filter(by="person").exists()


def test_a_label_without_reason_is_refused_and_what_was_typed_is_kept(space: Space, desk: Client) -> None:
    voice = make_cluster(space, 1).voices.get()
    answer = desk.post(
        f"/r/{space.slug}/papan/suara/{voice.pk}/",
        {"langkah": "label:subject", "subject-value": "energi", "subject-because": "ya"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="ya"' in page
    assert '<option value="energi" selected' in page
    assert VoiceLabel.objects.count() == 0


def test_a_voice_becomes_more_private_and_never_more_open(space: Space, desk: Client) -> None:
    voice = make_cluster(space, 1).voices.get()
    address = f"/r/{space.slug}/papan/suara/{voice.pk}/"
    assert desk.post(address, {"langkah": "tertutup:named"}).status_code == 403
    assert desk.post(address, {"langkah": "tertutup:confidential"}).status_code == 302
    assert desk.post(address, {"langkah": "tertutup:nameless"}).status_code == 403
    voice.refresh_from_db()
    assert voice.visibility == "confidential"


def test_the_sender_is_shown_only_against_a_reason_and_the_look_is_kept(space: Space, desk: Client) -> None:
    voice = make_cluster(space, 1).voices.get()
    VoiceAuthor.objects.create(voice=voice, handle="warga_mlati")
    VoiceContact.objects.create(voice=voice, email="siti@contoh.id")
    address = f"/r/{space.slug}/papan/suara/{voice.pk}/"
    assert "Belum pernah dibuka" in desk.get(address).content.decode()
    refused = desk.post(address, {"langkah": "buka", "apa": "author", "why": "ingin"})
    assert (refused.status_code, Look.objects.count()) == (422, 0)
    assert "warga_mlati" not in refused.content.decode()
    why = "menanyakan letak lampu yang mati"
    assert (
        "@warga_mlati"
        in desk.post(address, {"langkah": "buka", "apa": "author", "why": why}).content.decode()
    )
    assert (
        "siti@contoh.id"
        in desk.post(address, {"langkah": "buka", "apa": "contact", "why": why}).content.decode()
    )
    again = desk.get(address).content.decode()
    assert why in again
    assert "warga_mlati" not in again
    assert "siti@contoh.id" not in again
    assert list(Look.objects.order_by("pk").values_list("what", "role")) == [
        ("author", "coordinator"), ("contact", "coordinator")
    ]  # fmt: skip


def test_a_voice_of_another_space_is_not_there(space: Space, desk: Client) -> None:
    voice = make_cluster(make_space(), 1).voices.get()
    assert desk.get(f"/r/{space.slug}/papan/suara/{voice.pk}/").status_code == 404


def test_accepting_begins_with_the_place_the_voices_share_and_keeps_what_was_typed(
    space: Space, desk: Client
) -> None:
    place, cluster = make_place(), make_cluster(space, 2)
    cluster.voices.update(place=place)
    address = f"/r/{space.slug}/papan/terima/?rumpun={cluster.pk}"
    assert f'value="{place.path}"' in desk.get(address).content.decode()
    typed = {
        "rumpun": cluster.pk, "title": "Lampu jalan Sinduadi", "wish": "Nyalakan lampunya",
        "because": "semua menyebut ruas itu", "place": "Atlantis",
    }  # fmt: skip
    wrong = desk.post(address, typed)
    assert wrong.status_code == 422
    for kept in ("Lampu jalan Sinduadi", "Nyalakan lampunya", "semua menyebut ruas itu", "Atlantis"):
        assert kept in wrong.content.decode(), kept
    assert not Idea.objects.exists()
    assert desk.post(address, {**typed, "place": place.path}).status_code == 302
    assert Idea.objects.get().place_id == place.pk


@pytest.mark.parametrize("looks", [1, 3])
def test_the_page_of_a_voice_asks_the_same_number_of_queries_however_many_looked(
    space: Space, desk: Client, looks: int, django_assert_num_queries
) -> None:
    voice = make_cluster(space, 1).voices.get()
    VoiceContact.objects.create(voice=voice, email="siti@contoh.id")
    address = f"/r/{space.slug}/papan/suara/{voice.pk}/"
    for number in range(looks):
        sign_in(other := Client(), make_member(space, "owner"))
        other.post(address, {"langkah": "buka", "apa": "contact", "why": f"alasan nomor {number}"})
    desk.get(address)
    with django_assert_num_queries(13):
        desk.get(address)


def test_a_voice_behind_an_idea_is_reached_from_the_ideas_voices_by_staff_only(
    space: Space, desk: Client
) -> None:
    cluster = make_cluster(space, 1)
    idea = accept_as_idea(
        space=space, voices=list(cluster.voices.all()), title="Lampu jalan", wish="Lampu",
        because="satu suara saja", place=None, by=COORDINATOR, at=AT,
    )  # fmt: skip
    link = f"/r/{space.slug}/papan/suara/{Voice.objects.get().pk}/"
    assert link in desk.get(f"/g/{idea.pk}/suara/").content.decode()
    assert link not in Client().get(f"/g/{idea.pk}/suara/").content.decode()
    assert "Tempatnya di papan" not in desk.get(link).content.decode()


def tell(space: Space, text: str) -> ReceiptMade:
    """Let somebody say TEXT for the team alone, in a cluster of its own on the board."""
    told = receive_voice(space=space, text=text, visibility="confidential", by=CITIZEN, at=AT)
    home = Cluster.objects.create(space=space, title="", size=1, first_at=AT, last_at=AT)
    Voice.objects.filter(pk=told.voice.pk).update(cluster=home, sorted_at=AT)
    told.voice.refresh_from_db()
    return told


def test_reading_words_told_in_confidence_is_logged_once_a_day_and_the_sender_sees_it(
    space: Space, desk: Client
) -> None:
    told = tell(space, "Mandor meminta uang untuk lampu itu")
    board = f"/r/{space.slug}/papan/?rumpun={told.voice.cluster_id}"
    for address in (board, board, f"/r/{space.slug}/papan/suara/{told.voice.pk}/"):
        assert "Mandor meminta uang" in desk.get(address).content.decode()
    (look,) = Look.objects.all()
    assert (look.about, look.what, look.role, look.why) == (ref(told.voice), "words", "coordinator", "")
    citizen = Client()
    citizen.post("/tanda-terima/", {"kode": told.code})
    page = " ".join(citizen.get("/tanda-terima/suara/").content.decode().split())
    assert "Kata-kata suara yang hanya untuk tim" in page
    assert f"Koordinator ruang, {space.name}." in page


def test_reading_on_another_day_or_by_another_is_logged_anew(space: Space) -> None:
    told = tell(space, "Mandor meminta uang untuk lampu itu")
    first, second = Actor("coordinator", 1), Actor("owner", 2)
    for by, at in ((first, AT), (first, AT), (second, AT), (first, AT + timedelta(days=1))):
        reveal_words(space=space, voices=[told.voice], by=by, at=at)
    assert [look.by for look in Look.objects.order_by("pk")] == [first.ref, second.ref, first.ref]


def test_reading_what_everybody_may_read_is_not_logged(space: Space, desk: Client) -> None:
    cluster = make_cluster(space, 2)
    desk.get(f"/r/{space.slug}/papan/?rumpun={cluster.pk}")
    desk.get(f"/r/{space.slug}/papan/suara/{cluster.voices.order_by('pk')[0].pk}/")
    assert not Look.objects.exists()


def test_words_told_in_confidence_are_laid_into_no_form_for_everybody(space: Space, desk: Client) -> None:
    told = tell(space, "Mandor meminta uang untuk lampu itu")
    public = make_cluster(space, 1).voices.get()
    Voice.objects.filter(pk=public.pk).update(cluster=told.voice.cluster_id)
    address = f"/r/{space.slug}/papan/terima/?rumpun={told.voice.cluster_id}"
    answer = desk.get(address)
    assert answer.context["form"].initial["wish"] == public.text
    assert "Mandor" not in repr(answer.context["form"].initial)
    assert "Jangan salin kata-katanya" in answer.content.decode()
    assert "Jangan salin kata-katanya" not in desk.get(f"{address}&suara={public.pk}").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_board_asks_the_same_number_of_queries_however_many_words_are_read_in_confidence(
    space: Space, desk: Client, rows: int, django_assert_num_queries
) -> None:
    cluster = make_cluster(space, rows)
    Voice.objects.filter(cluster=cluster).update(visibility="confidential")
    address = f"/r/{space.slug}/papan/?rumpun={cluster.pk}"
    desk.get(address)
    with django_assert_num_queries(11):
        desk.get(address)
