"""Finds people who may be one and the same, and remembers whom staff know to be two."""
