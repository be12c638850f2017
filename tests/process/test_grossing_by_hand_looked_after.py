"""What it does to England when an authority sends its looked-after children but not their outcomes, worked by hand.

As Barnsley in 2023, which had the children's episodes and none of: outcomes, care leavers, missing and previous
permanence. England is made of six authorities here, with round populations.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.areas import gross_areas
from pipeline.process.coverage import Measure, build_coverage
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.process.rollup import roll_up
from pipeline.reference.loading import load_reference

YEAR, BARNSLEY = 2024, "370"
ENGLAND, YORKSHIRE, LONDON, SOUTH_EAST = "E92000001", "E12000003", "E12000007", "E12000008"
# Children aged under 18; looked after all year; immunised among them; missing at some time; care leavers of 19.
AUTHORITIES = {
    BARNSLEY: (50_000, 300, 270, 30, 40),
    "371": (60_000, 320, 288, 33, 41),
    "372": (55_000, 280, 250, 27, 36),
    "301": (65_000, 350, 310, 41, 50),
    "302": (90_000, 300, 262, 25, 45),
    "850": (280_000, 900, 800, 95, 110),
}
NOT_SUPPLIED = ("OC2", "OC3", "Missing", "PrevPerm")
MEASURES = [
    Measure("looked_after_on_31_march", "children", "ssda903", ("Header", "Episodes")),
    Measure("outcomes_of_looked_after_12_months", "children", "ssda903", ("Header", "Episodes", "OC2")),
    Measure("children_missing", "children", "ssda903", ("Header", "Episodes", "Missing")),
    Measure("care_leavers", "young_people", "ssda903", ("OC3",)),
]
HEADERS = {
    "Header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "Episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "OC2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "OC3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "Missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "PrevPerm": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
}


def write_returns(returns: Path, not_supplied: tuple[str, ...]) -> None:
    """Every child is 10 and looked after since 2022, moved in August; the first are immunised and go missing once."""
    for code, (_, looked_after, immunised, missing, leavers) in AUTHORITIES.items():
        rows: dict[str, list[str]] = {item: [] for item in HEADERS}
        for number in range(looked_after):
            who = f"{code}C{number},14/08/2013"
            rows["Header"].append(f"{code}C{number},1,14/08/2013,WBRI,UN1,,")
            rows["Episodes"].append(f"{code}C{number},01/06/2022,S,C2,N1,U4,PR1,01/08/2023,X1,CARPL,,,")
            rows["Episodes"].append(f"{code}C{number},01/08/2023,P,C2,N1,U4,PR1,,,,,,")
            rows["OC2"].append(f"{who},,SDQ4,0,,{int(number < immunised)},1,1,0,,")
            rows["PrevPerm"].append(f"{who},Z1,,")
            if number < missing:
                rows["Missing"].append(f"{who},M,02/05/2023,04/05/2023")
        rows["OC3"] += [f"{code}L{number},20/09/2004,YES,F2,U1" for number in range(leavers)]
        folder = returns / "ssda903" / str(YEAR) / code
        folder.mkdir(parents=True)
        for item, lines in rows.items():
            if code != BARNSLEY or item not in not_supplied:
                (folder / f"{item}.csv").write_text("\n".join([HEADERS[item], *lines]) + "\n")
    with (returns / "manifest.csv").open("w", newline="") as file:
        manifest = csv.writer(file)
        manifest.writerow(["return", "year", "la_code", "received_on", "items_not_supplied", "note"])
        if not_supplied:
            manifest.writerow(["ssda903", YEAR, BARNSLEY, "", ";".join(not_supplied), "a new system"])


def grossed_england(returns: Path) -> Warehouse:
    """The returns as the release reads, counts and grosses them."""
    warehouse = Warehouse()
    load_reference(warehouse, with_postcodes=False)
    execute = warehouse.connection.execute
    execute("DELETE FROM reference.reporting_units WHERE NOT list_contains(?, la_code)", [list(AUTHORITIES)])
    execute("DELETE FROM reference.child_population")
    for code, (population, *_) in AUTHORITIES.items():
        execute("INSERT INTO reference.child_population VALUES (?, 'local_authority', ?, ?)", [YEAR, code, population])
    stage_returns(warehouse, returns, [YEAR])
    models = load_models()
    build(warehouse, models, names={need.name for one in MEASURES for need in models.upstream(f"cells.{one.name}")})
    build_coverage(warehouse, MEASURES)
    roll_up(warehouse, MEASURES, [])
    gross_areas(warehouse)
    return warehouse


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """England with everything that was sent."""
    folder = tmp_path_factory.mktemp("whole")
    write_returns(folder, ())
    with grossed_england(folder) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def depleted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The same without Barnsley's four items."""
    folder = tmp_path_factory.mktemp("depleted")
    write_returns(folder, NOT_SUPPLIED)
    with grossed_england(folder) as warehouse:
        yield warehouse


