"""What a person may type on the pages of this room, one file a subject."""
