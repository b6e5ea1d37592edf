"""Named refusals: what a rule does not allow is said, never passed over in silence."""

from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """Say in one sentence why an action is not done; FIELD names the form field at fault, if one is.

    A page shows the sentence with STATUS (4xx), keeping what was typed; the command exits 2.
    """

    status = 400

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.words = sentence
        self.field = field

    @property
    def sentence(self) -> str:
        """Return the sentence in the language that is active now."""
        return str(self.words)


class NotAllowed(Refused):
    """The role may not do this."""

    status = 403


class NotThere(Refused):
    """There is no such thing, or it is not visible to this person (the two are never told apart)."""

    status = 404


class Conflicting(Refused):
    """Somebody else was first, or the form is stale."""

    status = 409


class TooMany(Refused):
    """Too many tries in too short a time."""

    status = 429
