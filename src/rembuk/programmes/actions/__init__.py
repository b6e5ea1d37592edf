"""What happens to promises: decided, promised, moved with a reason, kept with evidence or openly broken."""

from rembuk.programmes.actions.charge import take_charge
from rembuk.programmes.actions.delegations import go_on, propose_delegation
from rembuk.programmes.actions.drafts import begin_programme, publish_version, save_draft
from rembuk.programmes.actions.milestones import (
    Attachment,
    break_milestone,
    keep_milestone,
    move_milestone,
    report_milestone,
)
from rembuk.programmes.actions.promises import Planned, Weighed, decide, promise
from rembuk.programmes.actions.referrals import answer_referral, prepare_referral, send_referral
from rembuk.programmes.actions.reminders import remind_delegation, remind_milestone

__all__ = [
    "Attachment",
    "Planned",
    "Weighed",
    "answer_referral",
    "begin_programme",
    "break_milestone",
    "decide",
    "go_on",
    "keep_milestone",
    "move_milestone",
    "prepare_referral",
    "promise",
    "propose_delegation",
    "publish_version",
    "remind_delegation",
    "remind_milestone",
    "report_milestone",
    "save_draft",
    "send_referral",
    "take_charge",
]
