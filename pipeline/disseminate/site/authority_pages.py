"""A page for each authority: its figures over time beside its region, England and its statistical neighbours.

Means, ranks and quarters are worked out from figures that are shown, so that whoever has the data files can do it too.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.analyse.areas import ENGLAND, REGIONS
from pipeline.analyse.caveats import Caveat
from pipeline.analyse.comparisons import FROM_HIGHEST, NEIGHBOURS, Comparisons
from pipeline.collect.specification import load_specification
from pipeline.design.figure import Area, Figure, Marker
from pipeline.disseminate.pages import render_page
from pipeline.disseminate.quality.confidence import COLUMNS
from pipeline.disseminate.site import charts
from pipeline.disseminate.site.findings import Topic, capitalised, decapitalised, in_print, number, told
from pipeline.disseminate.site.published_data import literal, quoted
from pipeline.disseminate.site.published_figures import PublishedFigures
from pipeline.disseminate.site.tile_map import quarters
from pipeline.disseminate.site.topic_pages import authorities, page_name
from pipeline.foundation.workers import workers
from pipeline.reference.neighbours import neighbours_of
from pipeline.reference.periods import period_of, year_of

FOLDER = "authorities"
YEARS = 5
QUARTILES_IN_WORDS = {1: "lowest", 2: "second lowest", 3: "second highest", 4: "highest"}


PROCESSES, PAGES_AT_ONCE = 2, 4
WORTH_A_PROCESS = 300
"""Charts that take as long to draw as processes take to begin."""
Chart = tuple[str, list[str], dict[str, list[Decimal | None]]]
"""What ``charts.over_time`` draws."""
_kept: dict[str, Any] = {}


def _keep(publish: Path, shared: Mapping[str, Any]) -> None:
    """Keep in a worker what all pages share."""
    _kept.update(publish=publish, shared=shared)


def _draw_kept(name: str, content: Mapping[str, Any]) -> None:
    _draw(_kept["publish"], name, {**_kept["shared"], **content})


def _draw(publish: Path, name: str, content: Mapping[str, Any]) -> None:
    """Write the page of an authority, its charts drawn."""
    topics = [
        {**topic, "chart": charts.over_time(*topic["chart"]) if topic["chart"] is not None else Markup("")}
        for topic in content["topics"]
    ]
    render_page(publish, name, {**content, "topics": topics}, "authority")


class AuthorityPages:
    """Writes the pages of a release's authorities, with what else ``publish`` holds of them.

    That is who supplied what (coverage.csv), and the confidence in each return (data_confidence.csv). ``caveats`` are
    the notes for readers on figures of single authorities.
    """

    def __init__(
        self, figures: PublishedFigures, topics: Sequence[Topic], publish: Path, caveats: Sequence[Caveat]
    ) -> None:
        """Work out what all pages share."""
        self._figures, self._topics = figures, topics
        self._authorities = authorities(figures)
        self._names = {area.area_code: area for area in self._authorities}
        self._compared = Comparisons(figures, self._names, year_of(figures.edition.latest))
        self._quarters = {topic.name: quarters(self._values(topic)) for topic in topics}
        self._regions = {area.area_name: area for area in figures.edition.areas.regions}
        self._not_supplied = _not_supplied(publish / "coverage.csv")
        self._confidence = _confidence(publish / "data_confidence.csv")
        self._caveats = caveats
        self._symbols = self._count_symbols()

    def write(self, publish: Path, shared: Mapping[str, Any]) -> None:
        """Write ``authorities/<code>.html`` for each, in several processes where there are many charts to draw."""
        contents = {f"{FOLDER}/{page_name(area)}": self._content(area) for area in self._authorities}
        charted = sum(topic["chart"] is not None for content in contents.values() for topic in content["topics"])
        if charted < WORTH_A_PROCESS:
            for name, content in contents.items():
                _draw(publish, name, {**shared, **content})
            return
        with workers(PROCESSES, _keep, (publish, shared)) as pool:
            list(pool.map(_draw_kept, contents, contents.values(), chunksize=PAGES_AT_ONCE))

    def listed(self) -> list[dict[str, Any]]:
        """The authorities by region, each with its name and page, for the list that is searched."""
        regions = sorted({area.region_name for area in self._authorities}, key=lambda name: _place(name))
        return [
            {
                "region": region,
                "authorities": [
                    {"name": area.area_name, "code": area.la_code, "page": page_name(area)}
                    for area in sorted(self._authorities, key=lambda one: one.area_name)
                    if area.region_name == region
                ],
            }
            for region in regions
        ]

    def _values(self, topic: Topic) -> dict[str, Any]:
        latest = self._figures.edition.latest
        shown = {code: number(self._figures.of(topic.compared.shown.at(latest, code))) for code in self._names}
        return {code: value for code, value in shown.items() if value is not None}

    def _content(self, area: Area) -> dict[str, Any]:
        neighbours = neighbours_of(area.area_code, year_of(self._figures.edition.latest))
        return {
            "area": area,
            "topics": [self._topic(area, topic) for topic in self._topics],
            "neighbours": [
                {"name": self._names[code].area_name, "page": page_name(self._names[code])}
                for code in neighbours
                if code in self._names
            ],
            "not_supplied": self._not_supplied.get(area.la_code or "", []),
            "symbols": self._symbols.get(area.area_code, []),
            "confidence": self._confidence.get(area.la_code or "", []),
            "caveats": list(dict.fromkeys(one.text for one in self._caveats if one.la_code == area.la_code)),
        }

    def _topic(self, area: Area, topic: Topic) -> dict[str, Any]:
        figures, latest = self._figures, self._figures.edition.latest
        years = list(figures.edition.years)[-YEARS:]
        shown = topic.compared.shown
        region = self._regions.get(area.region_name)
        compared: dict[str, list[Figure]] = {
            area.area_name: [figures.of(shown.at(year, area.area_code)) for year in years],
            **({region.area_name: [figures.of(shown.at(year, region.area_code)) for year in years]} if region else {}),
            ENGLAND.area_name: [figures.of(shown.at(year, ENGLAND.area_code)) for year in years],
            "Statistical neighbours, mean": [
                self._compared.of(shown.at(year, area.area_code), NEIGHBOURS) for year in years
            ],
        }
        is_relative = topic.main != topic.compared
        # Beside the number of a region or of England that of an authority would lie on the ground.
        above = () if is_relative else (region.area_name if region else "", ENGLAND.area_name)
        lines = {name: line for name, line in compared.items() if name not in above}
        counts = [figures.of(topic.main.shown.at(year, area.area_code)) for year in years]
        rank = self._compared.of(shown.at(latest, area.area_code), FROM_HIGHEST)
        ranks = self._quarters[topic.name]
        quarter = ranks.get(area.area_code)
        about = told(figures, topic.compared, topic.label_compared, area.area_code)
        columns = {f"{topic.words}: {name}": line for name, line in compared.items()}
        if is_relative:
            columns = {topic.label: counts, **columns}
        return {
            "label": topic.label,
            "name": topic.name,
            "measure": topic.headline.measure,
            "words": topic.words,
            "number": in_print(figures, counts[-1]),
            "compared": {name: in_print(figures, line[-1]) for name, line in compared.items()},
            "title": about.title,
            "sentence": f"{capitalised(topic.words)}: {decapitalised(about.sentence)}",
            "chart": self._chart(about.title, years, area, lines),
            "headers": ["Year", *columns],
            "rows": [
                [str(period_of(year)), *(in_print(figures, column[place]) for column in columns.values())]
                for place, year in reversed([*enumerate(years)])
            ],
            "file": topic.compared.file.name,
            "rank": f"{rank.value} of {len(ranks)}" if rank.marker is None else "",
            "quarter": QUARTILES_IN_WORDS[quarter] if quarter is not None else "",
        }

    @staticmethod
    def _chart(title: str, years: Sequence[int], area: Area, lines: Mapping[str, Sequence[Figure]]) -> Chart | None:
        """The lines over the years; none where the authority has no number to look for among the others' lines."""
        numbers = {name: [number(figure) for figure in line] for name, line in lines.items()}
        if all(value is None for value in numbers[area.area_name]):
            return None
        return title, [str(period_of(year)) for year in years], numbers

    def _count_symbols(self) -> dict[str, list[dict[str, Any]]]:
        """By authority, how many figures of each data file are confidential: what its reader sees there as a symbol."""
        symbol = self._figures.data.symbols[Marker.CONFIDENTIAL]
        codes = {area.la_code: area.area_code for area in self._authorities}
        found: dict[str, list[dict[str, Any]]] = {}
        for file in self._figures.data.files:
            column = next(
                (one for one, field in file.data_set.area_columns if field in ("old_la_code", "la_code")), None
            )
            if column is None or column not in file.columns or not file.number_columns:
                continue
            tests = " + ".join(f"({quoted(one)} = {literal(symbol)})::INTEGER" for one in file.number_columns)
            rows = self._figures.data.connection.execute(
                f"SELECT {quoted(column)}, sum({tests})::BIGINT, (count(*) * {len(file.number_columns)})::BIGINT "
                f"FROM {quoted(file.name)} WHERE {quoted(column)} IS NOT NULL GROUP BY 1"
            ).fetchall()
            for code, hidden, every in rows:
                if hidden and code in codes:
                    entry = {"title": file.data_set.title, "file": file.name, "hidden": hidden, "every": every}
                    found.setdefault(codes[code], []).append(entry)
        return found


def _not_supplied(coverage: Path) -> dict[str, list[dict[str, str]]]:
    """By the printed code of an authority: which figures of which years it did not supply, and why."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    with coverage.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["measure"] and row["old_la_code"] and row["supplied"] != "yes":
                where = found.setdefault(row["old_la_code"], {})
                where.setdefault((row["time_period"], row["reason"]), []).append(row["measure"].replace("_", " "))
    return {
        code: [
            {"year": year, "reason": reason, "measures": ", ".join(sorted(measures)), "number": str(len(measures))}
            for (year, reason), measures in sorted(reasons.items(), reverse=True)
        ]
        for code, reasons in found.items()
    }


def _confidence(path: Path) -> dict[str, list[dict[str, Any]]]:
    """By the printed code of an authority: the band of each return that it sent, and of each part of it."""
    found: dict[str, list[dict[str, Any]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts = {name: band for name, band in row.items() if name not in COLUMNS}
            one = {"return_name": load_specification(row["return"]).title, "band": row["confidence"], "parts": parts}
            found.setdefault(row["old_la_code"], []).append(one)
    return found


def _place(region: str) -> int:
    return REGIONS.index(region) if region in REGIONS else len(REGIONS)
