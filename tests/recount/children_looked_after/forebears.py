"""What LAs that took over from others inherit: the records of the same children in the returns of those before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import NamedTuple

from .reading import Return


class Change(NamedTuple):
    """The LAs before and after, and the last collection year of those before."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    last_year: int


CHANGES = (
    Change(("835", "836", "837"), ("838", "839"), 2019),
    Change(("928",), ("940", "941"), 2021),
    Change(("909",), ("942", "943"), 2023),
)
# Of the three before, Dorset alone (Christchurch) gave children to the Dorset that came after.
NOT_INHERITED = {("838", "836"), ("838", "837")}
Sent = dict[int, Return]
"""An LA's returns by collection year."""


def inherited(returns: dict[str, Sent], la_code: str, year: int) -> list[Return]:
    """The returns of the LAs before this one, oldest first, with none but the children that it took over."""
    found: list[tuple[int, Return]] = []
    for change in CHANGES:
        if la_code not in change.after or la_code not in returns or year <= change.last_year:
            continue
        others = [code for code in change.after if code != la_code and code in returns]
        for before in change.before:
            if before not in returns or (la_code, before) in NOT_INHERITED:
                continue
            former = {number: sent for number, sent in returns[before].items() if number <= change.last_year}
            children = _children(former.values()) & _until(returns[la_code], year)
            for other in others:
                if (other, before) not in NOT_INHERITED:
                    children -= _gone_with(returns[other], returns[la_code], children, change.last_year, year)
            names = {name for name, _ in children}
            found += [(number, _only(sent, names)) for number, sent in former.items()]
    return [sent for _, sent in sorted(found, key=lambda one: one[0])]


def _until(sent: Sent, year: int) -> set[tuple[str, date]]:
    return _children([one for number, one in sent.items() if number <= year])


def _children(returns: Sequence[Return]) -> set[tuple[str, date]]:
    """Every child with each of its birth dates, from headers and from what care leavers' records say."""
    said = [item for one in returns for records in (one.particulars, one.aftercare) for item in records.items()]
    return {(name, record.born) for name, record in said if record.born is not None}


def _gone_with(
    other: Sent, own: Sent, children: set[tuple[str, date]], last_year: int, year: int
) -> set[tuple[str, date]]:
    """Children whose care, begun under the LA before, goes on with the other LA and not with this one."""
    theirs, ours = _in_care_since_before(other, last_year, year), _in_care_since_before(own, last_year, year)
    return {one for one in children & _until(other, year) if one[0] in theirs and one[0] not in ours}


def _in_care_since_before(sent: Sent, last_year: int, year: int) -> set[str]:
    return {
        name
        for number, one in sent.items()
        if number <= year
        for name, episodes in one.episodes.items()
        if any(episode.start <= date(last_year, 3, 31) for episode in episodes)
    }


def _only(sent: Return, names: set[str]) -> Return:
    """A return less the children who are not named."""
    kept = {
        field.name: {name: said for name, said in getattr(sent, field.name).items() if name in names}
        for field in fields(Return)
    }
    return Return(**kept)
