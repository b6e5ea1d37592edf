"""What is typed to decide, to promise and to report."""

from rembuk.programmes.forms.referrals import AnsweredForm, ReferralForm, SentForm
from rembuk.programmes.forms.reports import BreakForm, KeepForm, MoveForm, NewsForm
from rembuk.programmes.forms.writing import CommitmentForm, DecisionForm, DraftForm, ProgrammeForm

__all__ = [
    "AnsweredForm",
    "BreakForm",
    "CommitmentForm",
    "DecisionForm",
    "DraftForm",
    "KeepForm",
    "MoveForm",
    "NewsForm",
    "ProgrammeForm",
    "ReferralForm",
    "SentForm",
]
