"""Ages and other spans of years in the order of their years: files of the department have them by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Final, TypeVar

SPAN: Final = re.compile(r"(under )?(\d+)( to \d+)?( years?)?( old)?( and (over|under))?", re.IGNORECASE)
Item = TypeVar("Item")


def youngest_first(
    items: Iterable[Item], text: Callable[[Item], str], group: Callable[[Item], object] = lambda _: None
) -> list[Item]:
    """Items with those of one group that are spans of years put in order; ``text`` is how an item is printed.

    What stands before the first span of a group stays before it, any other item comes after the last: a total, as in
    the breakdowns beside it.
    """
    ordered = []
    for _, members in groupby(items, group):
        found = list(members)
        first = next((place for place, item in enumerate(found) if SPAN.fullmatch(text(item))), len(found))
        ordered += [*found[:first], *sorted(found[first:], key=lambda item: _place(text(item)))]
    return ordered


def _place(text: str) -> tuple[bool, int, bool]:
    found = SPAN.fullmatch(text)
    return (True, 0, False) if found is None else (False, int(found[2]), found[1] is None)
