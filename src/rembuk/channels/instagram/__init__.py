"""Instagram: comments of the Graph API, and those in a person's own download."""
