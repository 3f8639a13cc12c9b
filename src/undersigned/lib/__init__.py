"""What has no domain: text, tokens, databases, base templates, charts."""
