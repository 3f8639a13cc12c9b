"""Pages about people and their organisation, one file a subject."""
