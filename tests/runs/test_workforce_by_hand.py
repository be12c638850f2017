"""A distrusted value, a missing authority and a joint return, with England made of a few authorities, by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import pipeline.runs.reading
import pipeline.runs.release
from pipeline.process.coverage_policy import load_coverage_policy
from pipeline.process.decisions import COLUMNS, read_decisions
from pipeline.reference.tables import child_population
from tests.collect.workforce_documents import write_return
from tests.runs.country import all_but
from tests.runs.workforce_release import publish, row_of, rows_of

Publish = Callable[[int], Path]


def staff(employed: int, agency: int = 0, ethnicity: str = "WBRI", days: str = "0") -> list[dict[str, str]]:
    """Full-time workers, all in post since 2015, and agency workers."""
    own = [
        {
            "AgencyWorker": "0", "SWENo": f"SW{10000 + number}", "FTE": "1", "PersonBirthDate": "1980-01-01",
            "GenderCurrent": "2", "Ethnicity": ethnicity, "QualInst": "University of Northshire", "StepUpGrad": "0",
            "OrgRole": "5", "RoleStartDate": "2015-01-01", "StartOrigin": "2", "FTE30": "1", "Cases30": "10",
            "WorkingDaysLost": days, "FrontlineGrad": "0",
        }
        for number in range(employed)
    ]  # fmt: skip
    others = [
        {"AgencyWorker": "1", "SWENo": f"SW{50000 + number}", "FTE": "1", "OrgRole": "6", "RoleStartDate": "2024-01-08"}
        for number in range(agency)
    ]
    return [*own, *others]


def vacancies(number: str, covered: str) -> dict[str, str]:
    return {"NumberOfVacancies": number, "NoAgencyFTE": covered, "NoAgencyHeadcount": "1"}


def only(monkeypatch: pytest.MonkeyPatch, codes: Sequence[str]) -> None:
    """Let these authorities be all of England."""
    monkeypatch.setattr(pipeline.runs.reading, "authorities_left_out", lambda *_: all_but(codes))


def decide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *rows: tuple[str, ...]) -> None:
    """Let these be the decisions on figures."""
    path = tmp_path / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    monkeypatch.setattr(pipeline.runs.release, "read_decisions", partial(read_decisions, path=path))


def test_a_distrusted_value_is_in_totals_and_in_no_rate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, ("301", "302", "303"))
    decide(
        monkeypatch,
        tmp_path,
        *(
            ("social-work-workforce", "2024", "302", item, "unreliable and in totals alone", "", "a reason", "a source")
            for item in ("agency_social_workers_fte", "agency_social_workers")
        ),
    )
    returns = tmp_path / "returns"
    write_return(returns, staff(10, 4), "301", 2024, vacancies("5", "2"))
    write_return(returns, staff(20, 30), "302", 2024, vacancies("8", "3"))
    write_return(returns, staff(30, 6), "303", 2024, vacancies("7", "6"))
    release = publish(returns, tmp_path / "out", 2024, with_workbooks=False)
    own, england = row_of(release, 2024, "302"), row_of(release, 2024, "England")
    assert (own["agency_fte"], own["agency_rate_fte"], own["agency_headcount"]) == ("u", "u", "u")
    assert (own["agency_cover_rate_fte"], own["agency_cover_fte"], own["inpost_fte"]) == ("u", "3", "20")
    # Counts: 4 + 30 + 6 = 40. Rate without 302: (4 + 6) of (14 + 36) = 20 per cent; with it, 40 of 100 would be 40.
    assert (england["agency_fte"], england["agency_headcount"]) == ("40", "40")
    assert (england["agency_rate_fte"], england["agency_rate_headcount"]) == ("20", "20")
    # Cover of agency workers without 302: (2 + 6) of (4 + 6) = 80. Of vacancies with it: 2 + 3 + 6 of 5 + 8 + 7 = 55.
    assert (england["agency_cover_rate_fte"], england["vacancy_agency_cover_rate_fte"]) == ("80", "55")
    # Vacancies 20 of 20 + 60 posts: 25 per cent. Caseload 600 cases over 60 FTE: 10.
    assert (england["vacancy_rate_fte"], england["caseload_fte"]) == ("25", "10")


def missing_302(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    only(monkeypatch, ("301", "302", "303"))
    returns = tmp_path / "returns"
    for code, before, now in (("301", 10, 12), ("302", 20, 0), ("303", 30, 33)):
        write_return(returns, staff(before), code, 2024, vacancies("5.25", "0"))
        if now:
            write_return(returns, staff(now), code, 2025, vacancies("4", "0"))
    return publish(returns, tmp_path / "out", 2025, with_workbooks=False)


def test_the_last_return_stands_for_a_missing_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    release = missing_302(monkeypatch, tmp_path)
    own, england = row_of(release, 2025, "302"), row_of(release, 2025, "England")
    assert {own[name] for name in ("inpost_fte", "inpost_headcount", "vacancy_fte", "caseload_fte")} == {"x"}
    # 12 + 33 of 2025 and 20 of 2024; vacancies 4 + 4 and 5.25: 13.25, which ends in 3 to one place.
    assert (england["inpost_fte"], england["inpost_headcount"], england["vacancy_fte"]) == ("65", "65", "13.3")
    assert row_of(release, 2024, "England")["inpost_headcount"] == "60"
    with (release / "publish/coverage.csv").open(encoding="utf-8", newline="") as file:
        reasons = {row["reason"] for row in csv.DictReader(file) if row["old_la_code"] == "302"}
    assert "carried forward from 2024" in reasons


def test_or_it_is_estimated_by_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        pipeline.runs.release,
        "load_coverage_policy",
        lambda path: replace(load_coverage_policy(path), carried_forward=()),
    )
    release = missing_302(monkeypatch, tmp_path)
    # Children of 30 September 2025 are those of mid-2025, which rates of the year to 31 March 2026 use.
    children = child_population(2026)
    known, own = children["301"] + children["303"], children["302"]
    estimate = (2 * 45 * own + known) // (2 * known)
    england = row_of(release, 2025, "England")
    assert england["inpost_headcount"] == str(45 + estimate) and estimate != 20
    assert row_of(release, 2025, "302")["inpost_headcount"] == "x"


def test_a_joint_return_has_one_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, ("314", "318", "301"))
    returns = tmp_path / "returns"
    write_return(returns, staff(10), "301", 2024)
    write_return(returns, staff(15, days="2.5"), "314", 2024)
    release = publish(returns, tmp_path / "out", 2024, with_workbooks=False)
    row = row_of(release, 2024, "314")
    assert (row["old_la_code"], row["new_la_code"]) == ("314 / 318", "E09000021 / E09000027")
    assert row["la_name"] == "Kingston upon Thames / Richmond upon Thames"
    # 15 workers lost 2.5 days each: 37.5 of 15 x 254 = 3,810 days is 0.98 per cent.
    assert (row["inpost_headcount"], row["working_days_lost_fte"], row["absence_rate_fte"]) == ("15", "37.5", "1")
    assert row_of(release, 2024, "England")["inpost_headcount"] == "25"
    assert len([one for one in rows_of(release) if one["geographic_level"] == "Local authority"]) == 2


def test_markers_are_the_departments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody in post, cover above vacancies and agency workers, an FTE that rounds to 0.0, no known ethnic group."""
    only(monkeypatch, ("301", "302", "303"))
    returns = tmp_path / "returns"
    write_return(returns, staff(0, 2), "301", 2024, vacancies("0", "0"))
    write_return(returns, staff(3, 2), "302", 2024, vacancies("2", "2.5"))
    few = staff(4, 1, ethnicity="REFU")
    few[-1]["FTE"] = "0.04"
    write_return(returns, few, "303", 2024, vacancies("2", "0.04"))
    release = publish(returns, tmp_path / "out", 2024, with_workbooks=False)
    nobody, above, low = (row_of(release, 2024, code) for code in ("301", "302", "303"))
    # The denominator is 0: in post, vacancies; and days of nobody do not apply.
    zs = ("turnover_rate_fte", "turnover_rate_headcount", "vacancy_agency_cover_rate_fte", "absence_rate_fte")
    assert {nobody[name] for name in (*zs, "working_days_lost_fte", "vacancy_rate_fte")} == {"z"}
    assert (nobody["inpost_fte"], nobody["agency_rate_fte"]) == ("0", "100")
    # 2.5 of 2: only the rates are hidden.
    assert (above["agency_cover_rate_fte"], above["vacancy_agency_cover_rate_fte"]) == ("u", "u")
    assert (above["agency_cover_fte"], above["agency_fte"], above["vacancy_fte"]) == ("2.5", "2", "2")
    # 0.04 of 4.04 is 0.99 per cent; 0.04 of 0.04 is all.
    assert (low["agency_fte"], low["agency_rate_fte"], low["agency_cover_rate_fte"]) == ("low", "1", "100")
    shares = {
        (row["old_la_code"], row["role"], row["breakdown"]): row["inpost_headcount_percentage"]
        for row in rows_of(release, "csww_role_by_characteristics_inpost_2019_to_{year}")
    }
    assert shares["303", "Case holder", "White"] == "x" and shares["303", "Senior manager", "White"] == "z"
    assert shares["302", "Case holder", "White"] == "100" and shares["303", "Case holder", "Not known"] == "100"
