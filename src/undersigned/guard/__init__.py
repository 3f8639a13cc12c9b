"""Rates and limits that keep robots out and let people in."""
