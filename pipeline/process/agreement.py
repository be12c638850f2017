"""Counts of a release beside those of another return that tells of the same children, as a table of differences.

Which counts are compared is declared in ``agreements.yaml`` beside the release's data sets. The other return is read
beside the release's warehouse, which must not hold returns that its release is not made from.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.collect.registry import collection
from pipeline.foundation.declarations import read_declaration
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.reference.loading import load_reference
from pipeline.reference.periods import QUARTERS, period_of

AGREEMENTS = "agreements.yaml"
COLUMNS = ("la_code", "what", "in_this_release", "in_the_other_return", "difference")


@dataclass(frozen=True)
class Compared:
    """One count: ``what`` it is of, the cell of the release, and the core model whose rows the other return gives.

    With ``at_least`` the release counts those of the other return among others, so that it may have more of them.
    """

    what: str
    measure: str
    key: str
    counted_in: str
    at_least: bool = False

    def apart(self, number: int, other: int) -> int:
        """By how many the release's number and the other return's cannot both be right."""
        return max(other - number, 0 if self.at_least else number - other)


@dataclass(frozen=True)
class Agreement:
    """What was compared: rows of authority, what, the release's count and the other's; ``missing`` have no other."""

    return_name: str
    year: int
    rows: tuple[tuple[str, str, int, int], ...]
    missing: tuple[str, ...]
    compared: tuple[Compared, ...]

    @property
    def file_name(self) -> str:
        """The name of the table in the restricted half of a release."""
        return f"agreement_with_{self.return_name}.csv"

    def sentence(self) -> str:
        """For people: how many were compared, and of how many the counts differ."""
        of = {one: [row for row in self.rows if row[1] == one.what] for one in self.compared}
        told = ", ".join(
            f"{one.what} of {sum(one.apart(a, b) > 0 for *_, a, b in rows)} of {len(rows)}"
            for one, rows in of.items()
            if rows
        )
        without = f" Not compared: {', '.join(self.missing)}." if self.missing else ""
        return (
            f"Compared with {self.return_name} of {self.year}, the number differs for {told or 'nobody'} authorities "
            f"(restricted/{self.file_name}).{without}"
        )

    def write(self, restricted: Path) -> None:
        """Write a row for each authority and count."""
        with (restricted / self.file_name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((la_code, what, ours, theirs, ours - theirs) for la_code, what, ours, theirs in self.rows)


def compare_with_other_return(
    warehouse: Warehouse, returns_folder: Path, declared: Path, latest: int
) -> Agreement | None:
    """Compare what ``declared`` names, of the year that ends with the period ``latest``.

    None where nothing is declared, the folder has no such returns of the year, or the year has not ended. Raises
    UsageError for a declaration that cannot be read.
    """
    period = period_of(latest)
    if not declared.is_file() or period.quarter not in (0, QUARTERS[-1]):
        return None
    declaration = read_declaration(declared)
    declaration.only("return", "years_later", "compared")
    return_name, year = declaration.text("return"), period.year + declaration.whole("years_later", 0)
    if not (returns_folder / return_name / str(year)).is_dir():
        return None
    wanted = []
    for entry in declaration.parts("compared"):
        entry.only("what", "measure", "key", "counted_in", "at_least")
        what, measure, key, counted_in = (entry.text(name) for name in ("what", "measure", "key", "counted_in"))
        wanted.append(Compared(what, measure, key, counted_in, entry.truth("at_least", False)))
    usable, theirs = _counted(returns_folder, return_name, year, [one.counted_in for one in wanted])
    rows, missing = [], set()
    for one in wanted:
        for la_code, number in _own(warehouse, one, latest):
            if la_code in usable:
                rows.append((la_code, one.what, number, theirs.get((one.counted_in, la_code), 0)))
            else:
                missing.add(la_code)
    return Agreement(return_name, year, tuple(sorted(rows)), tuple(sorted(missing)), tuple(wanted))


def return_agreed_with(templates: Path, latest: int) -> Path | None:
    """Where, below returns, those lie that a release with these templates and latest period is held against, if any."""
    declared = templates / AGREEMENTS
    if not declared.is_file():
        return None
    declaration = read_declaration(declared)
    return Path(declaration.text("return"), str(period_of(latest).year + declaration.whole("years_later", 0)))


def _own(warehouse: Warehouse, one: Compared, latest: int) -> list[tuple[str, int]]:
    """The release's count of each sender whose figure is known."""
    return warehouse.connection.execute(
        """
        SELECT coverage.la_code, CAST(coalesce(counts.value, 0) AS BIGINT)
        FROM grossed.coverage AS coverage
        LEFT JOIN grossed.local_authority_counts AS counts
            ON counts.measure = coverage.measure AND counts.collection_year = coverage.collection_year
            AND counts.la_code = coverage.la_code AND counts.breakdown_key = ?
        WHERE coverage.measure = ? AND coverage.collection_year = ? AND coverage.is_supplied
        ORDER BY coverage.la_code
        """,
        [one.key, one.measure, latest],
    ).fetchall()


def _counted(
    returns_folder: Path, return_name: str, year: int, tables: Sequence[str]
) -> tuple[frozenset[str], dict[tuple[str, str], int]]:
    """Whose return of the year is usable, and how many rows each table has for each of them."""
    models = load_models()
    with Warehouse() as beside:
        load_reference(beside)
        collection(return_name).stage(beside, returns_folder, [year], None)
        build(beside, models, names={model.name for table in tables for model in models.upstream(table)})
        usable = beside.connection.execute(
            "SELECT la_code FROM raw.coverage WHERE collection_year = ? AND status = 'supplied'", [year]
        ).fetchall()
        found = {
            (table, la_code): number
            for table in dict.fromkeys(tables)
            for la_code, number in beside.connection.execute(
                f"SELECT la_code, count(*) FROM {table} WHERE collection_year = ? GROUP BY la_code", [year]
            ).fetchall()
        }
    return frozenset(la_code for (la_code,) in usable), found
