"""The recount itself, on histories written by hand: the edges of the year, moves, several periods, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from .by_hand import ELSEWHERE, FAR, HOME, NEAR, Counted, Row, stay, write_return
from .places import Gazetteer


def test_ceasing_on_31_march_is_ceased_and_not_looked_after_on_that_day(tmp_path: Path) -> None:
    write_return(tmp_path, 2024, stay("01/06/2023", "31/03/2024", "E4A"), stay("31/03/2024", child="2"))
    counted = Counted(tmp_path)
    assert counted("ceased_during_year") == 1
    assert counted("looked_after_on_31_march") == 1
    assert counted("started_during_year") == 2
    assert counted("looked_after_during_year") == 2


def test_ceasing_on_1_april_is_ceased_and_looked_after_in_the_year(tmp_path: Path) -> None:
    write_return(
        tmp_path,
        2024,
        stay("01/06/2022", "01/04/2023", "E4A"),
        stay("01/06/2022", "31/03/2023", "E4A", child="2"),
    )
    counted = Counted(tmp_path)
    assert counted("ceased_during_year") == 1
    assert counted("looked_after_during_year") == 1


def test_under_24_hours_in_care_is_not_counted(tmp_path: Path) -> None:
    write_return(tmp_path, 2024, stay("01/06/2023", "01/06/2023", "E4A"))
    counted = Counted(tmp_path)
    assert not counted.cells


def test_the_first_start_and_the_last_cease_of_the_year_count(tmp_path: Path) -> None:
    write_return(
        tmp_path,
        2024,
        stay("01/06/2023", "01/08/2023", "E4A", need="N2"),
        stay("01/10/2023", "01/12/2023", "E12", need="N3", legal_status="E1"),
    )
    counted = Counted(tmp_path)
    assert counted.categories("started_during_year", "category_of_need") == {"n2": 1}
    assert counted.categories("started_during_year", "taken_into_care") == {"taken_into_care": 1}
    assert counted.categories("ceased_during_year", "reason_episode_ceased") == {"e12": 1}
    assert counted("adopted_during_year") == 1


def test_starting_again_on_the_day_of_ceasing_is_a_new_period(tmp_path: Path) -> None:
    write_return(tmp_path, 2024, stay("01/06/2022", "01/08/2023", "E4A", need="N2"), stay("01/08/2023", need="N3"))
    counted = Counted(tmp_path)
    assert counted("started_during_year") == counted("ceased_during_year") == 1
    assert counted.categories("looked_after_on_31_march", "category_of_need") == {"n3": 1}


def test_need_is_that_of_the_start_of_the_period_even_when_only_an_earlier_return_tells_it(tmp_path: Path) -> None:
    write_return(tmp_path, 2023, stay("01/06/2022", "01/01/2023", need="N5"), stay("01/01/2023", reason="L"))
    write_return(tmp_path, 2024, stay("01/01/2023", reason="L"))
    assert Counted(tmp_path).categories("looked_after_on_31_march", "category_of_need") == {"n5": 1}


def test_this_years_return_wins_over_an_earlier_one(tmp_path: Path) -> None:
    write_return(tmp_path, 2023, stay("01/06/2022", "01/03/2023", "E4A"))
    write_return(tmp_path, 2024, stay("01/06/2022", need="N2"))
    counted = Counted(tmp_path)
    assert counted.categories("looked_after_on_31_march", "category_of_need") == {"n2": 1}
    assert counted("new_placements_during_year") == 0


@pytest.mark.parametrize(
    ("born", "group"),
    [("31/03/2023", "1_to_4"), ("01/04/2023", "under_1"), ("29/02/2008", "16_and_over"), ("01/04/2008", "10_to_15")],
)
def test_age_is_in_completed_years_on_31_march(tmp_path: Path, born: str, group: str) -> None:
    write_return(tmp_path, 2024, stay("01/06/2023"), born=born)
    assert Counted(tmp_path).categories("looked_after_on_31_march", "age_group") == {group: 1}


@pytest.mark.parametrize(
    ("ceased", "category"),
    [("28/02/2022", "17"), ("01/03/2022", "18_on_birthday"), ("02/03/2022", "18_after_birthday")],
)
def test_a_birthday_of_29_february_falls_on_1_march_in_other_years(tmp_path: Path, ceased: str, category: str) -> None:
    write_return(tmp_path, 2022, stay("01/06/2021", ceased, "E17"), born="29/02/2004")
    assert Counted(tmp_path, 2022).categories("ceased_during_year", "age_on_ceasing") == {category: 1}


def test_series_of_short_term_placements_are_counted_apart(tmp_path: Path) -> None:
    only = [stay(f"0{month}/06/2023", f"0{month + 1}/06/2023", "E8", legal_status="V4") for month in (1, 3)]
    both = [stay("01/06/2023", "02/06/2023", "E8", legal_status="V3", child="2"), stay("01/08/2023", child="2")]
    write_return(tmp_path, 2024, *only, *both)
    counted = Counted(tmp_path)
    assert counted("exclusively_short_term_series") == 1
    assert counted("looked_after_during_year") == counted("started_during_year") == 1
    assert counted("ceased_during_year") == 0


@pytest.mark.parametrize(
    ("ceased_status", "at_start", "on_31_march"),
    [("", 1, 1), ("01/06/2023", 0, 0), ("02/06/2023", 1, 0), ("31/03/2024", 1, 0), ("01/04/2024", 1, 1)],
)
def test_asylum_status_is_that_of_the_day(tmp_path: Path, ceased_status: str, at_start: int, on_31_march: int) -> None:
    write_return(tmp_path, 2024, stay("01/06/2023"), asylum=ceased_status)
    counted = Counted(tmp_path)
    assert counted("started_during_year", "uasc", "uasc") == at_start
    assert counted("looked_after_on_31_march", "uasc", "uasc") == on_31_march


def test_asylum_status_that_ceases_with_care_still_counts_on_ceasing(tmp_path: Path) -> None:
    write_return(tmp_path, 2024, stay("01/06/2022", "01/06/2023", "E17"), asylum="01/06/2023")
    assert Counted(tmp_path)("ceased_during_year", "uasc", "uasc") == 1


def on_31_march(returns: Path, *rows: Row) -> str:
    """The child's number-of-placements category."""
    write_return(returns, 2024, *rows)
    (category,) = Counted(returns).categories("looked_after_on_31_march", "number_of_placements")
    return category


