"""Members of the organisation: sign-in, roles, permissions, invitations."""
