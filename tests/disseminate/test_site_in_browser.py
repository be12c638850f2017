"""The pages of a release opened from disk in a browser: every kind judged by axe-core, at 1280 and 320 pixels.

No request leaves the folder, the search finds an authority, and the table tool shows what the CSV holds.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.reference.neighbours import neighbours_of
from pipeline.reference.tables import local_authorities
from pipeline.runs.release import RunSummary
from tests.browser import AXE, STANDARD, chromium
from tests.runs.country import COUNTRY

WIDTHS = (1280, 320)
DATA_SET = "la_cla_on_31_march_by_characteristics"
# Set to a folder to keep a picture of every page for looking at.
PICTURES = os.environ.get("SFR_PAGE_PICTURES", "")
# Rows of a long table are alike: in the narrow window axe-core, which takes seconds for thousands, judges the first.
FIRST_ROWS = 100


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def publish(published_little: RunSummary) -> Path:
    return (published_little.folder / "publish").resolve()


class Reader:
    """Somebody who opened the folder from disk; ``asked`` are the addresses that the browser asked for."""

    def __init__(self, browser: Browser, publish: Path, width: int = WIDTHS[0], scripts: bool = True) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            accept_downloads=True,
            bypass_csp=False,
        )
        self.page: Page = context.new_page()
        self.publish, self.width = publish, width
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, name: str) -> None:
        self.page.goto((self.publish / name).as_uri())

    def look(self, name: str) -> None:
        """No violation of the accessibility standard, one main heading, nothing wider than the window.

        axe-core asks for no stylesheet of its own accord: a page that lets nothing in would refuse it.
        """
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name.replace('/', '_')}-{self.width}.png", full_page=True)
        if self.width < max(WIDTHS):
            rows = "most => document.querySelectorAll('tbody').forEach(one => [...one.rows].slice(most).forEach("
            self.page.evaluate(f"{rows}row => row.remove()))", FIRST_ROWS)
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "standard => axe.run({runOnly: standard, preload: false, resultTypes: ['violations']}).then("
            "result => result.violations.map("
            "one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' | ')))",
            STANDARD,
        )
        assert found == [], f"{name} at {self.width}: {found}"
        assert self.page.locator("h1").count() == 1, name
        # A title that is long enough lies close above a link of the navigation: both must be high enough for a thumb.
        heights = "links => Math.min(...links.map(one => one.getBoundingClientRect().height))"
        assert self.page.locator("header a").evaluate_all(heights) >= 24, name


def lines_of(publish: Path, name: str) -> list[dict[str, str]]:
    with (publish / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_of_page_is_accessible_and_asks_for_nothing_outside(
    browser: Browser, publish: Path, width: int
) -> None:
    reader = Reader(browser, publish, width)
    (topic, *_) = sorted(path.relative_to(publish).as_posix() for path in publish.glob("topics/*.html"))
    names = (
        *("index.html", "methodology.html", "table-tool.html", "authorities/301.html", "authorities/420.html", topic),
        *("methodology-counted.html", "methodology-formulas.html", "methodology-codes.html"),
        *("data_confidence.html", "specification_ssda903.html"),
    )
    for name in names:
        reader.open(name)
        reader.look(name)
    kinds = {path.relative_to(publish).parts[0] for path in publish.rglob("*.html")}
    assert kinds == {name.partition("/")[0] for name in names}
    assert reader.complaints == []
    folder = publish.as_uri() + "/"
    assert [address for address in reader.asked if not address.startswith((folder, "data:", "blob:"))] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_over_the_years_are_accessible(browser: Browser, published: RunSummary, width: int) -> None:
    reader = Reader(browser, (published.folder / "publish").resolve(), width)
    for name in ("index.html", "authorities/301.html"):
        reader.open(name)
        assert reader.page.locator("svg.pygal-chart").first.is_visible()
        reader.look(name)


def test_the_pages_hide_what_a_folded_part_holds_and_open_it_by_keyboard(browser: Browser, publish: Path) -> None:
    reader = Reader(browser, publish)
    reader.open("authorities/301.html")
    part = reader.page.locator("details").first
    assert not part.locator("table").is_visible()
    reader.page.emulate_media(media="print")
    assert not part.is_visible()
    reader.page.emulate_media(media="screen")
    part.locator("summary").focus()
    reader.page.keyboard.press("Enter")
    assert part.locator("table").is_visible()


def test_an_authority_is_found_by_search_list_and_map(browser: Browser, publish: Path) -> None:
    reader = Reader(browser, publish, 320)
    reader.open("index.html")
    everyone = reader.page.locator("[data-authority]")
    of_2024 = {one.la_code for one in local_authorities(2024)} & set(COUNTRY)
    assert everyone.count() == len(of_2024)
    reader.page.get_by_label("Name or code of a local authority").fill("kingston upon hull")
    assert reader.page.locator("[data-authority]:visible").all_inner_texts() == ["Kingston upon Hull, City of"]
    assert reader.page.locator("#authority-search-told").inner_text() == "1 authority"
    reader.page.get_by_label("Name or code of a local authority").fill("301")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/authorities/301.html")
    assert reader.page.locator("h1").inner_text() == "Barking and Dagenham"
    reader.open("index.html")
    reader.page.locator("svg.map a[aria-label^='Barking and Dagenham']").first.click()
    assert reader.page.url.endswith("authorities/301.html")


def test_without_scripts_the_list_leads_to_every_authority(browser: Browser, publish: Path) -> None:
    reader = Reader(browser, publish, scripts=False)
    reader.open("index.html")
    assert not reader.page.get_by_label("Name or code of a local authority").is_visible()
    reader.page.get_by_role("link", name="Camden", exact=True).click()
    assert reader.page.locator("h1").inner_text() == "Camden"
    (topic, *_) = sorted(path.relative_to(publish).as_posix() for path in publish.glob("topics/*.html"))
    reader.open(topic)
    assert reader.page.locator("svg.pygal-chart").first.is_visible()
    reader.open("table-tool.html")
    assert "Without JavaScript" in reader.page.locator("noscript").inner_text()


def test_the_table_tool_shows_sorts_and_downloads_what_the_csv_holds(
    browser: Browser, publish: Path, tmp_path: Path
) -> None:
    reader = Reader(browser, publish)
    reader.open("table-tool.html")
    told = reader.page.locator("#told")
    reader.page.get_by_label("Data set").select_option(DATA_SET)
    every = lines_of(publish, DATA_SET)
    latest = max(row["time_period"] for row in every)
    held = [row for row in every if row["time_period"] == latest]
    expect(told).to_have_text(re.compile(f"^{len(held):,} "), timeout=30_000)
    reader.page.get_by_label("Level of area").select_option(label="Local authority")
    reader.page.get_by_label("Area: name or code contains").fill("barking")
    groups = {row["cla_group"] for row in held}
    assert {"Age group", "Gender"} <= groups
    reader.page.locator("#choices select").nth(2).select_option(label="Age group")
    wanted = [row for row in held if row["la_name"] == "Barking and Dagenham" and row["cla_group"] == "Age group"]
    assert told.inner_text() == f"{len(wanted)} rows."
    cells = [row.locator("td").all_inner_texts() for row in reader.page.locator("#body tr").all()]
    assert [row[-2:] for row in cells] == [[row["number"], row["percentage"]] for row in wanted]
    area = reader.page.locator("#head th").all_inner_texts().index("Area")
    assert {row[area] for row in cells} == {"Barking and Dagenham"}
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Download these rows").click()
    download.value.save_as(tmp_path / "chosen.csv")
    with (tmp_path / "chosen.csv").open(encoding="utf-8", newline="") as file:
        assert [*csv.DictReader(file)] == wanted
    heading = reader.page.locator("#head th").nth(-2)
    heading.get_by_role("button").click()
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    numbers = [row.locator("td").all_inner_texts()[-2] for row in reader.page.locator("#body tr").all()]
    is_number = [text.isdigit() for text in numbers]
    assert is_number == sorted(is_number, reverse=True)
    shown = [int(text) for text in numbers if text.isdigit()]
    assert len(shown) > 2 and shown == sorted(shown, reverse=True)
    reader.look("table-tool-in-use")
    assert reader.complaints == []


def test_every_data_set_of_the_table_tool_is_its_csv(browser: Browser, publish: Path) -> None:
    """Each is loaded in the browser, and the last row of each is the last line of its file."""
    reader = Reader(browser, publish)
    reader.open("table-tool.html")
    names = reader.page.locator("#data-set option").evaluate_all("options => options.map(one => one.value)")
    assert sorted(names) == sorted(path.stem for path in (publish / "data").glob("*.parquet"))
    for name in names[::7]:
        held = lines_of(publish, name)
        seen = reader.page.evaluate(
            "name => new Promise(done => { const before = window.receiveDataSet; window.receiveDataSet = data => {"
            " const texts = data.numbers.split('\\n'), width = data.number_columns.length, at = data.rows.length - 1;"
            " done({rows: data.rows.length, last: [...data.places[data.rows[at][0]], ...data.items[data.rows[at][1]],"
            " ...texts.slice(at * width)], columns: [...data.place_columns, ...data.item_columns,"
            " ...data.number_columns]}); window.receiveDataSet = before; };"
            " const script = document.createElement('script'); script.src = 'site/data/' + name + '.js';"
            " document.head.append(script); })",
            name,
        )
        assert seen["rows"] == len(held)
        assert dict(zip(seen["columns"], seen["last"], strict=True)) == held[-1]


def test_in_three_taps_on_a_phone_from_the_first_page(browser: Browser, publish: Path) -> None:
    """To an authority's figure, what it counts, its neighbours and its quality, by somebody who only reads links."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()

    def to_the_authority() -> None:
        page.goto((publish / "index.html").as_uri())
        page.get_by_role("link", name="Find a local authority", exact=True).tap()
        page.get_by_role("link", name="Barking and Dagenham", exact=True).first.tap()
        assert page.locator("h1").inner_text() == "Barking and Dagenham"

    def arrives(name: str) -> None:
        expect(page.locator(f"#{name}")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    to_the_authority()
    rows = [row for row in lines_of(publish, DATA_SET) if row["la_name"] == "Barking and Dagenham"]
    latest = max(row["time_period"] for row in rows)
    number = next(row["number"] for row in rows if (row["characteristic"], row["time_period"]) == ("Total", latest))
    assert page.locator("#summary + .scroll td[data-label=Number]").first.inner_text() == number
    page.get_by_role("link", name=re.compile("^Who and what is counted.*Children looked after on 31 March$")).tap()
    arrives("core-looked_after_on_31_march")
    to_the_authority()
    page.get_by_role("link", name="Statistical neighbours", exact=True).tap()
    arrives("neighbours")
    neighbours = set(neighbours_of("301", 2024)) & set(COUNTRY)
    assert page.locator("#neighbours ~ ul.authorities").first.locator("a").count() == len(neighbours) > 1
    to_the_authority()
    page.get_by_role("link", name="What to know of these figures", exact=False).tap()
    arrives("quality")
    assert page.get_by_role("heading", name="Confidence in the returns").count() == 1
    context.close()
