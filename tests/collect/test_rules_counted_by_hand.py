"""Hits of public rules on a return that other software made, counted a second time, from the rules' words alone.

The return is a tenth of the children of one that a public synthesiser (csc-data-synthesizer of data-to-insight, seed 1)
wrote for the year to 31 March 2020: invented, with much that no real return has. The recount reads the files as they
lie, without our reader, and says what a rule says; nothing of it comes from a query. What is found unreadable in a
record is not asked about again: one cause, one finding.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from pipeline.collect.findings import Effect
from pipeline.collect.public_rules import public_rules
from pipeline.runs.check import CheckReport, check_return

RETURN = Path(__file__).parent / "ssda903_of_other_software"
BEGAN, ENDED = date(2019, 4, 1), date(2020, 3, 31)
HEALTH = ("CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE",
          "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")  # fmt: skip
Row = dict[str, str]
Hits = Iterator[int]


@cache
def rows(name: str) -> list[tuple[int, Row]]:
    """The records of a file with their lines."""
    with (RETURN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file), start=2))


def day(text: str) -> date:
    """A day as this software writes it: with two digits of the year or four."""
    of_month, month, year = text.split("/")
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(of_month))


def birthday(born: str, age: int) -> date:
    """The birthday at an age; one of 29 February falls on 1 March in other years."""
    of = day(born)
    try:
        return of.replace(year=of.year + age)
    except ValueError:
        return date(of.year + age, 3, 1)


@cache
def born() -> dict[str, str]:
    return {row["CHILD"]: row["DOB"] for _, row in rows("header")}


def rule_189() -> Hits:
    """A score, or a reason for none, of a child of 17 before the year began."""
    for line, row in rows("oc2"):
        if birthday(row["DOB"], 17) < BEGAN and (row["SDQ_SCORE"] or row["SDQ_REASON"]):
            yield line


def rule_542() -> Hits:
    """CONVICTED of a child who is not 10 at the end of the year."""
    return (line for line, row in rows("oc2") if row["CONVICTED"] and birthday(row["DOB"], 10) > ENDED)


def rule_158() -> Hits:
    """An intervention was received, and it is said whether one was offered."""
    return (line for line, row in rows("oc2") if row["INTERVENTION_RECEIVED"] == "1" and row["INTERVENTION_OFFERED"])


def rule_344() -> Hits:
    """A care leaver who died or returned home, with an activity or accommodation."""
    for line, row in rows("oc3"):
        if row["IN_TOUCH"] in ("DIED", "RHOM") and (row["ACTIV"] != "0" or row["ACCOM"] != "0"):
            yield line


def rule_215() -> Hits:
    """A care leaver of whom there is a record of health too."""
    healthy = {row["CHILD"] for _, row in rows("oc2") if any(row[name] for name in HEALTH)}
    for line, row in rows("oc3"):
        if row["CHILD"] in healthy and any(row[name] for name in ("IN_TOUCH", "ACTIV", "ACCOM")):
            yield line


def rule_440() -> Hits:
    """A review of a child past the fourth birthday, coded as of one under 4."""
    for line, row in rows("reviews"):
        if row["REVIEW_CODE"] == "PN0" and day(row["REVIEW"]) > birthday(row["DOB"], 4):
            yield line


def rule_441() -> Hits:
    """A child under 4 who took part in its review."""
    for line, row in rows("reviews"):
        if row["REVIEW_CODE"] in {f"PN{code}" for code in range(1, 8)} and day(row["REVIEW"]) < birthday(row["DOB"], 4):
            yield line


def rule_365() -> Hits:
    """A short break of more than 17 days, to the end of the year where it lasts."""
    for line, row in rows("episodes"):
        until = day(row["DEC"]) if row["DEC"] else ENDED
        if row["LS"] == "V3" and until > day(row["DECOM"]) + timedelta(days=17):
            yield line


def rule_460() -> Hits:
    """Care that ended because the child is grown up (E17), before 18."""
    for line, row in rows("episodes"):
        if row["REC"] == "E17" and row["DEC"] and day(row["DEC"]) < birthday(born()[row["CHILD"]], 18):
            yield line


def rule_387() -> Hits:
    """Care that ended in independent living (E5, E6), before 14."""
    for line, row in rows("episodes"):
        if row["REC"] in ("E5", "E6") and row["DEC"] and day(row["DEC"]) < birthday(born()[row["CHILD"]], 14):
            yield line


def rule_384() -> Hits:
    """Short breaks with relatives or friends."""
    return (line for line, row in rows("episodes") if row["LS"] in ("V3", "V4") and row["PLACE"] in ("U1", "U4"))


def rule_445() -> Hits:
    """A freeing order (D1) in an episode that began after 2005."""
    for line, row in rows("episodes"):
        if row["LS"] == "D1" and day(row["DECOM"]) > date(2005, 12, 31):
            yield line


def rule_366() -> Hits:
    """A short break that is no start."""
    return (line for line, row in rows("episodes") if row["LS"] == "V3" and row["RNE"] != "S")


def rule_389() -> Hits:
    """Care that ended by moving to adult services (E7), before 16."""
    for line, row in rows("episodes"):
        if row["REC"] == "E7" and row["DEC"] and day(row["DEC"]) < birthday(born()[row["CHILD"]], 16):
            yield line


COUNTED: dict[str, tuple[str, Callable[[], Hits]]] = {
    "189": ("oc2", rule_189),
    "542": ("oc2", rule_542),
    "158": ("oc2", rule_158),
    "344": ("oc3", rule_344),
    "215": ("oc3", rule_215),
    "440": ("reviews", rule_440),
    "441": ("reviews", rule_441),
    "365": ("episodes", rule_365),
    "366": ("episodes", rule_366),
    "384": ("episodes", rule_384),
    "389": ("episodes", rule_389),
    "445": ("episodes", rule_445),
    "460": ("episodes", rule_460),
    "387": ("episodes", rule_387),
}


# A care leaver who was looked after all year is told so, and not also that there is a record of health.
FOUND_AS = {"215": "187"}


def rules_of(number: str) -> set[str]:
    """Our rules that meet a public one."""
    return {rule for one in public_rules("ssda903") if one.number == number for rule in one.rules}


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check_return(RETURN, 2020, "301")


@pytest.mark.parametrize("number", sorted(COUNTED))
def test_a_rule_hits_what_its_words_say(number: str, report: CheckReport) -> None:
    file, counted = COUNTED[number]
    of_file = [finding for finding in report.findings if finding.path.endswith(f"/{file}.csv")]
    unreadable = {finding.line for finding in of_file if finding.effect is Effect.FIELD_EMPTIED}
    found = {finding.line for finding in of_file if finding.rule in rules_of(number)}
    elsewhere = {finding.line for finding in of_file if finding.rule in rules_of(FOUND_AS.get(number, ""))}
    hits = set(counted())
    assert found <= hits
    assert hits - found <= unreadable | elsewhere
    assert len(unreadable) < 5, "too much is left out"


def test_the_rules_are_hit_often_enough_to_be_worth_counting() -> None:
    hits = {number: len(list(counted())) for number, (_, counted) in COUNTED.items()}
    assert len(hits) >= 12
    assert all(hits.values()), hits
