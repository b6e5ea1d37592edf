"""Decisions, programmes, commitments, milestones."""
