"""A party, branch, candidate or movement: a tree with team and roles."""
