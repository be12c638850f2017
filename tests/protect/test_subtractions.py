"""Subtractions that anybody can do with the published files: none leaves 1 to 5 children of an authority, by name."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from pipeline.runs.release import RunSummary

HEALTH = "la_conviction_health_outcome_cla"
ABSENT = "la_children_who_were_missing_or_away_from_placement_without_authorisation"
STABILITY = "la_cla_placement_stability"
STAYING_PUT = "la_care_leavers_stayput"
ALL, TWO_YEARS = (
    (STABILITY, "CLA on 31 March", "Total children"),
    (STABILITY, "CLA 2 years on 31 March", "Total children"),
)
OUTCOMES = (HEALTH, "Health assessments: Children looked after all ages", "Total all ages")
LIVING_WITH = "Total living with former foster carers in the current year"
ELIGIBLE = (
    "Young people who ceased to be looked after in a foster placement on their 18th birthday and were eligible for "
    "care leavers support"
)


def health(group: str, *lines: str) -> list[tuple[str, ...]]:
    return [(HEALTH, group, line) for line in lines]


LONG = "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years"
# Whole and part, as file and words of the line: what is left over is told by the words of both.
PAIRS = [
    (ALL, TWO_YEARS),
    (ALL, OUTCOMES),
    (TWO_YEARS, OUTCOMES),
    (OUTCOMES, (HEALTH, "Convictions: Children looked after Ages 10 to 17 years", "Total ages 10 to 17 years")),
    (ALL, (STABILITY, "CLA on 31 March", "With 3 or more placements during the year")),
    (TWO_YEARS, (STABILITY, "CLA 2 years on 31 March", "With 3 or more placements during the previous 2 years")),
    ((STABILITY, LONG, "Total children"), (STABILITY, LONG, "Living with the same carer for at least 2 years")),
    *(
        (OUTCOMES, line)
        for line in health(
            OUTCOMES[1],
            "Had their annual health assessment",
            "Had their immunisations up to date",
            "Had their teeth checked by a dentist",
        )
    ),
    tuple(health("Development assessments: Children looked after ages 0 to 4 years", "Total ages 0 to 4 years",
                 "Development assessments up to date")),
    tuple(health("Ages 5 to 16 years with SDQ score", "Total ages 5 to 16 years", "SDQ score was received")),
    tuple(health("Convictions: Children looked after Ages 10 to 17 years", "Total ages 10 to 17 years",
                 "Convicted or subject to youth cautions, or youth conditional cautions during the year")),
    tuple(health("Substance misuse: Children looked after all ages", "Total all ages",
                 "Identified as having a substance misuse problem")),
    (
        (ABSENT, "Children who had a missing incident during the year"),
        (ABSENT, "Children who went missing more than once during the year"),
    ),
    (
        (ABSENT, "Children who were away from placement without authorisation during the year"),
        (ABSENT, "Children who were away from placement without authorisation more than once during the year"),
    ),
    (
        (ABSENT, "Children looked after during the year"),
        (ABSENT, "Children who had a missing incident during the year"),
    ),
    *(((STAYING_PUT, age, ELIGIBLE), (STAYING_PUT, age, LIVING_WITH)) for age in ("Aged 18", "Aged 19 to 20")),
]  # fmt: skip
AREAS = {"time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code"}
AREAS |= {"region_name", "old_la_code", "la_name", "new_la_code", "number", "percentage"}


@cache
def numbers(data: Path, name: str) -> dict[tuple[str, ...], dict[tuple[str, str], int]]:
    """The shown numbers of authorities in a file, by the words of the line, then year and authority."""
    found: dict[tuple[str, ...], dict[tuple[str, str], int]] = {}
    with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            words = (name, *(row[column] for column in row if column not in AREAS))
            place = found.setdefault(words, {})
            if row["geographic_level"] == "Local authority" and row["number"].isdigit():
                place[row["time_period"], row["new_la_code"]] = int(row["number"])
    return found


@pytest.mark.parametrize(("whole", "part"), PAIRS, ids=lambda words: ": ".join(words)[-60:])
def test_no_subtraction_leaves_a_small_number(
    whole: tuple[str, ...], part: tuple[str, ...], published: RunSummary
) -> None:
    data = published.folder / "publish" / "data"
    wholes, parts = numbers(data, whole[0])[whole], numbers(data, part[0])[part]
    left = {place: wholes[place] - parts[place] for place in wholes.keys() & parts.keys()}
    assert left
    assert [place for place, number in left.items() if not (number == 0 or number > 5)] == []
