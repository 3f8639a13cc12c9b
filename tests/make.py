"""Rows for tests: plain typed functions with sensible defaults, a section a room.

Each calls the room's own verbs where there are some, so that a test's rows are like real ones.
"""
# Sections in the order of the floors, lowest first; put yours where it belongs.
