"""Builds a preview from returns: the release's own steps up to protection, then each authority's share of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.analyse.areas import Areas, read_areas
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.unreliable_figures import read_unreliable
from pipeline.consult.bundle.preview import (
    AuthorityPreview,
    ChildRow,
    Comparison,
    Figure,
    Period,
    Preview,
    Statistic,
    Treatment,
)
from pipeline.consult.making.indicator_figures import ValueColumn, described, value_columns
from pipeline.consult.making.moves import MovesOfChildren
from pipeline.consult.making.published_comparisons import read_published
from pipeline.consult.making.statistics import read_statistics
from pipeline.consult.making.value_text import value_text
from pipeline.design.figure import Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.indicators import IndicatorDefinition, defined
from pipeline.disseminate.data_files import Symbols, written
from pipeline.disseminate.manifest import code_version
from pipeline.disseminate.release_files import read_figures
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.working_folder import working_folder
from pipeline.protect.edition.protection import Protection
from pipeline.runs.release import prepare, protect, published_years
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import Report

RELEASE = "performance-tables"
ROWS_AT_ONCE = 50_000
ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SINGLE_YEARS, THREE_YEARS = 3, 2  # this year and those before it that a preview shows


@dataclass(frozen=True)
class Before:
    """What readers have when the release comes out: ``releases`` is where it will go, the rest is as said of it."""

    releases: Path | None = None
    earlier: tuple[Path, ...] = ()
    supersedes: tuple[Path, ...] = ()
    not_published: tuple[Path, ...] = ()
    all_earlier: bool = False


@dataclass(frozen=True)
class Built:
    """A preview ready to be written: what authorities share, and the authorities one after the other."""

    preview: Preview
    authorities: Iterator[AuthorityPreview]


@contextmanager
def built(
    year: int,
    returns: Path,
    beside: Path,
    *,
    published: Path | None = None,
    before: Before | None = None,
    also: Sequence[Path] = (),
    report: Report = lambda words: None,
) -> Iterator[Built]:
    """Count and protect the performance tables of a year, and give each authority's preview while they are open.

    ``beside`` is a folder on the disk of the preview, for a file that is used while reading (in a folder of its own
    that others cannot read, gone at the end); else all is held in memory. ``published`` is the release of an earlier
    year; ``before`` says what readers have, as for the release itself: figures are shown as that will show them.
    ``also`` are finished statistical releases, of which each authority is shown its own headlines where that is
    switched on. Raises what a release raises.
    """
    comparisons = read_published(published, RELEASE, year) if published is not None else {}
    with working_folder(beside) as working:
        said = before or Before()
        # An authority is shown no figure of England's of the year, so it may look before the others have sent theirs.
        run = ReleaseRun(
            *(RELEASE, year, "", returns, said.releases or working, said.earlier),
            supersedes=said.supersedes,
            not_published=said.not_published,
            all_earlier=said.all_earlier,
            accept_coverage=True,
        )
        run.years_to_read()
        # In memory: no working file of the whole of England's records is left behind, whatever happens.
        with Warehouse() as warehouse:
            protection = _protected(run, warehouse, report)
            areas = read_areas(warehouse, published_years(run, warehouse))
            definitions = defined()
            preview = Preview(
                RELEASE,
                year,
                f"{load_release(RELEASE).title}, year ending 31 March {year}",
                _made_from(warehouse, run.standing(warehouse).earlier),
                tuple(described(one) for one in definitions),
            )
            shares = _Shares(run, warehouse, areas, protection, definitions)
            statistics = read_statistics(also, RELEASE, [area.area_code for area in areas.local_authorities])
            yield Built(preview, shares.authorities(comparisons, statistics))


def _protected(run: ReleaseRun, warehouse: Warehouse, report: Report) -> Protection:
    """The steps of the release up to protection."""
    prepare(run, warehouse, report)
    report("Protecting and auditing")
    protection = protect(run, warehouse)
    report("Writing each authority's preview")
    return protection


def _made_from(warehouse: Warehouse, earlier: Sequence[Path]) -> str:
    """A digest of every file read, the code, and the releases that this one was protected with."""
    digest = hashlib.sha256(code_version().encode())
    for (sha256,) in warehouse.connection.execute("SELECT sha256 FROM raw.files ORDER BY path").fetchall():
        digest.update(sha256.encode())
    for folder in earlier:
        digest.update((folder / "publish" / "manifest.json").read_bytes())
    return digest.hexdigest()


def in_british_order(facts: str) -> str:
    """Facts of a return with their dates as officers and returns write them: 31/03/2024 for 2024-03-31."""
    return ISO_DATE.sub(r"\3/\2/\1", facts)


class _Shares:
    """What each authority gets of one run."""

    def __init__(
        self,
        run: ReleaseRun,
        warehouse: Warehouse,
        areas: Areas,
        protection: Protection,
        definitions: Sequence[IndicatorDefinition],
    ) -> None:
        self._year, self._warehouse, self._areas, self._protection = run.year, warehouse, areas, protection
        self._figures: Figures = read_figures(warehouse, load_release(run.name), areas, protection)
        self._unreliable = read_unreliable(warehouse)
        contents = load_contents(TEMPLATES / run.name / "tables.yaml")
        self._symbols: Symbols = contents.edition_for(run.year).symbols
        self._definitions = {one.code: one for one in definitions}
        self._columns: dict[str, dict[Period, ValueColumn]] = {one.code: {} for one in definitions}
        release = load_release(run.name)
        self._first_years = {measure.name: measure.first_year for measure in release.measures}
        for column in value_columns(release, run.year):
            if not column.is_of_neighbours and column.code in self._columns:
                self._columns[column.code][column.period] = column

    def authorities(
        self, comparisons: dict[str, tuple[Comparison, ...]], statistics: dict[str, tuple[Statistic, ...]]
    ) -> Iterator[AuthorityPreview]:
        """Each authority with a return of the year, in order of code; the children are read as they are asked for."""
        bases, moves = self._bases(), MovesOfChildren(self._warehouse, self._year)
        children = self._children_by_authority()
        waiting = next(children, None)
        for area in self._areas.local_authorities:
            code = area.area_code
            while waiting is not None and waiting[0] < code:
                waiting = next(children, None)
            rows: tuple[ChildRow, ...] = ()
            if waiting is not None and waiting[0] == code:
                rows, waiting = waiting[1], next(children, None)
            if code in bases:
                figures = tuple(self._figures_of(code))
                known = {one.indicator for one in figures if one.year == self._year and one.numerator is not None}
                yield AuthorityPreview(
                    code,
                    area.area_name,
                    bases[code],
                    figures,
                    comparisons.get(code, ()),
                    tuple(row for row in rows if row.indicator in known),
                    statistics.get(code, ()),
                    moves.of(code),
                )

    def _bases(self) -> dict[str, str]:
        """In words what return each authority's figures rest on, for those that sent one of the year."""
        rows = self._warehouse.connection.execute(
            """
            SELECT coverage.la_code, count(DISTINCT files.path),
                strftime(min(manifest.received_on), '%-d %B %Y') AS received_on
            FROM raw.coverage AS coverage
            JOIN raw.files AS files USING ("return", collection_year, la_code)
            LEFT JOIN raw.manifest AS manifest USING ("return", collection_year, la_code)
            WHERE coverage."return" = 'ssda903' AND coverage.collection_year = ? AND coverage.status = 'supplied'
            GROUP BY ALL
            ORDER BY ALL
            """,
            [self._year],
        ).fetchall()
        return {
            code: f"{files} files of the return on children looked after" + (f", received {on}" if on else "")
            for code, files, on in rows
        }

    def _figures_of(self, la_code: str) -> Iterator[Figure]:
        for columns in self._columns.values():
            for period, column in columns.items():
                for year in range(
                    self._year, self._year - (SINGLE_YEARS if period is Period.SINGLE else THREE_YEARS), -1
                ):
                    shown = column.shown(year, la_code)
                    is_told = column.column.tells_of(year, self._year) and year >= self._first_years[shown.measure]
                    if (year, la_code) in self._areas.in_being and is_told:
                        yield self._figure(column, shown)

    def _figure(self, column: ValueColumn, shown: Shown) -> Figure:
        year, la_code = shown.year, shown.area_code
        published = self._figures.of(shown)
        places = ((shown.measure, shown.key), shown.whole)
        numerator = denominator = None
        # What is unreliable and in totals is counted, and the authority sees its own count.
        if all((measure, year, la_code) in self._figures.known for measure, _ in places):
            numerator, denominator = (self._figures.unrounded(measure, year, la_code, key) for measure, key in places)
        unit = self._definitions[column.code].unit
        value = value_text(unit, numerator, denominator)
        treatment, reason = self._treatment(published.marker, numerator, denominator, unit)
        if published.marker is Marker.LOW_RELIABILITY:
            reasons = (self._unreliable.get((measure, year, la_code)) for measure, _ in places)
            reason = f"Marked as unreliable: {next(filter(None, reasons))}."
        if treatment is Treatment.ROUNDED and value == f"{published.value}.0" and numerator is not None:
            exact = (numerator * (100 if unit == "percent" else 1)) % (denominator or 1) == 0
            treatment, reason = (Treatment.AS_IS, "") if exact else (treatment, reason)
        return Figure(
            column.code, column.period, year, numerator, denominator, value, written(published, self._symbols),
            treatment, reason,
        )  # fmt: skip

    def _treatment(
        self, marker: Marker | None, numerator: int | None, denominator: int | None, unit: str
    ) -> tuple[Treatment, str]:
        policy = self._protection.policy
        whole = "per cent" if unit == "percent" else "days"
        match marker:
            case None:
                return Treatment.ROUNDED, f"Rounded to whole {whole}, ties up."
            case Marker.NEGLIGIBLE:
                return Treatment.ROUNDED, f"More than 0 and less than half of one {whole}."
            case Marker.NOT_APPLICABLE:
                return Treatment.NOT_APPLICABLE, "There is nobody in the denominator."
            case Marker.CONFIDENTIAL:
                small = [
                    *([f"the numerator is {policy.numerator_minimum} or fewer"]
                      if unit == "percent" and 0 < (numerator or 0) <= policy.numerator_minimum else []),
                    *([f"the denominator is {policy.denominator_minimum} or fewer"]
                      if (denominator or 0) <= policy.denominator_minimum else []),
                ]  # fmt: skip
                because = " and ".join(small) or "it would give away a small number beside it or in another release"
                return Treatment.SUPPRESSED, f"Not shown: {because}."
            case _:
                return Treatment.NOT_AVAILABLE, "A return or a part of it that this needs was not supplied."

    def _children_by_authority(self) -> Iterator[tuple[str, tuple[ChildRow, ...]]]:
        """The year's rows of every authority, in order of its code; a few authorities are held at a time."""
        answer = self._warehouse.connection.cursor().execute(
            """
            SELECT la_code, indicator, collection_year, child_id, is_counted, numerator, denominator, reason,
                coalesce(facts, '')
            FROM core.indicator_children
            WHERE collection_year = ?
            ORDER BY la_code, indicator, child_id, event
            """,
            [self._year],
        )
        code, rows = "", list[ChildRow]()
        while found := answer.fetchmany(ROWS_AT_ONCE):
            for la_code, *fields in found:
                if la_code != code:
                    if rows:
                        yield code, tuple(rows)
                    code, rows = la_code, []
                row = ChildRow(*fields)
                rows.append(replace(row, facts=in_british_order(row.facts)))
        if rows:
            yield code, tuple(rows)
