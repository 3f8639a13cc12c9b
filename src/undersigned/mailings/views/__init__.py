"""Pages of mailings, and the page on which people unsubscribe."""
