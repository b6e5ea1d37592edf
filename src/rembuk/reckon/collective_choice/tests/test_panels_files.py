"""Reading pool and quotas: what is refused, and where it says the fault is."""

from __future__ import annotations

import pytest

from rembuk.reckon.collective_choice.panels_files import Quota, read_pool, read_quotas
from rembuk.reckon.refusal import Refusal

QUOTAS = [Quota("umur", "muda", 1, 2), Quota("umur", "tua", 0, 2)]


def test_tables_are_read_and_other_columns_ignored() -> None:
    quotas = read_quotas("\ufefffeature;value;min;max\numur;muda;1;2\numur;tua;0;2\n".encode(), "q.csv")
    assert quotas == QUOTAS
    pool = read_pool(b"nama,umur,id\nAni,muda,1\nBudi, tua ,2\n", "p.csv", quotas)
    assert pool.people == {"1": ("muda",), "2": ("tua",)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("feature,value,min\n", "line 1: the column max"),
        ("feature,value,min,max\numur,muda,3,2\n", "line 2: min `3`"),
        ("feature,value,min,max\numur,muda,a,2\n", "line 2: min `a`"),
        ("feature,value,min,max\numur,muda,1,\u00b2\n", "line 2: min `1` and max `\u00b2`"),
        (f"feature,value,min,max\numur,muda,1,{'9' * 5000}\n", "line 2: min `1`"),
        ("feature,value,min,max\numur,muda,1,2\numur,muda,1,2\n", "line 3: umur=muda"),
        ("feature,value,min,max\n", "not one quota"),
        ("", "is empty"),
    ],
)
def test_bad_quotas_are_refused_with_their_line(text: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_quotas(text.encode(), "q.csv")
    assert words in caught.value.sentence("en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id\n1\n", "line 1: the column umur"),
        ("id,umur\n1,muda\n1,tua\n", "line 3: the id 1"),
        ("id,umur\n1,remaja\n", "line 2: `remaja`"),
        ("id,umur\n1\n2,tua\n", "line 2: it has 1 cells"),
        ("id,umur\n", "nobody"),
        ("id,umur,umur\n1,muda,tua\n", "line 1: the column umur stands there more than once"),
    ],
)
def test_bad_pool_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_pool(text.encode(), "p.csv", QUOTAS)
    assert words in caught.value.sentence("en")


def test_pool_cut_inside_its_last_row_keeps_the_rows_before() -> None:
    pool = read_pool(b"id,umur\n1,muda\n2,tua\n3,mu", "p.csv", QUOTAS)
    assert list(pool.people) == ["1", "2"]
    assert [line for line, _ in pool.refused] == [4]
