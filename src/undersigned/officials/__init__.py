"""Decision makers, their contacts and what they said."""
