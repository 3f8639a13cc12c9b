"""What comes back: bounces and complaints, read, classed, kept, and heeded."""