def figure(warehouse: Warehouse, measure: str, area: str, key: str = "") -> tuple[int, bool] | None:
    """A count before rounding, and whether it is said to have an estimate in it."""
    row = warehouse.connection.execute(
        "SELECT value, is_estimated FROM grossed.cells WHERE measure = ? AND area_code = ? AND breakdown_key = ?",
        [measure, area, key],
    ).fetchone()
    return None if row is None else (int(row[0]), bool(row[1]))


def test_with_every_item_england_is_what_was_sent(whole: Warehouse) -> None:
    """270 + 288 + 250 + 310 + 262 + 800 immunised of 300 + 320 + 280 + 350 + 300 + 900, and so on."""
    assert figure(whole, "looked_after_on_31_march", ENGLAND) == (2_450, False)
    assert figure(whole, "outcomes_of_looked_after_12_months", ENGLAND) == (2_450, False)
    immunised = "immunisations=immunisations_up_to_date"
    assert figure(whole, "outcomes_of_looked_after_12_months", ENGLAND, immunised) == (2_180, False)
    assert figure(whole, "children_missing", ENGLAND) == (251, False)
    assert figure(whole, "care_leavers", ENGLAND) == (322, False)
    assert figure(whole, "care_leavers", BARNSLEY) == (40, False)


def test_children_looked_after_stay_as_they_were_sent(depleted: Warehouse) -> None:
    """The episodes are there: nothing is estimated."""
    assert figure(depleted, "looked_after_on_31_march", ENGLAND) == (2_450, False)
    assert figure(depleted, "looked_after_on_31_march", BARNSLEY) == (300, False)


def test_each_missing_item_is_estimated_from_the_rate_of_the_others(depleted: Warehouse) -> None:
    """
    The five others have 550,000 children, Barnsley 50,000, an eleventh of theirs.

    They have 2,150 children looked after all year, 221 who went missing and 282 care leavers: that makes 195.45, 20.09
    and 25.64 in Barnsley.
    """
    assert figure(depleted, "outcomes_of_looked_after_12_months", ENGLAND) == (2_150 + 195, True)
    assert figure(depleted, "outcomes_of_looked_after_12_months", YORKSHIRE) == (320 + 280 + 195, True)
    assert figure(depleted, "children_missing", ENGLAND) == (221 + 20, True)
    assert figure(depleted, "children_missing", YORKSHIRE) == (33 + 27 + 20, True)
    assert figure(depleted, "care_leavers", ENGLAND) == (282 + 26, True)
    assert figure(depleted, "care_leavers", YORKSHIRE) == (41 + 36 + 26, True)


def test_breakdowns_are_grossed_by_the_factor_of_their_own_headline(depleted: Warehouse) -> None:
    """
    1,910 of the 2,150 known are immunised, times 2,345 / 2,150: 2,083.23. In Yorkshire 538 of 600, times 795 / 600:
    712.85. All 282 care leavers known are 19, so all 308 are.
    """
    measure, immunised = "outcomes_of_looked_after_12_months", "immunisations=immunisations_up_to_date"
    assert figure(depleted, measure, ENGLAND, immunised) == (2_083, True)
    assert figure(depleted, measure, YORKSHIRE, immunised) == (713, True)
    assert figure(depleted, "care_leavers", ENGLAND, "care_leaver_age=19") == (308, True)


def test_the_authority_has_no_figure_and_other_regions_no_estimate(depleted: Warehouse) -> None:
    for measure in ("outcomes_of_looked_after_12_months", "children_missing", "care_leavers"):
        assert figure(depleted, measure, BARNSLEY) is None
    assert figure(depleted, "care_leavers", LONDON) == (95, False)
    assert figure(depleted, "children_missing", SOUTH_EAST) == (95, False)
    reasons = dict(
        depleted.connection.execute(
            "SELECT measure, reason FROM grossed.coverage WHERE la_code = ? AND NOT is_supplied", [BARNSLEY]
        ).fetchall()
    )
    assert reasons == {
        "outcomes_of_looked_after_12_months": "not supplied: oc2",
        "children_missing": "not supplied: missing",
        "care_leavers": "not supplied: oc3",
    }
