"""What the pages of one release say: gathered from the warehouse, the models, the declarations and the policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.caveats import Caveat
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Figures
from pipeline.collect.specification import load_specification
from pipeline.design.figure import Figure
from pipeline.disseminate import pages
from pipeline.disseminate.definitions import Definition, behind_data_set, definitions_of
from pipeline.disseminate.methodology_subjects import by_subject, write_methodology_subjects
from pipeline.disseminate.rounding_sentences import rounded_to, rounding_of_files
from pipeline.disseminate.site.open_formats import write_data_package
from pipeline.disseminate.site.published_data import PublishedData
from pipeline.disseminate.site.whole_site import navigation, write_site
from pipeline.disseminate.specification_page import specification_lines, write_specification_page
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage_floor import few_of
from pipeline.process.coverage_policy import CoveragePolicy, load_coverage_policy
from pipeline.process.grossed import grossed_models
from pipeline.process.models import Models
from pipeline.protect.edition.protection import Protection
from pipeline.reference.periods import period_of
from pipeline.reference.sending import EVERY_AUTHORITY

GROSSING = (
    "grossed.coverage",
    "grossed.estimates",
    "grossed.counts_behind_areas",
    "grossed.area_sums",
    "grossed.cells",
)
"""The models whose method the methodology page tells, in the order of telling; of areas without figures policy does."""


WriteRevisions = Callable[[Path, Edition, Mapping[str, object]], None]
"""Writes the revisions on an earlier release into ``publish``; the mapping is what the manifest will say first."""


@dataclass(frozen=True)
class PageContent:
    """Everything the pages are written from; ``accepted`` says what was accepted below the floor.

    ``caveats`` are the published notes on figures of single authorities, ``data`` the data files as they are published.
    ``has_revisions`` says that there is a page of revisions on an earlier release.
    """

    edition: Edition
    models: Models
    figures: Figures
    protection: Protection
    data_files: Sequence[pages.PublishedFile]
    workbooks: Sequence[pages.PublishedFile]
    data: PublishedData
    accepted: Sequence[str] = ()
    unreliable: Sequence[str] = ()
    caveats: Sequence[Caveat] = ()
    has_revisions: bool = False


def about_release(edition: Edition) -> dict[str, object]:
    """The head of the manifest: which release this is, and the edition of its populations (null for the latest)."""
    periods = map(period_of, edition.years)
    return {
        "release": edition.release.name,
        "title": edition.release.title,
        "year": edition.year,
        "part": edition.part,
        "years": [str(period) if period.quarter else period.year for period in periods],
        "populations": edition.populations,
    }


def _populations_sentence(populations: int | None, edition: int, population: str) -> str:
    """What the rates rest on: mid-year estimates, and of which edition, unless it is another ``population``."""
    if population != EVERY_AUTHORITY.population:
        return f"Rates and estimates are of {pages.POPULATIONS[population]}."
    if populations is not None:
        return f"Populations are the mid-year estimates that the department's edition of {populations} used."
    return (
        "Populations are the mid-year estimates of the latest series: those that the department's edition of "
        f"{edition} used were not asked for or are not known, so rates may differ a little from those first published."
    )


def _population(edition: Edition) -> str:
    """The population by which the release's own return is estimated and its rates are worked out."""
    return load_specification(edition.release.own_return).population


def _of_missing_returns(edition: Edition, policy: CoveragePolicy) -> list[str]:
    """What becomes of figures that are missing, paragraph by paragraph."""
    if edition.senders == "agencies":
        return [
            "The row of an agency whose figure is not known says that it is not available. Nobody lives in an agency, "
            "so nothing can be estimated for it: the region that it is listed under and England have no figure either."
        ]
    if not policy.estimates_missing:
        told = grossed_models()["grossed.coverage"]
        return [
            f"{told.counted} Not counted: {told.not_counted}",
            "The row of an authority whose figure is not known says that it is not available. Regions and England add "
            "up the authorities whose figure is known; nothing is estimated for others.",
        ]
    models = [grossed_models()[name] for name in GROSSING]
    return [
        *(f"{one.counted}{f' Not counted: {one.not_counted}' if one.not_counted else ''}" for one in models),
        f"The row of an authority whose figure is not known says that it is not available. "
        f"{policy.areas_without_in_words()}",
        _populations_sentence(edition.populations, edition.year, _population(edition)),
    ]


