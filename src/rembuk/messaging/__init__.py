"""Notices to a person, preferences, the outbox of mail."""
