"""What a sentence says about polls, and whether the record carries it; no Django."""
