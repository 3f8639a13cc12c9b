"""The typefaces: cut once, small, and found where the style sheet asks for them."""

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from undersigned.lib import fonts


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return {path.name: path for path in fonts.prepare(tmp_path_factory.mktemp("fonts"))}


def test_the_typefaces_leave_room_on_a_page_of_sixty_kilobytes(made):
    assert sum(path.stat().st_size for path in made.values()) < 30_000


def test_a_typeface_holds_the_letters_and_the_punctuation(made):
    letters = TTFont(made["figtree.woff2"]).getBestCmap()

    wanted = "Azéñ\u00dc\u201c\u2019\u2013\u2026\u20ac"
    assert set(map(ord, wanted)) <= set(letters)


def test_what_is_made_is_not_made_again(made):
    folder = made["figtree.woff2"].parents[1]
    before = made["figtree.woff2"].stat().st_mtime_ns

    fonts.prepare(folder)

    assert made["figtree.woff2"].stat().st_mtime_ns == before


def test_static_files_are_found(made, settings, monkeypatch):
    settings.DATA = made["figtree.woff2"].parents[2]
    monkeypatch.setattr(
        fonts, "prepare", lambda _, cuts=fonts.CUTS: [made[f"{c.name}.woff2"] for c in cuts]
    )
    finder = fonts.FontFinder()

    assert finder.find("lib/fonts/figtree.woff2").endswith("figtree.woff2")
    assert finder.find("lib/fonts/figtree.woff2", find_all=True)
    assert finder.find("lib/css/base.css") == []
    assert [storage.prefix for _, storage in finder.list(None)] == ["lib/fonts"] * 2
    assert any(isinstance(f, fonts.FontFinder) for f in finders.get_finders())
