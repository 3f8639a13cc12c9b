"""Numbers by state: what is counted, the screen that shows it, and sentences for the press."""
