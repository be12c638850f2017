"""What each percentage is of: declared bases give the published shares; one that could only be 100 is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.data_set_rows import label_rows, label_texts, shown_by
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.shown import shown_in_cell
from pipeline.analyse.workbook_grid import Asked
from pipeline.design.data_sets import Release
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import TEMPLATES, UsageError

NAME = "children-looked-after"


@cache
def looked_after() -> Release:
    return load_release(NAME)


def share(data_set: str, *texts: str) -> Shown:
    """The percentage of England in the 2024 edition's row with these texts in its filters' columns."""
    release = looked_after()
    held = next(one for one in release.data_sets_in(2024) if one.file_name.at(2024) == data_set)
    labels = next(labels for labels in label_rows(release, held, 2024) if label_texts(held, labels) == texts)
    column = next(one for one in held.indicators_in(2024) if one.statistic.kind == "percent")
    found = shown_by(held, labels, column, 2024, ENGLAND.area_code)
    assert found is not None
    return found


def printed(shown: Shown, counts: dict[str, int]) -> object:
    """What is printed where the measure has these counts."""
    place = (shown.measure, 2024, ENGLAND.area_code)
    known = frozenset([place])
    levels, rounding = {ENGLAND.area_code: "national"}, {"national": 10}
    return Figures({place: counts}, known, frozenset([(2024, ENGLAND.area_code)]), {}, levels, rounding).of(shown).value


CARE_LEAVERS = {"care_leaver_age=18": 13_875, "care_leaver_age=18;formerly_uasc=formerly_uasc": 4_900}


@pytest.mark.parametrize(
    ("data_set", "texts", "counts", "value"),
    [
        # 4,440 of the 13,875 care leavers of the age: 32, as in the department's file of 2024, not 4,440 of 4,900.
        ("national_care_leavers_who_were_uasc",
         ("18 years", "Care leavers group", "Male", "Unaccompanied asylum-seeking children"),
         {**CARE_LEAVERS, "care_leaver_age=18;formerly_uasc=formerly_uasc;sex=male": 4_440}, 32),
        # 4,900 of 13,875: 35.3.
        ("national_care_leavers_who_were_uasc",
         ("18 years", "Care leavers group", "Total", "Unaccompanied asylum-seeking children"), CARE_LEAVERS, 35),
        # 30 of 300.
        ("national_care_leavers_who_were_uasc_22_25",
         ("22 years", "Care leavers group", "Female", "Unaccompanied asylum-seeking children"),
         {"care_leaver_age=22": 300, "care_leaver_age=22;formerly_uasc=formerly_uasc": 120,
          "care_leaver_age=22;formerly_uasc=formerly_uasc;sex=female": 30}, 10),
        # 70 in custody of 2,800 aged 25: 2.5, which rounds up; all aged 25 are all there are.
        ("national_accommodation_of_care_leavers_22_25",
         ("25 years", "Care leavers group", "In custody", "Accommodation of care leaver"),
         {"care_leaver_age=25": 2_800, "accommodation=in_custody;care_leaver_age=25": 70}, 3),
        ("national_accommodation_of_care_leavers_22_25",
         ("25 years", "Care leavers group", "Total care leavers", "Accommodation of care leaver"),
         {"care_leaver_age=25": 2_800}, 100),
        # 90 of the 360 boys aged 10 to 17; 9 convicted of those 90.
        ("national_conviction_health_outcomes_for_cla",
         ("Male", "16 to 17 years", "1. Convictions: Children looked after age groups"),
         {"sex=male": 360, "age_in_years=16_to_17;sex=male": 90}, 25),
        ("national_conviction_health_outcomes_for_cla",
         ("Male", "Total 10 to 17 years", "1. Convictions: Children looked after age groups"), {"sex=male": 360}, 100),
        ("national_conviction_health_outcomes_for_cla",
         ("Male", "16 to 17 years",
          "1.1 Convicted or subject to youth cautions, or youth conditional cautions during the year"),
         {"sex=male": 360, "age_in_years=16_to_17;sex=male": 90,
          "age_in_years=16_to_17;convictions=convicted;sex=male": 9}, 10),
        # Of 400 changes of placement 100 were of children aged 1 to 4, and 30 of these 100 for their care plan.
        ("national_reason_for_placement_change_during_year", ("Age", "1 to 4 years", "All Placements"),
         {"": 400, "age_group=1_to_4": 100}, 25),
        ("national_reason_for_placement_change_during_year",
         ("Age", "1 to 4 years", "Change to/Implementation of care plan"),
         {"": 400, "age_group=1_to_4": 100, "age_group=1_to_4;reason_for_placement_change=carpl": 30}, 30),
        ("national_reason_for_placement_change_during_year", ("Age", "Total", "All Placements"), {"": 400}, 100),
        # 320 of 400 ceased after one period of care; 80 of these 320 were aged 5 to 9.
        ("national_cla_ceased_during_year_placements_care_periods", ("Number of periods of care", "1", "Total"),
         {"": 400, "number_of_periods_of_care=1": 320}, 80),
        ("national_cla_ceased_during_year_placements_care_periods", ("Number of periods of care", "1", "5 to 9 years"),
         {"": 400, "number_of_periods_of_care=1": 320, "age_on_ceasing=5_to_9;number_of_periods_of_care=1": 80}, 25),
        ("national_cla_ceased_during_year_placements_care_periods", ("Number of placements", "Total", "Total"),
         {"": 400}, 100),
        # Foster placements were 60 of the 80 that ceased, and 15 of these 60 lasted a week.
        ("national_duration_of_placements_by_type_ceasing_during_the_year", ("All placements", "Foster placements"),
         {"": 80, "placement_type=foster": 60}, 75),
        ("national_duration_of_placements_by_type_ceasing_during_the_year", ("1 to 7 days", "Foster placements"),
         {"": 80, "placement_type=foster": 60, "duration_of_placement=1_to_7_days;placement_type=foster": 15}, 25),
        # The department prints 100 for a total beside its parts.
        ("la_care_leavers_accommodation_suitability", ("17 to 18 years", "Suitability total"),
         {"care_leaver_age=17_to_18": 50, "care_leaver_age=17_to_18;suitability=suitability_total": 40}, 100),
    ],
)  # fmt: skip
def test_a_percentage_is_of_what_its_title_says(
    data_set: str, texts: tuple[str, ...], counts: dict[str, int], value: int
) -> None:
    assert printed(share(data_set, *texts), counts) == value


def test_all_placements_of_a_type_are_a_share_of_all_placements_in_the_workbook_too() -> None:
    """15 of the 60 foster placements that ceased lasted a week, and foster placements were 60 of 80: 25 and 75."""
    table = next(one for one in load_contents(TEMPLATES / NAME / "tables.yaml").tables if one.number == "B3")
    counts = {"": 80, "placement_type_to_2022=foster": 60}
    counts["duration_of_placement=1_to_7_days;placement_type_to_2022=foster"] = 15
    lines = [line for line in table.lines if line.above == ("Foster placements",)][:2]
    assert [line.heading for line in lines] == ["All placements that ceased", "1 to 7 days"]
    percentages = [
        shown_in_cell(
            Asked(replace(line.cell, statistic=replace(line.cell.statistic, kind="percent")), 2024, "E92000001")
        )
        for line in lines
    ]
    assert [printed(one, counts) for one in percentages] == [75, 25]


def changed(tmp_path: Path, file: str, old: str, new: str, release: str = NAME) -> None:
    """Read the release of the project with one change."""
    folder = tmp_path / release
    shutil.copytree(TEMPLATES / release, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    load_release(release, tmp_path)
    load_contents(folder / "tables.yaml")


UASC = "national_care_leavers_uasc,2018,,,Male,,formerly_uasc=formerly_uasc;sex=male,"
CONVICTED = (
    "1. Convictions: Children looked after age groups,13 to 15 years,outcomes_aged_10_to_17,age_in_years=13_to_15,"
)
SUITABLE = "national_care_leavers_suitability,2018,,,Total,,suitability=suitability_total,"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        # The base is the row itself: by its key, by being left out, or as a part of it.
        ("labels.csv", f"{CONVICTED},", f"{CONVICTED}age_in_years=13_to_15,", "percent_of: the percentage would be"),
        ("labels.csv", f"{SUITABLE}whole", f"{SUITABLE}suitability=suitability_total", "could only be 100. Say what"),
        ("labels.csv", f"{SUITABLE}whole", f"{SUITABLE}suitability=suitable", "could only be 100. Say what it is of"),
        ("labels.csv", "national_duration_of_placement,2018,,,All placements,,,whole",
         "national_duration_of_placement,2018,,,All placements,,,", "could only be 100. Say what it is of"),
        # Another name of the same children, or of some of them.
        ("labels.csv", "adopters,2018,,Number of adopters,Total,,,whole",
         "adopters,2018,,Number of adopters,Total,,,ceased_during_year:reason_episode_ceased=adopted",
         "could only be 100"),
        ("labels.csv", "la_on_31_march,2018,,Age group,Total,,,whole",
         "la_on_31_march,2018,,Age group,Total,,,looked_after_2_years_on_31_march:", "could only be 100"),
        # A whole that nothing is of, or filters whose items are all the whole.
        ("labels.csv", f"{UASC},", f"{UASC}whole,", "column percent_of: no label beside it is of it"),
        ("data_sets.yaml", "    percent_of_total: [accommodation_type]\n", "",
         "column percent_of: the percentage would be of the row itself"),
        ("data_sets.yaml", "[accommodation_type]", "[accommodation]", "percent_of_total: no filter has the column"),
        # Tables: without a mark, with one that is not true, and with a base that is a part of the line.
        ("table_categories.yaml", 'heading: All, key: "", whole: true', 'heading: All, key: ""',
         "table_categories.yaml line 13, field of: the percentage would be of the line itself"),
        ("table_categories.yaml", "{heading: Male, key: sex=male}", "{heading: Male, key: sex=male, whole: true}",
         "field whole: the percentage is of more than the line itself"),
    ],
)  # fmt: skip
def test_a_percentage_that_could_only_be_100_is_refused(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        changed(tmp_path, file, old, new)
    assert message in str(caught.value)


def test_a_column_of_a_wide_file_that_could_only_be_100_is_refused(tmp_path: Path) -> None:
    was = 'key: "disability_aut=recorded", statistic: percent, of: "disability=disability_recorded"'
    key = "disability_aut=recorded;disability=disability_recorded"
    with pytest.raises(UsageError, match=r"data_sets\.yaml line \d+, field of: .* could only be 100"):
        changed(
            tmp_path,
            "data_sets.yaml",
            was,
            f'key: "disability=disability_recorded", statistic: percent, of: "{key}"',
            "children-in-need",
        )
