"""Outer networks and file formats."""
