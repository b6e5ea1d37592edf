"""The page of states says what the tables say."""

from __future__ import annotations

from tests.architecture.states import PAGE, page


def test_page_of_states_is_what_the_tables_say() -> None:
    assert page() == PAGE.read_text("utf-8"), "run python -m tests.architecture.states and read what changed"
