"""What care leavers were in care stands in earlier returns: where these are not in the folder it is not known, not 0.

England is one authority with the returns of 2023 and 2024. 24 young people left foster care and 11 a children's home on
31 May 2022, the day before they were 18: the return of 2023 tells. 13 are a year older, and the return that told of
their last placement is that of 2022.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import made_once
from tests.recount.printed.tiny_england import copy_project, publish

NAME = "national_activity_of_care_leaver_by_placement_ethnicity"
# Bournemouth, Christchurch and Poole, and one of those that it came from in 2019.
LA_CODE, BEFORE = "839", "837"
YOUNG_PEOPLE = [
    *((f"F{number}", "01/06/2004", "U4") for number in range(24)),
    *((f"H{number}", "01/06/2004", "K2") for number in range(11)),
    *((f"O{number}", "01/06/2003", "") for number in range(13)),
]
COLUMNS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
}
PLACE, ETHNICITY = "Placement on ceasing ", "Ethnicity"
ALL, STUDY = "Total care leavers", "Education other than higher education"


def write_returns(folder: Path) -> None:
    """Everybody was born in a June and is followed up in both years; who left in 2022 has an episode in 2023."""
    left = [
        f"{child},01/05/2019,S,C2,N1,{place},PR1,31/05/2022,E11,,NW1 2DB,NW1 2DB,SC000001"
        for child, _, place in YOUNG_PEOPLE
        if place
    ]
    for year, gone in ((2023, left), (2024, [])):
        records = {
            "header": ["C,M,01/06/2012,WBRI,,,", *(f"{child},M,{born},WBRI,,," for child, born, _ in YOUNG_PEOPLE)],
            "episodes": ["C,01/05/2019,S,C2,N1,U4,PR1,,,,NW1 2DB,NW1 2DB,SC000001", *gone],
            "oc3": [f"{child},{born},YES,F2,D1" for child, born, _ in YOUNG_PEOPLE],
        }
        own = folder / "ssda903" / str(year) / LA_CODE
        own.mkdir(parents=True)
        for name, lines in records.items():
            (own / f"{name}.csv").write_text("\n".join([COLUMNS[name], *lines]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], tuple[str, str]]:
    """Number and percentage by year, age, group, characteristic and activity."""

    def make(folder: Path) -> Path:
        write_returns(folder / "returns")
        project = copy_project(folder / "project", {LA_CODE, BEFORE})
        publish(project, folder / "returns", folder / "out", [("children-looked-after", 2024)])
        return folder / f"out/children-looked-after/2024/publish/data/{NAME}.csv"

    with made_once(tmp_path_factory, "without_history", make).open(encoding="utf-8", newline="") as file:
        return {(row[0], *row[5:-2]): (row[-2], row[-1]) for row in csv.reader(file)}


@pytest.mark.parametrize(
    ("year", "age", "group", "characteristic", "activity", "expected"),
    [
        # At 18 the return of the year tells: 24 and 11 of 35, each to the nearest 10.
        ("2023", "18 years", PLACE, "Foster placements", ALL, ("20", "100")),
        ("2023", "18 years", PLACE, "Secure homes and children's homes", STUDY, ("10", "100")),
        ("2023", "18 years", PLACE, "Total placement", ALL, ("40", "100")),
        # At 19 that of the year before has to be there: in 2024 it is, in 2023 it is not. Nobody lived in a school.
        ("2024", "19 years", PLACE, "Foster placements", STUDY, ("20", "100")),
        ("2024", "19 years", PLACE, "Residential schools", ALL, ("0", "z")),
        ("2023", "19 years", PLACE, "Foster placements", ALL, ("x", "x")),
        ("2023", "19 years", PLACE, "Residential schools", STUDY, ("x", "x")),
        # At 20 that of two years before, which is not there in either year.
        ("2024", "20 years", PLACE, "Foster placements", ALL, ("x", "x")),
        ("2024", "19to21 years", PLACE, "Foster placements", STUDY, ("x", "x")),
        # How many they are, and their ethnicity, is in the return of the year: 13, and 35 + 13 = 48.
        ("2023", "19 years", PLACE, "Total placement", STUDY, ("10", "100")),
        ("2024", "20 years", ETHNICITY, "Total White", ALL, ("10", "100")),
        ("2024", "20 years", ETHNICITY, "Total Mixed or Multiple ethnic groups", ALL, ("0", "z")),
        ("2024", "19to21 years", ETHNICITY, "Total ethnicity", ALL, ("50", "100")),
    ],
)
def test_what_earlier_returns_tell_is_not_available_without_them(
    printed: dict[tuple[str, ...], tuple[str, str]],
    year: str,
    age: str,
    group: str,
    characteristic: str,
    activity: str,
    expected: tuple[str, str],
) -> None:
    assert printed[year, age, group, characteristic, activity] == expected
