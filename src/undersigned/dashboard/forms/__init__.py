"""What a member may type on the dashboard's pages, a file a subject."""
