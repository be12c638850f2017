"""What stands for a figure that was not sent: carried forward by decision, or estimated; by hand arithmetic."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.manifest import ManifestEntry, read_manifest
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.areas import gross_areas
from pipeline.process.coverage import Measure, build_coverage
from pipeline.process.decisions import COLUMNS, CarriedForward, Inclusion, Unreliable, read_decisions
from pipeline.process.rollup import roll_up
from pipeline.reference.loading import load_reference
from pipeline.synthetic import synthesise
from pipeline.synthetic.cin import synthesise_cin

MEASURE = Measure("children_counted", "children", "cin", ("CINdetails",))
# Hackney and Camden in Inner London, Bromley in Outer London, Hartlepool in the North East.
PLACES = (
    ("204", "E12000007", "E13000001"),
    ("202", "E12000007", "E13000001"),
    ("305", "E12000007", "E13000002"),
    ("805", "E12000001", "E12000001"),
)
POPULATIONS = {"204": 60_000, "202": 40_000, "305": 70_000, "805": 20_000}
# Boys and girls in 2020 and in 2021, in which Hackney sent nothing.
COUNTS = {
    2020: {"204": (70, 50), "202": (40, 40), "305": (60, 80), "805": (30, 10)},
    2021: {"202": (50, 30), "305": (70, 70), "805": (25, 15)},
}
DECISION = CarriedForward(2021, "204", MEASURE.name, 2020)
ENGLAND, LONDON, INNER, OUTER, NORTH_EAST = "E92000001", "E12000007", "E13000001", "E13000002", "E12000001"


def england(counts: dict[int, dict[str, tuple[int, int]]]) -> Warehouse:
    warehouse = Warehouse()
    execute = warehouse.connection.execute
    execute(
        "CREATE TABLE reference.reporting_units (collection_year INT, la_code VARCHAR, region_code VARCHAR, "
        "csc_region_code VARCHAR, supplied_by VARCHAR)"
    )
    execute(
        "CREATE TABLE reference.child_population (collection_year INT, area_level VARCHAR, area_code VARCHAR, "
        "population INT)"
    )
    execute(
        "CREATE TABLE reference.predecessors (la_code VARCHAR, predecessor_la_code VARCHAR, last_collection_year INT)"
    )
    execute("CREATE TABLE reference.categories (breakdown VARCHAR, category VARCHAR, parent VARCHAR, position INT)")
    execute("INSERT INTO reference.categories VALUES ('sex', 'male', '', 1), ('sex', 'female', '', 2)")
    execute(
        "CREATE TABLE cells.children_counted (collection_year INT, la_code VARCHAR, breakdown VARCHAR, "
        "category VARCHAR, breakdown_2 VARCHAR, category_2 VARCHAR, children BIGINT)"
    )
    execute(
        'CREATE TABLE raw.coverage ("return" VARCHAR, collection_year INT, la_code VARCHAR, status VARCHAR, '
        "items_not_supplied VARCHAR)"
    )
    for year, sent in counts.items():
        for code, region, part in PLACES:
            execute(
                "INSERT INTO reference.reporting_units VALUES (?, ?, ?, ?, 'authority')", [year, code, region, part]
            )
            execute(
                "INSERT INTO reference.child_population VALUES (?, 'local_authority', ?, ?)",
                [year, code, POPULATIONS[code]],
            )
            status = "supplied" if code in sent else "absent"
            execute("INSERT INTO raw.coverage VALUES ('cin', ?, ?, ?, '')", [year, code, status])
            boys, girls = sent.get(code, (0, 0))
            for breakdown, category, count in (
                ("total", "total", boys + girls), ("sex", "male", boys), ("sex", "female", girls)
            ):  # fmt: skip
                if count:
                    execute(
                        "INSERT INTO cells.children_counted VALUES (?, ?, ?, ?, '', '', ?)",
                        [year, code, breakdown, category, count],
                    )
    return warehouse


Cells = dict[tuple[str, str], tuple[int, int, bool]]


def grossed(warehouse: Warehouse, *decisions: CarriedForward) -> Cells:
    """The cells of 2021: with what stands for missing figures, as supplied, and whether the two differ in kind."""
    build_coverage(warehouse, [MEASURE])
    roll_up(warehouse, [MEASURE], [])
    gross_areas(warehouse, decisions)
    rows = warehouse.connection.execute(
        "SELECT area_code, breakdown_key, value, known_value, is_estimated FROM grossed.cells "
        "WHERE collection_year = 2021"
    ).fetchall()
    return {(area, key): (value, known, estimated) for area, key, value, known, estimated in rows}


def reasons(warehouse: Warehouse) -> dict[tuple[int, str], str]:
    rows = warehouse.connection.execute(
        "SELECT collection_year, la_code, reason FROM grossed.coverage WHERE NOT is_supplied"
    ).fetchall()
    return {(year, la): reason for year, la, reason in rows}


def test_figures_of_the_earlier_year_are_in_the_totals_and_not_in_the_row() -> None:
    with england(COUNTS) as warehouse:
        cells = grossed(warehouse, DECISION)
        assert warehouse.count("grossed.estimates") == 0
        assert reasons(warehouse) == {(2021, "204"): "carried forward from 2020"}
    # Hackney's 120 of 2020, 70 boys and 50 girls, beside what the others sent for 2021.
    assert cells[INNER, ""] == (200, 80, True)  # 120 + 80
    assert cells[INNER, "sex=male"] == (120, 50, True)  # 70 + 50
    assert cells[LONDON, ""] == (340, 220, True)  # 120 + 80 + 140
    assert cells[ENGLAND, ""] == (380, 260, True)  # 120 + 80 + 140 + 40
    assert cells[ENGLAND, "sex=female"] == (165, 115, True)  # 50 + 30 + 70 + 15
    assert cells[OUTER, ""] == (140, 140, False)
    assert cells[NORTH_EAST, "sex=male"] == (25, 25, False)
    assert not [key for key in cells if key[0] == "204"], "the authority's own row is not available"


def test_other_missing_authorities_are_estimated_from_those_that_sent_alone() -> None:
    """Hartlepool missing too: 220 children of 110,000 in Camden and Bromley are 2 in 1,000, so 40 of its 20,000."""
    counts = {2020: COUNTS[2020], 2021: {code: COUNTS[2021][code] for code in ("202", "305")}}
    with england(counts) as warehouse:
        cells = grossed(warehouse, DECISION)
        estimates = warehouse.connection.execute(
            "SELECT la_code, estimate FROM grossed.estimates WHERE collection_year = 2021"
        ).fetchall()
    assert estimates == [("805", 40)]
    assert cells[ENGLAND, ""] == (380, 220, True)  # 120 + 220 + 40
    # Boys 70 + 50 + 70 = 190 of the 340 that are known or carried, times 380 / 340: 212.4.
    assert cells[ENGLAND, "sex=male"] == (212, 120, True)


def test_without_the_earlier_return_the_ordinary_estimate_is_used_and_that_is_said() -> None:
    """260 children of 130,000 are 2 in 1,000, so 120 of Hackney's 60,000."""
    with england({2021: COUNTS[2021]}) as warehouse:
        cells = grossed(warehouse, DECISION)
        estimates = warehouse.connection.execute("SELECT la_code, estimate FROM grossed.estimates").fetchall()
        assert reasons(warehouse) == {(2021, "204"): "return absent; no figure of 2020 to carry forward"}
    assert estimates == [("204", 120)]
    # Inner London: Camden's 80 and the estimate; boys 50 x 200 / 80, where the decision would have made 120.
    assert (cells[INNER, ""], cells[INNER, "sex=male"]) == ((200, 80, True), (125, 50, True))


