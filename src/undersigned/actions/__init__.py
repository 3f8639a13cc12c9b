"""What every action shares: submissions, own questions, source codes, 'tell me when it starts'."""
