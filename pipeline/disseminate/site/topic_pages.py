"""A page for each headline figure: England over time, regions, authorities ranked and on a map, categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.analyse.areas import ENGLAND
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.order_of_age import youngest_first
from pipeline.disseminate.pages import render_page
from pipeline.disseminate.site import charts
from pipeline.disseminate.site.findings import (
    Topic,
    breakdown,
    capitalised,
    extremes,
    in_a_row,
    in_print,
    number,
    told,
)
from pipeline.disseminate.site.published_figures import Column, PublishedFigures
from pipeline.disseminate.site.tile_map import SIZE, tiles
from pipeline.reference.periods import period_of

FOLDER = "topics"


@dataclass(frozen=True)
class Charted:
    """A chart with its title, which says the finding, the table of what it shows, and the data file that has it."""

    title: str
    chart: Markup
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    file: str
    links: Mapping[str, str]


def england_over_time(figures: PublishedFigures, topic: Topic) -> Charted:
    """The count of England in every period of the release; the table has the newest first."""
    edition = figures.edition
    shown = {year: figures.of(topic.main.shown.at(year, ENGLAND.area_code)) for year in edition.years}
    title = told(figures, topic.main, topic.label).title
    chart = charts.over_time(
        title, [str(period_of(year)) for year in shown], {"England": [*map(number, shown.values())]}
    )
    rows = [[str(period_of(year)), in_print(figures, figure)] for year, figure in reversed(shown.items())]
    return Charted(title, chart, ["Year", "England"], rows, topic.main.file.name, {})


def by_region(figures: PublishedFigures, topic: Topic) -> Charted:
    """The nine regions in the latest period, the highest first."""
    regions = [area for area in figures.edition.areas.regions if area.level is AreaLevel.REGION]
    ordered = _in_order(figures, topic.compared, regions)
    values = {area.area_name: value for area, _, value in ordered if value is not None}
    title = f"{topic.label_compared}: {extremes(values)}"
    hidden = [area.area_name for area, _, value in ordered if value is None]
    if values and hidden:  # else whoever sees the chart would take it that there are fewer regions
        title += f"; no figure is shown for {in_a_row(hidden)}"
    rows = [[area.area_name, text] for area, text, _ in ordered]
    chart = charts.bars(title, values) if values else Markup("")
    return Charted(title, chart, ["Region", capitalised(topic.words)], rows, topic.compared.file.name, {})


def by_authority(figures: PublishedFigures, topic: Topic, marked: str = "") -> Charted:
    """The authorities in being in the latest period, the highest first; one may be marked in the chart."""
    ordered = _in_order(figures, topic.compared, authorities(figures))
    shown = [(area, value) for area, _, value in ordered if value is not None]
    at = next((place for place, (area, _) in enumerate(shown) if area.area_code == marked), None)
    found = extremes({area.area_name: value for area, value in shown})
    title = f"{topic.label_compared}, {len(shown)} authorities: {found}"
    chart = charts.ranked(title, [value for _, value in shown], at) if shown else Markup("")
    rows = [[area.area_name, text] for area, text, _ in ordered]
    links = {area.area_name: f"../authorities/{page_name(area)}.html" for area, _, _ in ordered}
    return Charted(title, chart, ["Local authority", capitalised(topic.words)], rows, topic.compared.file.name, links)


def by_category(figures: PublishedFigures, topic: Topic) -> Charted | None:
    """England's count by the breakdown that the topic is charted by; None without one."""
    latest = figures.edition.latest
    found = [(label, figures.of(shown.at(latest, ENGLAND.area_code))) for label, shown in breakdown(figures, topic)]
    found = youngest_first(found, lambda one: one[0])
    values = {label: value for label, figure in found if (value := number(figure)) is not None}
    if not values:
        return None
    title = f"{topic.label}, England, {period_of(latest)}: the groups whose figure is shown"
    if len(values) == len(found):  # else one that is not shown could be larger
        largest = max(values, key=lambda label: values[label])
        title = f"{topic.label}, England, {period_of(latest)}: most are in the group {largest}, {values[largest]:,}"
    columns = breakdown(figures, topic)
    file = next(one.file.name for one in figures.columns_of(columns[0][1].cell) if one.shown == columns[0][1])
    rows = [[label, in_print(figures, figure)] for label, figure in found]
    return Charted(title, charts.bars(title, values), ["Category", "Number"], rows, file, {})


def authorities(figures: PublishedFigures) -> list[Area]:
    """Those in being in the latest period that have rows of their own."""
    return [area for area in figures.edition.areas_of_tables if area.level is AreaLevel.LOCAL_AUTHORITY]


def page_name(area: Area) -> str:
    """What the page of an authority is called, without ending: the code under which its figures are counted."""
    return area.area_code


def map_of(figures: PublishedFigures, topic: Topic) -> dict[str, Any]:
    """The tile map of what is compared in the latest period, with its title and size."""
    ordered = _in_order(figures, topic.compared, authorities(figures))
    values = {area.area_code: value for area, _, value in ordered if value is not None}
    found = tiles(figures.edition, values, {area.area_code: text for area, text, _ in ordered})
    return {
        "title": f"{topic.label_compared}: the darker a square, the higher the figure",
        "tiles": found,
        "width": max((one.x for one in found), default=0) + SIZE,
        "height": max((one.y for one in found), default=0) + SIZE,
    }


def write_topic_pages(
    publish: Path, figures: PublishedFigures, found: Sequence[Topic], shared: Mapping[str, Any]
) -> None:
    """Write ``topics/<name>.html`` for each topic."""
    for topic in found:
        categories = by_category(figures, topic)
        has_authorities = bool(authorities(figures)) and "local_authority" in topic.compared.file.data_set.levels
        has_regions = "regional" in topic.compared.file.data_set.levels
        charted = [
            england_over_time(figures, topic),
            *([by_region(figures, topic)] if has_regions else []),
            *([by_authority(figures, topic)] if has_authorities else []),
            *([categories] if categories is not None else []),
        ]
        content = {
            **shared,
            "topic": topic,
            "told": told(figures, topic.main, topic.label),
            "charted": charted,
            "map": map_of(figures, topic) if has_authorities else None,
        }
        render_page(publish, f"{FOLDER}/{topic.name}", content, "topic")


def _in_order(
    figures: PublishedFigures, column: Column, areas: Sequence[Area]
) -> list[tuple[Area, str, Decimal | None]]:
    """The areas with the figure of the latest period as printed and as a number; the highest first, symbols last."""
    shown = [(area, figures.of(column.shown.at(figures.edition.latest, area.area_code))) for area in areas]
    found = [(area, in_print(figures, figure), number(figure)) for area, figure in shown]
    return sorted(found, key=lambda one: (one[2] is None, -(one[2] or 0), one[0].area_name))
