"""What formats share: one JSON document of any size, lines of text, archives, text out of HTML."""
