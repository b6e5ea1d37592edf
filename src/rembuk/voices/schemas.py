"""How programs send a voice and get its public status."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Path, Schema
from pydantic import Field

from rembuk.ledger.schemas import StandingAnswer, StepAnswer
from rembuk.places.schemas import PlaceAnswer
from rembuk.shared.api import Written
from rembuk.voices.rules import LONGEST_NAME, LONGEST_VOICE

Address = Annotated[str, Path(..., pattern=r"^[a-z0-9]+$", max_length=12, description="public address")]


class VoiceWritten(Written):
    """A voice to send; only `text` is needed.

    `key` makes a retry safe: the same key with the same content gives the same receipt, with other content
    it is refused (409). Without a key every request is a new voice.
    """

    text: str = Field(min_length=1, max_length=LONGEST_VOICE)
    place: str | None = Field(default=None, max_length=13, description="code, as 34.04.06.2001")
    visibility: Literal["named", "nameless", "confidential"] = "nameless"
    name: str = Field(default="", max_length=LONGEST_NAME, description="shown only with `named`")
    email: str = Field(default="", max_length=254, description="never shown")
    purposes: list[Literal["progress", "questions", "news"]] = Field(
        default_factory=list, max_length=3, description="what the e-mail may be used for"
    )
    band: Literal["", "under13", "13to15", "16to17", "adult"] = Field(
        default="", description="age; needed with a name or an e-mail, which minors do not leave; never kept"
    )
    key: str = Field(default="", pattern=r"^([0-9a-f]{32})?$", description="32 hex digits, random")


class ReceiptAnswer(Schema):
    """The receipt: `code` opens it and is shown only here, `address` is public and carries no rights."""

    code: str
    address: str
    page: str
    again: bool


class VoiceStatus(Schema):
    """How far a voice has come; its words only where they may be shown."""

    address: str
    space: str
    title: str
    text: str | None
    place: PlaceAnswer | None
    arrived_at: datetime
    withdrawn: bool
    set_aside: str | None
    sorted_by: date | None
    standing: StandingAnswer
    steps: list[StepAnswer]
    page: str
