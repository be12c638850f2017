"""The underlying files of 2014 to 2017, beside the columns that the department's own files had.

``golden/children_looked_after_underlying.csv`` lists the columns of SFR36/2014, SFR34/2015, SFR41/2016 and
SFR50/2017 in their order, without three columns of 2014 that had neither name nor content.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.analyse.areas import ENGLAND, Areas, read_areas
from pipeline.analyse.underlying_areas import area_code_of
from pipeline.design.data_sets import UNDERLYING, DataSet
from pipeline.design.figure import Figure, Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.underlying_files import area_rows
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.tables import authorities_left_out

PUBLISHED = Path(__file__).parents[1] / "golden" / "children_looked_after_underlying.csv"
RELEASE = load_release("children-looked-after")
EDITIONS = (2014, 2015, 2016, 2017)


def published() -> dict[tuple[str, int], list[str]]:
    """The columns of each (file, edition), in their order."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert int(row["position"]) == len(found[row["data_set"], int(row["edition"])]) + 1
            found[row["data_set"], int(row["edition"])].append(row["column"])
    return found


FILES = published()


def declared(edition: int) -> dict[str, DataSet]:
    return {one.file_name.at(edition): one for one in RELEASE.data_sets_in(edition)}


@pytest.mark.parametrize(("name", "edition"), sorted(FILES))
def test_an_underlying_file_has_the_columns_that_it_had(name: str, edition: int) -> None:
    ours = declared(edition)[name]
    assert ours.standard == UNDERLYING
    columns = [column for column, _ in ours.area_columns]
    assert columns + [one.column.at(edition) for one in ours.indicators_in(edition)] == FILES[name, edition]


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_has_these_files_and_no_others(edition: int) -> None:
    assert sorted(declared(edition)) == sorted(name for name, year in FILES if year == edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_two_columns_of_a_file_show_the_same_figure_but_those_that_did(edition: int) -> None:
    """A key that was copied and not changed would show one figure twice."""
    for name, one in declared(edition).items():
        keys = defaultdict(list)
        for indicator in one.indicators_in(edition):
            how = indicator.statistic
            shown = (indicator.measure or one.measure, indicator.key, how.minus, how.kind)
            keys[shown].append(indicator.column.at(edition))
        twice = [columns for columns in keys.values() if len(columns) > 1]
        assert twice == ([["CLA_cease16", "CLA_cea16"]] if name == "SFR36_CEA2014" else []), name


def test_what_a_column_holds_follows_its_name() -> None:
    """Some that were named differently in another year, or are written for several ages at once."""
    held = {
        (name, edition, indicator.column.at(edition)): (indicator.measure or one.measure, indicator.key)
        for edition in EDITIONS
        for name, one in declared(edition).items()
        for indicator in one.indicators_in(edition)
    }
    assert held["SFR36_CLA2014", 2014, "CLA_Miss"][1] == "placement_to_2022=missing_from_placement"
    assert held["SFR41_CLA2016", 2016, "CLA_Miss"][1] == "placement_to_2022=other_placements"
    assert held["SFR36_CEA2014", 2014, "CLA_cea16"][1] == "age_on_ceasing=16_and_over"
    assert held["SFR41_CEA2016", 2016, "CLA_cea16"][1] == "age_on_ceasing=16"
    assert held["SFR36_ADP2014", 2014, "CLA_ceaAdop"][1] == "reason_episode_ceased=adopted"
    assert held["SFR36_CEA2014", 2014, "CLA_ceaAdop"][1] == "reason_episode_ceased=e11"
    # Of those who died nothing else is told: the other columns are the counts that tables of the year show.
    assert held["SFR36_FormerCareLeavers2014", 2014, "All_aged1920&21"] == ("care_leavers_with_those_who_died", "")
    assert held["SFR36_FormerCareLeavers2014", 2014, "ChildDied.1"] == (
        "care_leavers_with_those_who_died",
        "accommodation_or_died=died",
    )
    assert held["SFR36_FormerCareLeavers2014", 2014, "Act_HE"] == (
        "care_leavers",
        "activity=higher_education;care_leaver_age=19_to_21",
    )
    assert held["SFR41_CareLeavers2016", 2016, "Act_HE17&18"] == (
        "care_leavers",
        "activity=higher_education;care_leaver_age=17_to_18",
    )
    assert held["SFR50_CareLeavers19to212017", 2017, "CL_StayPut_FFC_20"] == (
        "care_leavers_staying_put",
        "care_leaver_age=20;staying_put=with_former_foster_carers",
    )


@pytest.mark.parametrize("edition", [*EDITIONS, 2018, 2024, 2025])
def test_the_data_set_that_a_table_names_is_one_of_the_edition(edition: int) -> None:
    contents = load_contents(TEMPLATES / "children-looked-after" / "tables.yaml")
    named = {table.number: table.data_set.at(edition) for table in contents.tables_in(edition)}
    assert {name for name in named.values() if name != "No data set"} <= set(declared(edition))
    assert named["LAA1"] in declared(edition)


@pytest.fixture(scope="module")
def areas_of_2017() -> Areas:
    with Warehouse() as warehouse:
        left_out = authorities_left_out("children-looked-after", 2017)
        load_reference(warehouse, with_postcodes=False, left_out=left_out)
        return read_areas(warehouse, [2017])


def test_areas_are_called_as_the_published_files_called_them(areas_of_2017: Areas) -> None:
    """Read from the files of 2014 to 2017: 999, letters, capitals, London's code three times, and some old names."""
    rows = [held for _, held in area_rows(declared(2017)["SFR50_CLA2017"], areas_of_2017, 2017)]
    by_code = {held["la_code"]: (held["area_code"], held["name"]) for held in rows}
    assert by_code["999"] == ("E92000001", "ENGLAND")
    assert by_code["A"] == ("E12000001", "NORTH EAST")
    assert [by_code[letter] for letter in "GHI"] == [
        ("E12000007", "LONDON"), ("E12000007", "INNER LONDON"), ("E12000007", "OUTER LONDON"),
    ]  # fmt: skip
    assert by_code["K"] == ("E12000009", "SOUTH WEST")
    assert by_code["390"] == ("E08000020", "Gateshead")
    assert by_code["929"] == ("E06000048", "Northumberland")
    assert [by_code[code][1] for code in ("810", "840", "884")] == [
        "Kingston Upon Hull, City of", "Durham", "Herefordshire",
    ]  # fmt: skip
    assert [area_code_of(code) for code in ("999", "H", "390")] == [ENGLAND.area_code, "E13000001", "390"]


def test_the_order_of_2017_leaves_a_number_out_behind_england_and_every_region(areas_of_2017: Areas) -> None:
    rows = area_rows(declared(2017)["SFR50_CLA2017"], areas_of_2017, 2017)
    places = {int(held["order"]): held["name"] for _, held in rows}
    assert sorted(set(range(1, max(places) + 1)) - set(places)) == [2, 16, 41, 58, 69, 85, 98, 135, 156]
    assert [places[number] for number in (1, 3, 17, 99, 100, 136, 157)] == [
        "ENGLAND", "NORTH EAST", "NORTH WEST", "LONDON", "INNER LONDON", "SOUTH EAST", "SOUTH WEST",
    ]  # fmt: skip


def test_the_isles_of_scilly_have_no_row_until_2017(areas_of_2017: Areas) -> None:
    """151 authorities, 11 regions and England in each file of 2014 to 2017."""
    assert len(areas_of_2017.local_authorities) == 151
    assert "420" not in areas_of_2017.region_codes
    assert authorities_left_out("children-looked-after", 2018) == authorities_left_out("children-in-need", 2014) == ()


@pytest.mark.parametrize(
    ("edition", "level", "value", "printed"),
    [
        # Measured: England "..", 85 authorities x and no negative in 2014; negatives in 2015; none in 2016 and 2017.
        (2014, "national", -610, Marker.NOT_AVAILABLE),
        (2014, "local_authority", -7, Marker.CONFIDENTIAL),
        (2014, "local_authority", 5, Marker.CONFIDENTIAL),
        (2014, "local_authority", 6, 6),
        (2014, "local_authority", 0, 0),
        (2015, "local_authority", -78, -78),
        (2016, "local_authority", -7, Marker.CONFIDENTIAL),
        (2016, "national", -880, -880),
        (2017, "national", -700, Marker.CONFIDENTIAL),
    ],
)
def test_net_gain_is_printed_as_in_its_edition(edition: int, level: str, value: int, printed: int | Marker) -> None:
    name = next(name for name in declared(edition) if "_CLA" in name)
    gain = next(one for one in declared(edition)[name].indicators_in(edition) if one.statistic.kind == "difference")
    expected = Figure(None, printed) if isinstance(printed, Marker) else Figure(printed)
    assert gain.marked(edition, level, Figure(value)) == expected
