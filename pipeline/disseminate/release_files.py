"""Every file of a release: data sets, workbook, pages, coverage and manifest, screened before any may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pipeline.analyse.amounts import AmountsOfPeople
from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.caveats import Caveat
from pipeline.analyse.counts import read_counts, read_made_from, read_not_asked
from pipeline.analyse.distribution import Place
from pipeline.analyse.edition import Edition
from pipeline.analyse.estimated_areas import EstimatedArea, estimated_areas
from pipeline.analyse.figures import Figures
from pipeline.analyse.unreliable_figures import read_out_of_rates, read_unreliable, unreliable_in_words
from pipeline.design.contents import Book, in_words
from pipeline.design.data_sets import UNDERLYING, DataSet, Release
from pipeline.design.figure import Marker
from pipeline.design.files.publication_file import publications
from pipeline.disseminate import pages
from pipeline.disseminate.coverage_file import write_coverage
from pipeline.disseminate.data_files import Symbols, write_data_set
from pipeline.disseminate.definitions import definitions_of
from pipeline.disseminate.manifest import write_inputs, write_manifest
from pipeline.disseminate.published_release import PublishedRelease
from pipeline.disseminate.quality.confidence_file import write_confidence
from pipeline.disseminate.release_folder import ReleaseFolder, built_aside
from pipeline.disseminate.release_pages import PageContent, WriteRevisions, about_release, write_pages
from pipeline.disseminate.restricted_findings import write_findings
from pipeline.disseminate.rounding_sentences import rounding_sentences
from pipeline.disseminate.shelf import ALONE, Standing
from pipeline.disseminate.site.one_archive import write_archive
from pipeline.disseminate.site.open_formats import write_parquet
from pipeline.disseminate.site.published_data import open_published
from pipeline.disseminate.standards.data_file_standard import screen
from pipeline.disseminate.standards.failing import Failing, Severity
from pipeline.disseminate.standards.invariants import require_invariants
from pipeline.disseminate.standards.printed_figures import place_of
from pipeline.disseminate.standards.workbook_standard import screen_workbook
from pipeline.disseminate.underlying_files import screen_underlying
from pipeline.disseminate.workbooks.workbook import write_workbook
from pipeline.foundation.numbers import Structural
from pipeline.foundation.stages import TEMPLATES, CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import SHORT_HISTORY
from pipeline.process.coverage_floor import acceptances, response_in_words
from pipeline.process.coverage_policy import load_coverage_policy
from pipeline.process.models import Models
from pipeline.protect.edition.at_stake import read_public
from pipeline.protect.edition.cost_of_suppression import cost_in_words, costs, write_costs
from pipeline.protect.edition.protection import Protection
from pipeline.protect.edition.release_key import digest_of_inputs, release_key
from pipeline.reference.periods import in_words as periods_in_words

CELLS = "SELECT * FROM grossed.cells"
"""What stays behind as unprotected_cells.csv."""


LastLook = Callable[[ReleaseFolder, Callable[[Path], None], Sequence[Structural], Areas], str]
"""Looks at the written release before it appears, with what writes its data files unprotected, and says what it saw."""

NOT_LOOKED_AT = (
    "Coverage is below the floor: the files alone were not attacked, as sums of a few authorities are mostly chance "
    "(sfr audit --by-figures attacks them all the same)."
)

NOTHING_TO_LOOK_FOR = "Nothing is suppressed: there is no count that the files alone could tell."


def publish_files(
    warehouse: Warehouse,
    edition: Edition,
    models: Models,
    *,
    protection: Protection,
    folder: Path,
    standing: Standing = ALONE,
    restricted: Sequence[Callable[[Path], None]] = (),
    last_look: LastLook,
    caveats: Sequence[Caveat] = (),
    signed: Mapping[str, object] = MappingProxyType({}),
    revisions: WriteRevisions | None = None,
) -> PublishedRelease:
    """Write the release aside, screen every file, then swap it in; ``restricted`` write more into its restricted half.

    ``last_look`` is taken at all that was written, unless coverage below the floor was accepted: a reader of a few
    authorities believes little but chance. ``caveats`` are notes for readers, ``signed`` is what the manifest says of
    the sign-off; ``revisions`` writes what an earlier release prints otherwise. Raises CheckFailed, and publishes
    nothing, when a data set or workbook does not meet its standard, or holds a number that cannot be right.
    """
    release, years, areas, symbols = edition.release, edition.years, edition.areas, edition.symbols
    figures = read_figures(warehouse, release, areas, protection)
    missing = _missing(warehouse, edition.latest)
    published = publications(edition.contents, edition.year, edition.part, edition.latest)
    with built_aside(folder, standing) as building:
        rows: dict[str, int] = {}
        files: list[pages.PublishedFile] = []
        data_sets = edition.data_sets

        def write_one(data: Path, data_set: DataSet, of: Figures) -> tuple[Path, int]:
            return write_data_set(data, release, data_set, edition.year, years, areas, of, symbols)

        for data_set in data_sets:
            path, count = write_one(building.publish / "data", data_set, figures)
            failings = _screen(path, data_set, edition.year, areas, symbols)
            _require((failing for failing in failings if failing.check not in data_set.departures), path)
            rows[path.name] = count
            levels = ", ".join(level.replace("_", " ") for level in data_set.levels)
            held = periods_in_words(data_set.years_of(edition.year, years))
            files.append(pages.PublishedFile(path.stem, data_set.title, levels, held, count))
        require_invariants(
            building.publish / "data", release, edition.year, edition.part, years, protection.rounding, symbols,
            _of_others(figures.out_of_rates, areas),
        )  # fmt: skip
        estimated = estimated_areas(warehouse, areas, years, figures, edition.above_authorities().shown())
        shorthand = edition.contents.edition_for(edition.year).shown(Marker.LOW_RELIABILITY)
        unreliable = unreliable_in_words(warehouse, years, shorthand)
        response = response_in_words(warehouse, edition.latest)
        counted = {measure: one.as_note for measure, one in definitions_of(release, models).items()}
        workbooks = _write_workbooks(
            building, edition, figures, protection, estimated, unreliable, response, caveats, counted
        )
        accepted = acceptances(warehouse, load_coverage_policy(TEMPLATES / release.name / "release.toml"))
        rows["coverage.csv"] = write_coverage(warehouse, building.publish / "coverage.csv", years, estimated, accepted)
        protection.write_certificate(building.publish, edition.part)
        about = {
            **about_release(edition),
            "accepted_coverage": [told for _, told in accepted],
            "publication": {name: one.as_manifest() for name, one in published.items()},
            **signed,
        }
        write_confidence(warehouse, building.publish, edition)
        with open_published(building.publish, data_sets, edition.year, symbols) as data:
            write_parquet(data)
            content = PageContent(
                *(edition, models, figures, protection, files, workbooks, data),
                accepted=[told for _, told in accepted],
                unreliable=unreliable,
                caveats=caveats,
                has_revisions=revisions is not None,
            )
            write_pages(warehouse, building.publish, content)
        if revisions is not None:
            revisions(building.publish, edition, {**about, **protection.as_manifest()})
        write_archive(building.publish, edition.archive_name)
        _write_restricted(warehouse, building.restricted, protection)
        cost = costs(edition, protection.suppressed)
        write_costs(building.restricted, cost)
        write_inputs(building.restricted, warehouse)
        for write in restricted:
            write(building.restricted)
        digest = digest_of_inputs(release_key(warehouse))
        write_manifest(building.publish, {**about, **protection.as_manifest()}, digest, rows)
        looked = NOT_LOOKED_AT
        if protection.policy.shows_small_counts:
            looked = NOTHING_TO_LOOK_FOR
        elif not accepted:
            unprotected = replace(figures, suppressed={}, rounding=dict.fromkeys(figures.rounding, 1))

            def write_true(publish: Path) -> None:
                for data_set in data_sets:
                    write_one(publish / "data", data_set, unprotected)
                for book, path in _books(publish, edition):
                    write_workbook(
                        *(path, edition.contents, book, edition.year, unprotected, edition.areas_of_tables),
                        years_held=edition.years, decimals=release.decimals, leaving=edition.part,
                    )  # fmt: skip

            looked = last_look(building, write_true, protection.structural, areas)
        written_files = tuple(
            path.relative_to(building.publish).as_posix()
            for path in sorted(building.publish.rglob("*"))
            if path.is_file()
        )
    told = cost_in_words(protection.suppressed, cost)
    return PublishedRelease(written_files, missing, protection.sentences()[0], told, (looked,))


def read_figures(warehouse: Warehouse, release: Release, areas: Areas, protection: Protection) -> Figures:
    """The grossed counts, populations and suppressed cells of the warehouse as figures of this edition."""
    public = read_public(warehouse, areas)
    return Figures(
        read_counts(warehouse),
        public.supplied,
        areas.in_being,
        public.populations,
        areas.levels,
        protection.rounding,
        protection.suppressed,
        read_unreliable(warehouse).keys(),
        read_out_of_rates(warehouse, areas),
        frozenset(read_made_from(warehouse)),
        release.decimals,
        release.never_exceeding,
        release.known_parts,
        release.applies_to,
        read_not_asked(warehouse),
        read_spreads(warehouse, release.spreads),
        AmountsOfPeople(release.of_rounded_people, areas.above_regions()),
    )


def read_spreads(warehouse: Warehouse, table: str) -> dict[tuple[str, int], dict[str, int]]:
    """The standard deviations among all people of a model, by (measure, year) and the key that they are of."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    rows = f"SELECT measure, collection_year, breakdown_key, spread FROM {table} ORDER BY ALL"
    for measure, year, key, spread in warehouse.connection.execute(rows).fetchall() if table else ():
        found.setdefault((measure, year), {})[key] = spread
    return found


