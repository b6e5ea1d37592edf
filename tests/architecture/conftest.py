"""The world that the sweeps over all routes stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
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
