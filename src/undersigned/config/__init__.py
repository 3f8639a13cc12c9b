"""Puts the rooms together: settings, addresses, menu, clock; alone sees all others."""
