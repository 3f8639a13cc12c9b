"""Undersigned: campaign software that a grassroots organisation runs itself."""

__version__ = "0.1.0"
