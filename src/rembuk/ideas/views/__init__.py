"""How the outside reaches ideas."""
