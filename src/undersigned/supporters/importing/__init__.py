"""Brings a file of people in: rows read, compared with whom we know, written in batches."""
