"""Feeds: RSS 0.91 to 2.0, RSS 1.0 and Atom, as many sites and comment systems give them."""