def release_in_words(edition: Edition) -> dict[str, str]:
    """What every page says of the release that it belongs to."""
    latest = period_of(edition.latest)
    ends = load_specification(edition.release.own_return).span(edition.latest)[1]
    return {
        "title": edition.release.title,
        "year": str(latest),
        "period": str(latest) if latest.quarter else f"year ending {ends.day} {ends:%B} {ends.year}",
        "summary": edition.release.summary,
    }


def write_pages(warehouse: Warehouse, publish: Path, content: PageContent) -> None:
    """Write ``index.html``, the pages of methodology and the specifications of the returns behind the figures."""
    edition, years = content.edition, content.edition.years
    specifications = _write_specifications(publish, edition)
    definitions = definitions_of(edition.release, content.models)
    data_sets = _data_sets(edition, definitions)
    write_data_package(publish, content.data, edition.release, edition.year, data_sets)
    release = release_in_words(edition)
    estimates = _estimates(warehouse, years)
    shared = {
        "release": release,
        "years": [str(period_of(year)) for year in years],
        "estimates": estimates,
        "unreliable": content.unreliable,
        "protection": content.protection.sentences(),
        "senders": edition.senders,
        "navigation": navigation(edition),
        "specifications": specifications,
        "definitions": {measure: one.place for measure, one in definitions.items()},
    }
    pages.render_page(
        publish,
        "index",
        {
            **shared,
            **write_site(publish, edition, content.data, data_sets, content.caveats, shared),
            "years": [str(period_of(year)) for year in reversed(years)],
            "headlines": [
                {
                    "label": headline.label,
                    "measure": headline.measure,
                    "figures": [
                        _printed(
                            content.figures.count(headline.measure, year, ENGLAND.area_code, headline.key), content
                        )
                        for year in reversed(years)
                    ],
                }
                for headline in edition.headlines
            ],
            "estimates_sentence": _estimates_sentence(estimates),
            "accepted": content.accepted,
            "caveats": list(dict.fromkeys(one.sentence for one in content.caveats)),
            "has_revisions": content.has_revisions,
            "data_files": content.data_files,
            "descriptions": {file.name: file.described_in for file in content.data.files},
            "workbooks": content.workbooks,
            "certificate": True,
            "archive": f"{edition.archive_name}.zip",
            "rounding": rounded_to(content.protection.policies.data_sets.rounding_national),
        },
    )
    printed = edition.contents.edition_for(edition.year)
    policy = load_coverage_policy(TEMPLATES / edition.release.name / "release.toml")
    subjects = by_subject(content.models, edition.release.returns)
    write_methodology_subjects(publish, edition, subjects, data_sets, shared)
    pages.render_page(
        publish,
        "methodology",
        {
            **shared,
            "coverage": _coverage(warehouse, years),
            "coverage_sentence": (
                f"Figures are made from the returns that {edition.senders} sent. A return that is absent, or that "
                "cannot be used because it holds another authority's or another year's records, counts as missing."
            ),
            "missing": _of_missing_returns(edition, policy),
            "groups_of_estimates": _estimates_in_groups(estimates),
            "subjects": [(one["title"], one["anchor"], len(one["models"])) for one in subjects],
            "files": len(data_sets),
            "rounding": [
                *rounding_of_files(content.protection.policies, edition.senders),
                "Ties round up (away from zero), by whole-number arithmetic.",
                "Each level is rounded on its own, so published figures need not add up.",
            ],
            "symbols": [
                {"text": printed.symbols[marker], "meaning": meaning}
                for marker, meaning in edition.contents.markers.items()
            ],
            "readings": edition.release.readings,
            "indicators": pages.indicator_entries(edition.release.path.with_name("indicators.yaml")),
        },
    )


