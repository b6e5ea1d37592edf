"""Whose name and address may come with a voice: grown-ups' only, and who is one is asked only then."""

from __future__ import annotations

from rembuk.people.states import MINOR, Band
from rembuk.shared.refusals import Refused
from rembuk.voices.wording import CHILD_CONTACT, CHILD_NAME, WHICH_AGE

# As a person chooses: most are grown up.
BANDS = (Band.ADULT, Band.FROM_16, Band.FROM_13, Band.UNDER_13)


def check_age(*, band: str, name: str, email: str) -> None:
    """Refuse a NAME or EMAIL without a band of age, and that of a minor; without both nothing is asked.

    The band is looked at, never kept.
    """
    if not name and not email:
        return
    if band in MINOR:
        raise Refused(CHILD_CONTACT if email else CHILD_NAME, field="email" if email else "name")
    if band != Band.ADULT:
        raise Refused(WHICH_AGE, field="band")
