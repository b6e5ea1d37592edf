"""What the officer of a space writes down, made the way the product makes it."""

from __future__ import annotations

from rembuk.rights.actions import protection as actions
from rembuk.rights.models import Breach, Controller, DataRequest
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON

BY = Actor("officer", 1)


def ask(space: Space, **fields: object) -> DataRequest:
    """Return a request that reached SPACE at noon."""
    said = {"kind": "access", "words": "", "received_at": NOON, "who": "Warga", "by": BY, "at": NOON}
    return actions.receive_request(space=space, **{**said, **fields})


def leak(space: Space, **fields: object) -> Breach:
    """Return a breach that SPACE found at noon."""
    said = {
        "title": "Laptop hilang", "found_at": NOON, "data": "Surel 40 warga.", "how": "Tertinggal di bus.",
        "handling": "Sesi ditutup.", "persons": 40, "by": BY, "at": NOON,
    }  # fmt: skip
    return actions.report_breach(space=space, **{**said, **fields})


def name(space: Space, **fields: object) -> Controller:
    """Return who answers for the data of SPACE."""
    said = {
        "name": "Partai Contoh", "address": "Jalan Contoh 1", "contact": "0800-contoh", "processor": "",
        "authority": "Lembaga Contoh", "by": BY, "at": NOON,
    }  # fmt: skip
    return actions.name_controller(space=space, **{**said, **fields})
