"""Mail to one person: the queue, the conversation with the relay, who must not be mailed."""
