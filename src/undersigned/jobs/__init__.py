"""Work done later, and what the clock starts."""
