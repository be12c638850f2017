"""An edition of few areas shows the same cells in the same years as that of all: what is rolled up is asked of it."""

from __future__ import annotations

import pytest

from pipeline.analyse.areas import read_areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Shown
from pipeline.collect.specification import load_specification
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference


def anywhere(edition: Edition) -> set[Shown]:
    return {one.at(one.year, "") for one in edition.shown()}


@pytest.mark.parametrize(
    ("name", "year", "years"),
    [
        ("children-looked-after", 2020, [2018, 2019, 2020]),  # authorities merged in 2019 and 2020
        ("children-in-need", 2024, [2023, 2024]),
        ("performance-tables", 2024, [2024]),
        ("social-work-workforce", 2024, [2023, 2024]),
        ("adoption-quarterly", 2023, [20233, 20234]),  # agencies, some of them in no region
    ],
)
def test_it_shows_the_same_cells(name: str, year: int, years: list[int]) -> None:
    release, contents = load_release(name), load_contents(TEMPLATES / name / "tables.yaml")
    sent = load_specification(release.own_return).sent_in(years)
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False, sent=sent)
        edition = Edition(release, contents, year, "", years, read_areas(warehouse, years))
    few = edition.of_few_areas()
    assert len(few.areas.local_authorities) < 5 < len(edition.areas.local_authorities)
    assert anywhere(few) == anywhere(edition)
