"""How the outside reaches rights: own data, the log of looks, the officer's pages."""
