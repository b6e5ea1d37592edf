"""Bluesky: posts, feeds and threads as the AT Protocol's API gives them."""
