"""How the outside reaches review."""
