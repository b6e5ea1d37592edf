"""Who judges an idea, by which rubric, by when; the verdict."""
