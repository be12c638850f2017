"""The recount itself, on records written by hand: adoption, reviews, outcomes, absences, care leavers, durations."""

from __future__ import annotations

from pathlib import Path

import pytest

from .awkward_returns import write_awkward_staying_put
from .by_hand import FAR, Counted, Row, stay, write_return

ADOPTED = (
    stay("01/06/2022", "01/12/2022", placed_at=FAR),
    stay("01/12/2022", "01/06/2023", reason="L", legal_status="E1"),
    stay("01/06/2023", "01/10/2023", "E11", reason="P", legal_status="E1", placement="A6"),
)


def test_days_between_the_stages_of_an_adoption(tmp_path: Path) -> None:
    """From 1 June 2022: 31 days to the decision, 334 to the match, none to placement, 122 to the adoption."""
    write_return(tmp_path, 2023, *ADOPTED[:1], Row(started="01/12/2022", reason="L", legal_status="E1"))
    write_return(tmp_path, 2024, *ADOPTED[1:], records={"ad1": ["02/07/2022,01/06/2023,0,2,MF,L11"]})
    counted = Counted(tmp_path)
    days = {"decision_to_match": 334, "entry_to_decision": 31, "match_to_placed": 0, "placed_to_adopted": 122}
    assert counted.categories("days_between_adoption_stages", "stage_of_adoption") == days
    assert counted("days_looked_after_on_ceasing") == sum(days.values())
    assert counted.categories("adopted_during_year", "placed_within_12_months") == {"placed_within_12_months": 1}
    assert counted.categories("adopted_during_year", "adopters") == {"married_different_sex": 1}
    assert counted.categories("ceased_during_year", "number_of_placements_in_care") == {"2": 1}
    assert (
        counted.crossed("ceased_during_year", ("age_on_ceasing", "10_to_15"), ("number_of_periods_of_care", "1")) == 1
    )


def test_a_year_after_the_decision_is_too_late_and_dates_out_of_order_are_not_known(tmp_path: Path) -> None:
    write_return(tmp_path, 2023, *ADOPTED[:1], Row(started="01/12/2022", reason="L", legal_status="E1"))
    write_return(tmp_path, 2024, *ADOPTED[1:], records={"ad1": ["01/06/2022,02/06/2023,0,1,F1,L0"]})
    counted = Counted(tmp_path)
    assert counted.categories("adopted_during_year", "placed_within_12_months") == {"not_placed_within_12_months": 1}
    assert counted.categories("adopted_during_year", "adoption_dates_known") == {"adoption_dates_not_known": 1}
    assert counted.categories("adopted_during_year", "adopters") == {"single_female": 1}


@pytest.mark.parametrize(
    ("plan", "legal_status", "outcome"),
    [
        ("01/06/2023,,", "E1", "waiting_with_placement_order"),
        ("01/06/2023,,", "C2", "waiting_without_placement_order"),
        ("01/06/2022,01/04/2023,RD2", "E1", "decision_reversed_on_31_march"),
        ("01/06/2022,01/04/2024,RD2", "E1", "waiting_with_placement_order"),
    ],
)
def test_what_became_of_a_decision(tmp_path: Path, plan: str, legal_status: str, outcome: str) -> None:
    episode = stay("01/06/2022", legal_status=legal_status)
    write_return(tmp_path, 2024, episode, records={"placed_for_adoption": [plan, "01/06/2021,,"]})
    counted = Counted(tmp_path)
    assert counted.categories("children_with_adoption_decision", "outcome_of_decision") == {outcome: 1}
    is_reversed = outcome == "decision_reversed_on_31_march"
    assert counted("adoption_decisions_reversed_during_year", "reason_decision_ceased", "rd2") == is_reversed


def test_the_last_review_of_the_year_counts(tmp_path: Path) -> None:
    reviews = ["31/03/2023,PN1", "01/04/2023,PN2", "31/03/2024,PN3", "31/03/2024,PN5", "01/04/2024,PN7"]
    write_return(tmp_path, 2024, stay("01/06/2022"), records={"reviews": reviews})
    assert Counted(tmp_path).categories("participation_in_last_review", "participation_method") == {"pn5": 1}


def test_outcomes_are_of_children_looked_after_for_a_year_and_of_the_right_age(tmp_path: Path) -> None:
    said = {"oc2": ["14,,1,1,0,1,1,1,0,1"]}
    write_return(tmp_path / "11", 2024, stay("31/03/2023"), records=said)
    counted = Counted(tmp_path / "11")
    girl = ("sex", "female")
    assert counted.crossed(
        "outcomes_of_looked_after_12_months",
        girl,
        ("age_in_years", "11"),
        ("substance_misuse", "intervention_offered_and_refused"),
    )
    assert counted.categories("outcomes_aged_10_to_17", "convictions") == {"convicted": 1}
    assert counted.categories("outcomes_aged_5_to_16", "strengths_and_difficulties") == {"sdq_borderline": 1}
    assert counted.crossed("strengths_and_difficulties_points", girl, ("age_in_years", "11")) == 14
    assert counted("outcomes_aged_4_and_under") == 0
    write_return(tmp_path / "short", 2024, stay("01/04/2023"), records=said)
    assert Counted(tmp_path / "short")("outcomes_of_looked_after_12_months") == 0