def test_placements_open_on_1_april_count_and_those_that_ceased_on_it_do_not(tmp_path: Path) -> None:
    first, second = stay("01/06/2022", "01/04/2023"), stay("01/04/2023", reason="P", placed_at=FAR)
    assert on_31_march(tmp_path / "ceased", first, second) == "1_placement"
    first, second = stay("01/06/2022", "02/04/2023"), stay("02/04/2023", reason="P", placed_at=FAR)
    assert on_31_march(tmp_path / "open", first, second) == "2_placements"


def test_a_same_day_move_is_under_24_hours_and_no_placement(tmp_path: Path) -> None:
    rows = (
        stay("01/06/2023", "01/08/2023"),
        stay("01/08/2023", "01/08/2023", reason="P", placed_at=FAR),
        stay("01/08/2023", reason="P", placed_at=ELSEWHERE),
    )
    assert on_31_march(tmp_path, *rows) == "2_placements"
    assert Counted(tmp_path)("new_placements_during_year") == 2


def test_a_change_of_status_is_a_new_placement_and_leaves_the_child_with_one_carer(tmp_path: Path) -> None:
    """Started, T and B into A5: three new placements of one carer; the change of legal status (L) is none."""
    rows = (
        stay("01/06/2023", "01/08/2023", legal_status="C1", placement="U6"),
        stay("01/08/2023", "01/09/2023", reason="L", placement="U6"),
        stay("01/09/2023", "01/10/2023", reason="T"),
        stay("01/10/2023", reason="B", legal_status="E1", placement="A5"),
    )
    assert on_31_march(tmp_path, *rows) == "1_placement"
    assert Counted(tmp_path)("new_placements_during_year") == 3


