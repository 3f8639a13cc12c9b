"""The public pages, a subject a file."""
