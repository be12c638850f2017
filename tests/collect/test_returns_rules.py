"""Every rule finds what it is for, on the line where it is; the clean return of test_returns_folder.py breaks none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlglot

from pipeline.collect.collections.ssda903.staging import SSDA903, stage_returns
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.collect.joined_records import RuleFileError
from pipeline.collect.quality import quality_counts
from pipeline.collect.rules import load_rules, parse_rule
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import BORN, Files, clean_return, write_return

Change = tuple[str, int | None, dict[str, str]]


@dataclass(frozen=True)
class Case:
    """Changes to the clean return (record number or None to copy the first), and the file and line of the finding."""

    rule: str
    file: str
    line: int
    changes: tuple[Change, ...]


def case(rule: str, file: str, line: int, *changes: Change) -> Case:
    return Case(rule, file, line, changes)


CASES = [
    # what follows from the specification
    case("date_not_read", "episodes", 3, ("episodes", 1, {"DECOM": "2023/31/09"})),
    case("date_not_read", "header", 2, ("header", 0, {"DOB": "01/06/0011"})),
    case("code_not_of_the_year", "episodes", 3, ("episodes", 1, {"LS": "ZZ"})),
    case("code_not_of_the_year", "episodes", 4, ("episodes", 2, {"REC": "E43"})),
    case("number_not_read", "oc2", 2, ("oc2", 0, {"SDQ_SCORE": "41"})),
    case("flag_not_read", "oc2", 2, ("oc2", 0, {"CONVICTED": "Y"})),
    case("postcode_not_read", "episodes", 2, ("episodes", 0, {"HOME_POST": "AB1"})),
    case("upn_not_read", "header", 2, ("header", 0, {"UPN": "12"})),
    case("la_not_read", "previous_permanence", 2, ("previous_permanence", 0, {"LA_PERM": "Leeds"})),
    case("two_digit_year", "episodes", 2, ("episodes", 0, {"DEC": "10/09/23"})),
    case("required_field_blank", "header", 2, ("header", 0, {"ETHNIC": ""})),
    case("child_blank", "reviews", 2, ("reviews", 0, {"CHILD": " "})),
    case("record_blank", "reviews", 3, ("reviews", None, {"CHILD": "", "DOB": "", "REVIEW": "", "REVIEW_CODE": ""})),
    case("identical_record", "reviews", 3, ("reviews", None, {})),
    case("child_repeated", "header", 2, ("header", None, {"SEX": "1"})),
    case("code_going_out_of_use", "oc3", 2, ("oc3", 0, {"ACCOM": "S1"})),
    # rules between fields, records and files
    case("episode_ceased_before_started", "episodes", 2, ("episodes", 0, {"DEC": "31/01/2022"})),
    case("episode_not_started", "episodes", 3, ("episodes", 1, {"DECOM": ""})),
    case("episode_start_repeated", "episodes", 3, 
         ("episodes", None, {"RNE": "P", "DECOM": "10/09/2023", "DEC": "", "REC": ""})),
    case("episode_starts_after_year_end", "episodes", 5, ("episodes", 3, {"DECOM": "01/04/2024"})),
    case("missing_ends_before_it_starts", "missing", 2, ("missing", 0, {"MIS_END": "30/09/2023"})),
    case("missing_starts_after_year_end", "missing", 2, ("missing", 0, {"MIS_START": "01/04/2024", "MIS_END": ""})),
    case("social_worker_ceased_before_started", "social_worker_episodes", 2,
         ("social_worker_episodes", 0, {"SW_DEC": "01/01/2022"})),
    case("episode_ceased_after_year_end", "episodes", 4, ("episodes", 2, {"DEC": "01/04/2024"})),
    case("episode_closed_before_year", "episodes", 4, ("episodes", 2, {"DEC": "31/03/2023"})),
    case("episode_ceased_without_reason", "episodes", 4, ("episodes", 2, {"REC": ""})),
    case("episode_reason_without_date", "episodes", 4, ("episodes", 2, {"DEC": ""})),
    case("placement_provider_missing", "episodes", 2, ("episodes", 0, {"PLACE_PROVIDER": ""})),
    case("placement_for_adoption_without_order", "episodes", 4, ("episodes", 2, {"LS": "C2"})),
    case("placed_with_parents_by_agreement", "episodes", 2, ("episodes", 0, {"PLACE": "P1", "LS": "V2"})),
    case("independent_living_after_regulation", "episodes", 5,
         ("episodes", 3, {"PLACE": "P2", "DECOM": "29/10/2023"})),
    case("supported_accommodation_before_regulation", "episodes", 5,
         ("episodes", 3, {"PLACE": "K3", "DECOM": "27/10/2023"})),
    case("placement_urn_missing", "episodes", 2, ("episodes", 0, {"PLACE": "K2", "URN": ""})),
    case("placement_postcode_missing", "episodes", 2, ("episodes", 0, {"PL_POST": ""})),
    case("home_postcode_missing", "episodes", 2, ("episodes", 0, {"HOME_POST": ""})),
    case("episodes_overlap", "episodes", 3, ("episodes", 1, {"DECOM": "09/09/2023"})),
    case("next_episode_missing", "episodes", 2, ("episodes", 1, {"DECOM": "11/09/2023"})),
    case("episode_continues_nothing", "episodes", 3, ("episodes", 1, {"DECOM": "11/09/2023"})),
    case("started_while_looked_after", "episodes", 3, ("episodes", 1, {"RNE": "S"})),
    case("placement_change_reason_missing", "episodes", 2, ("episodes", 0, {"REASON_PLACE_CHANGE": ""})),
    case("episode_without_header", "episodes", 5, ("episodes", 3, {"CHILD": "A9"})),
    case("header_without_episode", "header", 5, ("episodes", 3, {"CHILD": "A3", "DECOM": "01/09/2023"})),
    case("born_after_episode_started", "episodes", 4, ("header", 2, {"DOB": "01/03/2022"})),
    case("looked_after_at_18", "episodes", 3, ("header", 0, {"DOB": "01/03/2006"})),
    case("born_after_year_ended", "header", 2, ("header", 0, {"DOB": "01/04/2024"})),
    case("aged_26_or_over", "header", 3, ("header", 1, {"DOB": "31/03/1997"})),
    case("mother_is_not_female_aged_12", "header", 4, ("header", 2, {"MOTHER": "1"})),
    case("mothers_child_born_in_future", "header", 2, ("header", 0, {"MOTHER": "1", "MC_DOB": "01/04/2024"})),
    case("record_without_header", "reviews", 2, ("reviews", 0, {"CHILD": "A9"})),
    case("date_of_birth_differs", "reviews", 2, ("reviews", 0, {"DOB": "02/06/2011"})),
    case("uasc_sex_differs", "uasc", 2, ("uasc", 0, {"SEX": "2"})),
    case("uasc_without_episode", "uasc", 2, ("uasc", 0, {"CHILD": "A2"})),
    case("oc2_not_looked_after_12_months", "oc2", 2, ("oc2", 0, {"CHILD": "A4"})),
    case("oc2_score_and_reason", "oc2", 2, ("oc2", 0, {"SDQ_REASON": "SDQ2"})),
    case("oc2_score_and_reason", "oc2", 2, ("oc2", 0, {"SDQ_SCORE": ""})),
    case("oc2_intervention_without_problem", "oc2", 2, ("oc2", 0, {"INTERVENTION_OFFERED": "1"})),
    case("oc2_immunisations_blank", "oc2", 2, ("oc2", 0, {"IMMUNISATIONS": ""})),
    case("oc2_teeth_check_blank", "oc2", 2, ("oc2", 0, {"TEETH_CHECK": ""})),
    case("oc2_health_assessment_blank", "oc2", 2, ("oc2", 0, {"HEALTH_ASSESSMENT": ""})),
    case("oc2_substance_misuse_blank", "oc2", 2, ("oc2", 0, {"SUBSTANCE_MISUSE": ""})),
    case("oc2_conviction_blank", "oc2", 2, ("oc2", 0, {"CONVICTED": ""})),
    case("oc2_health_check_blank", "oc2", 2, ("oc2", 0, {"DOB": "01/05/2020", "HEALTH_CHECK": ""})),
    case("care_leaver_age", "oc3", 2, ("oc3", 0, {"DOB": "31/03/1998"})),
    case("care_leaver_age", "oc3", 2, ("oc3", 0, {"DOB": "01/04/2007"})),
    case("adopted_without_adoption_record", "episodes", 4, ("ad1", 0, {"CHILD": "A1"})),
    case("adoption_matched_before_decided", "ad1", 2, ("ad1", 0, {"DATE_MATCH": "31/01/2022"})),
    case("adoption_plan_ceased_before_decided", "placed_adoption", 2,
         ("placed_adoption", 0, {"DATE_PLACED_CEASED": "31/01/2022"})),
    case("adoption_plan_ceased_incomplete", "placed_adoption", 2,
         ("placed_adoption", 0, {"DATE_PLACED_CEASED": "30/06/2023"})),
    case("adoption_decided_before_birth", "placed_adoption", 2,
         ("placed_adoption", 0, {"DATE_PLACED": "01/12/2019"})),
    case("missing_while_not_looked_after", "missing", 2, ("missing", 0, {"CHILD": "A3"})),
    case("missing_closed_before_year", "missing", 2,
         ("missing", 0, {"MIS_START": "01/10/2022", "MIS_END": "03/10/2022"})),
    case("review_outside_year", "reviews", 2, ("reviews", 0, {"REVIEW": "01/04/2024"})),
    case("previous_permanence_la_missing", "previous_permanence", 2, ("previous_permanence", 0, {"PREV_PERM": "P1"})),
    case("social_worker_episodes_overlap", "social_worker_episodes", 4,
         ("social_worker_episodes", None, {"SW_ID": "SW2", "SW_DECOM": "01/03/2022"})),
    case("social_worker_id_form", "social_worker_episodes", 2, ("social_worker_episodes", 0, {"SW_ID": "7712"})),
    case("social_worker_reason_missing", "social_worker_episodes", 3,
         ("social_worker_episodes", 1, {"SW_DECOM": "01/04/2023", "SW_REASON": ""})),
    case("social_worker_missing", "episodes", 5, ("social_worker_episodes", 1, {"CHILD": "A1"})),
    case("upn_reason_of_school_age", "header", 5, ("header", 3, {"UPN": "UN1"})),
    # Four on 31 August 2022, and so at school in the year that followed.
    case("upn_reason_of_school_age", "header", 4, ("header", 2, {"DOB": "31/08/2018"})),
    # Still looked after on the 17th birthday, 1 March 2024.
    case("care_leaver_still_looked_after", "oc3", 3, ("header", 3, {"DOB": "01/03/2007"}),
         ("oc3", None, {"CHILD": "A4", "DOB": "01/03/2007"})),
    case("provider_does_not_fit_placement", "episodes", 2, ("episodes", 0, {"PLACE_PROVIDER": "PR0"})),
    case("provider_does_not_fit_placement", "episodes", 3, ("episodes", 1, {"PLACE": "P1", "PLACE_PROVIDER": "PR4"})),
    case("provider_does_not_fit_placement", "episodes", 3, ("episodes", 1, {"PLACE": "P1", "PLACE_PROVIDER": "PR1"})),
    case("provider_does_not_fit_placement", "episodes", 5, ("episodes", 3, {"PLACE": "K2", "PLACE_PROVIDER": "PR3"})),
    case("provider_does_not_fit_placement", "episodes", 5, ("episodes", 3, {"PLACE": "R5", "PLACE_PROVIDER": "PR2"})),
    case("adoption_record_without_adoption", "ad1", 2, ("episodes", 2, {"REC": "E4A"})),
    case("placement_urn_not_wanted", "episodes", 2,
         ("episodes", 0, {"PLACE": "P1", "PLACE_PROVIDER": "PR0", "URN": "SC000001"})),
    case("placement_urn_missing", "episodes", 2, ("episodes", 0, {"PLACE_PROVIDER": "PR4", "URN": ""})),
    case("legal_status_unchanged", "episodes", 3, ("episodes", 1, {"RNE": "L"})),
    case("placement_unchanged", "episodes", 3, ("episodes", 1, {"PL_POST": "AB1 2CE"})),
    case("episode_within_a_day", "episodes", 4, ("episodes", 2, {"DEC": "01/02/2022"})),
    case("missing_while_another_open", "missing", 2,
         ("missing", 0, {"MIS_END": ""}), ("missing", None, {"MIS_START": "05/10/2023", "MIS_END": "06/10/2023"})),
    case("missing_ends_after_year_end", "missing", 2, ("missing", 0, {"MIS_END": "05/04/2024"})),
    case("missing_open_when_care_ended", "missing", 2,
         ("missing", 0, {"CHILD": "A3", "DOB": BORN["A3"], "MIS_START": "31/07/2023", "MIS_END": "02/08/2023"})),
    case("missing_before_birth", "missing", 2, ("missing", 0, {"MIS_START": "01/05/2011"})),
]  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """Findings by case, as (rule, path, line, message), and records by case."""

    findings: list[list[tuple[str, str, int, str]]]
    records: list[int]
    sent: list[Files]


def changed(changes: Iterable[Change]) -> Files:
    """The clean return after the changes."""
    files = clean_return()
    for file, record, values in changes:
        if record is None:
            files[file].append({**files[file][0], **values})
        else:
            files[file][record].update(values)
    return files


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Every case as the return of an authority of its own, checked in one go."""
    folder = tmp_path_factory.mktemp("returns")
    sent: list[Files] = []
    for number, one in enumerate(CASES):
        files = changed(one.changes)
        write_return(folder / "ssda903" / "2024" / f"{number:03d}", files)
        sent.append(files)
    with Warehouse() as warehouse:
        read_years(warehouse, SSDA903.specification, folder, [2024])
        check_units(warehouse, SSDA903.specification, [2024], SSDA903.match_identifiers, SSDA903.look_up)
        findings: list[list[tuple[str, str, int, str]]] = [[] for _ in CASES]
        for la, *found in warehouse.connection.execute(
            "SELECT la_code, rule, path, line, message FROM raw.findings ORDER BY ALL"
        ).fetchall():
            findings[int(la)].append(tuple(found))
        records = [0] * len(CASES)
        for count in quality_counts(warehouse, "ssda903"):
            records[int(count.la_code)] += count.staged + count.set_aside
    return Checked(findings, records, sent)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c.rule}-{n}" for n, c in enumerate(CASES)])
