"""What happens to ideas and on the board. Every verb is importable from here."""

from rembuk.ideas.actions.board import merge, relabel, restore, set_aside, split, undo, unlabel
from rembuk.ideas.actions.board import move as move_voices
from rembuk.ideas.actions.ideas import (
    accept_as_idea,
    endorse,
    forget,
    join_to_idea,
    move,
    seal_endorsements,
    withdraw_endorsement,
)

__all__ = [
    "accept_as_idea",
    "endorse",
    "forget",
    "join_to_idea",
    "merge",
    "move",
    "move_voices",
    "relabel",
    "restore",
    "seal_endorsements",
    "set_aside",
    "split",
    "undo",
    "unlabel",
    "withdraw_endorsement",
]
