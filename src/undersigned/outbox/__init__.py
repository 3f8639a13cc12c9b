"""Mail transport: the queue, the relay, suppression by address."""
