"""Base page, components, tokens, gallery."""
