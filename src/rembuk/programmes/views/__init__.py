"""How the outside reaches decisions, programmes, commitments and milestones."""
