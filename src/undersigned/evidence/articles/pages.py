"""The text of a web page, without its menus, advertisements and scripts; in one pass."""

import re
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9-]{0,30})")
_ATTRIBUTE = re.compile(
    r"([a-zA-Z:-]{1,30})\s{0,5}=\s{0,5}(?:\"([^\"]{0,500})\"|'([^']{0,500})')"
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_LEFT_OUT = frozenset(
    [
        "aside",
        "button",
        "canvas",
        "dialog",
        "footer",
        "form",
        "header",
        "iframe",
        "menu",
        "nav",
        "noscript",
        "object",
        "select",
        "svg",
        "template",
    ]
)
_RAW = frozenset(["script", "style", "textarea", "title"])  # no tags inside these
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_UNWANTED = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert\w*|banner|breadcrumbs?|comments?|cookie\w*|most-read|nav\w*|"
    r"newsletter|paywall|popup|promo\w*|recirc\w*|recommend\w*|related|share|sharing|sidebar|"
    r"skip|social|sponsored|subscribe|taboola|trending)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ENOUGH = 200  # characters in <article> from which on the rest of the page is left out
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|article|div|p|span|h[1-6])[\s>]", re.IGNORECASE
)


@dataclass
class Page:
    """What a page says of itself, and its text in paragraphs."""

    text: str = ""
    title: str = ""
    site: str = ""
    published: str = ""


@dataclass
class _Reader:
    page: Page = field(default_factory=Page)
    all: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    articles: int = 0
    skipping: str = ""
    depth: int = 0

    def words(self, text: str) -> None:
        if self.skipping:
            return
        self.all.append(text)
        if self.articles:
            self.inner.append(text)

    def opened(self, name: str, inside: str) -> None:
        if name == "meta":
            self._meta(dict(_attributes(inside)))
        elif name == "time" and not self.page.published and not self.skipping:
            self.page.published = dict(_attributes(inside)).get("datetime", "")
        if self.skipping:
            self.depth += name == self.skipping and name not in _VOID
            return
        if name in _BLOCKS:
            self.words("\n\n")
        own = dict(_attributes(inside))
        named = f"{own.get('class', '')} {own.get('id', '')} {own.get('role', '')}"
        unwanted = name not in {"html", "body", "main", "article"} and _UNWANTED.search(named)
        if (name in _LEFT_OUT or unwanted or "hidden" in own) and name not in _VOID:
            self.skipping, self.depth = name, 1
        elif name in {"article", "main"}:
            self.articles += 1

    def closed(self, name: str) -> None:
        if self.skipping:
            self.depth -= name == self.skipping
            if self.depth == 0:
                self.skipping = ""
            return
        if name in _BLOCKS:
            self.words("\n\n")
        if name in {"article", "main"} and self.articles:
            self.articles -= 1

    def _meta(self, own: dict[str, str]) -> None:
        name, content = own.get("property") or own.get("name") or "", own.get("content", "")
        if name == "og:title":
            self.page.title = unescape(content)
        elif name == "og:site_name":
            self.page.site = unescape(content)
        elif name in {"article:published_time", "date", "dc.date", "parsely-pub-date"}:
            self.page.published = self.page.published or content


def is_page(text: str) -> bool:
    """Whether it is HTML and not plain text."""
    return _LOOKS_LIKE_HTML.search(text[:20_000]) is not None


def read(html: str) -> Page:
    """Each character is looked at once: what is never closed ends the text, and is left out."""
    reader, small, place = _Reader(), html.lower(), 0
    while place < len(html):
        tag = html.find("<", place)
        if tag < 0:
            reader.words(unescape(html[place:]))
            break
        if tag > place:
            reader.words(unescape(html[place:tag]))
        place = _tag(reader, html, small, tag)
    inner = "".join(reader.inner)
    chosen = inner if len(inner.strip()) >= _ENOUGH else "".join(reader.all)
    reader.page.text = _paragraphs(chosen)
    return reader.page


def _tag(reader: _Reader, html: str, small: str, place: int) -> int:
    """Where the text goes on."""
    if html.startswith("<!--", place):
        return _after(small, "-->", place + 4)
    if html.startswith(("<!", "<?"), place):
        return _after(small, ">", place)
    found = _TAG.match(html, place + 1)
    if found is None:
        reader.words("<")
        return place + 1
    name, is_end = found[1].lower(), html[place + 1] == "/"
    end = _after(small, ">", found.end())
    if is_end:
        reader.closed(name)
        return end
    if name in _RAW:
        close = small.find(f"</{name}", end)
        if name == "title" and not reader.page.title:
            title = html[end : close if close >= 0 else end]
            reader.page.title = " ".join(unescape(title[:1000]).split())
        return _after(small, ">", close) if close >= 0 else len(html)
    reader.opened(name, html[found.end() : min(end, found.end() + 2000)])
    return end


def _after(small: str, what: str, place: int) -> int:
    found = small.find(what, place)
    return found + len(what) if found >= 0 else len(small)


def _attributes(inside: str) -> list[tuple[str, str]]:
    found = [(name.lower(), a or b) for name, a, b in _ATTRIBUTE.findall(inside)]
    if re.search(r"\shidden(?:[\s/>]|$)", inside):
        found.append(("hidden", ""))
    return found


def _paragraphs(text: str) -> str:
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return "\n\n".join(block for block in blocks if block)
