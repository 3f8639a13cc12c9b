"""Files of polls as they are published: which layout it is, and its rows as poll records."""
