"""What happens in the ledger: steps are recorded, leaves are sealed."""

from rembuk.ledger.actions.change_key import change_key, retire_key
from rembuk.ledger.actions.seal import examine, seal
from rembuk.ledger.actions.steps import (
    NewStep,
    canonical,
    close_words,
    destroy_openings,
    open_words,
    record_step,
    record_steps,
)
from rembuk.ledger.actions.witnesses import (
    add_witness,
    keep_cosignature,
    learn_size,
    note_trouble,
    remove_witness,
)
from rembuk.ledger.queries.record import commitment

__all__ = [
    "NewStep",
    "add_witness",
    "canonical",
    "change_key",
    "close_words",
    "commitment",
    "destroy_openings",
    "examine",
    "keep_cosignature",
    "learn_size",
    "note_trouble",
    "open_words",
    "record_step",
    "record_steps",
    "remove_witness",
    "retire_key",
    "seal",
]
