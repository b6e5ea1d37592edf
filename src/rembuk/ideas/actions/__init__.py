"""What happens to ideas and on the board. Every verb is importable from here."""

from rembuk.ideas.actions.alike import find_all_like, find_like
from rembuk.ideas.actions.board import merge, relabel, restore, set_aside, split, undo, unlabel
from rembuk.ideas.actions.board import move as move_voices
from rembuk.ideas.actions.calls import (
    Plan,
    answer_call,
    keep_calendar,
    make_call,
    move_days,
    publish_call,
    report_call,
    rewrite_call,
)
from rembuk.ideas.actions.filters import delete_filter, save_filter
from rembuk.ideas.actions.gathering import add_post, gather, remove_post
from rembuk.ideas.actions.holds import open_cluster, take_over
from rembuk.ideas.actions.ideas import (
    accept_as_idea,
    endorse,
    forget,
    join_to_idea,
    move,
    seal_endorsements,
    withdraw_endorsement,
)
from rembuk.ideas.actions.merging import answer_merge, propose_merge, settle_merge, undo_merge

__all__ = [
    "Plan",
    "accept_as_idea",
    "add_post",
    "answer_call",
    "answer_merge",
    "delete_filter",
    "endorse",
    "find_all_like",
    "find_like",
    "forget",
    "gather",
    "join_to_idea",
    "keep_calendar",
    "make_call",
    "merge",
    "move",
    "move_days",
    "move_voices",
    "open_cluster",
    "propose_merge",
    "publish_call",
    "relabel",
    "remove_post",
    "report_call",
    "restore",
    "rewrite_call",
    "save_filter",
    "seal_endorsements",
    "set_aside",
    "settle_merge",
    "split",
    "take_over",
    "undo",
    "undo_merge",
    "unlabel",
    "withdraw_endorsement",
]
