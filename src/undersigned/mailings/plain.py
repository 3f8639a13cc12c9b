"""The text part: Markdown made readable as plain text."""

import re

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_HEADING = re.compile(r"(?m)^#{1,6}\s*(.+?)\s*#*$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def from_markdown(text: str) -> str:
    """Links become 'words: address', headings stand alone, marks of emphasis go.

    >>> from_markdown("Please **read** [the page](https://example.org/x).")
    'Please read the page: https://example.org/x .'
    """
    text = text.replace("\r\n", "\n")
    text = _PICTURE.sub(r"\1", text)
    text = _LINK.sub(_spelt, text)
    text = _HEADING.sub(r"\1", text)
    return _STRONG.sub(r"\2", text).strip()


def _spelt(match: re.Match[str]) -> str:
    words, address = match[1], match[2]
    return f"{address} " if words in {"", address} else f"{words}: {address} "
