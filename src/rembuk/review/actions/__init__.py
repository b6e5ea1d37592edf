"""What happens in review."""

from rembuk.review.actions.asking import answer_question, ask_outside
from rembuk.review.actions.clock import move_clock_on, pause, remind
from rembuk.review.actions.evidence import Attachment, add_evidence, remove_evidence
from rembuk.review.actions.objecting import object_to
from rembuk.review.actions.rubrics import set_rubric
from rembuk.review.actions.scoring import give_scores
from rembuk.review.actions.seats import declare_conflict, look_after, open_case

__all__ = [
    "Attachment",
    "add_evidence",
    "answer_question",
    "ask_outside",
    "declare_conflict",
    "give_scores",
    "look_after",
    "move_clock_on",
    "object_to",
    "open_case",
    "pause",
    "remind",
    "remove_evidence",
    "set_rubric",
]
