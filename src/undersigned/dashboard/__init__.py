"""The organiser's pages that show several rooms at once."""
