"""What every action shares: submissions, own questions, sources, 'tell me when it starts'."""
