"""Markdown: what organisers write is shown, what could do harm is not."""

from hypothesis import given
from hypothesis import strategies as some

from undersigned.lib import markdown


def test_markdown_becomes_html():
    html = markdown.render(
        "# Ask\n\nKeep *it* **open**, see [the plan](https://example.org).\n"
    )

    assert "<h2>Ask</h2>" in html
    assert "<em>it</em> <strong>open</strong>" in html
    assert '<a href="https://example.org" rel="noopener">the plan</a>' in html


def test_tables_are_kept():
    assert "<td>71</td>" in markdown.render("|a|b|\n|-|-|\n|x|71|\n")


def test_html_is_shown_as_typed():
    html = markdown.render('<script>alert(1)</script> <b onclick="x">')

    assert "<script" not in html
    assert "<b" not in html
    assert "&lt;script&gt;" in html


def test_a_link_runs_no_script():
    assert "href" not in markdown.render("[x](javascript:alert)")
    assert "<a" not in markdown.render("[x](javascript:alert)")


def test_pictures_of_other_hosts_are_left_out():
    assert 'src="/media/a.webp"' in markdown.render("![Bus](/media/a.webp)")
    assert "src=" not in markdown.render("![Bus](https://tracker.example/a.gif)")
    assert "src=" not in markdown.render("![Bus](//tracker.example/a.gif)")


def test_no_style_survives():
    assert "style" not in markdown.render("|a|\n|:-:|\n|x|\n")


def test_the_words_alone():
    assert markdown.plain('# Keep\n\n*our* "post" & [office](/x)') == "Keep our “post” & office"


@given(some.text(alphabet="<>&\"'[]()!*_`#|-\n ax/:", max_size=80))
def test_whatever_is_typed_gives_no_script_and_no_handler(text):
    html = markdown.render(text)

    assert "<script" not in html
    assert " style=" not in html
    assert markdown.plain(text) is not None
