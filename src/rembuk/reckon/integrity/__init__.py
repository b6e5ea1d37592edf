"""Hash tree, checkpoints and proofs of the public record."""
