"""Audiences: rules that compile to one SQL query."""
