"""What the pages say can be worked out from the published data files, and is, by other code; nothing hidden is told."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from lxml import html

from pipeline.analyse.data_set_rows import label_rows, shown_by
from pipeline.design.figure import Figure, Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.design.files.publication_file import publication_of
from pipeline.design.statistic import COUNT, PERCENT, RATE
from pipeline.disseminate.site import charts
from pipeline.disseminate.site.findings import change, extremes, told, words_of
from pipeline.disseminate.site.published_figures import Column, PublishedFigures
from pipeline.disseminate.site.tile_map import letters_of, quarters
from pipeline.foundation.stages import REFERENCE, TEMPLATES
from pipeline.runs.release import RunSummary

YEARS = ("2022", "2023", "2024")
# Where each measure stands in the data files: the file, its filters' texts, and the column of what is compared.
ON_31_MARCH = "la_cla_on_31_march_by_characteristics"
RATES = "cla_number_and_rate_per_10k_children"
CEASED = "la_children_who_ceased_during_the_year"
MEASURES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "Children looked after on 31 March": (
        RATES, ("Children looked after at 31 March each year",), "rate_per_10000"),
    "Children who started to be looked after during the year": (
        RATES, ("Children starting to be looked after each year",), "rate_per_10000"),
    "Children who ceased to be looked after during the year": (
        RATES, ("Children ceasing to be looked after each year",), "rate_per_10000"),
    "Children who were adopted during the year": (
        CEASED, ("Reason episode ceased", "Adopted"), "percentage"),
    "Unaccompanied asylum-seeking children looked after on 31 March": (
        ON_31_MARCH, ("Unaccompanied asylum-seeking children", "UASC"), "percentage"),
    "Children placed more than 20 miles from home on 31 March": (
        ON_31_MARCH, ("Distance between home and placement", "Placed more than 20 miles from home"), "percentage"),
    "Children placed inside the local authority boundary on 31 March": (
        ON_31_MARCH, ("Locality of placement", "Placed inside the local authority boundary"), "percentage"),
    "Children with 3 or more placements during the year": (
        "la_placement_stability", ("CLA on 31 March", "With 3 or more placements during the year"), "percentage"),
}  # fmt: skip
HEADLINES = list(MEASURES)[:5]
REGIONS = ("North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands", "East of England",
           "London", "South East", "South West")  # fmt: skip
SYMBOLS = {"c", "x", "z", "k", "u"}


@cache
def texts(publish: Path, file: str, filters: tuple[str, ...], column: str) -> Mapping[tuple[str, str], str]:
    """What a column of the file says in the rows that have these texts: by year and the name of the area."""
    found = {}
    paths = [publish / "data" / f"{file}.csv"]
    if not paths[0].is_file():
        paths = [path for path in (publish / "data").glob("la_*stab*.csv") if not path.name.endswith(".meta.csv")]
    (path,) = paths
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            if set(filters) <= set(row.values()):
                name = row.get("la_name") or row.get("region_name") or row["country_name"]
                found[row["time_period"], name] = row[column]
    assert found, (file, filters)
    return found


@cache
def neighbours() -> Mapping[str, list[str]]:
    """The neighbours of each authority by name, in the department's model of April 2021, which releases of 2024 use."""
    with (REFERENCE / "statistical_neighbours.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == "2021"]
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["la_code"], []).append(row["neighbour_la_code"])
    return found


@cache
def authorities(publish: Path) -> Mapping[str, tuple[str, str]]:
    """Code, name and region of the authorities in being in 2024: those with a figure or a symbol other than z."""
    with (publish / "data" / f"{RATES}.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["old_la_code"]: (row["la_name"], row["region_name"])
            for row in csv.DictReader(file)
            if row["old_la_code"] and row["time_period"] == "2024" and row["number"] != "z"
        }


def printed(text: str) -> str:
    return f"[{text}]" if text in SYMBOLS else f"{Decimal(text):,}"


