"""The public log of signatures: a count that a stranger can check."""