def test_a_return_that_was_sent_stands_whatever_was_decided() -> None:
    counts = {2020: COUNTS[2020], 2021: {**COUNTS[2021], "204": (10, 20)}}
    with england(counts) as warehouse:
        cells = grossed(warehouse, DECISION)
        assert reasons(warehouse) == {}
    assert cells[ENGLAND, ""] == (290, 290, False)  # 30 + 80 + 140 + 40
    assert cells["204", "sex=female"] == (20, 20, False)


def test_a_decision_on_one_measure_leaves_the_others_to_estimates() -> None:
    with england(COUNTS) as warehouse:
        grossed(warehouse, CarriedForward(2021, "204", "another_measure", 2020))
        assert reasons(warehouse) == {(2021, "204"): "return absent"}
        assert warehouse.count("grossed.carried_forward") == 0
        assert warehouse.count("grossed.estimates") == 1


def test_the_listed_decisions_are_those_on_hackney() -> None:
    measures = (MEASURE, Measure("plans", "children", "cin", ("ChildProtectionPlans",)))
    listed = read_decisions("children-in-need", measures)
    assert listed.carried_forward == tuple(
        CarriedForward(year, "204", name, 2020) for year in (2021, 2022) for name in ("children_counted", "plans")
    )
    assert listed.unreliable == ()
    assert read_decisions("children-looked-after", measures).carried_forward == ()