def rounded(value: Decimal) -> str:
    return str(value.quantize(Decimal(1), ROUND_HALF_UP))


def table_after(page: Any, caption: str) -> list[list[str]]:
    (table,) = [one for one in page.iter("table") if one.findtext("caption") == caption]
    return [["".join(cell.itertext()).strip() for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]


def test_every_row_of_every_authority_at_a_glance_is_worked_out_again(published: RunSummary) -> None:
    """Number, figure compared, region, England, mean of neighbours, rank and quarter: from the CSV files alone."""
    publish = published.folder / "publish"
    everyone = authorities(publish)
    assert {path.stem for path in (publish / "authorities").glob("*.html")} == set(everyone)
    ranked = means = 0
    for code, (name, region) in everyone.items():
        page = html.parse(publish / "authorities" / f"{code}.html").getroot()
        rows = table_after(page, f"{name}, 2024")[1:]
        assert [row[0] for row in rows] == list(MEASURES)
        for row, (file, filters, column) in zip(rows, MEASURES.values(), strict=True):
            counts, compared = texts(publish, file, filters, "number"), texts(publish, file, filters, column)
            assert row[1] == printed(counts["2024", name])
            assert row[3:6] == [printed(compared["2024", one]) for one in (name, region, "England")]
            shown = {
                one: Decimal(text) for one, _ in everyone.values() if (text := compared["2024", one]) not in SYMBOLS
            }
            beside = [shown[one] for c in neighbours().get(code, []) if (one := everyone.get(c, ("",))[0]) in shown]
            if compared["2024", name] == "z":
                assert row[6] == "[z]"
            else:
                assert row[6] == ("[x]" if len(beside) < 5 else rounded(sum(beside, Decimal(0)) / len(beside)))
                means += len(beside) >= 5
            if name in shown:
                place = 1 + sum(value > shown[name] for value in shown.values())
                assert row[7] == f"{place} of {len(shown)}"
                below = sum(value < shown[name] for value in shown.values())
                words = ("lowest", "second lowest", "second highest", "highest")[4 * below // len(shown)]
                assert row[8] == words
                ranked += 1
            else:
                assert row[7:] == ["not ranked", "none"]
    assert ranked > 50


def test_every_chart_of_an_authority_has_the_figures_of_the_files_in_its_table(published: RunSummary) -> None:
    publish = published.folder / "publish"
    for code, (name, region) in list(authorities(publish).items())[::9]:
        page = html.parse(publish / "authorities" / f"{code}.html").getroot()
        tables = [one for one in page.iter("figure")]
        assert len(tables) == len(MEASURES)
        for figure, (file, filters, column) in zip(tables, MEASURES.values(), strict=True):
            rows = table_after(figure, figure.findtext("figcaption"))[1:]
            assert [row[0] for row in rows] == list(reversed(YEARS))
            counts, compared = texts(publish, file, filters, "number"), texts(publish, file, filters, column)
            for row in rows:
                assert row[1] == printed(counts[row[0], name])
                assert row[2:5] == [printed(compared[row[0], one]) for one in (name, region, "England")]
            numbers = sum(text not in SYMBOLS for row in rows for text in (one.strip("[]") for one in row[2:]))
            drawings = figure.xpath(".//*[local-name()='svg']")
            # Of an authority without a number of its own the table says all: lines of others are no chart of it.
            assert len(drawings) == any(row[2].strip("[]") not in SYMBOLS for row in rows)
            for drawing in drawings:
                assert drawing.get("role") == "img" and drawing.get("aria-label") == figure.findtext("figcaption")
                assert len(drawing.xpath(".//*[local-name()='circle']")) == numbers


def test_the_findings_of_england_are_worked_out_again(published: RunSummary) -> None:
    publish = published.folder / "publish"
    index = html.parse(publish / "index.html").getroot()
    (listed,) = [one for one in index.iter("ul") if one.get("class") == "findings"]
    assert len(listed) == len(HEADLINES)
    for item, label in zip(listed, HEADLINES, strict=True):
        file, filters, _ = MEASURES[label]
        of = texts(publish, file, filters, "number")
        now, before, first = (of[year, "England"] for year in ("2024", "2023", "2022"))
        title = item.findtext(".//h3/a")
        assert title.startswith(f"{label}: {printed(now)} in 2024" if now not in SYMBOLS else f"{label}: no figure")
        if now not in SYMBOLS and before not in SYMBOLS:
            share = rounded(abs(100 * (Decimal(now) - Decimal(before)) / Decimal(before)))
            direction = "up" if Decimal(now) > Decimal(before) else "down"
            how = f"{direction} {share}%".replace(" 0%", " less than 1%")
            assert title.endswith(", the same as in 2023" if now == before else f", {how} on 2023")
        for text in (now, before, first):
            assert text in SYMBOLS or printed(text) in "".join(item.itertext())


def test_regions_and_authorities_of_a_topic_are_those_of_the_files(published: RunSummary) -> None:
    publish = published.folder / "publish"
    for label in HEADLINES:
        file, filters, column = MEASURES[label]
        of = texts(publish, file, filters, column)
        name = "-".join(re.findall("[a-z0-9]+", label.lower()))
        page = html.parse(publish / "topics" / f"{name}.html").getroot()
        found = {row[0]: row[1] for table in page.iter("table") for row in (
            ["".join(cell.itertext()) for cell in line] for line in table.iter("tr"))}  # fmt: skip
        regions = re.search("; no figure is shown for (.*)", " ".join(one.text for one in page.iter("figcaption")))
        hidden = [name for name in REGIONS if of["2024", name] in SYMBOLS]
        assert bool(regions) == (0 < len(hidden) < len(REGIONS))
        assert all(name in regions[1] for name in hidden if regions)
        for area in ("North East", "London", *(one for one, _ in authorities(publish).values())):
            assert found[area] == printed(of["2024", area])
        tiles = page.xpath("//*[@class='map']/a") or page.xpath("//*[contains(@class, 'map')]//*[local-name()='a']")
        assert len(tiles) == len(authorities(publish))
        for tile in tiles:
            area, _, text = tile.get("aria-label").rpartition(": ")
            assert text == printed(of["2024", area])
            assert (tile.get("class") == "shade-0") == (of["2024", area] in SYMBOLS)


def test_the_first_page_offers_workbooks_before_the_long_list_of_files(published: RunSummary) -> None:
    index = html.parse(published.folder / "publish" / "index.html").getroot()
    places = [one.get("id") for one in index.iter("h2")]
    assert places.index("tables") < places.index("data")
    assert [one.get("href")[1:] for one in index.find_class("contents")[0].iter("a")] == places[1:]
    (data_sets,) = [one for one in index.iter("table") if (one.findtext("caption") or "").startswith("Data files")]
    for row in data_sets.iter("tr"):
        # What a link says is short; what a screen reader says of it names the file.
        for link in row.find_class("files")[0].iter("a") if row.find_class("files") else ():
            assert link.text in ("CSV", "metadata", "Parquet") and link.text_content().endswith(
                link.get("href").removeprefix("data/")
            )


def test_every_link_of_every_page_leads_to_a_file_or_place_that_is_there(published: RunSummary) -> None:
    publish = published.folder / "publish"
    pages = {path: html.parse(path).getroot() for path in publish.rglob("*.html")}
    for path, page in pages.items():
        for attribute in ("href", "src"):
            for link in page.xpath(f"//@{attribute}"):
                name, _, place = str(link).partition("#")
                target = (path.parent / name).resolve() if name else path.resolve()
                assert target.is_file(), f"{path.name}: {link}"
                if place:
                    assert pages[publish / target.relative_to(publish.resolve())].xpath(f"//*[@id='{place}']"), link
        # A specification also stands alone, with its stylesheet in it.
        inline = "//@style | //script[not(@src)] | //@onclick"
        stands_alone = path.name.startswith("specification_")
        assert not page.xpath(inline if stands_alone else f"{inline} | //style"), path.name


# What is said of figures that are not shown.


def invented(by_place: Mapping[tuple[int, str], Figure], years: tuple[int, ...]) -> PublishedFigures:
    symbols = SimpleNamespace(shown=lambda marker: f"[{marker.value[:1]}]")
    contents = SimpleNamespace(edition_for=lambda _: symbols, markers={one: f"it is {one.value}" for one in Marker})
    edition = SimpleNamespace(latest=years[-1], years=years, year=years[-1], contents=contents)
    of = SimpleNamespace(edition=edition, of=lambda shown: by_place[shown])
    return cast(PublishedFigures, of)


def column(kind: str) -> Column:
    shown = SimpleNamespace(at=lambda year, area: (year, area), statistic=kind)
    return cast(Column, SimpleNamespace(shown=shown))


HIDDEN = Figure.marked(Marker.CONFIDENTIAL)


UP, LITTLE = "120 in 2024, up 20% on 100 in 2023", "1,004 in 2024, up less than 1%"
SAME = "120 in 2024, the same as in 2023"
WHY = "figure is shown for 2024; it is confidential"


@pytest.mark.parametrize(
    ("long_ago", "before", "now", "title", "sentence"),
    [
        # 120 is 20 more than 100, a fifth; and 70 more than 50, 140 per cent of it.
        (50, 100, 120, "Of: 120 in 2024, up 20% on 2023", f"{UP}; up 140% since 2019 (50)."),
        (50, None, 120, "Of: 120 in 2024", "120 in 2024; no figure is shown for 2023; up 140% since 2019 (50)."),
        (None, 100, 120, "Of: 120 in 2024, up 20% on 2023", f"{UP}."),
        (50, 100, None, f"Of: no {WHY}", f"No {WHY}."),
        (120, 120, 120, f"Of: {SAME}", f"{SAME}; the same as in 2019."),
        # 4 of 1,000 are less than half of one per cent.
        (None, 1000, 1004, f"Of: {LITTLE} on 2023", f"{LITTLE} on 1,000 in 2023."),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_shown_is_told_as_that(
    long_ago: int | None, before: int | None, now: int | None, title: str, sentence: str
) -> None:
    figures = zip(range(2019, 2025), (long_ago, 90, 90, 90, before, now), strict=True)
    given = {(year, "A"): HIDDEN if value is None else Figure.of(value) for year, value in figures}
    years = tuple(range(2019, 2025))
    found = told(invented(given, years), column(COUNT), "Of", "A")
    assert (found.title, found.sentence) == (title, sentence)


def test_changes_of_percentages_are_points_and_of_rates_plain() -> None:
    assert change(column(PERCENT), Figure.of(12), Figure.of(11)) == "up 1 percentage point"
    assert change(column(PERCENT), Figure.of(Decimal("9.5")), Figure.of(11)) == "down 1.5 percentage points"
    assert change(column(RATE), Figure.of(60), Figure.of(71)) == "down 11"
    assert change(column(COUNT), Figure.of(7), Figure.of(0)) == "up 7"
    assert change(column(COUNT), Figure.of(7), Figure.of(7)) == ""
    with pytest.raises(ValueError, match="shown"):
        change(column(COUNT), Figure.of(7), HIDDEN)


def test_extremes_and_quarters_are_of_figures_that_are_shown() -> None:
    assert extremes({"A": Decimal(3), "B": Decimal(9), "C": Decimal(9)}) == "from 3 in A to 9 in 2 areas"
    assert extremes({"A": Decimal(3), "B": Decimal(3)}) == "3 everywhere"
    assert extremes({}) == "no figure is shown"
    # Of eight figures two in each quarter; those that are equal are in the lower one.
    values = {name: Decimal(value) for name, value in zip("abcdefgh", (1, 2, 3, 3, 3, 6, 7, 8), strict=True)}
    assert quarters(values) == dict(zip("abcdefgh", (1, 1, 2, 2, 2, 3, 4, 4), strict=True))


@pytest.mark.parametrize("name", release_names())
def test_every_percentage_of_a_headline_says_what_it_is_of(name: str) -> None:
    release = load_release(name)
    headlines = (*release.headlines, *release.of_authorities)
    for edition in range(2014, 2026):
        for data_set in release.data_sets_in(edition):
            for labels in label_rows(release, data_set, edition):
                for one in data_set.indicators_in(edition):
                    shown = None if one.compared else shown_by(data_set, labels, one, 0, "")
                    for headline in headlines:
                        if (
                            shown is not None
                            and shown.statistic == PERCENT
                            and shown.cell == (headline.measure, headline.key) != shown.whole
                        ):
                            of = cast(Column, SimpleNamespace(shown=shown))
                            assert words_of(of, headline, headlines, release).startswith("percentage of ")


def test_texts_of_publication_have_places_that_are_filled() -> None:
    for name in release_names():
        contents = load_contents(TEMPLATES / name / "tables.yaml")
        for part in {book.part for book in contents.books}:
            said = publication_of(contents, contents.part(part), 2024, 2024 if "quarterly" not in name else 20244, "")
            assert "{" not in said.next_release
            years = [int(year) for year in re.findall(r"\b20\d\d\b", said.next_release)]
            # What comes next comes after this one, and is on a later year.
            assert all(year > 2024 or year == said.published_on.year for year in years), said
            assert not years or max(years) > said.published_on.year


def test_no_two_authorities_have_the_same_letters_on_the_map() -> None:
    with (REFERENCE / "local_authorities_by_year.csv").open(encoding="utf-8", newline="") as file:
        names = {row["la_name"] for row in csv.DictReader(file)}
    letters = letters_of(sorted(names))
    assert len(names) > 150 and len({*letters.values()}) == len(names)
    assert {len(one) for one in letters.values()} == {3}
    of = letters_of(["North Yorkshire", "City of London", "Barnet", "Barnsley", "North East Lincolnshire"])
    assert [*of.values()] == ["Bar", "Ban", "NYo", "Lon", "NEL"]


def test_charts_are_the_same_bytes_with_their_text_as_text_and_nothing_that_runs() -> None:
    drawn = charts.over_time("Up & down", ["2023", "2024"], {"England": [1, None], "Area <A>": [Decimal("2.5"), 3]})
    assert drawn == charts.over_time(
        "Up & down", ["2023", "2024"], {"England": [1, None], "Area <A>": [Decimal("2.5"), 3]}
    )
    assert 'aria-label="Up &amp; down"' in drawn and ">Area &lt;A&gt;</text>" in drawn
    assert not re.search("script|<style|style=|<!--| id=|http://(?!www.w3.org)", drawn)
    assert drawn.count("<circle") == 3
    # A name stands beside a piece of its line, dashed as the line is, not beside a colour alone.
    (names,) = html.fromstring(drawn).find_class("legends")
    assert [len(names.xpath(f".//*[local-name()='{shape}']")) for shape in ("text", "path", "rect")] == [2, 2, 0]
    assert charts.over_time("t", ["2022", "2023"], {"A": [None, None]}) == ""
    assert charts.over_time("t", ["2023"], {"A": [1]}) == ""
    assert charts.over_time("t", ["2022", "2023"], {"A": [1, None], "B": [None, 2]}) == ""
    assert "Nobody" not in charts.over_time("t", ["2022", "2023"], {"A": [1, 2], "Nobody": [None, None]})
    assert charts.bars("t", {"A": 1, "B": None}).count('class="rect') == 1
