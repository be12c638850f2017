"""The release of outcomes on the invented sample: every expected value of every group, and what is shown of them."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.analyse.counts import read_counts
from pipeline.analyse.data_set_rows import shown_by
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.rounding import round_ratio
from pipeline.analyse.shown import shown_in_cell
from pipeline.analyse.workbook_grid import lay_out
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.release_files import read_spreads
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.audit import audit_release
from tests.runs.country import all_of_england
from tests.runs.outcomes.returned import LA, YEAR, lay_out_samples, publish, rows_of, rows_of_sample

RELEASE, CONTENTS = load_release("outcomes"), load_contents(TEMPLATES / "outcomes" / "tables.yaml")
GROUPS = {
    "CINO": ("children_in_need_only", "cino"),
    "CPPO": ("children_on_a_plan", "cppo"),
    "CLA12": ("children_looked_after", "cla_12_months"),
}
SUBJECTS = {
    "read": "reading", "writta": "writing", "mat": "mathematics",
    "gps": "grammar", "scita": "science", "rwm": "combined",
}  # fmt: skip
# A number by its measure, what its key has beside the group, and how many of what is kept are one.
NUMBERS = {
    ("absence", "t_pupils"): ("absence_of", "", 1),
    ("absence", "t_sess_possible"): ("sessions_possible_of", "", 1),
    ("absence", "t_sess_authorised"): ("sessions_authorised_of", "", 1),
    ("absence", "t_sess_unauthorised"): ("sessions_unauthorised_of", "", 1),
    ("absence", "t_sess_overall"): ("sessions_missed_by", "", 1),
    ("absence", "t_pupils_pa_10_exact"): ("absence_of", "persistent_absence=persistently_absent", 1),
    ("sen", "t_pupils"): ("special_needs_of", "", 1),
    ("sen", "t_no_identified_SEN"): ("special_needs_of", "special_educational_need=no_sen", 1),
    ("sen", "t_all_SEN"): ("special_needs_of", "special_educational_need=all_sen", 1),
    ("sen", "t_SEN_support"): ("special_needs_of", "special_educational_need=sen_support", 1),
    ("sen", "t_statement_or_EHC_plan"): ("special_needs_of", "special_educational_need=ehc_plan", 1),
    ("fsm", "t_pupils"): ("special_needs_of", "", 1),
    ("fsm", "t_FSM_eligible"): ("special_needs_of", "free_school_meals=eligible_for_free_meals", 1),
    ("school_type", "t_primary"): ("school_types_of", "school_phase=primary", 1),
    ("school_type", "t_secondary"): ("school_types_of", "school_phase=secondary", 1),
    ("school_type", "t_special"): ("school_types_of", "school_phase=special_school", 1),
    ("school_type", "t_pru"): ("school_types_of", "school_phase=alternative_provision", 1),
    ("exclusions", "t_pupils"): ("exclusions_of", "", 1),
    ("exclusions", "t_perm_excl"): ("exclusions_of", "permanent_exclusion=permanently_excluded", 1),
    ("exclusions", "t_one_plus_sus"): ("exclusions_of", "suspension=suspended", 1),
    ("ks4", "t_pupils"): ("key_stage_4_of", "", 1),
    ("ks4", "t_att8"): ("attainment_8_points_of", "", 100),
    ("ks4", "t_l2basics_94"): ("key_stage_4_of", "english_and_mathematics=grade_4_or_above", 1),
    ("ks4", "t_ebaccaps"): ("english_baccalaureate_points_of", "", 100),
    ("ks4", "t_inp8calc"): ("progress_8_of", "", 1),
    ("ks4", "t_p8score"): ("progress_8_points_of", "", 1000),
} | {
    ("ks2", f"t_{short}_{words}"): ("key_stage_2_of", f"{standard}subject={subject}", 1)
    for short, subject in SUBJECTS.items()
    for words, standard in (
        ("eligible_pupils", ""), ("met_expected_standard", "expected_standard=met_expected_standard;"),
    )
}  # fmt: skip
# A percentage or average by its numerator, what it is of, 100 or 1, and its decimal places.
SHARES = {
    ("absence", "pt_overall"): ("t_sess_overall", "t_sess_possible", 100, 1),
    ("absence", "pt_pupils_pa_10_exact"): ("t_pupils_pa_10_exact", "t_pupils", 100, 1),
    ("sen", "pt_all_SEN"): ("t_all_SEN", "t_pupils", 100, 1),
    ("fsm", "pt_FSM_eligible"): ("t_FSM_eligible", "t_pupils", 100, 1),
    ("exclusions", "pt_one_plus_sus"): ("t_one_plus_sus", "t_pupils", 100, 2),
    ("ks4", "avg_att8"): ("t_att8", "t_pupils", 1, 1),
    ("ks4", "pt_l2basics_94"): ("t_l2basics_94", "t_pupils", 100, 1),
    ("ks4", "avg_ebaccaps"): ("t_ebaccaps", "t_pupils", 1, 2),
    ("ks4", "avg_p8score"): ("t_p8score", "t_inp8calc", 1, 2),
} | {
    ("ks2", f"pt_{one}_met_expected_standard"): (f"t_{one}_met_expected_standard", f"t_{one}_eligible_pupils", 100, 0)
    for one in SUBJECTS
}  # fmt: skip


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("returns")
    for year in (YEAR - 1, YEAR):
        lay_out_samples(folder, year)
    return folder


@pytest.fixture(scope="module")
def release(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with all_of_england((LA,)):
        return publish(returns, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def warehouse(release: Path) -> Iterator[Warehouse]:
    with Warehouse(release.parent / f".{YEAR}.duckdb") as opened:
        yield opened


def number(warehouse: Warehouse, group: str, data_set: str, indicator: str) -> Fraction:
    measure, key, unit = NUMBERS[data_set, indicator]
    # Progress 8 of 2025 is not published. The sample's files are those of the year before too.
    year = YEAR - 1 if measure.startswith("progress_8") else YEAR
    block, category = GROUPS[group]
    keys = ";".join(sorted(filter(None, (f"social_care_group={category}", *key.split(";")))))
    if data_set == "fsm":
        # Of children looked after no file shows free meals, so that they are counted and not added up.
        counted, where, of = "count(*)", "core.special_needs_of_pupils", "social_care_group = ?"
        meals = "AND free_school_meals = 'eligible_for_free_meals'" if key else ""
        query, values = f"SELECT {counted} FROM {where} WHERE {of} AND collection_year = ? {meals}", [category, year]
    else:
        query = "SELECT value FROM grossed.cells WHERE measure = ? AND collection_year = ? AND area_code = ?"
        query, values = f"{query} AND breakdown_key = ?", [f"{measure}_{block}", year, LA, keys]
    row = warehouse.connection.execute(query, values).fetchone()
    return Fraction(row[0] if row else 0, unit)


EXPECTED = rows_of_sample("expected_unsuppressed.csv")


def test_every_expected_value_is_read() -> None:
    assert {(row["data_set"], row["indicator"]) for row in EXPECTED} <= {*NUMBERS, *SHARES}
    assert len(EXPECTED) == 150


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row['group']} {row['data_set']} {row['indicator']}")
def test_the_values_are_those_of_the_sample(warehouse: Warehouse, row: dict[str, str]) -> None:
    group, data_set, indicator = row["group"], row["data_set"], row["indicator"]
    if (data_set, indicator) in NUMBERS:
        assert number(warehouse, group, data_set, indicator) == Fraction(row["value"])
        return
    top, base, scale, places = SHARES[data_set, indicator]
    share = number(warehouse, group, data_set, top) / number(warehouse, group, data_set, base)
    shown = round_ratio(share.numerator, share.denominator, scale, places)
    assert Fraction(shown, 10**places) == Fraction(row["value"])


@pytest.fixture(scope="module")
def as_of_2016(warehouse: Warehouse) -> Figures:
    """The authority, nothing suppressed, as if its years were 2016 and 2015 (of Progress 8 2015 and 2016)."""
    then = {YEAR: 2016, YEAR - 1: 2015}
    counts = {
        (measure, 4031 - then[year] if measure.startswith("progress_8") else then[year], area): numbers
        for (measure, year, area), numbers in read_counts(warehouse).items()
    }
    places = frozenset({(year, LA) for year in then.values()})
    return Figures(
        counts,
        frozenset(counts),
        places,
        {},
        {LA: "local_authority"},
        {"local_authority": 1},
        decimals=RELEASE.decimals,
    )


OF_2017 = {
    "KS2": "8 3 38 8 5 63 8 5 63 8 4 50 8 1 13",
    "KS4": "10 2 20.0 4 40.0 318.05 31.8 8 -13.242 -1.66",
    "SEN": "4 22.2 10 55.6 4 22.2",
    "Absence": "17 5532 324 5.9 132 2.4 456 8.2 2 11.8",
}
OF_2016 = {
    "LA2": "8 38 63 63 50 13",
    "LA3b": "10 31.8",
    "LA3c": "8 -1.66",
    "LA4": "18 4 22.2 10 55.6 4 22.2 14 77.8",
    "LA5": "17 8.2 5.9 2.4 11.8",
    "LA6": "17 0.00 5.88",
}


@pytest.mark.parametrize("name", OF_2017)
def test_underlying_data_of_2016_and_2017_have_the_values_of_the_sample(as_of_2016: Figures, name: str) -> None:
    """Of 2025 there is no progress at key stage 2: its columns are the last of theirs."""
    data_set = next(one for one in RELEASE.data_sets_in(2016) if one.file_name.at(2016).endswith(f"_{name}"))
    shown = [shown_by(data_set, (), one, 2016, LA) for one in data_set.indicators_in(2016)]
    found = [str(as_of_2016.of(one).value) for one in shown if one is not None]
    assert len(found) == len(shown)
    assert found[: len(OF_2017[name].split())] == OF_2017[name].split()


@pytest.mark.parametrize("number", OF_2016)
def test_tables_of_2016_have_the_values_of_the_sample(as_of_2016: Figures, number: str) -> None:
    table = next(one for one in CONTENTS.tables_in(2016) if one.number == number)
    grid = lay_out(
        table, 2016, [Area(LA, "Barking and Dagenham", AreaLevel.LOCAL_AUTHORITY, "Outer London", LA)], [2015, 2016]
    )
    found = [str(as_of_2016.of(shown_in_cell(one)).value) for one in grid.asked[0] if one is not None]
    # Intervals of Progress 8, which come last, need the scores of all pupils.
    assert found[: len(OF_2016[number].split())] == OF_2016[number].split()
    assert len(found) == len(OF_2016[number].split()) + (2 if number == "LA3c" else 0)


def test_what_is_small_or_not_published_is_not_shown(release: Path) -> None:
    def shown(data_set: str, year: str, group: str, *columns: str) -> list[str]:
        row = next(
            one
            for one in rows_of(release, data_set)
            if one["old_la_code"] == LA and one["time_period"] == year and one["social_care_group"].startswith(group)
        )
        return [row[column] for column in columns]

    # 16 pupils in need are eligible, of whom 10 read as expected and 4 do all three.
    assert shown("ks2_la", "202425", "CINO", "t_read_eligible_pupils", "t_read_met_expected_standard") == ["16", "10"]
    assert shown("ks2_la", "202425", "CINO", "pt_read_met_expected_standard", "t_rwm_met_expected_standard") == [
        "63",
        "c",
    ]
    assert shown("ks2_la", "202425", "CINO", "version", "avg_read_progress_score") == ["Revised", "x"]
    assert shown("ks4_la", "202425", "CINO", "t_att8", "avg_att8", "avg_p8score") == ["345.35", "34.5", "x"]
    # 8 of 10 pupils are in Progress 8, and beside the 10 the 8 would tell that 2 are not. The year before is final.
    progress_8 = ("version", "t_pupils", "t_inp8calc", "t_p8score", "avg_p8score", "p8score_CI_low")
    assert shown("ks4_la", "202324", "CINO", *progress_8) == ["Final", "10", "c", "c", "c", "c"]
    # Exclusions run a year behind; 2 of 27 were excluded for good, and 4 suspended.
    exclusions = "permanent_exclusions_and_suspensions_la"
    assert {row["time_period"] for row in rows_of(release, exclusions)} == {"202324"}
    assert shown(exclusions, "202324", "CINO", "t_pupils", "t_perm_excl", "pt_one_plus_sus") == ["27", "c", "c"]
    assert {row["time_identifier"] for row in rows_of(release, "sen_la")} == {"Academic year"}


def test_the_interval_of_progress_8_is_from_the_spread_of_all_pupils_of_the_sample(warehouse: Warehouse) -> None:
    scores = [float(row["KS4_P8SCORE"]) for row in rows_of_sample("ks4.csv") if row["KS4_INP8CALC"] == "1"]
    place = ("progress_8_points_of_children_in_need_only", YEAR - 1, LA)
    figures = Figures(
        # -12.550 points of 8 pupils.
        {place: {"": -12550}, ("progress_8_of_children_in_need_only", *place[1:]): {"": 8}},
        frozenset({place, ("progress_8_of_children_in_need_only", *place[1:])}),
        frozenset({place[1:]}),
        {},
        {LA: "local_authority"},
        {"local_authority": 1},
        decimals={place[0]: 3},
        spreads=read_spreads(warehouse, "core.spreads_of_results"),
    )
    away = 1.96 * statistics.pstdev(scores) / 8**0.5
    of = Shown("average", *place, "", decimals=2, of_measure="progress_8_of_children_in_need_only")
    ends = [float(str(figures.of(of._replace(format=end)).value)) for end in ("lower_95", "upper_95")]
    assert ends == pytest.approx([-12.55 / 8 - away, -12.55 / 8 + away], abs=0.005)


def test_every_child_is_matched_and_how_is_told_to_the_department_alone(release: Path) -> None:
    with (release / "restricted/match_rates.csv").open(encoding="utf-8", newline="") as file:
        rates = {row["social_care_group"]: row for row in csv.DictReader(file) if row["collection_year"] == str(YEAR)}
    assert {group: (row["children"], row["matched"]) for group, row in rates.items()} == {
        "cino": ("27", "27"), "cppo": ("18", "18"), "cla_12_months": ("18", "18"), "cla_under_12_months": ("1", "1"),
    }  # fmt: skip
    # Child 3 has a reason for having no number, child 7 another number in school than in care.
    ways = ("by_upn_and_birth_date", "by_former_upn_and_birth_date", "by_name_birth_date_and_sex")
    assert [rates["cla_12_months"][way] for way in ways] == ["16", "1", "1"]
    assert not list((release / "publish").rglob("*match*"))


def test_the_release_stands_its_audit(release: Path) -> None:
    with all_of_england((LA,)):
        assert audit_release(release).is_safe


def test_names_live_nowhere(release: Path) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            assert b"Family3" not in path.read_bytes() and b"Given3" not in path.read_bytes(), path
    warehouse = (release.parent / f".{YEAR}.duckdb").read_bytes()
    assert b"Family3" not in warehouse and b"FAMILY" not in warehouse and b"Given3" not in warehouse
