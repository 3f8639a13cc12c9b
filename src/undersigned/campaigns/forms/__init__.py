"""What a person may type about statements and elections."""
