"""The aggregate form of 2013 to 2016: figures, not workers; what is left out is not known, and no nought.

The sample was invented for this project, its layout and bands too: the department's form was not found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.registry import collection
from pipeline.collect.rules import load_rules
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import CheckReport, check_return

SAMPLE = (Path(__file__).parent / "workforce/301_2014_aggregate.csv").read_text(encoding="utf-8")


def check(tmp_path: Path, text: str, year: int = 2014) -> CheckReport:
    path = tmp_path / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return check_return(path, year, "301", "workforce")


def test_the_sample_has_no_finding(tmp_path: Path) -> None:
    report = check(tmp_path, SAMPLE)
    assert (report.status, report.findings) == ("supplied", ())


FAULTS = (
    ("leavers,fte,,34.1\n", "", "", "figure_not_sent", None),
    ("leavers,fte,,34.1", "leavers,fte,,", "VALUE", "required_field_blank", 10),
    ("leavers,fte,,34.1", "leavers,fte,,many", "VALUE", "number_not_read", 10),
    ("leavers,fte,,34.1", "leavers,days,,34.1", "MEASURE", "figure_measure_of_another_item", 10),
    ("leavers,fte,,34.1", "leavers,fte,,36.1", "VALUE", "fte_above_people", 10),
    ("starters,headcount,,40", "starters,headcount,,41", "VALUE", "figures_by_category_differ", 7),
    ("headcount,20 to 29,28", "headcount,,28", "CATEGORY", "figure_category_of_another_item", 15),
    ("headcount,20 to 29,28", "headcount,agency,28", "CATEGORY", "figure_category_of_another_item", 15),
    ("headcount,newly qualified,11", "headcount,60 and over,11", "CATEGORY", "figure_category_of_another_item", 27),
    ("headcount,under 2 years,55", "headcount,under 20,55", "CATEGORY", "figure_category_of_another_item", 21),
    ("leavers,headcount,,36", "leavers,headcount,agency,36", "CATEGORY", "figure_category_of_another_item", 9),
    ("leavers,headcount,,36", "leavers,headcount,,35\nleavers,headcount,,36", "ITEM", "figure_repeated", 9),
    ("vacancies,fte,,25.0", "vacancies,fte,,28.5", "VALUE", "stated_agency_cover_above_vacancies", 14),
    ("vacancies,fte,,31.5", "vacancies,fte,,24.9", "VALUE", "stated_agency_cover_above_vacancies", 14),
    ("leavers,headcount", "left,headcount", "ITEM", "code_not_of_the_year", 9),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "rule", "line"), FAULTS)
def test_each_fault_is_found_where_it_is(
    tmp_path: Path, old: str, new: str, field: str, rule: str, line: int | None
) -> None:
    assert old in SAMPLE
    found = [(one.field, one.rule, one.line) for one in check(tmp_path, SAMPLE.replace(old, new, 1)).findings]
    assert (field, rule, line) in found


def test_every_rule_on_figures_has_a_fault() -> None:
    rules = {one.rule.name for one in load_rules("workforce") if one.record == "authority_figures"}
    assert rules <= {rule for _, _, _, rule, _ in FAULTS}


def test_items_are_those_of_the_year(tmp_path: Path) -> None:
    """Nothing by age was asked for in 2013; from 2015 nobody may leave it out, and in 2014 anybody may."""
    first = check(tmp_path, SAMPLE, 2013)
    assert {(one.field, one.rule) for one in first.findings} >= {("ITEM", "code_not_of_the_year")}
    six = "\n".join(line for line in SAMPLE.splitlines() if "_by_" not in line) + "\n"
    for year, told in ((2014, False), (2015, True), (2016, True)):
        missing = [one for one in check(tmp_path, six, year).findings if "by age" in one.message]
        assert bool(missing) == told, year


def test_workers_are_not_read_before_2017_and_figures_not_after_2016(tmp_path: Path) -> None:
    assert check(tmp_path, SAMPLE, 2016).status == "supplied"
    assert check(tmp_path, SAMPLE, 2017).status != "supplied"


def test_what_was_not_sent_is_not_supplied(tmp_path: Path) -> None:
    folder = tmp_path / "workforce/2014/301"
    folder.mkdir(parents=True)
    kept = [line for line in SAMPLE.splitlines() if not line.startswith(("vacancies,fte", "starters_by"))]
    (folder / "figures.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    with Warehouse() as warehouse:
        collection("workforce").stage(warehouse, tmp_path, [2014], ["301"])
        rows = warehouse.connection.execute("SELECT status, items_not_supplied FROM raw.coverage").fetchall()
    assert rows == [("supplied", "leavers_by_time_in_service headcount;starters_by_origin headcount;vacancies fte")]
