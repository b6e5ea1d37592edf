"""The databases Rembuk runs on."""
