"""Consent, looks, access, correction, erasure."""
