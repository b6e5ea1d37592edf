"""A second opinion on what is published: k-anonymity and l-diversity as pyCANON computes them."""

from __future__ import annotations

import random
from datetime import timedelta

import pandas as pd
import pytest
from pycanon.anonymity import k_anonymity, l_diversity

from rembuk.ideas import actions as ideas
from rembuk.ideas.queries.calls import answers_by_place, answers_of
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_answer, make_call
from rembuk.places.actions import load_some
from rembuk.places.models import Place
from rembuk.shared.small_cells import SENSITIVE, SMALLEST, SMALLEST_SENSITIVE
from rembuk.site.tests.test_differencing import CHANNELS, SUBJECTS, VALUES, answer, read
from rembuk.spaces.tests.factories import make_space

pytestmark = [
    pytest.mark.django_db,
    # pyCANON groups by a list of one name.
    pytest.mark.filterwarnings("ignore:In a future version, the keys of `groups`"),
]
HIDDEN = "*"


@pytest.mark.parametrize("seed", range(4))
def test_answers_seen_through_the_csv_stand_in_groups_of_five_and_ten_where_sensitive(seed: int) -> None:
    chance = random.Random(seed)
    space = make_space("partai")
    said = [
        (chance.choices(SUBJECTS, [3, 6, 3, 1])[0], chance.choices(CHANNELS, [5, 1, 9])[0],
         chance.choices(VALUES, [6, 4, 3])[0])
        for _n in range(chance.randint(8, 24) * SMALLEST_SENSITIVE)
    ]  # fmt: skip
    answer(space, said, 0)
    found = read(space)
    assert 0 < (found["space", ""][0] or 0) <= len(said)
    for table in ("subject", "channel"):
        rows = [
            (key, value)
            for (by, key), numbers in found.items() if by == table
            for value, n in zip(VALUES, numbers[1:], strict=True) for _one in range(n or 0)
        ]  # fmt: skip
        seen = pd.DataFrame(rows, columns=["key", "value"])
        assert k_anonymity(seen, ["key", "value"]) >= SMALLEST
        close = seen[seen["key"].isin(SENSITIVE)].reset_index(drop=True)
        if len(close):
            assert k_anonymity(close, ["key", "value"]) >= SMALLEST_SENSITIVE
            assert l_diversity(close, ["key"], ["value"]) >= 2


@pytest.mark.parametrize(("subject", "least"), [("pendidikan", SMALLEST), ("kesehatan", SMALLEST_SENSITIVE)])
def test_answers_to_a_call_seen_through_its_report_stand_in_groups(subject: str, least: int) -> None:
    codes = ["34.04.06", "34.04.07", "34.04.08", "34.04.09"]
    load_some(codes)
    call = make_call(make_space("cabang"), subject=subject, region=Place.objects.get(pk="34.04"))
    for code, count in zip([*codes, None], [14, 11, 6, 3, 2], strict=True):
        for number in range(count):
            make_answer(call, f"Lampu {number} {code}", place=Place.objects.filter(pk=code).first())
    ideas.report_call(call=call, report="Terima kasih. " * 5, by=COORDINATOR, at=AT + timedelta(days=22))
    shown = {place.pk for place, _n in answers_by_place(call).cells}
    assert shown
    places = [
        code if code in shown else HIDDEN for code in answers_of(call).values_list("place_id", flat=True)
    ]
    assert k_anonymity(pd.DataFrame({"place": places}), ["place"]) >= least
