"""Every measure that a release shows has a definition, and a stranger comes to it from wherever a figure stands."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.design.indicators import load_definitions
from pipeline.disseminate.definitions import INDICATORS, behind_data_set, definitions_of
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.process.models_read import load_models
from pipeline.runs.release import RunSummary

NOTE = re.compile(r"\[note (\d+)\]")
LEAST_WORDS = 12
"""A definition says more than a name."""
PAGES = ("table-tool.html", "methodology-formulas.html", "index.html", "methodology.html", "methodology-counted.html")


class Page(HTMLParser):
    """The links of a page, and what stands between each place that can be linked to and the next."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: dict[str, str] = {"": ""}
        self.place = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if target := held.get("href"):
            self.links.append(target)
        if name := held.get("id"):
            self.place = name
            self.words[name] = ""

    def handle_data(self, data: str) -> None:
        self.words[self.place] += data


@cache
def page_of(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def publish(published_little: RunSummary) -> Path:
    return published_little.folder / "publish"


def words_at(publish: Path, target: str) -> str:
    """What stands where a link of a page in ``publish`` leads to."""
    name, _, place = target.partition("#")
    return page_of(publish / name).words[place]


def test_every_link_within_a_release_leads_somewhere(publish: Path) -> None:
    topic, authority = (next(iter(sorted(publish.glob(f"{folder}/*.html")))) for folder in ("topics", "authorities"))
    for path in (*(publish / name for name in PAGES), topic, authority):
        for target in page_of(path).links:
            name, _, place = target.partition("#")
            to = (path.parent / name) if name else path
            assert to.is_file(), f"{path.name}: {target}"
            assert not place or place in page_of(to).words, f"{path.name}: {target}"


def test_every_table_of_a_workbook_says_which_notes_define_what_it_counts(publish: Path) -> None:
    seen = 0
    for path in sorted((publish / "tables").glob("*.xlsx")):
        book = load_workbook(path, read_only=True)
        texts = [str(row[1]) for row in book["Notes"].iter_rows(min_row=5, values_only=True)]
        # One note for all measures counted among the same, in words that are not those of the warehouse.
        assert len({text.partition(".")[0] for text in texts}) == len(texts)
        assert not [text for text in texts if "_" in text or "ne row per" in text]
        notes = {
            str(row[0]): (str(row[1]), str(row[2])) for row in book["Notes"].iter_rows(values_only=True) if len(row) > 2
        }
        for name in book.sheetnames[3:]:
            lines = [str(row[0]) for row in book[name].iter_rows(max_row=20, max_col=1, values_only=True)]
            marks = [number for line in lines if line.startswith("Who and what") for number in NOTE.findall(line)]
            assert marks, f"{path.name} {name}"
            for number in marks:
                text, tables = notes[f"note {number}"]
                assert len(text.split()) >= LEAST_WORDS and name in tables.split(", ")
                seen += 1
    assert seen > 10


def test_every_data_set_leads_to_what_it_counts_and_how_its_columns_are_made(publish: Path) -> None:
    package = json.loads((publish / "datapackage.json").read_text(encoding="utf-8"))
    formulas, tool = page_of(publish / "methodology-formulas.html"), (publish / "table-tool.html").read_text()
    for resource in package["resources"]:
        name = Path(resource["path"]).stem
        assert len(resource["description"].split()) >= LEAST_WORDS, name
        numbers = [field for field in resource["schema"]["fields"] if field["type"] == "number"]
        described = {field["name"] for field in resource["schema"]["fields"] if field.get("description")}
        assert described >= {field["name"] for field in numbers} and described, name
        assert all(column in formulas.words[name] for column in described), name
        (told,) = re.findall(rf'data-defined="{name}" hidden>(.*?)</p>', tool)
        *defined, how = re.findall(r'href="([^"]*)"', told)
        assert how == f"methodology-formulas.html#{name}" and defined
        for target in defined:
            assert len(words_at(publish, target).split()) >= LEAST_WORDS, target


def test_every_authority_page_has_a_definition_beside_each_figure(publish: Path) -> None:
    text = (publish / "authorities" / "301.html").read_text(encoding="utf-8")
    sections = re.findall(r'<h2 id="([a-z0-9-]+)">[^<]*</h2>\n<p>[^\n]*<a href="../(methodology[^"]*)">', text)
    measures = re.findall(r'<th role="rowheader" scope="row"><a href="#([^"]*)">', text)
    assert [name for name, _ in sections] == measures and len(measures) > 4
    assert all(len(words_at(publish, target).split()) >= LEAST_WORDS for _, target in sections)


def test_what_is_counted_stands_under_the_records_that_it_is_made_from(publish: Path) -> None:
    text = (publish / "methodology-counted.html").read_text(encoding="utf-8")
    of: dict[str, str] = {}
    for section in text.split("<h2 id=")[2:]:
        title = section.partition(">")[2].partition("<")[0]
        of |= dict.fromkeys(re.findall('<h3 id="core-([a-z0-9_]+)"', section), title)
    assert of["looked_after_on_31_march"] == of["started_during_year"] == "From records of an episode of care"
    assert of["care_leavers"] == "From records of the situation of a care leaver around a birthday"


@pytest.mark.parametrize("name", release_names())
def test_whatever_a_release_shows_in_any_edition_is_defined(name: str) -> None:
    release, models = load_release(name), load_models()
    definitions = definitions_of(release, models)
    contents = load_contents(TEMPLATES / name / "tables.yaml")
    shown = {line.cell.measure for table in contents.tables for line in table.lines if line.cell.measure}
    assert shown <= definitions.keys()
    assert all(len(definitions[measure].in_words.split()) >= LEAST_WORDS for measure in shown)
    for one in definitions.values():
        assert not re.search(r"\b([Rr]e referr|Cin |march\b|september\b)", one.title), one.title
    for data_set in release.data_sets_in(2016):
        assert behind_data_set(release, data_set, 2016, definitions) or "population" in data_set.title


def test_an_indicator_that_nobody_can_define_says_so() -> None:
    release = load_release("performance-tables")
    definitions = definitions_of(release, load_models())
    for one in load_definitions(release.path.with_name(INDICATORS)):
        told = definitions[one.code].own
        assert told.startswith("Not available.") != one.is_known
        assert one.is_defined or "not known" in told or "could not be found" in told or "is not" in told


def test_a_measure_that_nothing_defines_is_refused() -> None:
    release = load_release("children-looked-after")
    unknown = replace(release.measures[0], name="what_nobody_defined")
    with pytest.raises(UsageError, match="nothing says what the measure what_nobody_defined counts"):
        definitions_of(replace(release, measures=(unknown,)), load_models())
