"""Mail to many: composing, audience, approval, recipients, results."""
