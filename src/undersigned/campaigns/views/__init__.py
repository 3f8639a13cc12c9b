"""Pages of this room's part of the library: statements with positions, elections, results."""