def test_incidents_that_touch_the_year(tmp_path: Path) -> None:
    """Open on 1 April counts, as does one that goes on: 3 April 2023 less 25 March is 9 days, to 31 March none."""
    incidents = [
        "M,25/03/2023,03/04/2023",
        "M,25/03/2023,01/04/2023",
        "M,20/03/2023,31/03/2023",
        "M,31/03/2024,",
        "A,01/06/2023,02/06/2023",
    ]
    write_return(tmp_path, 2024, stay("01/06/2022"), records={"missing": incidents})
    counted = Counted(tmp_path)
    assert counted.categories("missing_incidents", "days_of_incident") == {"0": 1, "7": 1, "9": 1}
    assert counted("days_missing") == 16
    assert counted.categories("children_missing", "absent_more_than_once") == {"not_more_than_once": 1}
    assert counted("children_missing", "absent_on_31_march", "absent_on_31_march_non_uasc") == 1
    assert counted("children_away", "absent_on_31_march", "not_absent_on_31_march") == 1
    assert counted("missing_incidents", "placement_missing_from", "u4") == 3


@pytest.mark.parametrize(
    ("ceased", "placement", "stays"), [("01/03/2023", "U4", 1), ("02/03/2023", "U4", 0), ("01/03/2023", "K2", 0)]
)
def test_staying_put_is_leaving_a_foster_placement_on_the_18th_birthday(
    tmp_path: Path, ceased: str, placement: str, stays: int
) -> None:
    born = "01/03/2005"
    write_return(tmp_path, 2023, stay("01/06/2021", ceased, "E17", placement=placement), born=born, asylum="")
    write_return(tmp_path, 2024, Row(child="2"), born=born, records={"oc3": ["NO,0,Z1"]})
    counted = Counted(tmp_path)
    assert counted("care_leavers_staying_put", "staying_put", "with_former_foster_carers") == stays
    assert counted.categories("care_leavers", "activity") == {"activity_not_known_not_in_touch": 1}
    pairs = ("care_leaver_age", "19"), ("formerly_uasc", "formerly_uasc"), ("sex", "female")
    assert counted.crossed("care_leavers", *pairs) == 1


@pytest.mark.parametrize(("in_touch", "leavers", "with_died"), [("YES", 1, 1), ("DIED", 0, 1), ("RHOM", 0, 0)])
def test_those_who_died_are_in_the_file_of_2014_only(
    tmp_path: Path, in_touch: str, leavers: int, with_died: int
) -> None:
    records = {"oc3": [f"{in_touch},F1,B2"]}
    write_return(tmp_path, 2014, Row(started="01/06/2013", placement="Q2"), born="01/05/1993", records=records)
    counted = Counted(tmp_path, 2014)
    assert counted("care_leavers") == leavers
    assert counted("care_leavers_with_those_who_died") == with_died
    assert counted("care_leavers_with_those_who_died", "suitability_or_died", "died") == (in_touch == "DIED")


@pytest.mark.parametrize(
    ("started", "ceased", "band"),
    [
        ("01/06/2023", "08/06/2023", "1_to_7_days"),
        ("31/01/2024", "28/02/2024", "8_days_to_1_month"),
        ("31/01/2024", "29/02/2024", "1_to_3_months"),
        ("31/05/2023", "30/11/2023", "6_months_to_1_year"),
    ],
)
def test_months_of_a_placement_are_calendar_months(tmp_path: Path, started: str, ceased: str, band: str) -> None:
    write_return(tmp_path, 2024, stay(started, ceased, "E4A"))
    assert Counted(tmp_path).categories("placements_ceasing_during_year", "duration_of_placement") == {band: 1}


def test_the_last_of_several_records_counts_and_of_none_nothing_is_reported(tmp_path: Path) -> None:
    write_return(tmp_path / "two", 2024, stay("01/06/2023"), records={"previous_permanence": ["P1,,", "P2,,"]})
    write_return(tmp_path / "none", 2024, stay("01/06/2023"))
    for name, category in (("two", "p2"), ("none", "previous_permanence_not_reported")):
        assert Counted(tmp_path / name).categories("started_during_year", "previous_permanence") == {category: 1}


def test_first_placement_and_first_legal_status_of_two_years(tmp_path: Path) -> None:
    episodes = (
        stay("01/06/2022", "10/06/2022", placement="T1", legal_status="L1"),
        stay("10/06/2022", "01/06/2023", reason="B", placement="K2"),
        stay("01/06/2023", reason="P", placed_at=FAR),
    )
    write_return(tmp_path, 2023, *episodes[:1], Row(started="10/06/2022", reason="B", placement="K2"))
    write_return(tmp_path, 2024, *episodes[1:])
    counted = Counted(tmp_path)
    measure = "placements_of_looked_after_2_years"
    assert counted.crossed(measure, ("legal_status", "l1"), ("number_of_placements_held", "2_placements")) == 1
    assert counted.categories(measure, "placement_type") == {"k2": 1}
    measure = "placements_of_looked_after_12_months"
    assert counted.categories(measure, "legal_status") == {"c2": 1}


def test_the_staying_put_spreadsheet_is_added_up(tmp_path: Path) -> None:
    write_return(tmp_path, 2014, Row(started="01/06/2013", placement="Q2"))
    write_awkward_staying_put(tmp_path, {(2014, "301"): (12, 5), (2015, "301"): (9, 9)})
    counted = Counted(tmp_path, 2014)
    assert counted("left_care_on_18th_birthday") == 12
    expected = {"not_with_former_foster_carers": 7, "with_former_foster_carers": 5}
    assert counted.categories("left_care_on_18th_birthday", "staying_put") == expected
