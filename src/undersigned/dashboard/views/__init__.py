"""The dashboard's pages, a file a subject."""
