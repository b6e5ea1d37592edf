"""Settings, root urls, home and the rembuk command."""
