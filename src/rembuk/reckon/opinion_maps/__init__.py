"""From votes to a map: projection, groups, what unites and what divides."""
