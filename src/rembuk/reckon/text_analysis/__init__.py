"""From text to language, spam, kind, places and clusters."""
