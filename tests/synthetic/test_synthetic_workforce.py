"""The synthetic workforce: England's published sizes, careers over the years, planted defects and the ledger."""

from __future__ import annotations

import csv
import hashlib
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.runs.check import check_return
from pipeline.synthetic.registry import synthesise_return
from pipeline.synthetic.workforce.careers import Workforce, band_of, hundredths, mean_fte
from pipeline.synthetic.workforce.returns import synthesise_workforce
from pipeline.synthetic.workforce.targets import LAST_YEAR, national, shares

WITHIN = 0.03
LAS = ["202", "301", "314", "330", "940"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("workforce")
    synthesise_workforce([2023, 2024, 2025], out, las=LAS)
    return out


def workers_of(out: Path, year: int, la_code: str) -> list[dict[str, str]]:
    root = ElementTree.parse(out / "workforce" / str(year) / la_code / "csww.xml").getroot()
    return [{field.tag: field.text or "" for field in worker} for worker in root.iter("CSWWWorker")]


def test_england_is_within_3_per_cent_of_what_was_published() -> None:
    for year, found in Workforce(1, 1.0).years(LAST_YEAR):
        everybody = [worker for one in found.values() for worker in one.in_post]
        ours = {
            "in_post": len(everybody),
            "in_post_fte": sum(hundredths(worker, year, mean_fte(year, "in_post")) for worker in everybody) / 100,
            "agency_workers": sum(len(one.agency) for one in found.values()),
            "vacancies_fte": sum(one.target.vacancies for one in found.values()) / 100,
            "working_days_lost": sum(one.target.days_lost for one in found.values()) / 100,
        }
        for measure, value in ours.items():
            # Days of 2024 are without those of two authorities, which the published number has.
            if (year, measure) != (2024, "working_days_lost"):
                assert abs(value / national(year, measure) - 1) < WITHIN, (year, measure)
        turnover = sum(len(one.leavers) for one in found.values()) / len(everybody)
        assert abs(turnover / (national(year, "leavers") / national(year, "in_post")) - 1) < WITHIN, year
        last = date(year, 9, 30).toordinal()
        bands = Counter(band_of(worker, last) for worker in everybody)
        for band, share in shares(year, "age_of_worker").items():
            assert abs(bands[band] / len(everybody) - share) < WITHIN * share, (year, band)
        male = sum(worker.male for worker in everybody) / len(everybody)
        assert abs(male / shares(year, "sex")["male"] - 1) < WITHIN, year


def test_workers_keep_their_number_where_they_move() -> None:
    seen: dict[int, tuple[str, int, bool]] = {}
    moved = to_agency = 0
    for _, found in Workforce(1, 0.05).years(2020):
        now: dict[int, str] = {}
        for code, one in found.items():
            for worker in one.in_post:
                assert worker.number not in now, "one person in post in two authorities"
                now[worker.number] = code
                before = seen.get(worker.number)
                if before is not None:
                    assert before[1:] == (worker.born, worker.male)
                    moved += before[0] != code
                seen[worker.number] = (code, worker.born, worker.male)
        to_agency += sum(worker.number in seen for one in found.values() for worker, _ in one.agency)
    assert moved > 20 and to_agency > 10


def test_a_return_has_no_finding_but_those_of_published_sizes(written: Path) -> None:
    """Some authorities had more agency workers covering vacancies than agency workers, and so have theirs here."""
    for year, la_code in ((2023, "202"), (2024, "330"), (2025, "314")):
        report = check_return(written / "workforce" / str(year) / la_code, year, la_code, "workforce")
        assert {finding.rule for finding in report.findings} <= {"agency_cover_above_vacancies", "cases_over_40"}
        assert report.status == "supplied"


def test_the_bytes_do_not_depend_on_who_else_is_written(written: Path, tmp_path: Path) -> None:
    synthesise_workforce([2024], tmp_path, las=["301"])
    for out in (tmp_path, written):
        content = (out / "workforce/2024/301/csww.xml").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert digest == hashlib.sha256((tmp_path / "workforce/2024/301/csww.xml").read_bytes()).hexdigest()


def test_who_stays_has_the_fte_of_the_year_before(written: Path) -> None:
    before = {one["SWENo"]: one for one in workers_of(written, 2024, "301") if one["AgencyWorker"] == "0"}
    stayed = [
        (before[one["SWENo"]], one)
        for one in workers_of(written, 2025, "301")
        if one["SWENo"] in before and one["AgencyWorker"] == "0" and before[one["SWENo"]]["FTE"] != "0"
    ]
    assert len(stayed) > 50
    assert all(then["PersonBirthDate"] == now["PersonBirthDate"] for then, now in stayed)
    same = [then["FTE"] == now["FTE30"] for then, now in stayed if "RoleEndDate" not in now]
    assert sum(same) / len(same) > 0.97


def test_planted_defects_are_found(tmp_path: Path) -> None:
    synthesise_workforce([2024], tmp_path, las=["202", "301"], plant_defects=True)
    with (tmp_path / "ledger/workforce_planted_defects.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    assert len(planted) == 16
    for la_code in ("202", "301"):
        path = tmp_path / "workforce/2024" / la_code
        found = Counter((one.field, one.rule) for one in check_return(path, 2024, la_code, "workforce").findings)
        for one in (one for one in planted if one["la_code"] == la_code):
            assert found[one["field"], one["rule"]] >= 1, one


def test_the_ledger_is_what_the_documents_say(written: Path) -> None:
    with (written / "ledger/workforce_totals.csv").open(encoding="utf-8", newline="") as file:
        totals = {(row["year"], row["la_code"], row["measure"]): int(row["value"]) for row in csv.DictReader(file)}
    for la_code in LAS:
        workers = workers_of(written, 2024, la_code)
        employed = [one for one in workers if one["AgencyWorker"] == "0"]
        assert totals["2024", la_code, "in_post"] == sum("RoleEndDate" not in one for one in employed)
        assert totals["2024", la_code, "agency_workers"] == len(workers) - len(employed)
        assert totals["2024", la_code, "cases"] == sum(int(one.get("Cases30", 0)) for one in workers)


def test_dummy_codes_and_what_cannot_be_made(tmp_path: Path) -> None:
    summary = synthesise_return("workforce", {}, years=[2024], out=tmp_path, las=["301"], dummy_codes=True)
    assert "1 documents" in summary.in_words()
    report = check_return(tmp_path / "workforce/2024/Z01", 2024, "Z01", "workforce")
    assert report.status == "supplied" and not report.errors
    for wrong in ({"years": [2016]}, {"years": [2024], "las": ["999"]}, {"years": [2024], "scale": 0.0}):
        with pytest.raises(UsageError):
            synthesise_workforce(out=tmp_path, **wrong)  # type: ignore[arg-type]