def test_the_rule_finds_it(checked: Checked, number: int) -> None:
    case = CASES[number]
    place = (case.rule, f"ssda903/2024/{number:03d}/{case.file}.csv", case.line)
    assert place in {found[:3] for found in checked.findings[number]}
    # Whatever happened, every record is staged or set aside, and no finding repeats a child's id or date of birth.
    rows = [row for rows in checked.sent[number].values() for row in rows]
    assert checked.records[number] == len(rows)
    personal = {row.get(name, "").strip() for row in rows for name in ("CHILD", "DOB")} - {""}
    assert not [found for found in checked.findings[number] if any(value in found[3] for value in personal)]


def test_every_rule_has_a_case() -> None:
    queries = {rule.rule.name for rule in load_rules("ssda903") if rule.joined is None}
    assert queries <= {case.rule for case in CASES}, "those that are declared have theirs in ssda903_rule_cases.txt"


def test_rules_stay_within_what_spark_understands() -> None:
    for rule in load_rules("ssda903"):
        sqlglot.transpile(rule.query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@pytest.mark.parametrize("text", ["-- finds\n-- rule: other\nSELECT 1", "SELECT 1"])
def test_a_rule_without_its_headings_is_refused(text: str) -> None:
    with pytest.raises(RuleFileError, match="needs the headings"):
        parse_rule("this", text)


DATES = {
    "01/06/2011": "2011-06-01", "1/6/2011": "2011-06-01", "2011-06-01": "2011-06-01", "01/06/11": "2011-06-01",
    "01/06/25": "2025-06-01", "01/06/26": "1926-06-01", " 01/06/2011\t": "2011-06-01", "01-06-2011": "2011-06-01",
    "01/06/2011 00:00": "2011-06-01", "2011-06-01T00:00:00": "2011-06-01", "29/02/2011": None, "06/13/2011": None,
    "01/06/1811": None, "40695": None,
    "1 June 2011": "2011-06-01", "01-Jun-11": "2011-06-01", "June 2011": None,
    "": None, "2011-06-01x": None, "01/06/20111": None,
    "é": None, "//": None, "0/0/0": None, "00/00/0000": None, "2011-6-1": None,
}  # fmt: skip


def test_dates_as_suppliers_write_them(tmp_path: Path) -> None:
    header = [{**clean_return()["header"][0], "CHILD": f"A{n}", "MC_DOB": sent} for n, sent in enumerate(DATES)]
    write_return(tmp_path / "ssda903" / "2024" / "201", {"header": header})
    with Warehouse() as warehouse:
        stage_returns(warehouse, tmp_path, [2024])
        read = warehouse.connection.execute(
            "SELECT CAST(mothers_child_date_of_birth AS VARCHAR) FROM raw.typed_header ORDER BY line"
        ).fetchall()
        emptied = warehouse.connection.execute(
            "SELECT line FROM raw.findings WHERE rule = 'date_not_read' ORDER BY line"
        ).fetchall()
    assert dict(zip(DATES, (date for (date,) in read), strict=True)) == DATES
    assert [line - 2 for (line,) in emptied] == [n for n, (sent, date) in enumerate(DATES.items()) if sent and not date]


@pytest.mark.parametrize(
    ("year", "workers", "rule", "lines"),
    [
        # Two years are asked for from 2025: 1 April 2023 is in the period, the day before is not.
        (2025, [("SW1", "01/02/2022", "01/04/2023", "MANAGE"), ("SW2", "01/04/2023", "", "LEFTRL")],
         "social_worker_ceased_before_window_since_2025", []),
        (2025, [("SW1", "01/02/2022", "31/03/2023", "MANAGE"), ("SW2", "01/04/2023", "", "LEFTRL")],
         "social_worker_ceased_before_window_since_2025", [2]),
        # Seven days without anybody, eight, and eight before a first contact.
        (2025, [("SW1", "01/02/2022", "01/05/2023", "MANAGE"), ("SW2", "08/05/2023", "", "LEFTRL")],
         "social_worker_after_gap_since_2025", []),
        (2025, [("SW1", "01/02/2022", "01/05/2023", "MANAGE"), ("SW2", "09/05/2023", "", "LEFTRL")],
         "social_worker_after_gap_since_2025", [3]),
        (2025, [("SW1", "01/02/2022", "01/05/2023", "MANAGE"), ("SW2", "09/05/2023", "", "FCONTA")],
         "social_worker_after_gap_since_2025", []),
        (2026, [("SW1", "01/02/2022", "", "MANAGE")], "social_worker_ceased_at_year_end", []),
        (2026, [("SW1", "01/02/2022", "01/05/2025", "MANAGE")], "social_worker_ceased_at_year_end", [2]),
        (2025, [("SW1", "01/02/2022", "01/05/2024", "MANAGE")], "social_worker_ceased_at_year_end", [2]),
    ],
)  # fmt: skip
def test_rules_on_social_workers_change_with_the_years(
    tmp_path: Path, year: int, workers: list[tuple[str, str, str, str]], rule: str, lines: list[int]
) -> None:
    names = ("SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON")
    sent = [{"CHILD": "A1", "DOB": BORN["A1"], **dict(zip(names, one, strict=True))} for one in workers]
    files = {"header": clean_return()["header"], "episodes": clean_return()["episodes"], "social_worker_episodes": sent}
    files["episodes"][1] |= {"DECOM": f"10/09/{year - 1}"}
    report = check_return(write_return(tmp_path / "201", files, year), year, "201")
    assert [found.line for found in report.findings if found.rule == rule] == lines


def test_two_episodes_of_one_day_follow_each_other_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Three changes within one night: one start, no reason asked for but where the placement changed."""
    files = clean_return()
    first, second, *others = files["episodes"]
    day = {"DECOM": "01/06/2023", "DEC": "01/06/2023", "REC": "X1"}
    files["episodes"] = [
        {**first, **day, "LS": "L1", "REASON_PLACE_CHANGE": ""},
        {**first, **day, "RNE": "L", "LS": "V2"},
        {**second, **day, "RNE": "P", "LS": "V2", "DEC": "02/06/2023"},
        {**second, "DECOM": "02/06/2023", "RNE": "L", "LS": "C1"},
        *others,
    ]
    files["missing"], files["oc2"] = [], []
    files["previous_permanence"].append({"CHILD": "A1", "DOB": BORN["A1"], "PREV_PERM": "Z1"})
    report = check_return(write_return(tmp_path / "201", files), 2024, "201")
    assert [(one.rule, one.line) for one in report.findings if one.path == "201/episodes.csv"] == [
        ("episode_within_a_day", 2),
        ("episode_within_a_day", 3),
    ]
