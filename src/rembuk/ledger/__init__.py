"""Steps and the public tamper-evident record."""