def test_coming_back_from_hospital_is_no_new_placement_whatever_the_reason(tmp_path: Path) -> None:
    home, hospital = stay("01/06/2023", "01/08/2023"), stay("01/08/2023", "09/08/2023", reason="P", placement="T1")
    write_return(tmp_path / "same", 2024, home, hospital, stay("09/08/2023", reason="T"))
    assert Counted(tmp_path / "same")("new_placements_during_year") == 1
    write_return(tmp_path / "other", 2024, home, hospital, stay("09/08/2023", reason="T", placed_at=FAR))
    assert Counted(tmp_path / "other")("new_placements_during_year") == 2


def test_coming_back_from_hospital_continues_the_placement(tmp_path: Path) -> None:
    home, hospital = stay("01/06/2023", "01/08/2023"), stay("01/08/2023", "09/08/2023", reason="P", placement="T1")
    assert on_31_march(tmp_path / "same", home, hospital, stay("09/08/2023", reason="P")) == "1_placement"
    elsewhere = stay("09/08/2023", reason="P", placed_at=FAR)
    assert on_31_march(tmp_path / "other", home, hospital, elsewhere) == "2_placements"
    assert Counted(tmp_path / "other")("placement_changes_during_year") == 2


def test_placement_changes_are_by_the_reason_of_the_episode_that_ceased(tmp_path: Path) -> None:
    write_return(
        tmp_path,
        2024,
        stay("01/06/2022", "01/04/2023", reason_changed="CARPL"),
        stay("01/04/2023", "01/08/2023", reason="P"),
        stay("01/08/2023", "31/03/2024", reason="L", reason_changed="CHILD"),
        stay("31/03/2024", reason="U"),
    )
    expected = {"carpl": 1, "child": 1}
    assert Counted(tmp_path).categories("placement_changes_during_year", "reason_for_placement_change") == expected


def test_one_move_among_several_episodes_of_a_day_is_one_placement_change(tmp_path: Path) -> None:
    write_return(
        tmp_path,
        2024,
        stay("01/05/2023", "01/06/2023", reason_changed="CARPL"),
        stay("01/06/2023", "01/06/2023", reason="L", reason_changed="CHILD"),
        stay("01/06/2023", reason="P"),
        stay("01/05/2023", "01/06/2023", reason_changed="CARPL", child="2"),
        stay("01/06/2023", "01/06/2023", reason="P", child="2"),
        stay("01/06/2023", "01/06/2023", reason="L", child="2"),
        stay("01/06/2023", reason="L", child="2"),
    )
    expected = {"carpl": 1, "child": 1}
    assert Counted(tmp_path).categories("placement_changes_during_year", "reason_for_placement_change") == expected


def test_a_series_episode_of_the_same_day_does_not_break_the_period_of_care(tmp_path: Path) -> None:
    write_return(
        tmp_path,
        2024,
        stay("01/05/2023", "01/06/2023"),
        stay("01/06/2023", "01/06/2023", reason="L", legal_status="V3"),
        stay("01/06/2023", reason="L"),
    )
    counted = Counted(tmp_path)
    assert counted.categories("looked_after_on_31_march", "number_of_placements") == {"1_placement": 1}
    assert counted("new_placements_during_year") == 1