def _data_sets(edition: Edition, definitions: Mapping[str, Definition]) -> list[dict[str, Any]]:
    """What is said of each data set: its file, years, who and what it counts, and the formula of each column."""
    entries = pages.data_set_entries(edition.data_sets, edition.year, edition.years, _population(edition))
    return [
        {**entry, "counted": behind_data_set(edition.release, data_set, edition.year, definitions)}
        for entry, data_set in zip(entries, edition.data_sets, strict=True)
    ]


def _write_specifications(publish: Path, edition: Edition) -> list[dict[str, str]]:
    """A page of each return in the latest period that it was collected in; where it is and what it is called."""
    written = []
    head = {"release": release_in_words(edition), "navigation": navigation(edition)}
    for name in edition.release.returns:
        held = [year for year in edition.years if load_specification(name).covers(year)]
        if held:
            lines = specification_lines(name, held[-1])
            path = write_specification_page(publish, name, held[-1], lines, head)
            written.append({"file": path.name, "title": load_specification(name).title, "of": str(period_of(held[-1]))})
    return written


def _printed(figure: Figure, content: PageContent) -> str:
    if figure.marker is not None:
        return content.edition.contents.edition_for(content.edition.year).shown(figure.marker)
    return f"{figure.value:,}"


def _estimates(warehouse: Warehouse, years: Sequence[int]) -> list[dict[str, object]]:
    rows = warehouse.connection.execute(
        """
        SELECT replace(estimates.measure, '_', ' '), estimates.collection_year, areas.la_name, estimates.reason
        FROM grossed.estimates AS estimates
        JOIN reference.reporting_units AS areas USING (collection_year, la_code)
        WHERE list_contains(?, estimates.collection_year)
        ORDER BY ALL
        """,
        [list(years)],
    ).fetchall()
    return [
        {"measure": measure, "year": str(period_of(year)), "la_name": name, "reason": reason}
        for measure, year, name, reason in rows
    ]


def _estimates_in_groups(estimates: Sequence[dict[str, object]]) -> list[dict[str, str]]:
    """The estimates with one row for all authorities of which the same is estimated, for one reason in one year."""
    of_each: dict[tuple[object, object, object], list[str]] = {}
    for row in estimates:
        of_each.setdefault((row["year"], row["reason"], row["la_name"]), []).append(str(row["measure"]))
    groups: dict[tuple[object, object, str], list[str]] = {}
    for (year, reason, name), measures in of_each.items():
        groups.setdefault((year, reason, ", ".join(sorted(measures))), []).append(str(name))
    return [
        {"year": str(year), "reason": str(reason), "measures": measures, "authorities": ", ".join(sorted(names))}
        for (year, reason, measures), names in sorted(groups.items(), key=str, reverse=True)
    ]


def _estimates_sentence(estimates: Sequence[dict[str, object]]) -> str:
    missing = sorted({f"{row['la_name']} ({row['year']})" for row in estimates})
    return (
        f"Figures for England and for regions include estimates for {few_of(missing)}, "
        "whose returns were missing, could not be used, or do not go back far enough for a measure. "
        "coverage.csv lists them all."
    )


def _coverage(warehouse: Warehouse, years: Sequence[int]) -> list[dict[str, object]]:
    rows = warehouse.connection.execute(
        """
        SELECT collection_year, count(DISTINCT la_code), count(DISTINCT la_code) FILTER (WHERE is_supplied)
        FROM grossed.coverage WHERE list_contains(?, collection_year) GROUP BY 1 ORDER BY 1
        """,
        [list(years)],
    ).fetchall()
    return [
        {"year": str(period_of(year)), "expected": expected, "supplied": supplied} for year, expected, supplied in rows
    ]
