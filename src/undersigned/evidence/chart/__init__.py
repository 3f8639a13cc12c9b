"""The chart of an average: dots, line, bands and words, as SVG."""
