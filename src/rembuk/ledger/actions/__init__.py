"""What happens in the ledger: steps are recorded, leaves are sealed."""

from rembuk.ledger.actions.seal import seal
from rembuk.ledger.actions.steps import canonical, commitment, record_step

__all__ = ["canonical", "commitment", "record_step", "seal"]
