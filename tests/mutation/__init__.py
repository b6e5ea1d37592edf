"""Small changes of the source, one at a time, and whether the tests notice."""
