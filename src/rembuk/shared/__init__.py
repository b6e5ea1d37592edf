"""A closed list of small tools."""
