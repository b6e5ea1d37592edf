"""What people propose; endorsements; the board."""
