"""Pages of voices: sending one, its receipt, its public status, taking in a file."""
