"""TikTok: comments in a person's own download, and those of the Research API."""
