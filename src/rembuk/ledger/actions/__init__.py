"""What happens in the ledger: steps are recorded, leaves are sealed."""

from rembuk.ledger.actions.seal import examine, seal
from rembuk.ledger.actions.steps import NewStep, canonical, commitment, record_step, record_steps

__all__ = ["NewStep", "canonical", "commitment", "examine", "record_step", "record_steps", "seal"]
