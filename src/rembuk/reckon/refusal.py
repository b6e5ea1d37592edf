"""The one error that is meant for a person to read."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """Hold one sentence in Indonesian and in English."""

    id: str
    en: str

    def sentence(self, lang: str = "id") -> str:
        """Return the sentence in LANG ("id" or "en")."""
        return self.en if lang == "en" else self.id


class Refusal(Exception):
    """Say in one sentence what is wrong, where, and how to mend it.

    Carries the sentence in Indonesian and in English. The command line turns it into exit code 2,
    a page into an answer of 4xx; it never travels with a stack trace.
    """

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.sentences = {"id": id, "en": en}

    def sentence(self, lang: str = "id") -> str:
        """Return the sentence in LANG ("id" or "en")."""
        return self.sentences.get(lang, self.sentences["id"])
