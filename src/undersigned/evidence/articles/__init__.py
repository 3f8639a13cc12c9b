"""Reads an article: which polls, figures, dates, hashtags and quotations are in it; no Django.

    article = read(text)
    article.polls[0].pollster, article.polls[0].findings[0].printed

Rules, no model: what is not recognised stays blank. Every part knows its passage, and all of
it takes time in proportion to the text, whatever the text is.
"""
