"""A link that carries its own proof cannot be forged, and says what was put in."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from undersigned.lib import tokens

NOON = datetime(2026, 11, 4, 12, tzinfo=UTC)
ANAS = uuid.UUID("00000000-0000-4000-8000-00000000a9a5")


@given(some.uuids(), some.binary(max_size=40))
def test_a_token_says_what_was_put_in(id_, extra):
    token = tokens.read("confirm", tokens.make("confirm", id_, at=NOON, extra=extra))

    assert (token.id, token.made_at, token.extra) == (id_, NOON, extra)


@given(some.data())
def test_a_changed_token_is_refused(data):
    made = tokens.make("confirm", ANAS, at=NOON, extra=b"x")
    place = data.draw(some.integers(0, len(made) - 2))
    letter = data.draw(some.sampled_from("AZaz09-_").filter(lambda a: a != made[place]))

    with pytest.raises(tokens.BadTokenError):
        tokens.read("confirm", made[:place] + letter + made[place + 1 :])


@given(some.text(max_size=80))
def test_what_is_no_token_is_refused(text):
    with pytest.raises(tokens.BadTokenError):
        tokens.read("confirm", text)


def test_a_token_for_one_purpose_does_not_serve_another():
    with pytest.raises(tokens.BadTokenError):
        tokens.read("withdraw", tokens.make("confirm", ANAS, at=NOON))


def test_a_token_survives_the_change_of_the_key(settings):
    made = tokens.make("confirm", ANAS, at=NOON)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"

    assert tokens.read("confirm", made).id == ANAS


def test_a_token_knows_its_age():
    token = tokens.read("confirm", tokens.make("confirm", ANAS, at=NOON))

    assert not token.is_older_than(timedelta(days=7), at=NOON + timedelta(days=7))
    assert token.is_older_than(timedelta(days=7), at=NOON + timedelta(days=7, seconds=1))


def test_a_token_fits_into_an_address_as_it_is():
    assert tokens.make("confirm", ANAS, at=NOON).replace("-", "").replace("_", "").isalnum()
