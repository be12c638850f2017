"""The performance tables: an indicator a data set and a worksheet, with ranks, changes and averages of neighbours.

Numerators and denominators come from the recount of indicators. What compares areas is worked out from the figures as
they are shown.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import pandas

from tests.recount.children_looked_after.places import Gazetteer
from tests.recount.indicators import recount_indicators

from .areas import ENGLAND, THREE_YEARS
from .cells import cells
from .comparison import YEARS_IN_RELEASE, Recount, Result
from .figures import NOT_APPLICABLE, NOT_AVAILABLE, Count, Figure, Form, Mean, Share, Text, in_decimals
from .published import GEOGRAPHY, PublishedRow
from .workbooks import cells_of

YEARS = 3
# Where a high figure is the worse the lowest is first; where neither is said to be, the highest.
LOWEST_FIRST = {"placements_1", "placements_3", "placements_4", "scorecard_a1", "scorecard_a2", "scorecard_a10"}
IN_DAYS = {"scorecard_a1", "scorecard_a2", "scorecard_a10"}
WORDING_NOT_FOUND = {"leaving_care_1", "twelfth_indicator"}
NEIGHBOURS, FEWEST_NEIGHBOURS = 10, 5
SHEETS = {
    **{f"P{number}": f"placements_{number}" for number in range(1, 5)},
    **{f"AD{number}": f"adoption_{number}" for number in range(1, 4)},
    **{f"LC{number}": f"leaving_care_{number}" for number in range(1, 5)},
    **{f"AT{number}": f"attainment_{number}" for number in range(1, 5)},
    **{f"SA{number}": f"scorecard_a{number}" for number in (1, 2, 3, 10)},
    "N12": "twelfth_indicator",
}
COLUMNS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "children": "denominator",
    "percentage": "figure",
    "average_days": "figure",
    "average days": "figure",
    "rank": "rank",
    "change": "change",
    "neighbours": "neighbours",
    "neighbours' average": "neighbours",
}
BRACKETED = {NOT_APPLICABLE: "[z]", NOT_AVAILABLE: "[x]", "negligible": "[k]"}
TO_2017 = {NOT_APPLICABLE: ".", NOT_AVAILABLE: "..", "negligible": "-"}
LAST_WITH_FORMER_SYMBOLS = 2017


def counted_indicators(returns: Path, years: list[int], places: Gazetteer) -> pandas.DataFrame:
    """Numerators and denominators of each year and of three years, in the columns that all recounts here read."""
    single = pandas.concat([recount_indicators(returns, years, places), _attainment(returns)], ignore_index=True)
    later = [single.assign(collection_year=single["collection_year"] + ahead) for ahead in range(YEARS)]
    key = ["collection_year", "la_code", "indicator"]
    three = pandas.concat(later).groupby(key, as_index=False)[["numerator", "denominator"]].sum()
    both = pandas.concat([single, three.assign(indicator=three["indicator"] + THREE_YEARS)], ignore_index=True)
    counts = [
        both.assign(measure=both["indicator"] + ending, count=both[what])
        for what, ending in (("numerator", "_numerator"), ("denominator", ""))
    ]
    return pandas.concat(counts, ignore_index=True).assign(
        **{f"{name}{number}": "" for name in ("breakdown", "category") for number in ("", "_2", "_3")}
    )


def _attainment(returns: Path) -> pandas.DataFrame:
    """The results as they were supplied: a workbook or a CSV file for each authority."""
    found = []
    for path in sorted((returns / "attainment").glob("*/*/*")):
        sent = pandas.read_csv(path, dtype="str") if path.suffix == ".csv" else pandas.read_excel(path, dtype="str")
        counts = sent[["Numerator", "Denominator"]].astype("int64").rename(columns=str.lower)
        code = sent["Indicator"].str.lower().str.replace(" ", "_")
        year, la_code = path.parts[-3:-1]
        found.append(counts.assign(indicator=code, collection_year=int(year), la_code=la_code))
    return pandas.concat(found, ignore_index=True) if found else pandas.DataFrame()


@dataclass(frozen=True)
class Asked:
    """A figure of an indicator: of one year or of three, for an area and year."""

    indicator: str
    is_of_three: bool
    year: int
    area: str
    level: str


@dataclass
class Indicators:
    """The recount of an edition of performance tables and the authorities that are alike."""

    recount: Recount
    neighbours: dict[int, dict[str, list[str]]]
    texts: dict[tuple[Figure, Asked], str | None] = field(default_factory=dict)
    everyone: dict[Asked, list[int]] = field(default_factory=dict)

    def shown(self, asked: Asked, what: str) -> str | None:
        """What is printed; ``None`` where it rests on an estimate."""
        # The first of the years of three has none before it to be compared with.
        begins = asked.is_of_three and what == "change" and asked.year == self.recount.edition - YEARS + 1
        if asked.indicator in WORDING_NOT_FOUND or begins or self._is_before(asked):
            return self._text(Text(NOT_AVAILABLE), asked)
        if what in ("numerator", "denominator", "figure"):
            return self._text(_figure(asked, what), asked)
        own = self._text(_figure(asked, "figure"), asked)
        if own is None or what == "change":
            return None if own is None else self._change(asked, own)
        if asked.level != "Local authority":
            return self._symbols(asked)[NOT_APPLICABLE]
        return self._rank(asked, own) if what == "rank" else self._average(asked, own)

    def _is_before(self, asked: Asked) -> bool:
        """Whether the release does not go back to the year: it has five, and three of figures of three years."""
        shown = YEARS if asked.is_of_three else YEARS_IN_RELEASE
        return asked.year <= self.recount.edition - shown

    def _text(self, figure: Figure, asked: Asked) -> str | None:
        if self._is_before(asked):
            figure = Text(NOT_AVAILABLE)
        if (figure, asked) not in self.texts:
            self.texts[figure, asked] = self.recount.written(figure, asked.year, asked.area, asked.level)
        return self.texts[figure, asked]

    def _symbols(self, asked: Asked) -> dict[str, str]:
        return dict(self.recount.forms[asked.level].symbols)

    def _number(self, asked: Asked, text: str | None) -> int | None:
        """The number shown; what rounds to 0 stands with 0."""
        if text is None or text == self._symbols(asked)["negligible"]:
            return None if text is None else 0
        return int(text) if text.lstrip("-").isdigit() else None

    def _others(self, asked: Asked, codes: Iterable[str]) -> list[int]:
        """The numbers shown of other authorities, of the same year."""
        found = []
        for code in codes:
            other = replace(asked, area=code)
            number = self._number(other, self._text(_figure(other, "figure"), other))
            if number is not None:
                found.append(number)
        return found

    def _authorities(self, asked: Asked) -> list[str]:
        return self.recount.areas.las(asked.year, ENGLAND)

    def _rank(self, asked: Asked, own: str) -> str:
        number = self._number(asked, own)
        if number is None:
            return own
        anywhere = replace(asked, area="")
        if anywhere not in self.everyone:
            self.everyone[anywhere] = self._others(asked, self._authorities(asked))
        everyone = self.everyone[anywhere]
        before = sum(other < number if asked.indicator in LOWEST_FIRST else other > number for other in everyone)
        return str(before + 1)

    def _change(self, asked: Asked, own: str) -> str | None:
        before = replace(asked, year=asked.year - 1)
        text = self._text(_figure(before, "figure"), before)
        new, old = self._number(asked, own), self._number(before, text)
        if new is None:
            return own
        if text is None:
            return None
        if old is None:
            symbols = self._symbols(asked)
            return symbols[NOT_AVAILABLE] if text == symbols[NOT_APPLICABLE] else text
        return str(new - old)

    def _average(self, asked: Asked, own: str) -> str:
        symbols = self._symbols(asked)
        if own == symbols[NOT_APPLICABLE]:
            return own
        # The model of 2021 until 2024, that of 2025 from then on; an authority that one lacks is in the other.
        models = sorted(self.neighbours, key=lambda model: (model > asked.year, abs(model - asked.year)))
        alike = next((self.neighbours[one][asked.area] for one in models if asked.area in self.neighbours[one]), [])
        authorities = self._authorities(asked)
        found = self._others(asked, [code for code in alike[:NEIGHBOURS] if code in authorities])
        if len(found) < FEWEST_NEIGHBOURS:
            return symbols[NOT_AVAILABLE]
        return in_decimals(Fraction(sum(found), len(found)), 0)


def _figure(asked: Asked, what: str) -> Figure:
    name = asked.indicator + (THREE_YEARS if asked.is_of_three else "")
    numerator, denominator = cells(f"{name}_numerator"), cells(name)
    if what != "figure":
        return Count(numerator if what == "numerator" else denominator)
    if asked.indicator in IN_DAYS:
        return Mean((numerator,), denominator, decimals=0)
    return Share(numerator, denominator)


def read_neighbours(reference: Path) -> dict[int, dict[str, list[str]]]:
    """By year of the model and authority the ten most alike, the nearest first."""
    models: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with (reference / "statistical_neighbours.csv").open(encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: int(row["rank"])):
            models[int(row["model"])][row["la_code"]].append(row["neighbour_la_code"])
    return {model: dict(alike) for model, alike in models.items()}


def forms(edition: int, *, in_tables: bool = False) -> dict[str, Form]:
    """Whole percentages and days; England and regions to the nearest 10."""
    above = Form(10, symbols=BRACKETED) if in_tables else Form(10)
    if edition <= LAST_WITH_FORMER_SYMBOLS:
        above = Form(10, symbols=TO_2017)
    return {"National": above, "Regional": above, "Local authority": replace(above, round_to=1)}


def compare(recount: Recount, publish: Path, reference: Path) -> Result:
    """Compare every data file and the workbook of a release."""
    result, neighbours = Result(), read_neighbours(reference)
    in_files = Indicators(replace(recount, forms=forms(recount.edition)), neighbours)
    for path in sorted((publish / "data").glob("*.csv")):
        if not path.name.endswith(".meta.csv"):
            compare_data_set(result, in_files, path)
    in_tables = Indicators(replace(recount, forms=forms(recount.edition, in_tables=True)), neighbours)
    for path in sorted((publish / "tables").glob("*.xlsx")):
        for cell in cells_of(path):
            *spanner, column = cell.heading.split(": ")
            asked = Asked(
                SHEETS[cell.sheet], spanner[:1] == [f"Three years to {recount.edition}"], recount.edition,
                cell.area, cell.level,
            )  # fmt: skip
            row = PublishedRow(recount.edition, cell.level, cell.area, (cell.heading,), {})
            _judge(result, in_tables, f"{path.stem} {cell.sheet}", row, asked, column.lower(), cell.printed)
    return result


def compare_data_set(result: Result, indicators: Indicators, path: Path) -> None:
    """Compare a data file, row by row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            year, level = int(line["time_period"][:4]), line["geographic_level"]
            code = "region_code" if level == "Regional" else "old_la_code"
            row = PublishedRow(year, level, ENGLAND if level == "National" else line[code], (), {})
            for name, printed in line.items():
                if name not in GEOGRAPHY:
                    column = name.removeprefix("three_year_")
                    asked = Asked(path.stem, column != name, year, row.area, level)
                    _judge(result, indicators, path.stem, row, asked, column, printed)


def _judge(
    result: Result, indicators: Indicators, name: str, row: PublishedRow, asked: Asked, column: str, printed: str
) -> None:
    def worked_out() -> str | None:
        return indicators.shown(asked, COLUMNS[column])

    indicators.recount.judge_text(result, name, row, column, printed, worked_out)
