"""The pages of automations, a subject a file."""