def _screen(path: Path, data_set: DataSet, edition: int, areas: Areas, symbols: Symbols) -> Iterable[Failing]:
    """What a data set lacks of its standard."""
    if data_set.standard == UNDERLYING:
        return screen_underlying(path, data_set, edition, areas, symbols)
    return screen(path, path.with_suffix(".meta.csv"), _places(areas))


def _of_others(out_of_rates: Iterable[Place], areas: Areas) -> list[tuple[str, str]]:
    """The measures and places whose percentages are of fewer than their counts: by code and by name of the area."""
    names = {area.area_code: area.area_name.casefold() for area in (ENGLAND, *areas.regions)}
    return [(measure, place_of(year, text)) for measure, year, code in out_of_rates for text in (code, names[code])]


def _places(areas: Areas) -> frozenset[tuple[str, str]]:
    pairs = {(ENGLAND.area_code, ENGLAND.area_name)}
    pairs |= {(area.area_code, area.area_name) for area in areas.regions}
    pairs |= {(area.new_la_code or "", area.area_name) for area in areas.local_authorities}
    pairs |= {(area.la_code or "", area.area_name) for area in areas.local_authorities}
    names = {area.area_code: area.area_name for area in areas.local_authorities}
    pairs |= {(code, names[area_code]) for (_, area_code), code in areas.codes_before.items()}
    return frozenset(pairs)


