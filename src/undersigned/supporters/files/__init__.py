"""Reads tables of people as other systems write them; knows nothing of supporters."""
