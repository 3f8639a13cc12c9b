"""The organisation, its profile and its audit trail."""
