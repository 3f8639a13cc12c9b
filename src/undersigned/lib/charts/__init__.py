"""Charts drawn on the server as SVG: pure functions from numbers to markup.

Positions across are per cent and positions down are pixels, so a chart is as wide as its place
while its letters keep their size. charts.css colours them; behind each stands its table.
"""
