"""The two examples: one invented for this program, one reconstructed from a news report."""
