"""What is typed to decide, to promise and to report."""

from rembuk.programmes.forms.reports import BreakForm, KeepForm, MoveForm, NewsForm
from rembuk.programmes.forms.writing import CommitmentForm, DecisionForm, DraftForm, ProgrammeForm

__all__ = [
    "BreakForm",
    "CommitmentForm",
    "DecisionForm",
    "DraftForm",
    "KeepForm",
    "MoveForm",
    "NewsForm",
    "ProgrammeForm",
]
