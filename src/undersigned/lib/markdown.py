"""Markdown as organisers write it, to HTML that can do no harm."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["table", "strikethrough", "replacements", "smartquotes"]
)
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "img", "li", "ol",
    "p", "pre", "s", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
# The page's own title is the only h1: a writer's # is a section.
_LOWER = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def render(text: str) -> SafeString:
    """Sanitised HTML; what looks like HTML in `text` is shown as typed.

    Links may be http, https, mailto or relative; pictures come from this server alone.
    """
    html = nh3.clean(
        _lowered(_MARKDOWN.render(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_keep,
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308  nh3 has cleaned it


def plain(text: str) -> str:
    """The words alone, for descriptions and previews."""
    words = nh3.clean(_MARKDOWN.render(text), tags=set())
    return " ".join(re.sub(r"\s+", " ", _unescaped(words)).split())


def _unescaped(text: str) -> str:
    pairs = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&"))
    for escaped, character in pairs:
        text = text.replace(escaped, character)
    return text


def _lowered(html: str) -> str:
    return re.sub(r"(</?)(h[1-6])>", lambda match: f"{match[1]}{_LOWER[match[2]]}>", html)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Another host's picture would tell that host who reads the page."""
    if tag == "img" and attribute == "src" and not re.match(r"/(?!/)", value):
        return None
    return value
