"""Facebook: comments and posts of the Graph API, and those in a person's own download."""
