"""Releases, and a log of the coverage that came of them."""
