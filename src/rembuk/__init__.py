"""Rembuk carries a citizen's voice from the moment it is spoken to a kept promise."""

__version__ = "0.1.0"
