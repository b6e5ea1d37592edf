"""The sample space: voices of our own laid out as real exports, and a journey through every step."""
