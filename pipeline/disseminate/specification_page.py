"""The specification of a return of one year, with the figures that each field enters: lines, and a page of them.

Nothing here reads a return or a warehouse, so that no page of it can hold a count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from pipeline.collect.collection import TypedRecords
from pipeline.collect.registry import collection
from pipeline.collect.specification import Specification, load_specification
from pipeline.collect.specification_told import CHANGE, FIELD, FIGURE, PARTS, SpecificationLine, told_of
from pipeline.design.data_sets import DataSet, Indicator, Label, Release
from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.design.statistic import Cell, cell_named
from pipeline.disseminate.pages import STYLESHEET, render_page
from pipeline.foundation.stages import Stage
from pipeline.process.columns_followed import followed
from pipeline.process.models import Models
from pipeline.process.models_read import load_models
from pipeline.reference.periods import period_of, year_of

HEADINGS = ("Part", "File", "Field", "Entry", "What it says", "Years", "Why")
COLUMNS = ("file", "field", "entry", "says", "years", "reason")
"""What of a line stands under each heading but the first, which is that of its table."""
TITLES = {
    "file": "Files",
    "field": "Fields",
    "code": "Codes and what they mean",
    "rule": "Rules, by public number where they have one",
    "figure": "How each field enters published figures",
    "change": "What changed since the year before, and why",
}
OF_NO_FIGURE = "No figure is cut by it or added up of it: it is for checks, or says that there is a record."
# What a table of cells that is no list of cuts is followed to, instead of a breakdown.
OF_NO_CUT = frozenset({"amount"})


def specification_lines(return_name: str, year: int, *, changes_alone: bool = False) -> list[SpecificationLine]:
    """All that is said of a return in a year, in order of part, or what changed alone.

    Raises UsageError for an unknown return or a year that is not specified.
    """
    specification = load_specification(return_name)
    lines = list(told_of(specification, year))
    if changes_alone:
        return [line for line in lines if line.part == CHANGE]
    lines += _figures(specification, year, [line for line in lines if line.part == FIELD])
    return sorted(lines, key=lambda line: PARTS.index(line.part))


def write_specification_page(
    folder: Path,
    return_name: str,
    year: int,
    lines: Sequence[SpecificationLine],
    published_in: Mapping[str, object] | None = None,
) -> Path:
    """Write ``specification_<return>.html``; ``published_in`` is what the pages of a release have at their head."""
    specification = load_specification(return_name)
    title = f"{specification.title}: the return of {period_of(year)}"
    parts = []
    for part in PARTS:
        told = [line for line in lines if line.part == part]
        said = [
            (heading, name)
            for heading, name in zip(HEADINGS[1:], COLUMNS, strict=True)
            if any(getattr(line, name) for line in told)
        ]
        parts.append((part, TITLES[part], said, told))
    content = {
        "release": {"title": title, "year": str(period_of(year))},
        "navigation": (),
        "title": title,
        "source": specification.content.get("source", ""),
        "stylesheet": Markup(STYLESHEET.read_text(encoding="utf-8")),
        "parts": [part for part in parts if part[-1]],
        "published_in": published_in is not None,
        **(published_in or {}),
    }
    return render_page(folder, f"specification_{return_name}", content, "specification")


def _figures(
    specification: Specification, year: int, fields: Sequence[SpecificationLine]
) -> Iterator[SpecificationLine]:
    """Where the figures of each field are published, and what is counted by it."""
    models = load_models()
    following = followed(models)
    records = {one.name: one for one in collection(specification.return_name).records}
    releases = [
        release for release in map(load_release, release_names()) if specification.return_name in release.returns
    ]
    columns = {
        (kind.file, field.name): (_staged(specification, kind.name, records), field.column)
        for kind in specification.for_year(year).record_types
        for field in kind.fields
    }
    for line in fields:
        column = columns[line.file, line.field]
        cells = following.cells_of(column)
        found = [
            replace(line, part=FIGURE, entry=data_set.file_name.at(year_of(year)), says=says, years="", reason="")
            for release in releases
            for data_set in release.data_sets_in(year_of(year))
            if (says := _in_data_set(release, data_set, cells, models, year_of(year)))
        ]
        taken = [name.partition(".")[2].replace("_", " ") for name in following.conditions_on(column)]
        if taken:
            found.append(
                replace(line, part=FIGURE, entry="", says=f"Decides which rows count: {', '.join(taken)}.", years="",
                        reason="")
            )  # fmt: skip
        if not found:
            counted = sorted({table.partition(".")[2].replace("_", " ") for table, _ in cells})
            says = f"Counted in {', '.join(counted)}; in no data file of the year." if counted else OF_NO_FIGURE
            found = [replace(line, part=FIGURE, entry="", says=says, years="", reason="")]
        yield from found


def _staged(specification: Specification, kind: str, records: dict[str, TypedRecords]) -> str:
    """The table of stage staged that holds the records of a kind."""
    name = kind if kind in records else f"{specification.return_name}_{kind}"
    return f"{Stage.STAGED.value}.{name}"


def _in_data_set(
    release: Release, data_set: DataSet, cells: frozenset[tuple[str, str]], models: Models, edition: int
) -> str:
    """By which breakdowns a data set shows what is followed, in words; empty where it shows nothing of it."""
    shown = _shown(release, data_set, edition)
    used: set[str] = set()
    for table, reached in cells:
        measure = table.partition(".")[2]
        if measure not in shown:
            continue
        if reached in OF_NO_CUT or models[table].path.suffix == ".sql":
            used.add("its number")
        elif reached in shown[measure]:
            used.add(reached.replace("_", " "))
    return f"{data_set.title}: by {', '.join(sorted(used))}." if used else ""


@lru_cache(1024)
def _shown_keys(release_name: str, position: int, edition: int) -> dict[str, frozenset[str]]:
    release = load_release(release_name)
    data_set = release.data_sets[position]
    shown: dict[str, set[str]] = {data_set.measure: set()}
    sets = {name for one in data_set.filters for name in one.label_sets}
    labels = [label for label in release.labels if label.label_set in sets and label.holds_in(edition)]
    indicators = data_set.indicators_in(edition)
    declared: list[Label | Indicator] = [*labels, *indicators]
    keys = [Cell(one.measure or data_set.measure, one.key or "") for one in declared]
    keys += [
        cell_named(text, data_set.measure)
        for one in declared
        if one.statistic
        for text in (one.statistic.of, one.statistic.minus)
        if text
    ]
    for measure, key in keys:
        shown.setdefault(measure, set()).update(pair.partition("=")[0] for pair in key.split(";") if pair)
    # A label's measure holds for the labels of filters beside it too.
    every = frozenset().union(*shown.values())
    return dict.fromkeys(shown, every)


def _shown(release: Release, data_set: DataSet, edition: int) -> dict[str, frozenset[str]]:
    """The measures that a data set shows, each with the breakdowns of its cells."""
    # In some editions it has other levels than declared.
    names = [one.file_name for one in release.data_sets]
    return _shown_keys(release.name, names.index(data_set.file_name), edition)
