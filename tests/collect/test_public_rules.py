"""Every number of the public lists is told how it is met here, once, by rules that there are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.collect.collections.cin.coverage import COVERAGE_RULES
from pipeline.collect.collections.ssda903.earlier_returns import RULES as AGAINST_LAST_YEAR
from pipeline.collect.public_rules import public_numbers, public_rules
from pipeline.collect.rules import load_rules
from pipeline.foundation.stages import PROJECT_ROOT
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import clean_return, write_return

# How many rules the public lists have, and of them how many are met in full, as meant and not. By year of collection:
# those in force, as counted from the lists.
COUNTED = {"ssda903": (344, 297, 24, 23), "cin": (109, 105, 4, 0)}
# Why a public rule may not be there.
REASONS = ("cannot offend: ", "not decidable: ", "of a year after those held: ", "never in force")
IN_FORCE = {
    "ssda903": {2023: 293, 2024: 312, 2025: 305, 2026: 316, 2027: 327},
    "cin": {2023: 105, 2024: 105, 2025: 109},
}


@pytest.mark.parametrize("return_name", COUNTED)
def test_every_number_is_there_once_and_says_how_it_is_met(return_name: str) -> None:
    rules = public_rules(return_name)
    counts = Counter(rule.met for rule in rules)
    numbers = len({rule.number for rule in rules})
    assert (numbers, counts["full"], counts["meant"], counts["no"]) == COUNTED[return_name]
    assert len(rules) == numbers
    for year, count in IN_FORCE[return_name].items():
        assert sum(rule.holds_in(year) for rule in rules) == count
    for rule in rules:
        assert rule.met in ("full", "meant", "no")
        assert rule.met != "meant" or rule.because.startswith("as meant: "), rule.number
        assert rule.met != "no" or rule.because.startswith(REASONS), rule.number
        assert bool(rule.rules) == (rule.met != "no"), rule.number
        assert rule.because or rule.met == "full", rule.number
        if return_name == "cin":
            assert rule.severity == ("query" if rule.number.endswith("Q") else "error")


@pytest.mark.parametrize("return_name", COUNTED)
def test_each_rule_that_is_named_exists(return_name: str) -> None:
    known = {rule.rule.name for folder in (return_name, f"{return_name}/across") for rule in load_rules(folder)}
    known |= set(COVERAGE_RULES) | set(AGAINST_LAST_YEAR)
    reading = "".join(
        path.read_text(encoding="utf-8") for path in sorted((PROJECT_ROOT / "pipeline" / "collect").rglob("*.py"))
    )
    for rule in public_rules(return_name):
        for name in rule.rules:
            assert name in known or f'"{name}"' in reading, f"{rule.number} is met by {name}, which there is not"


def test_a_finding_carries_the_numbers_of_its_field_file_and_year(tmp_path: Path) -> None:
    assert public_numbers("ssda903", 2024, "code_not_of_the_year", "SEX", "Header") == ("101",)
    assert public_numbers("ssda903", 2024, "code_not_of_the_year", "PLACE", "Episodes") == ("146",)
    assert public_numbers("ssda903", 2024, "record_without_header", "CHILD", "Reviews") == ("INT08",)
    assert public_numbers("ssda903", 2024, "placement_too_young_s1", "PLACE", "Episodes") == ("373",)
    assert public_numbers("ssda903", 2019, "placement_too_young_s1", "PLACE", "Episodes") == ("373",)
    assert public_numbers("ssda903", 2025, "freeing_order_open", "LS", "Episodes") == ()
    assert public_numbers("cin", 2024, "child_id_too_long", "LAchildID") == ()
    assert public_numbers("workforce", 2024, "cases_over_40", "Cases") == ()
    files = clean_return()
    files["episodes"][1]["CIN"] = "N2"
    (finding,) = check_return(write_return(tmp_path / "201", files), 2024, "201").findings
    assert (finding.rule, finding.public_numbers) == ("need_changed_without_start", ("504",))
