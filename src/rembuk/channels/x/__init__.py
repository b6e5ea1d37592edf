"""X: posts exported by the X API v2, as one JSON document or as JSON Lines."""
