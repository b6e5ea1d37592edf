"""What happens in the ledger: steps are recorded, leaves are sealed."""

from rembuk.ledger.actions.seal import examine, seal
from rembuk.ledger.actions.steps import (
    NewStep,
    canonical,
    close_words,
    commitment,
    destroy_openings,
    open_words,
    record_step,
    record_steps,
)

__all__ = [
    "NewStep",
    "canonical",
    "close_words",
    "commitment",
    "destroy_openings",
    "examine",
    "open_words",
    "record_step",
    "record_steps",
    "seal",
]