def _require(failings: Iterable[Failing], path: Path) -> None:
    failed = [failing for failing in failings if failing.severity is Severity.FAIL]
    if failed:
        told = "; ".join(f"{failing.check}: {failing.message}" for failing in failed[:3])
        raise CheckFailed(f"{path.name} does not meet the standard, so nothing was published. {told}")


def _missing(warehouse: Warehouse, year: int) -> tuple[str, ...]:
    rows = warehouse.connection.execute(
        """
        SELECT areas.la_name, coverage.la_code, min(coverage.reason)
        FROM grossed.coverage AS coverage
        JOIN reference.reporting_units AS areas USING (collection_year, la_code)
        WHERE
            coverage.collection_year = ?
            AND NOT coverage.is_supplied
            AND coverage.reason <> ?
            -- What nobody could be asked for is no return that lacks.
            AND coverage.reason NOT IN (SELECT reason FROM reference.results_not_published)
        GROUP BY ALL
        ORDER BY ALL
        """,
        [year, SHORT_HISTORY],
    ).fetchall()
    return tuple(f"{name} ({code}): {reason}" for name, code, reason in rows)


def _write_workbooks(
    building: ReleaseFolder,
    edition: Edition,
    figures: Figures,
    protection: Protection,
    estimated: Sequence[EstimatedArea],
    unreliable: Sequence[str],
    response: Sequence[str],
    caveats: Sequence[Caveat],
    definitions: Mapping[str, str],
) -> list[pages.PublishedFile]:
    contents, latest = edition.contents, edition.latest
    departures = contents.edition_for(edition.year).departures
    written = []
    for book, path in _books(building.publish, edition):
        write_workbook(
            path,
            contents,
            book,
            edition.year,
            replace(figures, rounding=protection.rounding_of_tables),
            edition.areas_of_tables,
            rounding=rounding_sentences(protection.policies.tables, edition.senders),
            statements=[*protection.sentences(), *unreliable],
            estimated=estimated,
            years_held=edition.years,
            decimals=edition.release.decimals,
            response=response,
            caveats=caveats,
            leaving=edition.part,
            definitions=definitions,
        )
        _require((failing for failing in screen_workbook(path) if failing.check not in departures), path)
        written.append(pages.PublishedFile(path.name, in_words(book.title, latest), "", periods_in_words([latest]), 0))
    return written


def _books(publish: Path, edition: Edition) -> Iterator[tuple[Book, Path]]:
    for book, _ in edition.contents.books_in(edition.year, edition.part):
        yield book, publish / "tables" / book.file_name_of(edition.latest)


def _write_restricted(warehouse: Warehouse, folder: Path, protection: Protection) -> None:
    write_findings(warehouse, folder)
    path = str(folder / "unprotected_cells.csv").replace("'", "''")
    warehouse.connection.execute(f"COPY ({CELLS} ORDER BY ALL) TO '{path}' (HEADER, DELIMITER ',')")
    protection.write_restricted(folder)
