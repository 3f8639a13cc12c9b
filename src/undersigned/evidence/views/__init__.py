"""Pages of the library: polls, claims, averages."""
