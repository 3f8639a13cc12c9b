"""An accent can be read, and comes as a style sheet that caches may keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from undersigned.organisations import auditing, colours, describing
from undersigned.organisations.models import Organisation
from undersigned.organisations.reserved import is_reserved

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_what_wcag_says():
    assert colours.contrast_with_white("#ffffff") == 1
    assert colours.contrast_with_white("#000000") == 21
    assert round(colours.contrast_with_white("#767676"), 2) == 4.54


@given(COLOURS)
def test_every_colour_has_a_darker_shade_that_can_be_read(colour):
    darker = colours.darkened(colour)

    assert colours.is_hex(darker)
    assert colours.readable(darker)
    if colours.readable(colour):
        assert darker == colour


@pytest.mark.django_db
def test_the_style_sheet_is_kept_by_caches_and_asked_for_again_cheaply(client):
    make.organisation(accent="#7a1f5c")

    first = client.get("/o/river-valley/accent.css")
    named = client.get("/o/river-valley/accent.css?c=7a1f5c")
    again = client.get("/o/river-valley/accent.css", headers={"If-None-Match": first["ETag"]})

    assert "--accent: #7a1f5c" in first.content.decode()
    assert first["Content-Type"] == "text/css"
    assert first["Cache-Control"] == "public, max-age=300"
    assert "immutable" in named["Cache-Control"]
    assert again.status_code == 304
    assert not first.cookies
    assert client.get("/o/nobody/accent.css").status_code == 404


@pytest.mark.django_db
def test_only_fields_of_the_profile_are_changed_as_such():
    ours = make.organisation()

    with pytest.raises(ValueError, match="the profile has no slug"):
        describing.change_profile(
            organisation=ours,
            version=1,
            values={"slug": "taken"},
            at=make.NOON,
            by=auditing.CLOCK,
        )
    assert str(Organisation.objects.get()) == "River Valley Neighbors"


def test_addresses_of_the_installation_are_reserved():
    for name in (
        "log",
        "mail",
        "api",
        "dashboard",
        "static",
        "media",
        "healthz",
        "Accounts",
        "o",
    ):
        assert is_reserved(name)
    assert not is_reserved("keep-rural-post-offices")
