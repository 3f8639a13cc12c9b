"""Numbers that are worth a line on the timeline."""

from django.utils.formats import number_format
from django.utils.translation import ngettext


def is_milestone(count: int) -> bool:
    """100, 250, 500, 1,000, 2,500, 5,000 and so on.

    >>> [n for n in range(1, 3000) if is_milestone(n)]
    [100, 250, 500, 1000, 2500]
    """
    digits = str(count)
    return len(digits) >= 3 and digits.rstrip("0") in {"1", "25", "5"}  # noqa: PLR2004


def between(before: int, after: int) -> list[int]:
    """Those that a count passes on its way up.

    >>> between(99, 600)
    [100, 250, 500]
    """
    found, step = [], 1
    while step * 100 <= after:
        found += [n for n in (step * 100, step * 250, step * 500) if before < n <= after]
        step *= 10
    return found


def words(count: int) -> str:
    said = ngettext("%(n)s signature", "%(n)s signatures", count)
    return said % {"n": number_format(count, use_l10n=True, force_grouping=True)}
