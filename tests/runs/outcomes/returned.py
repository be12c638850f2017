"""Returns for the release of outcomes: the invented children of one authority as census, SSDA903 and pupils."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from tests.collect.cin.test_cin_reader import Node, census, child

SAMPLES = Path(__file__).parent / "samples"
YEAR, LA = 2025, "301"
PHASES = {"State-funded primary": "Primary", "State-funded secondary": "Secondary"}
HEADINGS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
}


def rows_of_sample(name: str) -> list[dict[str, str]]:
    """The rows of a file of the sample."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lay_out_samples(returns: Path, year: int = YEAR) -> None:
    """The sample where returns are read from: its children in two returns, its pupil files, the schools as they say."""
    children = rows_of_sample("cohort_2025.csv")
    send_looked_after(returns, year, LA, [one for one in children if one["GROUP_31_MARCH"].startswith("CLA")])
    send_census(returns, year, LA, [one for one in children if not one["GROUP_31_MARCH"].startswith("CLA")])
    folder = returns / f"pupils/{year}"
    folder.mkdir(parents=True)
    for path in SAMPLES.glob("*.csv"):
        if not path.stem.startswith("expected"):
            shutil.copy(path, folder / path.name)
    phases = {row["LAEstab"]: row["SchoolPhase"] for row in rows_of_sample("absence.csv")}
    write_rows(folder / "schools.csv", [
        {"URN": urn, "LAEstab": estab, "Phase": PHASES.get(phases.get(estab, ""), "Not applicable"),
         "TypeGroup": phases.get(estab, "alternative provision") if phases.get(estab) not in PHASES else "maintained",
         "OpenDate": "", "CloseDate": "", "PredecessorURN": "", "LowestAge": "", "HighestAge": ""}
        for urn, estab in sorted({(row["URN"], row["LAEstab"]) for row in rows_of_sample("school_census_spr.csv")})
    ])  # fmt: skip


def send_looked_after(returns: Path, year: int, la: str, children: Sequence[Mapping[str, str]]) -> None:
    """An SSDA903 return: children of the group CLA came in June 2024, others in 2020.

    One more comes and goes: a return without any episode that begins in its year is taken for that of another.
    """
    folder = returns / f"ssda903/{year}/{la}"
    folder.mkdir(parents=True)
    lines = [
        f"{one['CHILD']},{1 if one['Gender'] == 'M' else 2},{one['DOB']},WBRI,{one['UPN']},,"
        for one in children
    ]  # fmt: skip
    if year >= YEAR:
        lines = [line.replace(",1,", ",M,", 1).replace(",2,", ",F,", 1) for line in lines]
    (folder / "header.csv").write_text("\n".join((HEADINGS["header"], *lines)) + "\n", encoding="utf-8")
    lines = [
        f"{one['CHILD']},01/06/{2024 if one['GROUP_31_MARCH'] == 'CLA' else 2020},S,C2,N1,U5,PR1,,,,,,"
        for one in children
        if year >= YEAR or one["GROUP_31_MARCH"] != "CLA"
    ] + [f"C999,01/05/{year - 1},S,C2,N1,U5,PR1,01/06/{year - 1},E4B,,,,"]
    (folder / "episodes.csv").write_text("\n".join((HEADINGS["episodes"], *lines)) + "\n", encoding="utf-8")


def send_census(returns: Path, year: int, la: str, children: Iterable[Mapping[str, str]]) -> None:
    """A census of children in need, of whom those of the group CPPO are on a plan; of NONE the case is closed."""
    folder = returns / f"cin/{year}/{la}"
    folder.mkdir(parents=True)
    document = census((_in_need(one, year) for one in children), year, la)
    (folder / "census.xml").write_text(document, encoding="utf-8")


def _in_need(one: Mapping[str, str], year: int) -> Node:
    day, month, born = one["DOB"].split("/")
    details: list[Node] = [
        ("CINreferralDate", f"{year - 1}-05-01"), ("ReferralSource", "1A"), ("PrimaryNeedCode", "N1"),
    ]  # fmt: skip
    if one["GROUP_31_MARCH"] == "NONE":
        details += [("CINclosureDate", f"{year}-03-31"), ("ReasonForClosure", "RC9")]
    of_assessment: list[Node] = [
        ("AssessmentActualStartDate", f"{year - 1}-05-02"),
        ("AssessmentInternalReviewDate", f"{year - 1}-05-20"),
        ("AssessmentAuthorisationDate", f"{year - 1}-05-30"),
        ("FactorsIdentifiedAtAssessment", [("AssessmentFactors", "3B")]),
    ]
    details += [("Assessments", of_assessment)]
    if one["GROUP_31_MARCH"] == "CPPO":
        of_plan: list[Node] = [
            ("CPPstartDate", f"{year - 1}-06-20"),
            ("InitialCategoryOfAbuse", "NEG"),
            ("LatestCategoryOfAbuse", "NEG"),
            ("NumberOfPreviousCPP", "0"),
        ]
        details += [("ChildProtectionPlans", of_plan)]
    number = {"UPN": one["UPN"]} if not one["UPN"].startswith("UN") else {"UPNunknown": one["UPN"]}
    sex = (
        {"GenderCurrent": "1" if one["Gender"] == "M" else "2"}
        if year < YEAR
        else {"GenderCurrent": "", "Sex": one["Gender"]}
    )
    return child(details, name=one["LAchildID"], PersonBirthDate=f"{born}-{month}-{day}", **number, **sex)


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a CSV file with the columns of its first row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def publish(returns: Path, out: Path, year: int = YEAR) -> Path:
    """Publish the release of a year, from however few returns; returns its folder."""
    return published(returns, out, year).folder


def published(returns: Path, out: Path, year: int = YEAR) -> RunSummary:
    """Publish the release of a year, from however few returns; returns what is said of it."""
    run = ReleaseRun("outcomes", year, "", returns, out, accept_coverage=True, all_earlier=True)
    return publish_release(run, report=lambda _: None)


@cache
def rows_of(release: Path, data_set: str) -> list[dict[str, str]]:
    """The rows of a data set of a release."""
    with (release / "publish/data" / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
