"""What is typed to decide, to promise and to report."""

from rembuk.programmes.forms.delegations import AcceptForm, DelegateForm, LaterForm, ReasonForm, ShowForm
from rembuk.programmes.forms.referrals import AnsweredForm, ReferralForm, SentForm
from rembuk.programmes.forms.reports import BreakForm, KeepForm, MoveForm, NewsForm
from rembuk.programmes.forms.writing import CommitmentForm, DecisionForm, DraftForm, ProgrammeForm

__all__ = [
    "AcceptForm",
    "AnsweredForm",
    "BreakForm",
    "CommitmentForm",
    "DecisionForm",
    "DelegateForm",
    "DraftForm",
    "KeepForm",
    "LaterForm",
    "MoveForm",
    "NewsForm",
    "ProgrammeForm",
    "ReasonForm",
    "ReferralForm",
    "SentForm",
    "ShowForm",
]
