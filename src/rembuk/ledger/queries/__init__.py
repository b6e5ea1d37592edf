"""What the ledger knows."""
