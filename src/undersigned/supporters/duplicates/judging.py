"""How likely it is that two records are of one person, from what they have in common."""

from undersigned.supporters.duplicates.keying import Names
from undersigned.supporters.models import Alike

_SUFFIXES = ("jr", "sr", "ii", "iii", "iv")
_SHORT_NAME = 8  # letters; in a shorter one two changes make another name
_SHORT_FORM = 3  # letters of a given name that stand for a longer one: Rob, Robert
_MORE = 4  # for each further thing in common
_MOST = 99


def judge(alike: int, one: Names, other: Names) -> tuple[int, int]:
    """What of `alike` holds, and a score up to 99; (0, 0) where nothing does."""
    edits = distance(one, other)
    points = {bit: score for bit in Alike if alike & bit and (score := _points(bit, edits)) > 0}
    if not points:
        return 0, 0
    score = max(points.values()) + _MORE * (len(points) - 1)
    return sum(points), min(score, _MOST)


def _points(bit: Alike, edits: int | None) -> int:
    """`edits` is 0 for the same name, None for another one."""
    match bit:
        case Alike.NAME:
            return 80
        case Alike.PHONE:
            return 30 if edits is None else 90 - 8 * edits
        case Alike.MAILBOX:
            return 0 if edits is None else 88 - 6 * edits
        case Alike.STREET:
            return 0 if edits is None else 85 - 9 * edits
        case Alike.SOUND:
            return 0 if not edits else 60 - 9 * edits  # the same name is NAME's


def distance(one: Names, other: Names) -> int | None:
    """0: the same name; 1 and 2: nearly; None: another, or none at all."""
    if not one.whole or not other.whole:
        return None
    if one.whole == other.whole:
        return 0
    if one.given == other.family and one.family == other.given:
        return 0
    if _suffix(one.family) != _suffix(other.family):
        return None
    if one.family == other.family and _stands_for(one.given, other.given):
        return 1
    most = 1 if min(len(one.whole), len(other.whole)) < _SHORT_NAME else 2
    return edits(one.whole, other.whole, most=most)


def _suffix(family: str) -> str:
    """Father and son at one address are two."""
    return next((end for end in _SUFFIXES if family.endswith(end)), "")


def _stands_for(one: str, other: str) -> bool:
    """An initial or a short form: J., Rob."""
    short, long = sorted((one, other), key=len)
    enough = len(short) == 1 or len(short) >= _SHORT_FORM
    return bool(short) and enough and long.startswith(short)


def edits(one: str, other: str, *, most: int) -> int | None:
    """Letters to add, remove or change, or neighbours to swap; None for more than `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, theirs in enumerate(other, 1):
            best = min(line[-1] + 1, last[column] + 1, last[column - 1] + (letter != theirs))
            swapped = row > 1 and column > 1 and letter == other[column - 2]
            if swapped and one[row - 2] == theirs:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        if min(line) > most:
            return None
        before, last = last, line
    return last[-1] if last[-1] <= most else None
