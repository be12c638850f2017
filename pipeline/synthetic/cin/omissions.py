"""What is left out of the census on purpose: a whole authority, or items that it says it cannot supply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.cin.document import ITEMS, PLAN_DATES_FROM


@dataclass(frozen=True, slots=True)
class CinOmission:
    """An authority's census of one year, or the items of it (names as in the manifest), that is not written."""

    year: int
    la_code: str
    items: tuple[str, ...] = ()


def read_omissions(omit: str | Sequence[CinOmission], written: frozenset[tuple[int, str]]) -> tuple[CinOmission, ...]:
    """Omissions from the command line's text (``370:Section47;Reviews,201``, each in every year written) or as given.

    Raises UsageError for an authority that is not written or an item that the census of the year does not have.
    """
    if isinstance(omit, str):
        omissions = [
            CinOmission(year, code, items)
            for code, items in map(_parse, filter(None, (part.strip() for part in omit.split(","))))
            for year in sorted(year for year, written_code in written if written_code == code) or [0]
        ]
    else:
        omissions = list(omit)
    for omission in omissions:
        if (omission.year, omission.la_code) not in written:
            raise UsageError(f"--omit: no census of '{omission.la_code}' is written in the years asked for.")
        for item in omission.items:
            if item not in ITEMS:
                raise UsageError(f"--omit: '{item}' is not an item; choose from {', '.join(ITEMS)}.")
        if omission.items == ("CINPlanDates",) and omission.year < PLAN_DATES_FROM:
            raise UsageError(f"--omit: CINPlanDates was not collected for {omission.year}; leave it out of --omit.")
    return tuple(sorted(omissions, key=lambda each: (each.year, each.la_code)))


def _parse(part: str) -> tuple[str, tuple[str, ...]]:
    code, _, items = part.partition(":")
    return code.strip(), tuple(item.strip() for item in items.split(";") if item.strip())
