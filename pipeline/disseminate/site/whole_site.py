"""All pages of a release that are made from its data files, and what of them the first page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfile
from typing import Any

from pipeline.analyse.caveats import Caveat
from pipeline.analyse.comparisons import FEWEST_NEIGHBOURS
from pipeline.analyse.edition import Edition
from pipeline.design.figure import Marker
from pipeline.design.files.publication_file import publication_of
from pipeline.disseminate.site.authority_pages import AuthorityPages
from pipeline.disseminate.site.findings import told, topics
from pipeline.disseminate.site.open_formats import opened_in_one_line
from pipeline.disseminate.site.published_data import PublishedData
from pipeline.disseminate.site.published_figures import PublishedFigures
from pipeline.disseminate.site.table_tool import write_table_tool
from pipeline.disseminate.site.topic_pages import authorities, england_over_time, map_of, write_topic_pages
from pipeline.foundation.stages import TEMPLATES
from pipeline.reference.periods import year_of

STATIC = TEMPLATES / "pages" / "static"
SITE = "site"
"""The folder of a release in which stylesheet and scripts of its pages lie."""


def navigation(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The links at the top of every page."""
    has_authorities = any(area.la_code for area in edition.areas_of_tables)
    return (
        ("Findings", "index.html#findings"),
        *((("Local authorities", "index.html#authorities"),) if has_authorities else ()),
        ("Make a table", "table-tool.html"),
        ("Data and tables", "index.html#data"),
        ("Methodology", "methodology.html"),
    )


def write_site(
    publish: Path,
    edition: Edition,
    data: PublishedData,
    data_sets: Sequence[Mapping[str, Any]],
    caveats: Sequence[Caveat],
    shared: Mapping[str, Any],
) -> dict[str, Any]:
    """Write the pages of topics and authorities, and what all pages need; returns what the first page shows of them.

    ``publish`` has the data files, ``coverage.csv`` and ``data_confidence.csv`` already; ``data_sets`` is what is said
    of each data set, ``caveats`` are the notes on figures of single authorities.
    """
    for path in sorted(STATIC.iterdir()):
        target = publish / SITE / path.name
        target.parent.mkdir(exist_ok=True)
        copyfile(path, target)
    write_table_tool(publish, data, edition.year, data_sets, shared)
    figures = PublishedFigures(edition, data)
    headlines = topics(figures, edition.headlines)
    write_topic_pages(publish, figures, headlines, shared)
    of_authorities = topics(figures, (*edition.headlines, *edition.release.of_authorities))
    of_authorities = [one for one in of_authorities if "local_authority" in one.compared.file.data_set.levels]
    listed = []
    if authorities(figures) and of_authorities:
        found = AuthorityPages(figures, of_authorities, publish, caveats)
        about = {
            "confidential": edition.contents.edition_for(edition.year).shown(Marker.CONFIDENTIAL),
            "fewest_neighbours": FEWEST_NEIGHBOURS,
            "topics_with_pages": {one.name for one in headlines},
        }
        found.write(publish, {**shared, **about})
        listed = found.listed()
    return {
        "findings": [
            {
                "topic": one,
                "told": told(figures, one.main, one.label),
                "charted": england_over_time(figures, one),
            }
            for one in headlines
        ],
        "authorities": listed,
        "map": map_of(figures, of_authorities[0]) if listed else None,
        "one_line": opened_in_one_line(data),
        "publication": publication(edition),
        "changes": changes(edition),
    }


def publication(edition: Edition) -> dict[str, str]:
    """When this part of the release is published, when the next one comes, whom to ask, and who had it before."""
    contents = edition.contents
    part = contents.part(contents.books_in(edition.year, edition.part)[-1][0].part)
    said = publication_of(contents, part, edition.year, edition.latest, edition.part)
    return {
        "day": said.day,
        "next": said.next_release,
        "contact": said.contact,
        "access": said.access_in_words,
        "source": contents.about.source,
    }


def changes(edition: Edition) -> list[str]:
    """What is different about the edition's tables and data files, as it is declared of them."""
    year = year_of(edition.year)
    found = [
        f"Table {table.number}: {change.reason}"
        for table in edition.contents.tables_in(edition.year, edition.part)
        for change in table.changes
        if change.year == year
    ]
    found += [
        f"Table {one.number} is no longer published: {one.reason}"
        for book, _ in edition.contents.books_in(edition.year, edition.part)
        for one in edition.contents.dropped_before(edition.year, book)
    ]
    return [
        *found,
        *(f"New data set: {one.title}." for one in edition.data_sets if one.first_edition == year),
    ]
