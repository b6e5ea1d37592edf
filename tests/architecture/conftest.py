"""The world that the sweeps over all routes stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import override_settings

from tests.architecture.makers import World, make_world


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Make one world for all sweeps of a module; each undoes what it does, so no other test may stand there.

    Making it, and signing everybody in, took as long as what a sweep asks.
    """
    home = override_settings(HOME=tmp_path_factory.mktemp("home"))
    with django_db_blocker.unblock(), home, transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return what pages look up in a query or form, filled as they do; "*" where one walks over all of it."""
    asked: set[str] = set()
    for name in ("__getitem__", "__contains__", "get", "getlist"):
        _tell(monkeypatch, name, asked, "")
    for name in ("items", "lists", "values", "keys", "__iter__", "dict", "copy", "urlencode"):
        _tell(monkeypatch, name, asked, "*")
    return asked


def _tell(monkeypatch: pytest.MonkeyPatch, name: str, asked: set[str], all_of_it: str) -> None:
    plain = getattr(QueryDict, name)

    def told(self: QueryDict, *args: Any, **options: Any) -> Any:
        asked.add(all_of_it or args[0])
        return plain(self, *args, **options)

    monkeypatch.setattr(QueryDict, name, told)
