"""YouTube: comment threads and comments as the Data API v3 gives them."""
