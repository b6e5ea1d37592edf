"""Provinces to villages."""
