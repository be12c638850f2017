"""What is left out of the returns on purpose: a whole authority, or items that it says it cannot supply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.ssda903.codes import ITEM_FILES, files_of


@dataclass(frozen=True, slots=True)
class Omission:
    """An authority's return of one year, or the items of it (names as in the manifest), that is not written."""

    year: int
    la_code: str
    items: tuple[str, ...] = ()


def read_omissions(omit: str | Sequence[Omission], written: frozenset[tuple[int, str]]) -> tuple[Omission, ...]:
    """Omissions from the command line's text (``370:OC3;Missing,201``, each in every year written) or as given.

    Raises UsageError for an authority that is not written or an item that no return of the year has.
    """
    if isinstance(omit, str):
        omissions = [
            Omission(year, code, items)
            for code, items in map(_parse, filter(None, (part.strip() for part in omit.split(","))))
            for year in sorted(year for year, written_code in written if written_code == code) or [0]
        ]
    else:
        omissions = list(omit)
    for omission in omissions:
        if (omission.year, omission.la_code) not in written:
            raise UsageError(f"--omit: no return of '{omission.la_code}' is written in the years asked for.")
        for item in omission.items:
            if item not in ITEM_FILES:
                raise UsageError(f"--omit: '{item}' is not an item; choose from {', '.join(ITEM_FILES)}.")
    return tuple(
        _without_absent(omission) for omission in sorted(omissions, key=lambda each: (each.year, each.la_code))
    )


def _parse(part: str) -> tuple[str, tuple[str, ...]]:
    code, _, items = part.partition(":")
    return code.strip(), tuple(item.strip() for item in items.split(";") if item.strip())


def _without_absent(omission: Omission) -> Omission:
    """Leave out items that were not collected in the year, unless that would leave none."""
    collected = tuple(item for item in omission.items if ITEM_FILES[item] in files_of(omission.year))
    if omission.items and not collected:
        raise UsageError(
            f"--omit: {', '.join(omission.items)} was not collected for {omission.year}; leave it out of --omit."
        )
    return Omission(omission.year, omission.la_code, collected)