def test_three_placements_over_two_years(tmp_path: Path) -> None:
    write_return(
        tmp_path,
        2023,
        stay("01/06/2021", "02/04/2022"),
        stay("02/04/2022", "01/06/2022", reason="P", placed_at=FAR),
        stay("01/06/2022", reason="P"),
        stay("01/06/2021", "01/04/2022", child="2"),
        stay("01/04/2022", "01/06/2022", reason="P", placed_at=FAR, child="2"),
        stay("01/06/2022", reason="P", child="2"),
    )
    newcomer = stay("01/04/2023", child="3")
    write_return(tmp_path, 2024, stay("01/06/2022", reason="P"), stay("01/06/2022", reason="P", child="2"), newcomer)
    found = Counted(tmp_path).categories("looked_after_2_years_on_31_march", "three_or_more_placements")
    assert found == {"with_1_or_2_placements": 1, "with_3_or_more_placements": 1}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([stay("30/09/2021")], {"same_carer_2_years": 1}),
        ([stay("01/10/2021")], {}),
        ([stay("30/09/2021", "31/03/2022"), stay("31/03/2022", reason="P", placed_at=FAR)], {"same_carer_2_years": 1}),
        (
            [stay("30/09/2021", "01/04/2022"), stay("01/04/2022", reason="P", placed_at=FAR)],
            {"not_same_carer_2_years": 1},
        ),
        (
            [stay("30/09/2021", "01/04/2023"), stay("01/04/2023", reason="P", placement="A6", placed_at=FAR)],
            {"same_carer_2_years": 1},
        ),
        ([stay("01/09/2021", "30/09/2021", legal_status="V3"), stay("30/09/2021", reason="L")], {}),
    ],
    ids=["30 September", "1 October", "moved 31 March", "moved 1 April", "adoptive and previous", "began as series"],
)
def test_two_and_a_half_years_with_the_same_carer(tmp_path: Path, rows: list[Row], expected: dict[str, int]) -> None:
    write_return(tmp_path, 2024, *rows)
    assert Counted(tmp_path).categories("looked_after_2_and_half_years_aged_under_16", "same_carer") == expected


@pytest.mark.parametrize(
    ("home", "placed_at", "expected"),
    [
        (HOME, NEAR, "up_to_20_miles_inside"),
        (HOME, FAR, "over_20_miles_inside"),
        (HOME, ELSEWHERE, "up_to_20_miles_outside"),
        (HOME, "CF1 1AA", "over_20_miles_outside"),
        ("AA1 9ZZ", NEAR, "up_to_20_miles_inside"),
        (HOME, "AA1 9ZZ", "up_to_20_miles_locality_not_known"),
        ("", NEAR, "distance_not_known_inside"),
        (HOME, "", "distance_not_known_locality_not_known"),
    ],
)
def test_distance_and_locality(tmp_path: Path, home: str, placed_at: str, expected: str) -> None:
    write_return(tmp_path, 2024, stay("01/06/2023", home=home, placed_at=placed_at))
    counted = Counted(tmp_path)
    assert counted.categories("looked_after_on_31_march", "distance_and_locality") == {expected: 1}
    assert counted.categories("new_placements_during_year", "distance_and_locality") == {expected: 1}


def test_distance_is_rounded_to_one_decimal_before_it_is_compared(tmp_path: Path) -> None:
    twenty_and_a_bit = Gazetteer({"A": (0, 0, ""), "B": (32_267, 0, ""), "C": (32_268, 0, "")})
    assert twenty_and_a_bit.distance_band("A", "B") == "up_to_20_miles"
    assert twenty_and_a_bit.distance_band("A", "C") == "over_20_miles"


def test_children_are_counted_in_the_authority_they_are_placed_in(tmp_path: Path) -> None:
    write_return(tmp_path, 2024, stay("01/06/2023"), stay("01/06/2023", child="2", placed_at=ELSEWHERE))
    counted = Counted(tmp_path)
    measure = "children_placed_within_local_authority"
    assert counted(measure, "la_of_placement", "own_children_placed_internally", "301") == 1
    assert counted(measure, "la_of_placement", "other_children_placed_within", "302") == 1


def test_an_area_that_was_split_since_was_the_former_authoritys() -> None:
    places = Gazetteer({"A": (0, 0, "E1")}, districts={"E1": "839"}, authorities_then={(2018, "839"): ("836", "837")})
    assert places.locality("A", "837", 2018) == "inside"
    assert places.authority_of_placement("A", "837", 2018) == "837"
    assert places.authority_of_placement("A", "301", 2018) == "836"
    assert places.locality("A", "837", 2024) == "outside"
