"""Everything in publish/, by kind: the audit reads it, or it can be made again from what the audit reads.

A file of a new kind fails: whoever adds one says here why it tells no count.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path
from shutil import copyfile, copytree
from types import SimpleNamespace
from typing import Any, cast

import pytest
from openpyxl import load_workbook

from pipeline.analyse.areas import ENGLAND, read_areas
from pipeline.analyse.data_set_rows import filter_columns
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Shown
from pipeline.design.contents import in_words
from pipeline.design.data_sets import AREA_COLUMNS
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate import pages
from pipeline.disseminate.data_files import META_COLUMNS, TIME_COLUMNS
from pipeline.disseminate.manifest import code_version, sha256_of
from pipeline.disseminate.release_pages import PageContent, write_pages
from pipeline.disseminate.site import authority_pages
from pipeline.disseminate.site.published_data import open_published
from pipeline.disseminate.site.whole_site import STATIC
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models_read import load_models
from pipeline.protect.attack.certificate import INSIDER, KNOWN_TO_ATTACKER, LEFT, VERSION, Certificate
from pipeline.protect.edition.at_stake import policies_for
from pipeline.protect.edition.derived_numbers import name_of
from pipeline.protect.edition.earlier import join_seen
from pipeline.protect.edition.protection import Protection
from pipeline.protect.edition.seen import SeenRelease, see_release
from pipeline.reference.loading import load_reference
from pipeline.reference.periods import in_words as periods_in_words
from pipeline.reference.tables import edition_of_populations
from pipeline.runs.release import RunSummary
from pipeline.runs.release_models import models_of_release
from tests.runs.country import all_of_england

NAME, YEAR = "children-looked-after", 2024
NOBODY_SENT = ("E12000002", "E12000005", "E12000006")
KINDS = {
    "data/*.meta.csv": "labels, as they are declared",
    "data/*.csv": "figures, which the audit reads",
    "data/*.parquet": "what the CSV file holds (test_open_formats.py)",
    "datapackage.json": "columns, as they are declared (test_open_formats.py)",
    "*.zip": "the other files (test_open_formats.py)",
    "tables/*.xlsx": "figures, which the audit reads",
    "tables/*.ods": "what the workbook holds (test_open_document.py)",
    "coverage.csv": "who supplied; estimates, made from published figures and populations",
    "data_confidence.csv": "bands, and no number",
    "data_confidence.html": "the same as a page, with what is declared of the parts",
    "index.html": "made again from the data files, the coverage and the certificate",
    "topics/*.html": "made again from the data files",
    "authorities/*.html": "made again from the data files and the coverage",
    "table-tool.html": "made again from the declarations",
    "site/data/*.js": "made again from the data files",
    "site/*": "the same in every release",
    "methodology.html": "made again from the coverage and the certificate",
    "methodology-*.html": "made again from the declarations",
    "revisions.csv": "what stands in the files of this release or of the earlier one, which are protected together",
    "revisions.html": "the same as a page (tests/runs/test_release_history.py)",
    "specification_*.html": "made again from declarations alone, without returns or figures",
    "certificate.json": "every number accounted for",
    "manifest.json": "every number accounted for",
}


FIRST = ("coverage.csv", "data_confidence.csv")
"""What pages read beside the data files."""


@pytest.fixture(scope="module")
def seen(published: RunSummary) -> SeenRelease:
    """What the audit reads."""
    return see_release(published.folder)


def kind_of(path: str) -> str:
    return next((kind for kind in KINDS if fnmatch(path, kind)), "")


def files_of(published: RunSummary, kind: str) -> list[Path]:
    publish = published.folder / "publish"
    return [publish / name for name in published.published.files if kind_of(name) == kind]


def test_every_file_is_of_a_kind_that_is_accounted_for(published: RunSummary) -> None:
    publish = published.folder / "publish"
    found = {path.relative_to(publish).as_posix() for path in publish.rglob("*") if path.is_file()}
    assert {kind_of(name) for name in found} == {*KINDS} - {"revisions.csv", "revisions.html"}
    assert kind_of("data/cohort.json") == kind_of("inputs.json") == ""


def test_every_number_of_a_data_set_is_a_figure_that_the_audit_reads(published: RunSummary, seen: SeenRelease) -> None:
    """But populations, which are public, and what is compared from figures as they are shown."""
    release = load_release(NAME)
    read = {(figure.place, figure.text) for figure in seen.figures}
    data_sets = release.data_sets_in(YEAR)
    assert len(files_of(published, "data/*.csv")) == len(data_sets)
    for data_set in data_sets:
        path = published.folder / "publish" / "data" / f"{data_set.file_name.at(YEAR)}.csv"
        labels = {*TIME_COLUMNS, *AREA_COLUMNS, *filter_columns(data_set, YEAR)}
        indicators = {one.column.at(YEAR): one for one in data_set.indicators_in(YEAR)}
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert set(reader.fieldnames or ()) <= labels | indicators.keys()
            for line, row in enumerate(reader, start=2):
                for column, one in indicators.items():
                    is_number = row[column].lstrip("-")[:1].isdigit()
                    if is_number and one.statistic.kind != "population" and int(row["time_period"]) in seen.about.years:
                        text = row[column].removesuffix("%")
                        assert one.compared or (f"{path.name} line {line}", text) in read


def test_metadata_has_no_number_but_decimals(published: RunSummary) -> None:
    release = load_release(NAME)
    declared = {one.label for data_set in release.data_sets for one in data_set.indicators_in(YEAR)}
    declared |= {text for data_set in release.data_sets for one in data_set.filters for text in
                 (one.item_label, one.group_label)}  # fmt: skip
    for path in files_of(published, "data/*.meta.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert tuple(reader.fieldnames or ()) == META_COLUMNS
            for row in reader:
                assert row["label"] in declared
                assert row["indicator_dp"] in ("", "0", "1", "2")
                assert not re.search(r"\d", row["indicator_unit"].removeprefix("per 10,000") + row["filter_hint"])


def test_every_number_of_a_workbook_is_a_figure_that_the_audit_reads(published: RunSummary, seen: SeenRelease) -> None:
    places = {figure.place for figure in seen.figures}
    checked = 0
    for path in files_of(published, "tables/*.xlsx"):
        for sheet in load_workbook(path).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if isinstance(cell.value, int | float):
                    assert f"{path.name} {sheet.title}!{cell.coordinate}" in places
                    checked += 1
    assert checked > 100


def test_coverage_has_no_number_but_estimates_from_published_figures(published: RunSummary, seen: SeenRelease) -> None:
    england = {
        (figure.shown.measure, figure.shown.year): int(figure.text)
        for figure in seen.figures
        if figure.shown.statistic == "count" and (figure.shown.area_code, figure.shown.key) == (ENGLAND.area_code, "")
        and figure.text.isdigit()
    }  # fmt: skip
    checked = 0
    accepted = manifest_of(published)["accepted_coverage"]
    assert [row["reason"] for row in coverage_of(published) if not row["measure"]] == accepted
    for row in (row for row in coverage_of(published) if row["measure"]):
        assert not re.search(r"\d", row["reason"])
        if row["estimated_number"]:
            assert row["geographic_level"] in ("National", "Regional")
            # A share of England's published figure that populations alone decide, so the same for all its measures.
            assert int(row["estimated_number"]) % 10 == 0
            assert int(row["estimated_number"]) <= england[row["measure"], int(row["time_period"])]
            if row["geographic_level"] == "National" and row["measure"] == "looked_after_on_31_march":
                whole = england[row["measure"], int(row["time_period"])]
                assert (
                    abs(int(row["estimated_number"]) - whole * float(row["estimated_percent"]) / 100)
                    <= 5 + whole / 2000
                )
                checked += 1
    assert checked == len(seen.about.years)


def test_what_was_accepted_is_who_supplied(published: RunSummary) -> None:
    """How many sent the return of each year is in the rows of the authorities, and their children are ONS's."""
    sent: dict[str, set[str]] = {}
    all_of: dict[str, set[str]] = {}
    for row in coverage_of(published):
        if row["old_la_code"] and row["measure"] == "looked_after_on_31_march":
            all_of.setdefault(row["time_period"], set()).add(row["old_la_code"])
            if row["supplied"] == "yes":
                sent.setdefault(row["time_period"], set()).add(row["old_la_code"])
    told = manifest_of(published)["accepted_coverage"]
    assert len(told) == len(sent) == 3
    for words, year in zip(told, sorted(sent), strict=True):
        assert words.startswith(f"{len(sent[year])} of {len(all_of[year])} local authorities, with ")
        assert f" sent a usable ssda903 return of {year}. " in words


