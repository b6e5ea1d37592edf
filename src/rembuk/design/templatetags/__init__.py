"""Template tags of design."""
