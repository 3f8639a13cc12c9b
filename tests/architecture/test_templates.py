"""Pages obey the content security policy: nothing inline, nothing from elsewhere."""

import re

import pytest

from tests.architecture import source

EMAILS = re.compile(r"emails?/|mail_")
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)[^>]*>"),
    "an event attribute": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "a file from elsewhere": re.compile(r"(?:src|srcset)=\"(?:https?:)?//", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
}


def _pages():
    # Mail programs drop style sheets, so the HTML of an email has its styles in its elements.
    return [
        path
        for path in source.templates()
        if path.suffix == ".html" and not EMAILS.search(str(path.relative_to(source.PACKAGE)))
    ]


def _html(path):
    """The page without the template's own tags: `style=` in one is a component's argument."""
    return re.sub(r"\{%.*?%\}|\{#.*?#\}", "", source.text(path), flags=re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds_what_the_policy_forbids(what):
    found = [source.named(path) for path in _pages() if FORBIDDEN[what].search(_html(path))]

    assert found == []


def test_no_public_page_asks_for_a_session():
    asking = [
        source.named(path)
        for path in _pages()
        if "lib/base_public.html" in source.text(path)
        and re.search(
            r"csrf_token|request\.user|\{% *nonce|request\.csp_nonce", source.text(path)
        )
    ]

    assert asking == []


def test_no_page_names_the_host_that_was_asked_for():
    """Answers are kept for all readers, and anybody may ask for any host."""
    asking = [
        source.named(path)
        for path in _pages()
        if re.search(r"get_host|request\.META|build_absolute_uri", source.text(path))
    ]

    assert asking == []
