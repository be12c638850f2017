"""What is asked of a release before it appears: figures out of bounds, findings, revisions, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.edition import Edition
from pipeline.analyse.reading import read_about, read_data_sets
from pipeline.analyse.shown import counts_behind
from pipeline.design.files.quality_file import load_quality
from pipeline.design.statistic import COUNT
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import counted
from pipeline.process.agreement import Agreement
from pipeline.process.checks import load_checks, run_check
from pipeline.process.checks_of_release import concerns, own_tables
from pipeline.process.quality_tables import Given, compare_with_earlier, make_quality
from pipeline.process.rollup import breakdown_pairs
from pipeline.reference.neighbours import neighbours_of
from pipeline.reference.periods import period_of, year_of

PLACES = ("collection_year", "la_code")


def assess(
    warehouse: Warehouse,
    edition: Edition,
    agreement: Agreement | None,
    earlier: Sequence[Path],
    rounded_to: int,
) -> None:
    """Make the tables of stage quality from grossed figures, findings, the other return and ``earlier`` releases.

    The last of those of the same name is what revisions are measured against; England was ``rounded_to`` in it.
    """
    shown = counts_behind(edition.of_few_areas().shown())
    categories = {(measure, f"{name}={one}") for measure, key in shown for name, one in breakdown_pairs(key)}
    period, rules = edition.latest, load_quality()
    given = Given(
        period,
        rules.bounds,
        rules.set_by_the_map,
        rules.events,
        _neighbours(warehouse, period),
        sorted(categories),
        list(_failed_checks(warehouse, period)),
        list(_other_counts(agreement)),
        list(_earlier_figures(edition, earlier, rounded_to)),
        counted(edition.release.measures),
    )
    make_quality(warehouse, given)


def revise(warehouse: Warehouse, edition: Edition, earlier: Sequence[Path], rounded_to: int) -> None:
    """Measure revisions against the last of these releases that has the edition's name."""
    compare_with_earlier(warehouse, list(_earlier_figures(edition, earlier, rounded_to)))


def _neighbours(warehouse: Warehouse, period: int) -> list[tuple[str, str]]:
    codes = warehouse.connection.execute(
        "SELECT la_code FROM reference.reporting_units WHERE collection_year = ? ORDER BY 1", [period]
    ).fetchall()
    return [(code, other) for (code,) in codes for other in neighbours_of(code, year_of(period))]


def _failed_checks(warehouse: Warehouse, period: int) -> Iterator[tuple[str, str, str]]:
    """The authorities that a check of severity warning names in the release's period, and what it tells of each.

    What it reads of an authority may be marked as unreliable: that is the answer to it.
    """
    marked = set(
        warehouse.connection.execute(
            "SELECT measure, la_code FROM grossed.unreliable WHERE collection_year = ?", [period]
        ).fetchall()
    )
    for check in load_checks():
        if check.severity != "warning" or not concerns(warehouse, check):
            continue
        result = run_check(warehouse, check)
        measures = [table.partition(".")[2] for table in own_tables(check)]
        for row in result.rows:
            told = dict(zip(result.columns, row, strict=True))
            code = told.get("la_code")
            if told.get("collection_year") != period or code is None:
                continue
            if not any((measure, code) in marked for measure in measures):
                said = ", ".join(f"{name.replace('_', ' ')} {told[name]}" for name in told if name not in PLACES)
                yield check.name, code, said


def _other_counts(agreement: Agreement | None) -> Iterator[tuple[object, ...]]:
    if agreement is None:
        return
    compared = {one.what: one for one in agreement.compared}
    other = f"{agreement.return_name} of {period_of(agreement.year)}"
    for la_code, what, ours, theirs in agreement.rows:
        one = compared[what]
        yield la_code, other, what, one.measure, one.key, ours, theirs, one.apart(ours, theirs)


def _earlier_figures(edition: Edition, earlier: Iterable[Path], rounded_to: int) -> Iterator[tuple[object, ...]]:
    """The counts of England that the last of the earlier releases of the same name published."""
    own = [
        (about.year, folder.name, folder)
        for folder in earlier
        if (about := read_about(folder / "publish")).name == edition.release.name
    ]
    if not own:
        return
    folder = max(own)[2]
    units = {one.name: one.unit for one in edition.release.measures}
    seen = set()
    for read in read_data_sets(folder / "publish", edition.release, read_about(folder / "publish")):
        place = (read.shown.measure, read.shown.key, read.shown.year)
        if read.shown.statistic != COUNT or read.shown.area_code != ENGLAND.area_code or place in seen:
            continue
        try:
            number = float(read.text)
        except ValueError:  # a symbol is no number to compare with
            continue
        seen.add(place)
        yield *place, number, units.get(read.shown.measure, 1), rounded_to
