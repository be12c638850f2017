"""What files of column names only leave not known, by hand: it depends on who was looked after."""

from __future__ import annotations

from pathlib import Path

import pytest

from .areas import read_areas
from .cells import cells
from .files_sent import ADOPTIONS, AFTERCARE, OUTCOMES, PLANS, REVIEWS, read_files_sent

HEADINGS = {
    "episodes": "CHILD,DECOM,RNE,LS,PLACE,DEC,REC",
    "aftercare": "CHILD,DOB,ACTIV",
    "adoptions": "CHILD,DATE_INT",
    "plans": "CHILD,DATE_PLACED",
    "outcomes": "CHILD,SDQ_SCORE",
    "reviews": "CHILD,REVIEW_CODE",
}
ALL_YEAR, STARTED = "1,01/03/2023,S,C2,U1,,", "1,01/04/2023,S,C2,U1,,"


def sent(folder: Path, episodes: list[str], **records: str) -> Path:
    """A return of 2024 with these episodes, and one record of each kind that is given."""
    place = folder / "ssda903/2024/301"
    place.mkdir(parents=True)
    for name, headings in HEADINGS.items():
        lines = [headings, *(episodes if name == "episodes" else filter(None, [records.get(name, "")]))]
        (place / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("episodes", "lacking"),
    [
        ([STARTED], {AFTERCARE}),
        ([ALL_YEAR], {AFTERCARE, OUTCOMES, REVIEWS}),
        (["1,01/03/2023,S,V4,U1,,"], {AFTERCARE}),  # a series of short breaks
        (["1,01/03/2023,S,C2,U1,31/03/2024,E8"], {AFTERCARE}),  # not on 31 March
        (["1,01/03/2023,S,C2,U1,01/05/2023,X1", "1,01/05/2023,P,C2,U1,,"], {AFTERCARE, OUTCOMES, REVIEWS}),
        (["1,01/03/2023,S,C2,U1,01/05/2023,E8", "1,02/05/2023,S,C2,U1,,"], {AFTERCARE}),  # not all year
        (["1,01/05/2023,S,C2,A3,01/06/2023,E11"], {AFTERCARE, ADOPTIONS, PLANS}),
        (["1,01/03/2022,S,C2,A3,31/03/2023,E12", "2,01/03/2024,S,C2,U1,,"], {AFTERCARE}),  # adopted the year before
    ],
)
def test_what_is_asked_for_and_has_no_record_is_lacking(tmp_path: Path, episodes: list[str], lacking: set[str]) -> None:
    found = read_files_sent(sent(tmp_path, episodes))
    assert found.sent == {"301": {2024}}
    assert {kind for kind, without in found.lacking.items() if without} == lacking


def test_a_record_is_enough(tmp_path: Path) -> None:
    found = read_files_sent(sent(tmp_path, [ALL_YEAR], aftercare="2,01/01/2004,F2", outcomes="1,5", reviews="1,PN1"))
    assert not any(found.lacking.values())


def test_without_episodes_nothing_is_known(tmp_path: Path) -> None:
    assert read_files_sent(sent(tmp_path, [], aftercare="2,01/01/2004,F2")).sent == {}


def test_only_what_is_counted_from_the_file_is_not_known(tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    reference.mkdir()
    for name, text in {
        "local_authorities_by_year": "collection_year,la_code,region_code,csc_region_code\n2024,301,R,R\n",
        "national_time_series": "measure,key,collection_year,value\n",
        "area_changes": "change,predecessor_la_code,successor_la_code\n",
        "population_editions": "release,edition,populations\n",
        "child_population_0_17": "collection_year,area_code,population\n",
        "child_population_by_edition": "collection_year,area_code,population,edition\n",
    }.items():
        (reference / f"{name}.csv").write_text(text, encoding="utf-8")
    areas = read_areas(reference, sent(tmp_path, [STARTED]), edition=2024)
    assert areas.lacking(2024, ["301"], cells("looked_after_on_31_march")) == []
    assert areas.lacking(2024, ["301"], cells("care_leavers", care_leaver_age="18")) == ["301"]
    assert areas.lacking(2024, ["301"], cells("leaving_care_2_numerator")) == ["301"]
    assert areas.lacking(2024, ["301"], cells("scorecard_a2_numerator")) == ["301"]  # two earlier years