def test_a_release_from_before_there_were_marks_is_read_too(published_little: RunSummary, tmp_path: Path) -> None:
    """An earlier release whose coverage.csv has no column for unreliable figures: none of its figures is marked."""
    older = tmp_path / "2024"
    copytree(published_little.folder / "publish", older / "publish")
    path = older / "publish" / "coverage.csv"
    rows = coverage_of(published_little)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column for column in rows[0] if column != "unreliable"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    with all_of_england():
        assert (see_release(older).view.forms == see_release(published_little.folder).view.forms).all()


def manifest_of(published: RunSummary) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((published.folder / "publish" / "manifest.json").read_text(encoding="utf-8"))
    return content


def coverage_of(published: RunSummary) -> list[dict[str, str]]:
    with (published.folder / "publish" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_pages_are_made_again_from_what_is_published(
    published: RunSummary, seen: SeenRelease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No warehouse and nothing restricted: the figures as read, the coverage, the certificate and the declarations."""
    monkeypatch.setattr(authority_pages, "WORTH_A_PROCESS", 0)  # several draw what one drew
    publish = published.folder / "publish"
    release, contents = load_release(NAME), load_contents(TEMPLATES / NAME / "tables.yaml")
    manifest = json.loads((publish / "manifest.json").read_text(encoding="utf-8"))
    rows = {
        Path(one["path"]).stem: one["rows"]
        for one in manifest["outputs"]
        if one["path"].startswith("data/") and "rows" in one
    }
    texts = {figure.shown: figure.text for figure in seen.figures if figure.shown.statistic == "count"}

    def count(measure: str, year: int, area: str, key: str) -> SimpleNamespace:
        text = texts[Shown("count", measure, year, area, key)]
        marker = next((one for one, symbol in seen.rules.symbols.items() if symbol == text), None)
        return SimpleNamespace(marker=marker, value=int(text) if marker is None else 0)

    with Warehouse() as warehouse, ExitStack() as stack:
        load_reference(warehouse, with_postcodes=False, populations=seen.about.populations)
        areas = read_areas(warehouse, seen.about.years)
        connection = warehouse.connection
        connection.execute(
            "CREATE TEMP TABLE coverage AS SELECT * FROM read_csv(?, all_varchar = true) WHERE old_la_code <> ''",
            [str(publish / "coverage.csv")],
        )
        place = "time_period::INTEGER AS collection_year, old_la_code AS la_code"
        connection.execute(
            f"CREATE TABLE grossed.coverage AS SELECT {place}, supplied = 'yes' AS is_supplied FROM coverage"
        )
        connection.execute(
            f"CREATE TABLE grossed.estimates AS SELECT measure, {place}, reason FROM coverage "
            "WHERE estimated_in_region_and_england = 'yes'"
        )
        protection = SimpleNamespace(sentences=certificate_of(seen).sentences, policies=policies_for(release, YEAR))
        edition = Edition(release, contents, YEAR, "", seen.about.years, areas, seen.about.populations)
        opened = stack.enter_context(open_published(publish, edition.data_sets, YEAR, edition.symbols))
        content = PageContent(
            edition,
            models_of_release(NAME, load_models()),
            cast(Any, SimpleNamespace(count=count)),
            cast(Protection, protection),
            [
                pages.PublishedFile(
                    (stem := data_set.file_name.at(YEAR)),
                    data_set.title,
                    ", ".join(level.replace("_", " ") for level in data_set.levels),
                    periods_in_words(data_set.years_of(YEAR, seen.about.years)),
                    rows[stem],
                )
                for data_set in release.data_sets_in(YEAR)
            ],
            [
                pages.PublishedFile(book.file_name_of(YEAR), in_words(book.title, YEAR), "", str(YEAR), 0)
                for book, _ in contents.books_in(YEAR, "")
            ],
            opened,
            manifest["accepted_coverage"],
        )
        for name in FIRST:
            copyfile(publish / name, tmp_path / name)
        write_pages(warehouse, tmp_path, content)
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} - {*FIRST}
    ends = (".html", ".js", ".css", "datapackage.json")
    pages_published = {name for name in published.published.files if name.endswith(ends)}
    # Data confidence is made from the stage of quality, and holds bands alone (see below).
    assert made == pages_published - {"data_confidence.html"} and len(made) > len(seen.about.years)
    for name in sorted(made):
        assert (tmp_path / name).read_bytes() == (publish / name).read_bytes(), name


def test_what_all_pages_need_is_the_same_in_every_release(published: RunSummary) -> None:
    names = {path.name for path in files_of(published, "site/*")}
    assert names == {path.name for path in STATIC.iterdir()} == {"site.css", "authority-search.js", "table-tool.js"}
    for path in files_of(published, "site/*"):
        assert path.read_bytes() == (STATIC / path.name).read_bytes()


def certificate_of(seen: SeenRelease) -> Certificate:
    """The certificate from its file, and the policy from its declaration."""
    policy = policies_for(load_release(NAME), YEAR).together
    held = seen.certificate
    structural, insiders = tuple(held["structural"]), held["insiders"]
    tried = insiders["tried"], insiders["with_exceptions"]
    return Certificate(
        policy, held["suppressed"], held["audit"]["suppressed_counts_audited"], structural, (), (), "", *tried
    )


def numbers(content: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a JSON document with its path, those in lists under one path."""
    if isinstance(content, Mapping):
        for name, part in content.items():
            yield from numbers(part, f"{path}/{name}")
    elif isinstance(content, list):
        for part in content:
            yield from numbers(part, path)
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield path, content


def test_every_number_of_the_manifest_is_of_the_files_or_of_the_policy(
    published: RunSummary, seen: SeenRelease
) -> None:
    publish = published.folder / "publish"
    manifest = json.loads((publish / "manifest.json").read_text(encoding="utf-8"))
    policy = json.loads(json.dumps(asdict(policies_for(load_release(NAME), YEAR).together)))
    assert manifest["policy"] == policy
    assert manifest.keys() == {
        *("release", "title", "year", "part", "years", "populations", "policy"),
        *("accepted_coverage", "code_version", "inputs_digest", "outputs", "publication"),
    }
    assert manifest["code_version"] == code_version()
    assert re.fullmatch("[0-9a-f]{64}", manifest["inputs_digest"])
    for one in manifest["outputs"]:
        path = publish / one.pop("path")
        assert (one.pop("sha256"), one.pop("bytes")) == (sha256_of(path), path.stat().st_size)
        if "rows" in one:
            with path.open(encoding="utf-8", newline="") as file:
                assert one.pop("rows") == sum(1 for _ in csv.DictReader(file))
        assert one == {}
    del manifest["policy"]
    assert manifest["populations"] == edition_of_populations(NAME, YEAR)
    years = {("/years", year) for year in seen.about.years}
    assert set(numbers(manifest)) == {("/year", YEAR), ("/populations", manifest["populations"]), *years}


def test_every_number_of_the_certificate_is_for_readers_to_count(seen: SeenRelease) -> None:
    """Those of the structural exceptions are found by a stranger's audit (test_disclosure_certificate.py)."""
    certificate = dict(seen.certificate)
    policy = asdict(policies_for(load_release(NAME), YEAR).together)
    for apart in ("authority", "costs"):
        policy.pop(apart)
    assert not policy.pop("families"), "the certificate names the columns in which families hide zeros, where they do"
    for listed in ("exempt", "nameless"):
        assert certificate.pop(listed) == json.loads(json.dumps(policy.pop(listed)))
    assert certificate.pop("policy") == json.loads(json.dumps(policy))
    structural = certificate.pop("structural")
    assert all(one.keys() == {"key", "lower", "upper", "reason"} and one["reason"] == LEFT for one in structural)
    confidential = {figure.shown for figure in seen.figures if figure.text == "c"}
    # Counts that are one by definition are attacked once.
    unknown = join_seen(seen, []).relations.unknown
    # So are those of regions that nobody sent, which are England's by population.
    counts = len(
        {
            unknown[name_of(shown._replace(area_code=ENGLAND.area_code) if shown.area_code in NOBODY_SENT else shown)]
            for shown in confidential
            if shown.statistic == "count"
        }
    )
    # An average is suppressed with the count it is of, and printed as z where that is a visible 0.
    of_nobody = {figure.shown for figure in seen.figures if figure.text == "z" and figure.shown.statistic == "average"}
    assert len(confidential) <= certificate["suppressed"] <= len(confidential | of_nobody)
    authorities = {
        figure.shown.area_code
        for figure in seen.figures
        if figure.shown.statistic == "count" and figure.shown.area_code.isdigit() and figure.text not in ("x", "z")
    }
    assert dict(numbers(certificate)) == {
        "/version": VERSION,
        "/suppressed": certificate["suppressed"],
        "/audit/exact": 0,
        "/audit/narrower_than_allowed": 0,
        "/audit/suppressed_counts_audited": counts,
        "/insiders/least_width": 1,
        "/insiders/known_too_well": 0,
        "/insiders/tried": len(authorities),
    }
    assert certificate["insiders"]["knows"] == INSIDER
    assert certificate["attacker"] == {"earlier_releases": [], "knows": list(KNOWN_TO_ATTACKER)}
    assert certificate["unpublished"] == []
    texts = certificate["authority"].values()
    assert set(texts) <= {text for _, text in policies_for(load_release(NAME), YEAR).together.authority}
