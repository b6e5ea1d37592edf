"""Template tags of ideas."""
