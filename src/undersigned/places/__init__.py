"""Countries, states and postal codes."""
