"""What everybody knows where missing authorities are left out, and where one of history alone is in no area."""

from __future__ import annotations

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.design.figure import Area, AreaLevel
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.public import Public, public_from
from pipeline.protect.edition.unknowns import _suppliers

NORTH, SOUTH = "E12000001", "E12000009"
MEASURE, YEAR = "children", 2024


def areas() -> Areas:
    """Two authorities in the north, one in the south; Poole (836) was of a year before."""
    regions = [Area(code, code, AreaLevel.REGION, code) for code in (NORTH, SOUTH)]
    authorities = [Area(code, code, AreaLevel.LOCAL_AUTHORITY, "") for code in ("840", "841", "839")]
    levels = {ENGLAND.area_code: "national", NORTH: "regional", SOUTH: "regional"}
    return Areas(
        regions,
        authorities,
        {"840": NORTH, "841": NORTH, "839": SOUTH},
        frozenset((YEAR, code) for code in (*levels, "840", "841", "839")),
        levels | dict.fromkeys(("840", "841", "839"), "local_authority"),
    )


def known(supplied: set[str], missing: set[str], left_out: set[str]) -> Public:
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            "CREATE TABLE reference.child_population (collection_year INT, area_code VARCHAR, population INT)"
        )
        warehouse.connection.execute(
            "CREATE TABLE reference.categories (breakdown VARCHAR, category VARCHAR, parent VARCHAR, position INT)"
        )
        places = [{(MEASURE, YEAR, code) for code in codes} for codes in (supplied, missing, left_out)]
        return public_from(warehouse, areas(), places[0], places[1], left_out=places[2])


def of_areas(public: Public) -> set[str]:
    return {code for _, _, code in public.supplied}


def test_an_area_without_any_authority_that_is_known_has_no_figure() -> None:
    public = known({"840"}, set(), {"841", "839"})
    assert of_areas(public) == {"840", NORTH, ENGLAND.area_code}
    assert not public.estimated


def test_with_estimates_every_area_has_one() -> None:
    public = known({"840"}, {"841", "839"}, set())
    assert of_areas(public) == {"840", NORTH, SOUTH, ENGLAND.area_code}
    assert {code for _, _, code in public.estimated} == {NORTH, SOUTH, ENGLAND.area_code}


def test_an_authority_of_history_alone_is_in_no_area() -> None:
    history = Public(frozenset({(MEASURE, 2019, "836"), (MEASURE, YEAR, "840")}), frozenset(), {}, {})
    found = _suppliers(history, areas())
    assert set(found) == {(MEASURE, YEAR, code) for code in ("840", NORTH, ENGLAND.area_code)}
