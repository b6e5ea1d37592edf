"""From ballots to winners: budgets, elections, committees, random panels."""
