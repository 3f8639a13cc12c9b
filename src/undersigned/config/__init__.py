"""Puts the rooms together: settings, addresses, navigation, the clock; the only room that sees all others."""
