"""Sorting and listing clusters through the command."""

from __future__ import annotations

import json

import pytest

from rembuk.site.cli import main
from rembuk.voices.tests.factories import make_space, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(capsys):
    def call(*words):
        code = main(["voices", *words, "--json"])
        out = capsys.readouterr()
        return code, json.loads(out.out) if out.out else None, out.err

    return call


def test_sort_and_clusters_answer_with_the_keys_of_the_contract(ask):
    space = make_space()
    make_voice(space, "PROMO slot gacor maxwin deposit bonus klik link")
    make_voice(space, "Mohon puskesmas buka sampai malam")
    code, answer, _ = ask("sort", "--space", "contoh")
    assert code == 0
    assert set(answer) == {"sorted", "labels", "clusters", "set_aside"}
    assert (answer["sorted"], answer["clusters"], answer["set_aside"]) == (2, 2, {"spam": 1})
    assert sum(answer["labels"]["language"].values()) == 2
    _, again, _ = ask("sort", "--space", "contoh")
    assert again == {**answer, "sorted": 0}
    _, listed, _ = ask("clusters", "--space", "contoh")
    assert set(listed) == {"clusters"}
    assert all(set(one) == {"id", "members", "set_aside"} for one in listed["clusters"])
    assert all(set(m) == {"channel", "native_id"} for one in listed["clusters"] for m in one["members"])
    assert [one["set_aside"] for one in listed["clusters"]].count(None) == 1


@pytest.mark.parametrize("word", ["sort", "clusters"])
def test_an_unknown_space_is_refused_with_2(ask, word):
    code, answer, err = ask(word, "--space", "tidakada")
    assert (code, answer) == (2, None)
    assert "tidakada" in err


@pytest.mark.shared_data
def test_real_tweets_are_sorted_and_each_stands_in_one_cluster(ask, shared_data):
    make_space()
    path = str(shared_data / "nlp" / "idn_hoax_tweets" / "tweets.csv")
    _, took, _ = ask("import", path, "--space", "contoh", "--map", "text=tweet")
    code, answer, err = ask("sort", "--space", "contoh")
    assert (code, err, answer["sorted"]) == (0, "", took["total"]["new"])
    _, listed, _ = ask("clusters", "--space", "contoh")
    members = [m["native_id"] for one in listed["clusters"] for m in one["members"]]
    assert len(members) == len(set(members)) == took["total"]["new"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("id", ["2 dibaca, 1 baru", "1 ditolak", "baris 3: ", "1 suara dipilah; 1 rumpun.", ": 1 suara"]),
        ("en", ["2 read, 1 new", "1 refused", "row 3: ", "1 voices sorted; 1 clusters.", ": 1 voices"]),
    ],
)
def test_what_people_read_of_taking_in_and_sorting_is_in_the_language_asked_for(tmp_path, capsys, lang, said):
    make_space()
    (tmp_path / "a.csv").write_text("text,time\nJalan desa rusak,2026-01-02\n,kemarin\n")
    for words in (["import", str(tmp_path / "a.csv")], ["sort"], ["clusters"]):
        main(["voices", *words, "--space", "contoh", "--lang", lang])
    told = capsys.readouterr().out
    assert [word for word in said if word not in told] == [], told
