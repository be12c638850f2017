"""What was not sent is not known: files of column names only, files left out, records without an answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.collect.collections.cin import stage_cin
from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.records_asked_for import PATH, read_asked_for
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.cin.test_cin_reader import REFERRAL, census, child
from tests.collect.test_returns_coverage import authority
from tests.collect.test_returns_folder import CLEAN, Files, clean_return, write_return


def items_of(folder: Path, files: Files) -> str:
    """What counts as not supplied of a return of 2024."""
    write_return(folder / "ssda903" / "2024" / "301", files)
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2024])
        (found,) = warehouse.connection.execute("SELECT items_not_supplied FROM raw.coverage").fetchall()
    return str(found[0])


# Of which files there are column names alone, which are not there, and what a return then lacks. One child is looked
# after all year, another is adopted: of both the guide asks for records.
LACKING = {
    ("", ""): "",
    **{(kind, ""): item for kind, item in (("oc2", "OC2"), ("reviews", "Reviews"), ("ad1", "AD1"))},
    **{("", kind): item for kind, item in (("oc2", "OC2"), ("reviews", "Reviews"), ("ad1", "AD1"))},
}


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What counts as not supplied of each, as the return of an authority of its own."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (headings_only, absent) in enumerate(LACKING):
        files = {kind: [] if kind == headings_only else rows for kind, rows in CLEAN.items() if kind != absent}
        write_return(folder / "ssda903" / "2024" / f"{number:03d}", files)
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2024])
        found = warehouse.connection.execute(
            "SELECT items_not_supplied FROM raw.coverage WHERE status = 'supplied' ORDER BY la_code"
        ).fetchall()
    return [items for (items,) in found]


@pytest.mark.parametrize("number", range(len(LACKING)), ids=[" ".join(case).strip() for case in LACKING])
def test_column_names_only_are_as_good_as_no_file(lacking: list[str], number: int) -> None:
    assert len(lacking) == len(LACKING)
    assert lacking[number] == list(LACKING.values())[number]


def test_an_officer_is_told_before_the_return_is_sent(tmp_path: Path) -> None:
    files = clean_return() | {"oc2": []}
    found = {one.rule: one for one in check_return(write_return(tmp_path / "301", files), 2024, "301").findings}
    assert found["records_not_sent"].message == (
        "There is no usable OC2 record, though 1 children were looked after all year. What depends on it is not known, "
        "and so not available. Send the file with its records."
    )


def test_where_nobody_could_be_in_a_file_its_absence_says_so(tmp_path: Path) -> None:
    """A child who started on 1 April of the year has not been looked after for twelve months, and nobody is adopted."""
    files = authority("301", 2024, children=3)
    for number, row in enumerate(files["episodes"]):
        row |= {"DECOM": "01/04/2023", "DEC": "", "REC": "", "REASON_PLACE_CHANGE": "", "RNE": "S"}
        row["CHILD"] = f"{number // 2}"
    assert items_of(tmp_path, {"header": files["header"], "episodes": files["episodes"][::2], "oc2": []}) == ""


@pytest.mark.parametrize(("children", "items"), [(49, "SWEpisodes"), (50, "Missing;SWEpisodes")])
def test_of_how_many_children_nobody_can_have_gone_missing(tmp_path: Path, children: int, items: str) -> None:
    files = authority("301", 2024, children=children)
    ids = [row["CHILD"] for row in files["header"]]
    files["oc2"] = [{"CHILD": one, "DOB": row["DOB"]} for one, row in zip(ids, files["header"], strict=True)]
    files["reviews"] = [{**row, "REVIEW": "01/07/2023", "REVIEW_CODE": "PN1"} for row in files["oc2"]]
    assert items_of(tmp_path, files) == items


def test_care_leavers_are_everywhere_but_in_the_smallest_authorities(tmp_path: Path) -> None:
    for la, population in (("301", 3_000), ("302", 2_999)):
        write_return(tmp_path / "ssda903" / "2024" / la, {**CLEAN, "oc3": []})
        if la == "302":
            shutil.rmtree(tmp_path / "ssda903" / "2024" / "301")
        with Warehouse() as warehouse:
            warehouse.connection.execute(
                "CREATE TABLE reference.child_population AS SELECT 2024 AS collection_year, "
                f"'local_authority' AS area_level, '{la}' AS area_code, {population} AS population"
            )
            stage_returns(warehouse, tmp_path, [2024])
            found = warehouse.connection.execute("SELECT items_not_supplied FROM raw.coverage").fetchall()
        assert found == [("OC3" if la == "301" else "",)]


@pytest.mark.parametrize(
    ("before", "after", "items"), [(3_000, 2_999, "OC3"), (2_999, 3_000, ""), (None, 3_000, "OC3")]
)
def test_where_the_population_of_the_year_is_not_known_the_nearest_tells(
    tmp_path: Path, before: int | None, after: int, items: str
) -> None:
    """As of Bournemouth and Poole until 2019, which are published with Dorset; of two as near, the earlier."""
    write_return(tmp_path / "ssda903" / "2024" / "301", {**CLEAN, "oc3": []})
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE reference.child_population "
            "(collection_year INT, area_level VARCHAR, area_code VARCHAR, population INT)"
        )
        for year, population in ((2019, 1), (2022, before), (2024, None), (2026, after)):
            warehouse.connection.execute(
                "INSERT INTO reference.child_population VALUES (?, 'local_authority', '301', ?)", [year, population]
            )
        stage_returns(warehouse, tmp_path, [2024])
        found = warehouse.connection.execute("SELECT items_not_supplied FROM raw.coverage").fetchall()
    assert found == [(items,)]


@pytest.mark.parametrize(("children", "items"), [(299, ""), (300, "ChildProtectionPlans;Disabilities;Section47")])
def test_a_large_census_without_plans_enquiries_or_disabilities_did_not_supply_them(
    tmp_path: Path, children: int, items: str
) -> None:
    folder = tmp_path / "cin" / "2024" / "301"
    folder.mkdir(parents=True)
    assessed = ("Assessments", [("AssessmentActualStartDate", "2023-05-02")])
    everybody = [child([*REFERRAL, assessed], name=f"c{number}") for number in range(children)]
    document = census(everybody).replace("<Disability>NONE</Disability>", "")
    (folder / "census.xml").write_text(document, encoding="utf-8")
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2024])
        found = warehouse.connection.execute("SELECT status, items_not_supplied FROM raw.coverage").fetchall()
    # 299 or 300 assessments without a factor are far more than the 20 of which some must have one.
    expected = ";".join(sorted(filter(None, [*items.split(";"), "FactorsIdentifiedAtAssessment"])))
    assert found == [("supplied", expected)]


def test_the_list_names_items_of_its_returns() -> None:
    for one in read_asked_for():
        assert one.item in load_specification(one.return_name).file_names, one


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("looked_after_12_months", "looked_at", "line 2, column children"),
        (
            ",1,children were looked after all year,The guide",
            ",0,children were looked after all year,The guide",
            "at_least",
        ),
        ("return,item", "item,return", "line 1: the columns"),
    ],
)
def test_a_list_that_will_not_do_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / PATH.name
    path.write_text(PATH.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        read_asked_for(path)
