"""Authorities that merged or were split: who was before whom, whose children are whose, and who is told what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.collect.collections.cin import stage_cin
from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from tests.collect.cin.test_cin_reader import census, child
from tests.collect.test_returns_coverage import authority, coverage
from tests.collect.test_returns_folder import Files, write_return


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        load_reference(opened, with_postcodes=False)
        yield opened


def test_every_authority_of_a_merger_or_split_has_those_before_it(warehouse: Warehouse) -> None:
    found = set(warehouse.connection.execute("SELECT * FROM reference.predecessors").fetchall())
    # Christchurch went from Dorset (835) to 839; a new ONS code alone, as Buckinghamshire's of 2020, is no change.
    assert found == {
        *(("822", "820", 2009), ("823", "820", 2009), ("895", "875", 2009), ("896", "875", 2009)),
        *(("838", "835", 2019), ("839", "835", 2019), ("839", "836", 2019), ("839", "837", 2019)),
        *(("940", "928", 2021), ("941", "928", 2021), ("942", "909", 2023), ("943", "909", 2023)),
    }


def part(files: Files, first: int, last: int) -> Files:
    """The records of some of the children, who are numbered."""
    return {name: [row for row in rows if first <= int(row["CHILD"]) < last] for name, rows in files.items()}


def renumbered(files: Files) -> Files:
    """The same children under other identifiers."""
    return {name: [{**row, "CHILD": f"9{row['CHILD']}"} for row in rows] for name, rows in files.items()}


def test_the_children_of_the_authority_before_are_no_other_authoritys(tmp_path: Path, warehouse: Warehouse) -> None:
    """942 gives its children new identifiers in 2025, so that of all returns only that of 909 has those of 2024."""
    folder = tmp_path / "ssda903"
    write_return(folder / "2023" / "909", authority("909", 2023, 24), 2023)
    for code, first, last in (("942", 0, 14), ("943", 14, 24)):
        write_return(folder / "2024" / code, part(authority("909", 2024, 24), first, last), 2024)
    write_return(folder / "2025" / "942", renumbered(part(authority("909", 2025, 24), 0, 14)), 2025)
    stage_returns(warehouse, tmp_path, [2023, 2024, 2025])
    sent = {unit: status for unit, (status, _) in coverage(warehouse).items() if status != "absent"}
    assert sent == dict.fromkeys([(2023, "909"), (2024, "942"), (2024, "943"), (2025, "942")], "supplied")


def test_a_return_under_the_former_code_costs_the_new_authority_nothing(tmp_path: Path, warehouse: Warehouse) -> None:
    folder = tmp_path / "ssda903" / "2024"
    for code in ("909", "942"):
        write_return(folder / code, authority("909", 2024), 2024)
    stage_returns(warehouse, tmp_path, [2024])
    assert coverage(warehouse)[2024, "942"][0] == "supplied"
    rules = warehouse.connection.execute("SELECT DISTINCT la_code, rule FROM raw.findings WHERE la_code = '909'")
    assert ("909", "la_code_not_of_the_year") in rules.fetchall()


def test_the_files_of_one_new_authority_from_both_are_still_doubted(tmp_path: Path, warehouse: Warehouse) -> None:
    folder = tmp_path / "ssda903" / "2024"
    for code in ("942", "943"):
        write_return(folder / code, authority("909", 2024), 2024)
    stage_returns(warehouse, tmp_path, [2024])
    assert {coverage(warehouse)[2024, code][0] for code in ("942", "943")} == {"not usable"}


def claimed(warehouse: Warehouse) -> list[tuple[str, str, int, str, str]]:
    return warehouse.connection.execute(
        "SELECT la_code, path, line, severity, message FROM raw.findings WHERE rule = 'child_of_two_successors' "
        "ORDER BY ALL"
    ).fetchall()


def test_a_child_of_two_new_authorities_is_a_query_to_each_on_its_own_record(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    """Children 0 to 11 went to 942 and 12 to 23 to 943, but 943 has child 7 too, and another 8 born on another day."""
    folder = tmp_path / "ssda903"
    whole = authority("909", 2024, 24)
    both = part(whole, 7, 8)
    other = {**part(whole, 8, 9), "header": [{**part(whole, 8, 9)["header"][0], "DOB": "01/01/2001"}]}
    new = part(whole, 12, 24)
    write_return(folder / "2024" / "942", part(whole, 0, 12), 2024)
    write_return(folder / "2024" / "943", {name: [*new[name], *both[name], *other[name]] for name in new}, 2024)
    stage_returns(warehouse, tmp_path, [2024])
    (cumberland, *told), (westmorland, *of_the_other) = claimed(warehouse)
    # Lines count from 2: child 7 is the 8th of 942, and the 13th of 943 after its own twelve.
    assert (cumberland, *told[:3]) == ("942", "ssda903/2024/942/header.csv", 9, "query")
    assert (westmorland, *of_the_other[:3]) == ("943", "ssda903/2024/943/header.csv", 14, "query")
    assert told[3] == of_the_other[3]
    assert "took over from local authority 909" in told[3]
    assert not any(code in told[3] for code in ("942", "943"))
    # Asked again, nothing is said twice.
    stage_returns(warehouse, tmp_path, [2024])
    assert len(claimed(warehouse)) == 2


def test_a_child_of_two_new_authorities_censuses_is_a_query_too(tmp_path: Path, warehouse: Warehouse) -> None:
    details = [("CINreferralDate", "2023-05-01"), ("ReferralSource", "1A"), ("PrimaryNeedCode", "N1")]
    for code, names in (("942", ["a", "b"]), ("943", ["b", "c"]), ("301", ["b"])):
        folder = tmp_path / "cin" / "2024" / code
        folder.mkdir(parents=True)
        (folder / "cin.xml").write_text(census([child(details, name=name) for name in names], la=code))
    stage_cin(warehouse, tmp_path, [2024])
    rows = claimed(warehouse)
    lines = {code: line for code, _, line, *_ in rows}
    assert sorted(lines) == ["942", "943"]
    # b is the second child of 942 and the first of 943.
    assert lines["942"] > lines["943"]
