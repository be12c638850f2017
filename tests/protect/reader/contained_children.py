"""Printed counts of children who are in another printed count: what the two leave must be known to disclosure control.

The records behind the figures tell which children each one counts, so that nothing is a matter of chance but what the
returns themselves make so. It needs the warehouse of the run, and is asked of a release by ``make subtractions``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.design.statistic import Cell
from pipeline.foundation.numbers import Form
from pipeline.foundation.stages import UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.rollup import ANCESTORS, breakdown_pairs
from pipeline.protect.edition.seen import SeenRelease, see_release
from pipeline.runs.counted_records import columns_of, core_table, in_category
from tests.protect.reader.undeclared import Relation, declared_at, implied

Place = tuple[int, str]
"""A collection year and the code of an authority."""

REASONS = Path(__file__).parents[2] / "golden" / "contained_without_a_name.csv"
FEWEST = 100
"""Of fewer children in all years and authorities it may be chance that all are counted in another figure too."""

NEARLY_ALL = 0.999
"""The share of a part's children that makes it one: wrong dates put a few of them elsewhere."""


@dataclass(frozen=True)
class Counted:
    """The children that a cell counts, as numbers in order, and how many each authority has of them by year."""

    children: np.ndarray
    by_place: Mapping[Place, int]


@dataclass(frozen=True)
class Leftover:
    """The children of ``part`` are in ``whole``; in ``places`` both are shown and leave 1 to 5. Is that known?"""

    whole: Cell
    part: Cell
    places: int
    is_declared: bool

    @property
    def words(self) -> str:
        """How the file of reasons names it."""
        return f"{':'.join(self.whole)} - {':'.join(self.part)}"


@dataclass(frozen=True)
class Compared:
    """What was found, the most first, and of how many of the printed counts records tell whom they count.

    What is ``declared`` follows from relations that disclosure control knows; the ``leftovers`` do not.
    """

    found: tuple[Leftover, ...]
    counted: int
    printed: int

    @property
    def leftovers(self) -> list[Leftover]:
        """What follows from no declared relation."""
        return [one for one in self.found if not one.is_declared]

    @property
    def declared(self) -> list[Leftover]:
        """What follows from one."""
        return [one for one in self.found if one.is_declared]


def compare(release_dir: Path, warehouse: Warehouse, fewest: int = FEWEST) -> Compared:
    """What is left between two printed counts of the same children somewhere.

    Raises UnreadableInput when the files are not those of a release.
    """
    seen = see_release(release_dir)
    shown = _shown(seen)
    counted = {cell: one for cell in sorted(shown) if (one := _counted(warehouse, cell)) is not None}
    cells = [cell for cell, one in counted.items() if len(one.children) >= fewest]
    if not cells:
        return Compared((), len(counted), len(shown))
    relations, _ = declared_at(seen)
    found = []
    for whole, part in _contained(cells, counted):
        both = shown[whole] & shown[part]
        left = [counted[whole].by_place.get(place, 0) - counted[part].by_place.get(place, 0) for place in both]
        places = sum(1 <= rest <= 5 for rest in left)
        relation = Relation({whole: 1, part: -1}, True, "")
        if places:
            is_declared = implied(relation, (relations, frozenset()), frozenset())
            found.append(Leftover(whole, part, places, is_declared))
    found.sort(key=lambda one: (-one.places, one.words))
    return Compared(tuple(found), len(counted), len(shown))


def reasons(path: Path = REASONS) -> dict[str, str]:
    """The leftovers that nobody has a name for, or that only synthetic returns have, with the reason."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["leftover"]: row["reason"] for row in csv.DictReader(file) if row["reason"]}


def _shown(seen: SeenRelease) -> dict[Cell, set[Place]]:
    found: dict[Cell, set[Place]] = {}
    for key, form in zip(seen.view.keys, seen.view.forms.tolist(), strict=True):
        if form == Form.SHOWN and key.area_code.isdigit():
            found.setdefault(Cell(key.measure, key.breakdown), set()).add((key.collection_year, key.area_code))
    return found


def _counted(warehouse: Warehouse, cell: Cell) -> Counted | None:
    """The children of a cell; None where its models keep none, or count something else than each child once."""
    conditions, values = ["TRUE"], []
    try:
        table, _ = core_table(warehouse, cell.measure)
        columns = columns_of(warehouse, table)
        for breakdown, category in breakdown_pairs(cell.key):
            condition, given = in_category(table, columns, breakdown, category)
            conditions.append(condition)
            values += given
    except UnreadableInput:
        return None
    if "child_id" not in columns:
        return None
    rows = warehouse.connection.execute(
        f"""
        WITH ancestors AS ({ANCESTORS})
        SELECT collection_year, la_code, hash(collection_year, la_code, child_id) AS child
        FROM {table} AS counted WHERE {" AND ".join(conditions)}
        """,
        values,
    ).fetchnumpy()
    children = np.unique(np.asarray(rows["child"]))
    if len(children) < len(rows["child"]):
        return None
    years, places = np.asarray(rows["collection_year"]).tolist(), np.asarray(rows["la_code"]).tolist()
    by_place: dict[Place, int] = {}
    for place in zip(years, places, strict=True):
        by_place[place] = by_place.get(place, 0) + 1
    return Counted(children, by_place)


def _contained(cells: list[Cell], counted: Mapping[Cell, Counted]) -> Iterator[tuple[Cell, Cell]]:
    """Every whole with a part whose children are in it, and not the other way round."""
    everybody = np.unique(np.concatenate([counted[cell].children for cell in cells]))
    member = np.zeros((len(cells), len(everybody)), dtype=np.float32)
    for row, cell in enumerate(cells):
        member[row, np.searchsorted(everybody, counted[cell].children)] = 1.0
    together = member @ member.T
    many = np.diag(together)
    for whole, part in np.argwhere((together >= NEARLY_ALL * many) & (many < many[:, None])).tolist():
        yield cells[whole], cells[part]


def main(folder: str) -> int:
    """Print what is left in a release between two printed counts and has no name; 1 when there is any."""
    release_dir = Path(folder)
    known = reasons()
    with Warehouse(release_dir.parent / f".{release_dir.name}.duckdb") as warehouse:
        compared = compare(release_dir, warehouse)
    found = [one for one in compared.leftovers if one.words not in known]
    lines = [f"{one.places:6,}  {one.words}" for one in found]
    lines.append(
        f"{len(found)} pairs of printed counts leave 1 to 5 children of somewhere, and nothing says who they are. Of "
        f"{compared.printed} printed counts of authorities records tell who is in {compared.counted}."
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
