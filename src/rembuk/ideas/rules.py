"""What holds for ideas."""

from __future__ import annotations

from rembuk.ideas.models import Idea
from rembuk.ideas.states import NEXT, Stage

OPEN_STAGES = (Stage.NEW, Stage.ACCEPTED, Stage.DECIDED, Stage.PROMISED, Stage.REFUSED, Stage.DROPPED)


def may_move(idea: Idea, stage: str) -> bool:
    """Tell whether IDEA may go to STAGE from where it is."""
    return stage in NEXT[idea.stage]


def takes_endorsements(idea: Idea) -> bool:
    """Tell whether people may still endorse IDEA."""
    return idea.stage in OPEN_STAGES


def may_be_taken_back(idea: Idea) -> bool:
    """Tell whether accepting IDEA can still be undone: nobody relies on it yet."""
    return idea.stage == Stage.NEW and idea.endorsements_count == 0
