"""Authorities and terms that were not sent, by hand: who is left out of England, what is not available, and why."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from pipeline.runs.audit import audit_release
from tests.runs.country import all_of_england
from tests.runs.stability.returned import publish_as_all_of_england, rows_of

LAS = ("301", "302", "303")
COLUMNS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
}
CENSUS = (
    "CensusDate,CensusTerm,UPN,FormerUPN,DOB,LA,Estab,URN,EnrolStatus,OnRoll,EntryDate,LeavingDate,NCyearActual,"
    "SENprovision,PrimarySENtype"
)
TERMS = {
    (2023, "SUM"): "18/05/2023",
    (2024, "AUT"): "05/10/2023",
    (2024, "SPR"): "18/01/2024",
    (2024, "SUM"): "16/05/2024",
}


def write(path: Path, heading: str, lines: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")


def number(la: str, child: int) -> str:
    return f"A{la}2001{child:05}"


def send(returns: Path, la: str, children: int, with_workers: int | None, three_workers: int = 0) -> None:
    """A return of 2024: children aged 10 since 2022, the first so many with three workers in the year."""
    folder, one_came = returns / "ssda903/2024" / la, "01/05/2023"
    write(folder / "header.csv", COLUMNS["header"], [
        f"{la}{n},1,01/02/2014,WBRI,{number(la, n)},," for n in range(children)
    ])  # fmt: skip
    write(folder / "episodes.csv", COLUMNS["episodes"], [
        f"{la}{n},{'01/06/2022' if n else one_came},S,C2,N1,U5,PR1,,,,ZZ1 1AA,ZZ2 2BB," for n in range(children)
    ])  # fmt: skip
    if with_workers is None:
        return
    lines = []
    for n in range(with_workers):
        who = f"{la}{n},01/02/2014"
        if n < three_workers:
            lines += [f"{who},SW1,01/06/2022,01/06/2023,FCONTA", f"{who},SW2,01/06/2023,01/09/2023,LEFTRL"]
            lines += [f"{who},SW3,01/09/2023,,LEFTRL"]
        else:
            lines += [f"{who},SW9,01/06/2022,,FCONTA"]
    write(folder / "sw_episodes.csv", COLUMNS["sw_episodes"], lines)


def send_census(returns: Path, pupils: dict[str, int], moved: int = 0, without: Sequence[tuple[int, str]] = ()) -> None:
    """Four censuses of so many children of each authority at its own school, the first of whom moved in November."""
    for (year, term), day in TERMS.items():
        if (year, term) in without:
            continue
        lines = []
        for la, many in pupils.items():
            for n in range(many):
                new = n < moved and (year, term) != (2023, "SUM") and term != "AUT"
                school, entered = ("2002", "06/11/2023") if new else ("2001", "04/09/2018")
                lines.append(f"{day},{term},{number(la, n)},,01/02/2014,{la},{school},{la}{school},C,1,{entered},,5,N,")
        write(returns / f"pupils/{year}/census_{term}.csv", CENSUS, lines)
    heading = "LAEstab,URN,Phase,TypeGroup,OpenDate,CloseDate,PredecessorURN,LowestAge,HighestAge"
    lines = [f"{la}{e},{la}{e},Primary,maintained,,,,4,11" for la in pupils for e in ("2001", "2002")]
    write(returns / "pupils/2024/schools.csv", heading, lines)


def shown(release: Path, data_set: str, area: str, *labels: str) -> str:
    """The number of 2024 of an authority by its code, or of England."""
    return next(
        row["number"]
        for row in rows_of(release, data_set)
        if row["time_period"] == "2024"
        and (row["old_la_code"] or row["region_name"] or "England") == area
        and set(labels) <= set(row.values())
    )


def reasons(release: Path, measure: str) -> dict[str, tuple[str, str]]:
    with (release / "publish/coverage.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["old_la_code"]: (row["reason"], row["estimated_in_region_and_england"])
            for row in csv.DictReader(file)
            if row["measure"] == measure and row["time_period"] == "2024"
        }


def test_who_did_not_send_is_left_out(tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    send(returns, "301", 200, 200, three_workers=50)
    send(returns, "302", 100, None)
    send_census(returns, {"301": 180, "303": 7}, moved=30)
    release = publish_as_all_of_england(returns, tmp_path / "out", 2024, LAS)
    group = "CLA on 31 March"
    # 303 sent nothing: England has 200 + 100, no estimate for it. 302 has no workers: England has 301 alone.
    assert shown(release, "la_cla_placement_stability", "England", group, "Total children") == "300"
    assert [shown(release, "la_cla_placement_stability", la, group, "Total children") for la in LAS] == [
        "200",
        "100",
        "x",
    ]
    assert shown(release, "la_cla_swcount", "England", group, "Total children") == "200"
    assert shown(release, "la_cla_swcount", "England", group, "3 or more social workers during the year") == "50"
    assert [shown(release, "la_cla_swcount", la, group, "Total children") for la in LAS] == ["200", "x", "x"]
    # None of 302's schools is in the census; 180 of 301's children are in it, 30 of whom moved in November.
    assert [shown(release, "la_cla_school_moves", la, group, "Any moves", "Total children") for la in LAS] == [
        "180",
        "x",
        "x",
    ]
    assert (
        shown(release, "la_cla_school_moves", "England", group, "With one or more mid-year moves during the year")
        == "30"
    )
    told = reasons(release, "school_moves_of_looked_after_on_31_march")
    assert told["301"] == ("", "no")
    assert told["302"] == (
        "none of its schools in the school census: autumn, spring, summer after 31 March",
        "left out",
    )
    assert told["303"] == ("return absent", "left out")
    assert reasons(release, "social_workers_of_looked_after_on_31_march")["302"] == (
        "not supplied: swepisodes",
        "left out",
    )
    page = (release / "publish/methodology.html").read_text(encoding="utf-8")
    assert "nothing is estimated for others" in page and "national rate per child" not in page
    with all_of_england(LAS):
        assert audit_release(release).is_safe


def test_without_the_summer_census_after_it_a_year_has_no_moves(tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    send(returns, "301", 60, 59)
    send_census(returns, {"301": 60}, without=[(2024, "SUM")])
    release = publish_as_all_of_england(returns, tmp_path / "out", 2024, ("301",))
    group = "CLA on 31 March"
    assert shown(release, "la_cla_school_moves", "England", group, "Any moves", "Total children") == "x"
    assert shown(release, "la_cla_school_moves", "301", group, "Any moves", "Total children") == "x"
    # A child of whom there is no worker is in no total of workers.
    assert shown(release, "la_cla_swcount", "301", group, "Total children") == "59"
    assert reasons(release, "combined_stability_of_looked_after_on_31_march")["301"] == (
        "no school census: summer after 31 March",
        "left out",
    )
