"""Importing files: through the command, as an office does."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

import rembuk.channels
from rembuk.ledger.actions import NewStep, canonical, commitment, record_step, record_steps
from rembuk.ledger.models import Leaf, Opening, Step
from rembuk.shared.actors import OPERATOR
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.site.cli import main
from rembuk.voices.models import Import, Voice, VoiceAuthor, VoiceVersion
from rembuk.voices.tests.factories import AT, make_space

pytestmark = pytest.mark.django_db


def post(number, text="Jembatan rusak", **more):
    return {
        "id": str(number), "edit_history_tweet_ids": [str(number)], "text": text, "author_id": "77",
        "created_at": "2026-10-01T02:03:04.000Z", **more,
    }  # fmt: skip


@pytest.fixture
def file(tmp_path):
    def write(*rows, name="pos.jsonl", raw=None):
        path = tmp_path / name
        data = raw if raw is not None else "".join(json.dumps(row) + "\n" for row in rows).encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return str(path)

    return write


@pytest.fixture
def run(capsys):
    def call(*words, lang="id"):
        code = main(["voices", "import", *words, "--space", "contoh", "--json", "--lang", lang])
        out = capsys.readouterr()
        return code, json.loads(out.out) if out.out else None, out.err

    make_space()
    return call


def total(answer):
    return {key: answer["total"][key] for key in ("read", "new", "changed", "seen", "refused")}


def counts(read, new, changed, seen, refused):
    return {"read": read, "new": new, "changed": changed, "seen": seen, "refused": refused}


def test_the_same_file_twice_changes_nothing(run, file):
    path = file(*(post(n) for n in range(1, 6)))
    assert total(run(path)[1]) == counts(5, 5, 0, 0, 0)
    before = list(Voice.objects.values()), Step.objects.count()
    assert total(run(path)[1]) == counts(5, 0, 0, 5, 0)
    assert (list(Voice.objects.values()), Step.objects.count()) == before


def test_the_answer_has_the_keys_of_the_contract(run, file):
    path = file(post(1), {"id": "x"}, name="a.jsonl.gz")
    code, answer, err = run(path)
    assert (code, err) == (0, "")
    (one,) = answer["files"]
    assert set(answer) == {"files", "total"}
    assert set(one) == {"file", "format", "read", "new", "changed", "seen", "refused"}
    assert (one["format"], [row["line"] for row in one["refused"]]) == ("x", [2])
    assert set(one["refused"][0]) == {"line", "reason"}


def test_every_new_voice_has_a_step_and_a_leaf_that_commits_to_its_text(run, file):
    run(file(post(1, "Satu rahasia"), post(2, "Dua")))
    for voice in Voice.objects.all():
        step = Step.objects.get(about=ref(voice), kind="voices.received")
        leaf = Leaf.objects.get(step=step)
        salt = bytes(Opening.objects.get(leaf=leaf).salt)
        document = json.loads(bytes(leaf.body))
        assert voice.text.encode() not in bytes(leaf.body)
        assert document["sealed"]["text"] == commitment(salt, voice.text)
        assert canonical(document) == bytes(leaf.body)


def test_steps_in_bulk_are_as_steps_one_by_one(db):
    one = record_step(
        kind="a.b", about="a.x:1", scope="s.s:1", by=OPERATOR, at=AT, because_of=["a.y:2"],
        facts={"n": 1, "é": "ü\n"},
    )  # fmt: skip
    record_steps(
        kind="a.b", scope="s.s:1", by=OPERATOR, at=AT, because_of="a.y:2",
        steps=[NewStep("a.x:1", {"n": 1, "é": "ü\n"})],
    )  # fmt: skip
    other = Step.objects.latest("id")
    assert other.pk == one.pk + 1
    assert bytes(other.leaf.body) == bytes(one.leaf.body)
    fields = ("kind", "about", "scope", "at", "role", "by", "facts", "words", "public")
    assert Step.objects.values(*fields).get(pk=one.pk) == Step.objects.values(*fields).get(pk=other.pk)
    assert [cause.ref for cause in other.causes.all()] == ["a.y:2"]


def test_an_edited_post_is_a_new_version_in_whatever_order_files_come(run, file):
    older = post(1, "Jembatan rsak")
    newer = post(9, "Jembatan rusak", edit_history_tweet_ids=["1", "9"])
    assert total(run(file(older, newer))[1]) == counts(2, 1, 1, 0, 0)
    assert total(run(file(newer))[1]) == counts(1, 0, 0, 1, 0)
    assert total(run(file(older))[1]) == counts(1, 0, 0, 1, 0)
    voice = Voice.objects.get()
    assert (voice.native_id, voice.text, voice.version) == ("1", "Jembatan rusak", 2)
    assert [one.text for one in VoiceVersion.objects.all()] == ["Jembatan rsak"]
    Voice.objects.all().delete()
    run(file(newer))
    assert total(run(file(older))[1]) == counts(1, 0, 1, 0, 0)
    assert Voice.objects.get().text == "Jembatan rusak"


def test_handles_stand_apart_from_the_words_also_where_they_come_after(run, file):
    users = {"users": [{"id": "77", "username": "warga_contoh", "name": "Warga"}]}
    document = json.dumps({"data": [post(1), post(2)], "includes": users}, indent=1).encode()
    run(file(raw=document, name="a.json"))
    assert {one.handle for one in VoiceAuthor.objects.all()} == {"warga_contoh"}
    assert "warga_contoh" not in json.dumps(list(Voice.objects.values("text", "origin", "public_text")))


def test_a_table_is_read_by_the_columns_named_and_only_the_rows_wanted(run, file):
    path = file(raw=b"a,b\nsatu jembatan,x\ndua,y\ntiga JEMBATAN,z\n", name="t.csv")
    answer = run(path, "--map", "text=a", "--only", "jembatan")[1]
    assert total(answer) == counts(3, 2, 0, 0, 0)
    assert answer["files"][0]["format"] == "table"
    assert {voice.channel for voice in Voice.objects.all()} == {"table"}


def test_a_wrong_guess_can_be_overruled(run, file):
    path = file({"id": "1", "text": "a", "author_id": "2"})
    assert run(path, "--format", "jsonl")[1]["files"][0]["format"] == "table"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["tidak-ada.jsonl"], "tidak-ada.jsonl"), (["{file}", "--format", "fb"], "fb"),
        (["{file}", "--map", "teks"], "text=tweet"), (["{table}", "--map", "text=q"], "q"),
        (["{empty}"], "kosong"), (["{hopeless}"], "baris 1"),
    ],
)  # fmt: skip
def test_bad_input_ends_with_2_and_one_sentence_and_nothing_written(run, file, words, part):
    names = {
        "file": file(post(1)), "table": file(raw=b"a,b\n1,2\n", name="t.csv"),
        "empty": file(raw=b"", name="e"),
        "hopeless": file({"id": "x", "text": "a", "author_id": "1"}, name="h"),
    }  # fmt: skip
    good = file(post(5), name="good.jsonl")
    code, answer, err = run(good, *[word.format(**names) for word in words])
    assert (code, answer) == (2, None)
    assert part in err
    assert err.count("\n") == 1
    assert not Voice.objects.exists()
    assert not Import.objects.exists()


def test_an_unknown_space_is_refused(file, capsys):
    make_space()
    assert main(["voices", "import", file(post(1)), "--space", "lain", "--json"]) == 2
    assert "lain" in capsys.readouterr().err


def test_standard_input_is_read(run, monkeypatch):
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO((json.dumps(post(1)) + "\n").encode()))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert total(run("-")[1]) == counts(1, 1, 0, 0, 0)


def test_new_voices_ask_to_be_sorted_and_seen_ones_do_not(run, file):
    path = file(post(1))
    run(path)
    assert OutboxRow.objects.filter(kind="voices.sort").count() == 1
    OutboxRow.objects.all().delete()
    run(path)
    assert not OutboxRow.objects.exists()


def test_a_post_from_the_future_is_refused(run, file):
    answer = run(file(post(1), post(2, created_at="2999-01-01T00:00:00Z")))[1]
    assert total(answer) == counts(2, 1, 0, 0, 1)


@pytest.mark.shared_data
def test_real_tweets_without_ids_are_imported_whole_and_once(run, shared_data):
    path = str(shared_data / "nlp" / "idn_hoax_tweets" / "tweets.csv")
    code, answer, _ = run(path, "--map", "text=tweet")
    assert code == 0
    assert answer["total"]["new"] + answer["total"]["refused"] == 4_617
    again = run(path, "--map", "text=tweet")[1]
    assert again["total"]["new"] == again["total"]["changed"] == 0
    assert again["total"]["seen"] == answer["total"]["new"]


CHAT = b"27/10/26 08.02 - Rekaan Satu: Lampu jalan mati\n27/10/26 08.03 - Rekaan Dua: Setuju\n"


def test_a_folder_with_two_formats_gives_each_file_its_own(run, tmp_path):
    (tmp_path / "a.txt").write_bytes(CHAT)
    (tmp_path / "b.csv").write_bytes(b"teks,kota\nJalan rusak di pasar,A\n")
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "catatan.json").write_bytes(b'{\n "bukan": "pos"\n}\n')
    code, answer, _err = run(str(tmp_path))
    assert code == 0
    assert [one["format"] for one in answer["files"]] == ["whatsapp", "table"]
    assert answer["total"]["new"] == 3


def test_names_in_a_chat_are_kept_only_when_asked(run, file):
    path = file(raw=CHAT, name="c.txt")
    run(path)
    assert not VoiceAuthor.objects.exists()
    assert total(run(path, "--keep-names")[1]) == counts(2, 0, 0, 2, 0)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x01\x02", b"%PDF-1.7\n", b"PK\x03\x04rusak"])
def test_a_file_that_is_none_of_them_is_refused_in_one_sentence_that_helps(run, file, content):
    code, _answer, err = run(file(raw=content, name="aneh.bin"))
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert "WhatsApp" in err or "ZIP" in err


FIXTURES = Path(rembuk.channels.__file__).parent
NETWORKS = sorted(
    path
    for path in FIXTURES.glob("*/tests/*.*")
    if path.suffix in (".json", ".jsonl", ".html", ".xml", ".mbox", ".txt")
)


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: f"{path.parents[1].name}-{path.name}")
def test_the_same_export_of_a_network_twice_changes_nothing(run, path):
    first = run(str(path))[1]
    assert first["files"][0]["format"] == path.parents[1].name
    assert first["total"]["new"] > 0
    assert {voice.channel for voice in Voice.objects.all()} == {path.parents[1].name}
    again = run(str(path))[1]
    assert (again["total"]["new"], again["total"]["changed"]) == (0, 0)
    assert again["total"]["seen"] == first["total"]["new"]


def test_an_edited_message_of_a_network_is_a_new_version_whichever_export_comes_first(run, file):
    group = json.loads((FIXTURES / "telegram" / "tests" / "group.json").read_text())
    later = json.loads(json.dumps(group))
    later["messages"][1] |= {"text": "Lampu jalan mati lagi", "edited_unixtime": "1793070000"}
    before, after = (
        file(raw=json.dumps(one).encode(), name=f"{n}.json") for n, one in enumerate((group, later))
    )
    assert total(run(before)[1]) == counts(3, 3, 0, 0, 0)
    assert total(run(after)[1]) == counts(3, 0, 1, 2, 0)
    assert total(run(before)[1]) == counts(3, 0, 0, 3, 0)
    voice = Voice.objects.get(native_id="1000000001/2")
    assert (voice.text, voice.version) == ("Lampu jalan mati lagi", 2)


def test_replies_keep_what_they_answer_and_their_thread(run):
    run(str(FIXTURES / "youtube" / "tests" / "threads.json"))
    reply = Voice.objects.get(native_id="UgRekaan1.a")
    assert (reply.reply_to, reply.thread) == ("UgRekaan1", "RekaanVideo")


def test_an_entry_that_first_tells_no_order_and_then_does_is_a_new_version(run, file):
    def feed(text, time):
        entry = f"<entry><id>a</id><title>Usul</title><content>{text}</content>{time}</entry>"
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode()

    run(file(raw=feed("lama", ""), name="a.xml"))
    answer = run(file(raw=feed("baru", "<updated>2026-10-02T00:00:00Z</updated>"), name="b.xml"))[1]
    assert total(answer) == counts(1, 0, 1, 0, 0)


def test_bad_rows_before_and_after_a_good_one_are_held_up_to_a_bound_and_all_are_counted(
    file, run, monkeypatch
):
    monkeypatch.setattr("rembuk.voices.actions.importing.HELD_REFUSALS", 3)
    monkeypatch.setattr("rembuk.voices.actions.importing.BATCH", 2)
    empty = [post(number, "") for number in range(100, 104)]
    code, answer, _err = run(file(*empty, post(1), *empty))
    assert code == 0
    assert total(answer) == counts(9, 1, 0, 0, 8)
    one = answer["files"][0]
    assert [row["line"] for row in one["refused"]] == [1, 2, 3]
    assert (one["refused_count"], one["reasons"]) == (8, {"Teksnya kosong.": 8})
    assert Import.objects.get().refusals.count() == 3
