"""Mail that leaves by a provider's HTTP API, and what the provider's webhooks tell of it."""
