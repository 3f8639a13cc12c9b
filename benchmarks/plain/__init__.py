"""The yardstick: a plain Django view that inserts one row, without anything around it."""
