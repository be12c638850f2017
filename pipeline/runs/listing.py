"""What there is: releases with their editions, and the data sets and tables of one edition."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.specification import load_specification
from pipeline.design.contents import in_words
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.reference.periods import year_of


@dataclass(frozen=True)
class ListedRelease:
    """A release: name and title, first and last edition, the returns it reads, and the parts it may leave in."""

    name: str
    title: str
    first_edition: int
    last_edition: int
    returns: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ListedFile:
    """A data set or table of an edition: ``kind``, the name to ask for it by, its title, and its areas or units."""

    kind: str
    name: str
    title: str
    about: str


def releases() -> list[ListedRelease]:
    """Every release, by name."""
    return [_listed(name) for name in release_names()]


def _listed(name: str) -> ListedRelease:
    release, contents = load_release(name), load_contents(TEMPLATES / name / "tables.yaml")
    years = {year_of(period) for period in load_specification(release.own_return).periods}
    held = [year for year in sorted(years) if release.data_sets_in(year) and _is_declared(name, year)]
    return ListedRelease(
        name, release.title, held[0], held[-1], release.returns, tuple(part.name for part in contents.parts)
    )


def _is_declared(name: str, year: int) -> bool:
    """Whether the workbooks say how an edition writes its symbols."""
    try:
        load_contents(TEMPLATES / name / "tables.yaml").edition_for(year)
    except UsageError:
        return False
    return True


def files(name: str, year: int) -> list[ListedFile]:
    """The data sets and tables of an edition; raises UsageError for a release that there is not."""
    release, contents = load_release(name), load_contents(TEMPLATES / name / "tables.yaml")
    data_sets = [
        ListedFile(
            "data set",
            one.file_name.at(year),
            one.title,
            ", ".join(level.replace("_", " ") for level in one.levels),
        )
        for one in release.data_sets_in(year)
    ]
    tables = [
        ListedFile("table", table.number, in_words(table.title, year), table.units)
        for table in contents.tables_in(year)
    ]
    return [*data_sets, *tables]


def rows_of(name: str, year: int) -> list[dict[str, object]]:
    """All releases, or the files of an edition of one (the latest, where ``year`` is 0), each as a row."""
    if not name:
        return [
            {
                "release": one.name,
                "editions": f"{one.first_edition} to {one.last_edition}",
                "title": one.title,
                "returns": ", ".join(one.returns),
                "parts": ", ".join(one.parts),
            }
            for one in releases()
        ]
    return [
        {"kind": one.kind, "name": one.name, "title": one.title, "about": one.about}
        for one in files(name, year or _listed(name).last_edition)
    ]


def in_columns(rows: list[tuple[str, ...]]) -> str:
    """Rows of texts as lines, each column as wide as its widest text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)
