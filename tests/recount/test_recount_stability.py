"""Every figure of the release of stability that is printed as a number, worked out again from the returns as sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.recount.stability.definitions import Counted, looked_after, read_schools
from tests.runs.stability.returned import make_small_england, publish_as_all_of_england, rows_of

LAS = ("301", "330", "840", "925")
YEARS = (2022, 2023, 2024, 2025)
# What earlier returns and censuses can tell: two years of placements and schools from the second year of returns on.
FIRST_OF_MOVES, FIRST_OF_TWO_YEARS = 2022, 2023
Is = Callable[[Counted], bool]

SEX = {"Male": ("1", "M"), "Female": ("2", "F")}
AGES = {
    "Under 1 year": range(1), "1 to 4 years": range(1, 5), "5 to 9 years": range(5, 10), "4 to 9 years": range(5, 10),
    "10 to 15 years": range(10, 16), "16 years and over": range(16, 30),
}  # fmt: skip
PHASES = {
    "Special school": ("Not applicable", "special"), "State-funded AP school": ("Not applicable", "PRU"),
    "State-funded primary": ("Primary", ""), "State-funded secondary": ("Secondary", ""),
}  # fmt: skip
SEN = {
    "Education, Health and Care Plan": "E", "No special educational need": "N", "SEN support": "K", "Unknown": "",
}  # fmt: skip
REASONS = {
    "Managing caseloads": "MANAGE", "First contact or re-referral": "FCONTA",
    "Previous social worker left role": "LEFTRL", "Organisational restructure": "ORGRST",
    "Transfer under the standard process": "TSPROC",
    "Absence cover or return from absence": "ABSENC", "Child requested change": "CHCHAN",
    "Parent or carer requested change": "PCCHAN", "Previous social worker died": "SWDIED", "Other": "OTHERS",
}  # fmt: skip


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("england")
    make_small_england(folder, YEARS, LAS, 0.35)
    return folder


@pytest.fixture(scope="module")
def release(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_as_all_of_england(returns, tmp_path_factory.mktemp("out"), 2025, LAS)


@pytest.fixture(scope="module")
def children(returns: Path) -> dict[tuple[int, str], list[Counted]]:
    """The children looked after on 31 March, by year and authority."""
    schools = read_schools(returns / "pupils")
    return {(year, la): list(looked_after(returns, la, year, schools)) for year in YEARS for la in LAS}


def half_up(number: int, of: int) -> int:
    return (200 * number + of) // (2 * of)


def nearest_10(number: int) -> int:
    return (number + 5) // 10 * 10


def of_row(row: dict[str, str], children: dict[tuple[int, str], list[Counted]], release: Path) -> list[Counted]:
    """The children of the row's year and area."""
    own = rows_of(release, "la_cla_school_moves")
    region = {one["old_la_code"]: one["region_code"] for one in own if one["old_la_code"]}
    year, found = int(row["time_period"]), []
    for (of, la), held in children.items():
        wanted = row.get("region_code", "")
        is_in = not wanted or wanted == region[la] or (wanted == "E12000007" and region[la].startswith("E13"))
        if of == year and (la == row["old_la_code"] if row.get("old_la_code") else is_in):
            found += held
    return found


def compare(
    row: dict[str, str], held: Iterable[Counted], base: Is, part: Is, number: str = "children_count"
) -> tuple[int, int]:
    """Hold a row's number and percentage against a recount; returns how many were compared and how many not shown."""
    share = number.replace("count", "percent")
    everybody = [child for child in held if base(child)]
    counted, shown = sum(part(child) for child in everybody), 0
    exact = bool(row.get("old_la_code"))
    for column, expected in (
        (number, counted if exact else nearest_10(counted)),
        (share, half_up(counted, len(everybody)) if everybody else None),
    ):
        if row[column].isdigit():
            assert row[column] == str(expected), (row, counted, len(everybody))
            shown += 1
        elif row[column] == "k":
            assert counted and not expected, row
    if row[number] == "c":
        assert not exact or counted > 0, row
    return shown, 2 - shown


def span_of(row: dict[str, str]) -> int:
    return 2 if row["cla_group"].startswith("CLA 2 years") else 1


def school_part(label: str, span: int) -> Is:
    """What a row of school moves counts among the children found in a census."""
    if label == "Total children":
        return lambda child: True
    mid_year = "mid-year" in label
    number = next((at for at, word in enumerate(("no ", "one move", "two ", "three or more")) if word in label), None)
    number = 1 if "one mid-year move during" in label and "one or more" not in label else number

    def counts(child: Counted) -> bool:
        moves = [day for day in child.moves(span) if not mid_year or day.month not in (8, 9)]
        if "one or more" in label:
            return bool(moves)
        assert number is not None, label
        return len(moves) >= 3 if number == 3 else len(moves) == number

    return counts


