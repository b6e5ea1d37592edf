"""Threads: posts and replies of the Threads API, and those in a person's own download."""
