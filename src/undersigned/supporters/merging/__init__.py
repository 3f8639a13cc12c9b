"""Makes one person of two records, and two again."""