def written(folder: Path, *lines: str) -> Path:
    path = folder / "decisions_on_figures.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "children-in-need,2021,204,*,carried forward,2021,why,where",
            "line 2, column carried_from_year: write a year",
        ),
        (
            "children-in-need,2021,204,*,carried forward,last,why,where",
            "line 2, column carried_from_year: write a year",
        ),
        (
            "children-in-need,2021,204,*,unreliable and counted,2020,why,where",
            "column carried_from_year: leave it blank",
        ),
        ("children-in-need,2021,204,*,carried forward,2020,,where", "line 2, column reason: fill it in"),
        ("children-in-need,2021,204,*,carried forward,2020,why,", "line 2, column source: fill it in"),
        ("children-in-need,21/22,204,*,carried forward,2020,why,where", "column collection_year: write the year"),
        (
            "children-in-need,2021,999,*,unreliable and counted,,why,where",
            "column la_code: no local authority .* '999'",
        ),
        ("children-in-need,2021,204,*,unreliable,,why,where", "column decision: write one of carried forward; unrel"),
        ("children-in-need,2021,204,OC2,unreliable and counted,,why,where", "column item: 'OC2' is neither a measure"),
        (
            "children-in-need,2021,204,*,unreliable and counted,,why,where\n"
            "children-in-need,2021,204,*,unreliable and left out,,why,where",
            "line 3: a second such decision",
        ),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_decisions("children-in-need", [MEASURE], written(tmp_path, line))


