"""Cuts the two typefaces to what Latin text needs, so that a page with both stays small.

A static files finder: `collectstatic` sees `lib/fonts/*.woff2` as if they lay here.
The files are made once, into the data folder, from the packages that ship the fonts.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fontpkg_figtree
import fontpkg_source_serif_4
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# ASCII, the letters of western Europe, and the typographer's punctuation: what is left out
# comes from the reader's own fonts. Each letter costs about 60 bytes a typeface.
_MORE = [
    0xA0, 0xA1, 0xA3, 0xA7, 0xA9, 0xAB, 0xB0, 0xB7, 0xBB, 0xBF, 0x152, 0x153,
    0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x20AC, 0x2192,
]  # fmt: skip
_LETTERS = [*range(0x20, 0x7F), *range(0xC0, 0x100), *_MORE]
_PREFIX = "lib/fonts"
_VERSION = b"1"  # counts up when the cut changes


@dataclass(frozen=True, kw_only=True)
class Cut:
    name: str
    source: Path
    axes: dict[str, Any] = field(default_factory=dict)
    features: tuple[str, ...] = ("kern",)
    letters: tuple[int, ...] = tuple(_LETTERS)


_FIGTREE = Path(fontpkg_figtree.__file__).parent / "files"
_SERIF = Path(fontpkg_source_serif_4.__file__).parent / "files"

CUTS = (
    Cut(
        name="figtree",
        source=_FIGTREE / "Figtree[wght].ttf",
        axes={"wght": (400, 700)},
        features=("kern", "tnum"),
    ),
    # One weight of the serif: a bold or an italic of it would cost as much again, and the page
    # has 60 kB. So <strong> is Figtree's, and the browser slants what is emphasised.
    Cut(
        name="source-serif",
        source=_SERIF / "SourceSerif4[opsz,wght].ttf",
        axes={"opsz": 18, "wght": 400},
    ),
)


def figtree_ttf() -> Path:
    """The whole typeface as TrueType, for drawing pictures."""
    return _FIGTREE / "Figtree[wght].ttf"


def prepare(folder: Path, cuts: Sequence[Cut] = CUTS) -> list[Path]:
    """Writes what is missing into `folder`, returns all files. Five seconds the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_prepared(folder, cut) for cut in cuts]


def _prepared(folder: Path, cut: Cut) -> Path:
    # The stamp names everything that the file depends on; a new cut gets a new folder.
    stamp = hashlib.sha256(_VERSION + repr((cut.axes, cut.features, cut.letters)).encode())
    stamp.update(str(cut.source.stat().st_size).encode())
    path = folder / stamp.hexdigest()[:12] / f"{cut.name}.woff2"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        _cut(cut, unfinished)
        unfinished.replace(path)
    return path


def _cut(cut: Cut, target: Path) -> None:
    # Loaded for this alone, which is done once.
    from fontTools import subset  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib import instancer  # noqa: PLC0415

    font = TTFont(cut.source)
    options = subset.Options()
    options.layout_features = list(cut.features)
    options.hinting = False
    options.name_IDs = [1, 2]
    options.drop_tables = [*options.drop_tables, "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=cut.letters)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, cut.axes)
    font.flavor = "woff2"
    font.save(target)


class _FontStorage(FileSystemStorage):
    prefix = _PREFIX  # collectstatic puts the files there


class FontFinder(BaseFinder):
    """Finds the cut typefaces under `lib/fonts/`."""

    def list(
        self,
        ignore_patterns: Iterable[str] | None,  # noqa: ARG002  Django's signature
    ) -> Iterator[tuple[str, Storage]]:
        for path in prepare(settings.DATA / "fonts"):
            yield path.name, _FontStorage(location=path.parent)

    def find(self, path: str, find_all: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        """The file's path, or an empty list when it is none of ours: Django's convention."""
        names = {f"{_PREFIX}/{cut.name}.woff2": cut for cut in CUTS}
        if path not in names:
            return []
        found = str(prepare(settings.DATA / "fonts", [names[path]])[0])
        return [found] if find_all else found
