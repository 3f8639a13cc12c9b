"""What is encoded once and filled in says the same as what is rendered for each person."""

import quopri
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from undersigned.lib import mime
from undersigned.mailings import merging, precoding, preparing
from undersigned.mailings.blocks import kinds

OPEN, CLOSE, BLOCK, END = merging.OPEN, merging.CLOSE, "\ue002", "\ue003"
words = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Co", "Zl", "Zp"), include_characters="\n\t ="
    ),
    max_size=120,
) | st.text("e. =\n", max_size=200)
names = st.sampled_from(["f0", "f1", "link0"])
slots = names.map(lambda name: f"{OPEN}{name}{CLOSE}")


def condition(inner):
    return st.builds(
        lambda test, name, yes, no: (
            f"{BLOCK} if {test}{name} {END}{yes}{BLOCK} else {END}{no}{BLOCK} endif {END}"
        ),
        st.sampled_from(["", "not "]), names, inner, inner,
    )  # fmt: skip


pieces = st.recursive(
    words | slots, lambda inner: condition(inner) | st.tuples(inner, inner).map("".join)
)
templates = st.lists(pieces, max_size=8).map("".join)
people = st.fixed_dictionaries({name: words.map(str.strip) for name in ("f0", "f1", "link0")})


def same(one, other):
    one, other = unescape(one), unescape(other)
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=400))
def test_an_address_of_any_length_comes_out_whole(word):
    made = precoding.compile_(f"{OPEN}link{CLOSE}", html=False).fill({"link": word})

    assert all(len(line) <= 76 for line in made.split(b"\r\n"))
    assert b"\n." not in b"\n" + made  # so that it can go as it is
    assert quopri.decodestring(made).decode() == f"{word}\r\n"


@pytest.mark.parametrize("html", [True, False])
@given(template=templates, person=people)
def test_it_says_the_same_as_the_general_way(html, template, person):
    precoded = precoding.compile_(template, html=html)
    rendered = merging.template(template, html=html).render(person)

    made = precoded.fill(person)

    assert same(quopri.decodestring(made).decode(), rendered)
    lines = made.split(b"\r\n")
    general = mime.quoted(rendered).split(b"\r\n")
    assert max(map(len, [*lines, *general])) <= 76  # RFC 2045, 6.7
    assert not any(line.endswith((b" ", b"\t")) for line in lines)
    assert not any(line.startswith(b".") for line in [*lines, *general])  # SMTP doubles it
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert b"\r" not in made.replace(b"\r\n", b"")
    assert made.endswith(b"\r\n")
    assert same(quopri.decodestring(mime.quoted(rendered)).decode(), rendered)


@pytest.mark.parametrize(
    "source",
    [
        f"{BLOCK} for x in f0 {END}a{BLOCK} endfor {END}",
        f"{OPEN}f0 | upper{CLOSE}",
        f"{BLOCK} if f0 == f1 {END}a{BLOCK} endif {END}",
        f"{BLOCK} set x = 1 {END}",
        f"{OPEN}not f0{CLOSE}",
    ],
)
def test_a_template_that_says_more_is_refused(source):
    with pytest.raises(merging.MergeError):
        precoding.compile_(source, html=True)


@pytest.mark.django_db
def test_blocks_with_conditions_are_precoded():
    ohio = {"all": [{"criterion": "state", "value": ["OH"]}]}
    words = "Dear {{ first_name or 'friend' }}"
    blocks = [kinds.new("text", words=words, when=ohio, otherwise="Dear {{ state or 'you' }}")]
    mailing = make.mailing(make.organisation(), in_blocks=True, blocks=blocks, subject="Hi")

    prepared = preparing.prepare(mailing, at=make.NOON)

    assert precoding.compile_(prepared.html, html=True).pieces
    assert [condition.rules for condition in prepared.conditions] == [ohio]