def test_a_decision_on_the_narrower_item_holds(tmp_path: Path) -> None:
    """One on the measure before one on a file that it needs, and that before one on everything."""
    name = "children-in-need,2021,204,{},unreliable and {},,why,where"
    path = written(tmp_path, name.format("*", "left out"), name.format("cindetails", "counted"))
    other = Measure("plans", "children", "cin", ("ChildProtectionPlans",))
    assert read_decisions("children-in-need", [MEASURE, other], path).unreliable == (
        Unreliable(2021, "204", MEASURE.name, Inclusion.COUNTED, "why"),
        Unreliable(2021, "204", "plans", Inclusion.LEFT_OUT, "why"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def barnsley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Barnsley and two others; in 2023 Barnsley could not supply four items, in 2022 and 2024 it could."""
    out = tmp_path_factory.mktemp("barnsley")
    las = ["370", "371", "805"]
    synthesise([2022, 2024], out, scale=0.1, las=las, processes=1)
    synthesise([2023], out, scale=0.1, las=las, omit="370:OC2;OC3;Missing;PrevPerm", processes=1)
    return out


def test_items_that_one_authority_could_not_supply_in_one_year(barnsley: Path) -> None:
    entries = {(each.collection_year, each.la_code): each.items_not_supplied for each in read_manifest(barnsley)}
    assert len(entries) == 9, "the second run keeps the rows of the other years"
    assert {unit: items for unit, items in entries.items() if items} == {
        (2023, "370"): ("OC2", "OC3", "Missing", "PrevPerm")
    }
    files = {path.stem for path in (barnsley / "ssda903" / "2023" / "370").iterdir()}
    assert not files & {"oc2", "oc3", "missing", "previous_permanence"} and "episodes" in files
    own = (
        Measure("with_outcomes", "children", "ssda903", ("Header", "Episodes", "OC2")),
        Measure("care_leavers", "children", "ssda903", ("OC3",)),
    )
    declared = load_release("children-looked-after").measures
    measures = (*(one for one in declared if one.returns == "ssda903" and one.name != "care_leavers"), *own)
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        stage_returns(warehouse, barnsley, [2022, 2023, 2024])
        build_coverage(warehouse, measures)
        told = {
            (measure, year): (supplied, reason)
            for measure, year, supplied, reason in warehouse.connection.execute(
                "SELECT measure, collection_year, is_supplied, reason FROM grossed.coverage WHERE la_code = '370'"
            ).fetchall()
        }
    lacking = {"oc2", "oc3", "missing", "prevperm"}
    for measure in measures:
        needs = sorted(lacking & {item.lower() for item in measure.items})
        if needs:
            assert told[measure.name, 2023] == (False, f"not supplied: {', '.join(needs)}")
            assert "not supplied" not in told[measure.name, 2022][1] + told[measure.name, 2024][1]
        else:
            assert "not supplied" not in told[measure.name, 2023][1]
    assert told["looked_after_on_31_march", 2023] == (True, "")
    assert told["with_outcomes", 2024] == (True, "")


def manifest(out: Path) -> list[ManifestEntry]:
    return list(read_manifest(out))


def test_writing_one_return_keeps_the_rows_of_the_other(tmp_path: Path) -> None:
    las = ["301", "370"]
    synthesise_cin([2024], tmp_path, scale=0.02, las=las, omit="370:Section47", processes=1)
    census = manifest(tmp_path)
    synthesise([2024], tmp_path, scale=0.02, las=las, omit="370:OC2", processes=1)
    both = manifest(tmp_path)
    assert [each for each in both if each.return_name == "cin"] == census
    assert [(each.la_code, each.items_not_supplied) for each in both if each.return_name == "ssda903"] == [
        ("301", ()), ("370", ("OC2",))
    ]  # fmt: skip
    synthesise_cin([2024], tmp_path, scale=0.02, las=["301"], processes=1)
    after = manifest(tmp_path)
    assert [each for each in after if each.return_name == "ssda903"] == [e for e in both if e.return_name == "ssda903"]
    # The census folder of the year was written anew without 370, so its row has gone with it.
    assert [each.la_code for each in after if each.return_name == "cin"] == ["301"]


def test_a_manifest_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    with (tmp_path / "manifest.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("la_code", "year", "return"), ("301", "2023", "SSDA903"), ("302", "2024", "ssda903")])
    synthesise([2024], tmp_path, scale=0.02, las=["301"], processes=1)
    assert [(each.collection_year, each.la_code) for each in manifest(tmp_path)] == [(2023, "301"), (2024, "301")]


def test_england_is_not_estimated_from_new_authorities_that_alone_need_no_earlier_return() -> None:
    """Hartlepool took over from 900 and has nothing to look back on; the other three sent nothing of 2020."""
    looks_back = replace(MEASURE, earlier_returns=1, follows_children=False)
    with england({2021: {**COUNTS[2021], "204": (60, 60)}}) as warehouse:
        execute = warehouse.connection.execute
        for code, region, part in (*PLACES[:3], ("900", "E12000001", "E12000001")):
            execute("INSERT INTO reference.reporting_units VALUES (2020, ?, ?, ?, 'authority')", [code, region, part])
        execute("INSERT INTO reference.predecessors VALUES ('805', '900', 2020)")
        build_coverage(warehouse, [looks_back])
        assert reasons(warehouse) == {(2021, code): "earlier returns not given" for code, *_ in PLACES}
        # With Hackney's return of 2020 half of the four are known, and the rest of England is estimated from them.
        execute("INSERT INTO raw.coverage VALUES ('cin', 2020, '204', 'supplied', '')")
        build_coverage(warehouse, [looks_back])
        known = {code for code, *_ in PLACES} - {la_code for year, la_code in reasons(warehouse) if year == 2021}
        assert known == {"204", "805"}
