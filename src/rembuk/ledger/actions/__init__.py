"""What happens in the ledger: steps are recorded, leaves are sealed."""

from rembuk.ledger.actions.seal import examine, seal
from rembuk.ledger.actions.steps import (
    NewStep,
    canonical,
    commitment,
    destroy_openings,
    record_step,
    record_steps,
)

__all__ = [
    "NewStep",
    "canonical",
    "commitment",
    "destroy_openings",
    "examine",
    "record_step",
    "record_steps",
    "seal",
]
