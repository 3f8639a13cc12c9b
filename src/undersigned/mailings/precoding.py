"""A template's text, encoded once: each person costs the encoding of their own few words.

Quoted-printable may break a line anywhere ("=" and a line break stand for nothing). So
each piece between two merge fields is encoded by itself, and begins at the left edge like each
value.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

from jinja2 import nodes

from undersigned.lib import mime
from undersigned.mailings import merging

_BREAKS = re.compile(r"\r\n|\r|\n")
_ONE_WORD = re.compile(rb"[!-~]*")  # stands for itself, but for "="
_SOFT = b"=\r\n"
_WIDTH = 75


class Slot(NamedTuple):
    name: str


@dataclass(frozen=True)
class Choice:
    """A condition on one value: what stands there when it has one, and when not."""

    name: str
    with_value: "Pieces"
    without: "Pieces"


Pieces = Sequence["bytes | Slot | Choice"]


@dataclass(frozen=True)
class Precoded:
    """Quoted-printable, with slots; `html` escapes what is filled in."""

    pieces: Pieces
    html: bool

    def fill(self, values: Mapping[str, str]) -> bytes:
        found: list[bytes] = []
        self._fill(self.pieces, values, found)
        return b"".join(found)

    def _fill(self, pieces: Pieces, values: Mapping[str, str], found: list[bytes]) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                found.append(piece)
            elif isinstance(piece, Slot):
                value = values.get(piece.name, "")
                found.append(_coded(escape(value) if self.html else value))
            elif values.get(piece.name, ""):
                self._fill(piece.with_value, values, found)
            else:
                self._fill(piece.without, values, found)


def compile_(source: str, *, html: bool) -> Precoded:
    """Raises MergeError for a template that says more than fields and conditions."""
    pieces = _pieces(merging.parse(source.rstrip()).body)
    return Precoded((*pieces, b"\r\n"), html)


def encoded(text: str) -> bytes:
    """Quoted-printable that ends at the left edge."""
    return mime.undotted(_encoded(text))


def _encoded(text: str) -> bytes:
    data = _BREAKS.sub("\r\n", text).encode("utf-8")
    made = binascii.b2a_qp(data, istext=True)
    if b"\r\n" not in data:  # then its soft breaks are bare
        made = made.replace(b"\n", b"\r\n")
    made = mime.narrow(made)
    if not made or made.endswith(b"\r\n"):
        return made
    begins = made.rfind(b"\n") + 1
    if len(made) - begins > _WIDTH:  # with its own "=" it would be too long
        cut = begins + _WIDTH
        while b"=" in made[cut - 2 : cut]:  # not within =C3
            cut -= 1
        made = made[:cut] + _SOFT + made[cut:]
    return made + _SOFT


@lru_cache(maxsize=256)
def _coded(value: str) -> bytes:
    """A link stands in the text and in the HTML, and many have the same name."""
    data = value.encode("utf-8")
    return mime.undotted(_cut(data)) if _ONE_WORD.fullmatch(data) else encoded(value)


def _cut(word: bytes) -> bytes:
    """The same for a word of ASCII, as most names and all addresses are."""
    if b"=" not in word:
        starts = range(0, len(word), _WIDTH)
        return b"".join([word[start : start + _WIDTH] + _SOFT for start in starts])
    rest, found = word.replace(b"=", b"=3D"), []
    while len(rest) > _WIDTH:
        cut = _WIDTH
        while b"=" in rest[cut - 2 : cut]:  # not within =3D
            cut -= 1
        found.append(rest[:cut])
        rest = rest[cut:]
    return _SOFT.join([*found, rest, b""])


def _pieces(body: Sequence[nodes.Node]) -> list["bytes | Slot | Choice"]:
    found: list[bytes | Slot | Choice] = []
    for node in body:
        if isinstance(node, nodes.Output):
            found += [_output(part) for part in node.nodes]
        elif isinstance(node, nodes.If):
            found.append(_choice(node))
        else:
            raise merging.too_much()
    return found


def _output(part: nodes.Expr) -> "bytes | Slot":
    if isinstance(part, nodes.TemplateData):
        return encoded(part.data)
    if isinstance(part, nodes.Name):
        return Slot(part.name)
    raise merging.too_much()


def _choice(node: nodes.If) -> Choice:
    with_value, without = _pieces(node.body), _pieces(node.else_)
    if node.elif_:
        first, *others = node.elif_
        without = [_choice(nodes.If(first.test, first.body, others, node.else_))]
    test = node.test
    if isinstance(test, nodes.Not) and isinstance(test.node, nodes.Name):
        return Choice(test.node.name, without, with_value)
    if isinstance(test, nodes.Name):
        return Choice(test.name, with_value, without)
    raise merging.too_much()
