"""Mastodon: statuses and threads of its API, and the outbox of an account's archive."""
