"""Which published figure is meant by a reference, however it is typed, and where the release prints it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.analyse.areas import ENGLAND, Areas, read_areas
from pipeline.analyse.data_set_rows import label_rows, label_texts, shown_by
from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import PublishedAbout, ReadFigure, read_data_sets, read_workbooks
from pipeline.collect.specification import load_specification
from pipeline.design.data_sets import DataSet, Indicator, Label, Release
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.statistic import COUNT
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.periods import period_named
from pipeline.reference.tables import authorities_left_out

WORKBOOK_CELL = re.compile(r"'?([A-Za-z0-9]+)'?\s*!\s*\$?([A-Za-z]{1,3})\$?(\d+)")
FORM = "SHEET!CELL or DATA_SET:YEAR:AREA[:LABELS][:COLUMN]"
MOST_NAMED = 8


@dataclass(frozen=True)
class Opened:
    """A release whose cells are asked for: its published folder, what it is, its declarations, and its areas."""

    publish: Path
    about: PublishedAbout
    release: Release
    areas: Areas

    def area_named(self, text: str) -> str:
        """The code of the area that is called so, by any of its codes or its name; the text itself where none is."""
        wanted = text.strip().casefold()
        for area in (ENGLAND, *self.areas.regions, *self.areas.local_authorities):
            codes = (area.area_code, area.area_name, area.la_code, area.new_la_code)
            if wanted in {code.casefold() for code in codes if code}:
                return area.area_code
        return text

    def name_of(self, area_code: str) -> str:
        """The name of an area, empty for a code that the release does not know."""
        everywhere = (ENGLAND, *self.areas.regions, *self.areas.local_authorities)
        return next((area.area_name for area in everywhere if area.area_code == area_code), "")


def open_release(publish: Path, about: PublishedAbout) -> Opened:
    """The release in ``publish``, with the areas of its years."""
    release = load_release(about.name)
    with Warehouse() as warehouse:
        left_out = authorities_left_out(about.name, about.year)
        own = load_specification(release.own_return)
        load_reference(warehouse, with_postcodes=False, left_out=left_out, sent=own.sent_in(about.years))
        return Opened(publish, about, release, read_areas(warehouse, about.years))


def find_cell(opened: Opened, reference: str) -> tuple[str, ReadFigure]:
    """The reference as it is usually written, and the figure it means; raises UsageError when there is none."""
    match = WORKBOOK_CELL.fullmatch(reference.strip())
    if match is not None:
        cell = f"{match[1].upper()}!{match[2].upper()}{match[3]}"
        return cell, _workbook_cell(opened, cell)
    return reference, _data_set_cell(opened, reference)


def is_workbook_cell(reference: str) -> bool:
    """Whether a reference is to a worksheet."""
    return WORKBOOK_CELL.fullmatch(reference.strip()) is not None


def _workbook_cell(opened: Opened, cell: str) -> ReadFigure:
    about = opened.about
    contents = load_contents(TEMPLATES / about.name / "tables.yaml")
    tables = contents.tables_in(about.year, about.part)
    wanted = [table for table in tables if table.number.upper() == cell.partition("!")[0]]
    # Of a workbook no other worksheet is read.
    asked = replace(contents, tables=tuple(wanted))
    for read in read_workbooks(opened.publish, asked, about.year, about.part, about.years, opened.areas):
        if read.place.rpartition(" ")[2].upper() == cell:
            return read
    numbers = ", ".join(table.number for table in tables)
    raise UsageError(f"{cell} holds no figure; write SHEET!CELL, the worksheet one of {numbers}.")


def _data_set_cell(opened: Opened, reference: str) -> ReadFigure:
    about, release = opened.about, opened.release
    name, _, rest = reference.strip().partition(":")
    year, _, rest = rest.partition(":")
    area, _, text = rest.partition(":")
    data_sets = {one.file_name.at(about.year): one for one in release.data_sets_in(about.year, about.part)}
    by_name = {known.casefold(): one for known, one in data_sets.items()}
    data_set, period = by_name.get(name.strip().casefold()), period_named(year.strip())
    if data_set is None or period is None:
        raise UsageError(f"{reference!r} is not {FORM}. Data sets: {', '.join(data_sets)}.")
    indicators = {one.column.at(about.year): one for one in data_set.indicators_in(about.year) if not one.compared}
    labelled, _, column = text.rpartition(":")
    if column not in indicators:
        labelled, column = text, next((name for name, one in indicators.items() if one.statistic.kind == COUNT), "")
    indicator = indicators.get(column) or list(indicators.values())[-1]
    labels = _labels_named(opened, data_set, reference, labelled)
    shown = shown_by(data_set, labels, indicator, period.collection_year, opened.area_named(area))
    if shown is not None:
        found = figures_of(opened, {shown}, [data_set]).get(shown)
        if found:
            return found[0]
    raise UsageError(
        f"{reference!r}: {name} has no figure there, or one that no return of this release is behind. "
        "Areas are named by their codes or their names."
    )


def _labels_named(opened: Opened, data_set: DataSet, reference: str, labelled: str) -> tuple[Label, ...]:
    """The row of labels with all the texts that are given, alone in having them or in having no other."""
    wanted = [text.strip().casefold() for text in re.split("[=;]", labelled) if text.strip()]
    rows = []
    for labels in label_rows(opened.release, data_set, opened.about.year):
        texts = [text.casefold() for text in label_texts(data_set, labels) if text]
        if texts == wanted:
            return labels
        if all(text in texts for text in wanted):
            rows.append(labels)
    if len(rows) == 1:
        return rows[0]
    told = "; ".join("=".join(filter(None, label_texts(data_set, labels))) for labels in rows[:MOST_NAMED])
    more = f" Several do, among them: {told}." if rows else ""
    raise UsageError(
        f"{reference!r}: {data_set.file_name.at(opened.about.year)} has no labels {labelled!r}; "
        f"write them as group=item, as the file prints them.{more}"
    )


def figures_of(
    opened: Opened, wanted: Collection[Shown], data_sets: Collection[DataSet] | None = None
) -> Mapping[Shown, list[ReadFigure]]:
    """Every place in the data files where some figures are printed; files that cannot have them are not opened."""
    given = opened.release.data_sets_in(opened.about.year, opened.about.part) if data_sets is None else data_sets
    anywhere = {shown.at(0, "") for shown in wanted}
    chosen = [one for one in given if anywhere.intersection(_anywhere(opened, one))]
    found: dict[Shown, list[ReadFigure]] = {}
    places = {(shown.year, shown.area_code) for shown in wanted}
    release = replace(opened.release, data_sets=tuple(chosen))
    for read in read_data_sets(opened.publish, release, opened.about, places):
        if read.shown in wanted:
            found.setdefault(read.shown, []).append(read)
    return found


def _anywhere(opened: Opened, data_set: DataSet) -> Iterator[Shown]:
    """The figures that a data set shows, of no year and area."""
    year = opened.about.year
    indicators: list[Indicator] = [one for one in data_set.indicators_in(year) if not one.compared]
    for labels in label_rows(opened.release, data_set, year):
        for one in indicators:
            shown = shown_by(data_set, labels, one, 0, "")
            if shown is not None:
                yield shown
