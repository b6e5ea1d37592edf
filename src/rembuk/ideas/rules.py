"""What holds for ideas."""

from __future__ import annotations

from rembuk.ideas.models import Idea
from rembuk.ideas.states import NEXT, MergeRule, Stage

OPEN_STAGES = (Stage.NEW, Stage.ACCEPTED, Stage.DECIDED, Stage.PROMISED, Stage.REFUSED, Stage.DROPPED)
TAKES_IN = (Stage.NEW, Stage.ACCEPTED, Stage.DECIDED, Stage.PROMISED)


def may_move(idea: Idea, stage: str) -> bool:
    """Tell whether IDEA may go to STAGE from where it is."""
    return stage in NEXT[idea.stage]


def takes_endorsements(idea: Idea) -> bool:
    """Tell whether people may still endorse IDEA."""
    return idea.stage in OPEN_STAGES


def may_be_taken_back(idea: Idea) -> bool:
    """Tell whether accepting IDEA can still be undone: nobody relies on it yet."""
    return idea.stage == Stage.NEW and idea.endorsements_count == 0


def may_join(idea: Idea) -> bool:
    """Tell whether IDEA may join another: nothing was decided about it yet."""
    return may_move(idea, Stage.JOINED)


def takes_in(idea: Idea) -> bool:
    """Tell whether another idea may join IDEA: it is on its way."""
    return idea.stage in TAKES_IN


def joins(rule: str, *, moved: int, stayed: int) -> bool:
    """Tell whether an idea is joined by RULE, with MOVED endorsements gone over and STAYED left."""
    return stayed == 0 or (rule == MergeRule.MOST and moved > stayed)
