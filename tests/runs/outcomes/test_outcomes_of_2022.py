"""The edition of 2022 on the invented sample: its own names and marks, and numbers counted again."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.design.test_outcomes_catalogue import COLUMNS
from tests.recount.outcomes.definitions import Pupils, recount
from tests.runs.country import all_of_england
from tests.runs.outcomes.returned import LA, lay_out_samples, publish, rows_of

EDITION, YEARS = 2022, (2021, 2022)
# Names of 2022 for what the second count calls by those of 2025.
FILES = {"absence_six_half_terms_la": "absence_la"}
PHASES = {"Pupil referral unit": "State-funded alternative provision school"}


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returns")
    for year in YEARS:
        lay_out_samples(folder, year)
        pupils = folder / f"pupils/{year}"
        (pupils / "ap_census.csv").rename(pupils / "alternative_provision.csv")
    return folder


@pytest.fixture(scope="module")
def release(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with all_of_england((LA,)):
        return publish(returns, tmp_path_factory.mktemp("out"), EDITION)


def test_the_files_have_the_names_and_columns_of_2022(release: Path) -> None:
    wanted = {name: columns.split() for (edition, name), columns in COLUMNS.items() if edition == EDITION}
    found = {}
    for path in (release / "publish/data").glob("*.csv"):
        if not path.name.endswith(".meta.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                found[path.stem] = next(csv.reader(file))[10:]
    assert found == wanted


def test_the_numbers_of_children_in_need_are_those_of_a_second_count(returns: Path, release: Path) -> None:
    counted = {year: recount(returns, year, LA, Pupils(returns / f"pupils/{year}")) for year in YEARS}
    compared = Counter[str]()
    for (edition, name), columns in COLUMNS.items():
        if edition != EDITION:
            continue
        for row in rows_of(release, name):
            # One child looked after has no UPN and is found by name, which the second count does not ask for.
            if row["geographic_level"] != "Local authority" or row["social_care_group"].startswith("CLA"):
                continue
            phase = f" {PHASES.get(row['school_type'], row['school_type'])}" if "school_type" in row else ""
            of_year = counted[int(row["time_period"][:4]) + 1]
            for column in columns.split():
                if column.startswith("t_") and "progress" not in column and row[column] not in ("c", "x", "z"):
                    number = of_year.get((FILES.get(name, name), row["social_care_group"], column + phase), 0)
                    assert float(row[column]) == pytest.approx(number, abs=0.0005), (name, row, column)
                    compared[name] += 1
    assert len(compared) == 7 and sum(compared.values()) > 40, compared


def test_what_the_department_did_not_publish_in_2022_is_not_there(release: Path) -> None:
    grades, baccalaureate = ("t_l2basics_94", "pt_l2basics_95"), ("t_ebacc_e_ptq_ee", "avg_ebaccaps")
    absent = {"CPPO at 31 March": {*grades, *baccalaureate}, "CLA 12 months at 31 March": {*baccalaureate}}
    for row in rows_of(release, "ks4_la"):
        shown = {column for column in (*grades, *baccalaureate) if row[column] != "x"}
        assert shown == {*grades, *baccalaureate} - absent.get(row["social_care_group"], set()), row
    assert {row["time_period"] for row in rows_of(release, "permanent_exclusions_and_suspensions_la")} == {"202021"}
    years = {row["time_period"]: row["t_read_eligible_pupils"] for row in rows_of(release, "ks2_la")}
    assert years["202021"] == "x" != years["202122"]
    absence = rows_of(release, "absence_six_half_terms_la")
    assert {row["year_breakdown"] for row in absence} == {"Six half terms"}
