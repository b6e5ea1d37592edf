"""Every statement by a citizen, with its provenance, labels and cluster."""