def test_school_moves(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = hidden = 0
    for row in rows_of(release, "la_cla_school_moves"):
        span = span_of(row)
        known = int(row["time_period"]) >= (FIRST_OF_TWO_YEARS if span == 2 else FIRST_OF_MOVES)
        if row["old_la_code"] in LAS and not known:
            assert row["children_count"] == "x", row
        if not known or row["children_count"] in ("x", "z"):
            continue
        held = of_row(row, children, release)
        one, other = compare(row, held, lambda c, s=span: c.is_matched(s), school_part(row["school_stability"], span))
        compared, hidden = compared + one, hidden + other
    assert compared > 300 and hidden < compared


def test_social_workers(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "la_cla_swcount"):
        span = span_of(row)
        if row["children_count"] in ("x", "z"):
            assert (span, row["time_period"]) == (2, "2024") or row["old_la_code"] not in (*LAS, ""), row
            continue
        is_part = row["social_worker_stability"] == "Total children"
        part: Is = (lambda c: True) if is_part else (lambda c, s=span: c.social_workers(s) >= 3)
        base: Is = lambda c, s=span: c.is_in_span(s) and c.social_workers(s) > 0  # noqa: E731
        compared += compare(row, of_row(row, children, release), base, part)[0]
    assert compared > 50


def test_placements(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "la_cla_placement_stability"):
        if "2.5" in row["cla_group"] or row["children_count"] in ("x", "z"):
            continue
        span = span_of(row)
        is_part = row["placement_stability"] != "Total children"
        part: Is = lambda c, s=span, p=is_part: not p or c.placements(s) >= 3  # noqa: E731
        compared += compare(row, of_row(row, children, release), lambda c, s=span: c.is_in_span(s), part)[0]
    assert compared > 200


def has(row: dict[str, str], child: Counted) -> bool | None:
    """Whether a child is of the breakdown of a national row; None where this recount has no word for it."""
    group, label = row["characteristic"], row["breakdown"]
    if label == "Total children":
        return True
    if group == "Gender":
        return child.case.child.particulars.sex in SEX[label]
    if group == "Age group":
        return child.case.child.age(child.case.year.last) in AGES[label]
    if group == "Length of care":
        return child.case.for_12_months == (label == "12 months or more")
    if group == "School Phase":
        school = child.schools.register[child.spring_record["URN"]]
        phase, kind = PHASES[label]
        return school["Phase"] == phase and kind in school["TypeGroup"]
    if group == "SEN":
        return child.spring_record["SENprovision"] == SEN[label]
    return None


def test_national_school_moves(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "national_cla_school_moves_by_characteristics"):
        span = span_of(row)
        if row["children_count"] == "x" or row["characteristic"] not in (
            "Gender", "Age group", "Length of care", "School Phase", "SEN", "Total children",
        ):  # fmt: skip
            continue
        held = [c for c in of_row(row, children, release) if c.is_matched(span) and has(row, c)]
        compared += compare(row, held, lambda c: True, school_part(row["school_stability"], span))[0]
    assert compared > 300


def test_national_social_workers_and_all_three(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "national_cla_swcount_by_characteristics"):
        span = span_of(row)
        if row["children_count"] == "x" or row["characteristic"] not in (
            "Gender", "Age group", "Length of care", "Total children",
        ):  # fmt: skip
            continue
        held = [
            c
            for c in of_row(row, children, release)
            if c.is_in_span(span) and c.social_workers(span) and has(row, c)
            and (not row["cla_group"].startswith("CLA 12") or c.case.for_12_months)
        ]  # fmt: skip
        found = re.match(r"With (\d)", row["social_worker_stability"])
        number = int(found.group(1)) if found else 0
        part: Is = lambda c, s=span, n=number: (  # noqa: E731
            n == 0 or (c.social_workers(s) >= 3 if n == 3 else c.social_workers(s) == n)
        )
        compared += compare(row, held, lambda c: True, part)[0]
    for row in rows_of(release, "national_cla_combined_stability_by_characteristics"):
        span = span_of(row)
        if row["children_count"] == "x" or row["characteristic"] not in ("Gender", "SEN", "Total children"):
            continue
        held = [
            c for c in of_row(row, children, release) if c.is_matched(span) and c.social_workers(span) and has(row, c)
        ]
        label = row["combined_stability"]
        part = lambda c, s=span, t=label: (  # noqa: E731
            t == "Total children" or c.is_high_in_all(s) == t.startswith("With high")
        )
        compared += compare(row, held, lambda c: True, part)[0]
    assert compared > 100


def test_reasons(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "national_cla_sw_reasons_for_change"):
        if row["sw_episode_count"] == "x":
            continue
        span = span_of(row)
        held = [c for c in of_row(row, children, release) if c.is_in_span(span)]
        episodes = [one["SW_REASON"] or "OTHERS" for c in held for one in c.episodes_of_workers(span)]
        label = row["sw_episode_reason"]
        counted = len(episodes) if label == "Total" else episodes.count(REASONS[label])
        if row["sw_episode_count"].isdigit():
            assert row["sw_episode_count"] == str(nearest_10(counted)), row
            compared += 1
        if row["sw_episode_percent"].isdigit():
            assert row["sw_episode_percent"] == str(half_up(counted, len(episodes))), row
            compared += 1
    assert compared > 20


YEARS_HIGH = {
    "Total children": None,
    "In both years": (True, True),
    "In the first year and not in the second": (True, False),
    "In the second year and not in the first": (False, True),
    "In neither year": (False, False),
}
MEASURES: dict[str, tuple[str, Is]] = {
    "3 or more placements": ("placements", lambda c: c.is_in_span(2)),
    "One or more mid-year school moves": ("school moves", lambda c: c.is_matched(2)),
    "3 or more social workers": ("social workers", lambda c: c.is_in_span(2) and c.social_workers(2) > 0),
}


def test_consecutive_years(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "national_cla_high_instability_in_consecutive_years"):
        measure, base = MEASURES[row["stability_measure"]]
        if row["children_count"] == "x":
            continue
        wanted = YEARS_HIGH[row["years_of_high_instability"]]
        part: Is = lambda c, m=measure, w=wanted: w is None or c.high_in(m) == w  # noqa: E731
        compared += compare(row, of_row(row, children, release), base, part)[0]
    assert compared > 40


KINDS = {
    "To adopters": "to_adopters", "To relatives or friends": "to_relatives_or_friends",
    "From residential placements to foster carers": "from_residential_to_foster",
    "Other moves": "other_move_between_carers",
}  # fmt: skip
MOVED_FOR = {
    "Change to or implementation of care plan": "CARPL", "Resignation or closure of provision": "CLOSE",
    "Allegation": "ALLEG", "Standards of care concern": "STAND", "Approval removed": "APPRR",
    "Carer requests placement end due to child's behaviour": "CREQB",
    "Carer requests placement end other than due to child's behaviour": "CREQO",
    "Child requests placement end": "CHILD", "Responsible authority requests placement end": "LAREQ",
    "Change in the status of placement only": "PLACE", "Custody arrangement": "CUSTOD", "Other": "OTHER",
    "Not known": "",
}  # fmt: skip


def test_moves_between_carers(release: Path, children: dict[tuple[int, str], list[Counted]]) -> None:
    compared = 0
    for row in rows_of(release, "national_cla_moves_between_carers_by_kind_and_reason"):
        if row["move_count"] == "x":
            continue
        moves = [one for child in of_row(row, children, release) for one in child.moves_between_carers]
        kind, reason = KINDS.get(row["kind_of_move"]), MOVED_FOR.get(row["reason_for_placement_change"])
        of_kind = [why for what, why in moves if kind in (None, what)]
        counted = len(of_kind) if reason is None else of_kind.count(reason)
        if row["move_count"].isdigit():
            assert row["move_count"] == str(nearest_10(counted)), row
            compared += 1
        if row["move_percent"].isdigit():
            assert row["move_percent"] == str(half_up(counted, len(of_kind))), row
    assert compared > 40


def test_what_stands_beside_neighbours_is_what_the_other_files_show(release: Path) -> None:
    """Ranks are of percentages that are shown; with four authorities nobody has five neighbours to be held against."""
    found = rows_of(release, "la_cla_stability_and_statistical_neighbours")
    percents = {
        "placements_3_or_more": ("la_cla_placement_stability", "With 3 or more placements during the year"),
        "mid_year_moves": ("la_cla_school_moves", "With one or more mid-year moves during the year"),
        "social_workers_3_or_more": ("la_cla_swcount", "3 or more social workers during the year"),
    }
    for name, (data_set, label) in percents.items():
        shown = {
            (row["time_period"], row["old_la_code"]): row["children_percent"]
            for row in rows_of(release, data_set)
            if label in row.values() and row["cla_group"] == "CLA on 31 March" and row["old_la_code"] in LAS
        }
        for row in found:
            place = row["time_period"], row["old_la_code"]
            if place not in shown:
                continue
            own = shown[place]
            assert row[f"{name}_percent"] == own
            lower = [one for (year, _), one in shown.items() if year == place[0] and one.isdigit()]
            rank = str(1 + sum(int(one) < int(own) for one in lower)) if own.isdigit() else own
            assert row[f"{name}_rank"] == rank, row
            assert row[f"{name}_neighbours"] in ("x", "z"), row


def test_workbooks_say_what_the_files_say(release: Path) -> None:
    book = load_workbook(release / "publish/tables/stability-2025-local-authority-tables.xlsx", read_only=True)
    sheet = [list(row) for row in book["LAS2"].iter_rows(values_only=True)]
    names = {row["la_name"]: row for row in rows_of(release, "la_cla_school_moves")}
    checked = 0
    for line in sheet:
        name = next((str(cell) for cell in line[:5] if str(cell) in names and cell), None)
        if name is None:
            continue
        own = [
            row for row in rows_of(release, "la_cla_school_moves")
            if row["la_name"] == name and row["time_period"] == "2025" and row["cla_group"] == "CLA on 31 March"
        ]  # fmt: skip
        shown = [str(cell).strip("[]") for cell in line if cell is not None]
        for row in own:
            assert row["children_count"] in shown, (row, line)
            checked += 1
    assert checked == 4 * len(LAS)
