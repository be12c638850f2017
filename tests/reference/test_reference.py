"""Reference data: the areas of each year, populations, code trees, bank holidays, and where postcodes are."""

from __future__ import annotations

import csv
import math
import multiprocessing
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.foundation.stages import REFERENCE, UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference import gazetteer
from pipeline.reference import tables as reference
from pipeline.reference.loading import load_reference
from pipeline.reference.national_grid import national_grid

AUTHORITIES_IN_YEAR = {
    2009: 150,
    **dict.fromkeys(range(2010, 2020), 152),
    **dict.fromkeys((2020, 2021), 151),
    **dict.fromkeys((2022, 2023), 152),
    **dict.fromkeys((2024, 2025, 2026), 153),
}
REGIONS = {f"E1200000{digit}" for digit in range(1, 10)}
INNER, OUTER = "E13000001", "E13000002"


@pytest.fixture(scope="session")
def postcode_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache made anew, so that its first use is tested too; the project's own would hide it."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def warehouse(postcode_cache: Path) -> Iterator[Warehouse]:
    with Warehouse() as opened:
        load_reference(opened, postcode_cache)
        yield opened


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(query).fetchall()


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Authorities


@pytest.mark.parametrize("year", AUTHORITIES_IN_YEAR)
def test_every_authority_has_a_tile_and_no_two_of_2024_and_2025_the_same(year: int) -> None:
    tiles = [reference.authority_tiles()[one.la_code] for one in reference.local_authorities(year)]
    assert all(1 <= row <= 18 and 1 <= column <= 13 for row, column in tiles)
    assert year < 2024 or len(set(tiles)) == len(tiles)


def test_the_tile_map_is_england_from_the_north() -> None:
    """Northumberland in the first row, Scilly in the last and furthest west; London's boroughs together."""
    tiles = reference.authority_tiles()
    assert tiles["929"][0] == 1 and tiles["420"] == (18, 1)
    london = [tiles[one.la_code] for one in reference.local_authorities(2025) if one.region_code == "E12000007"]
    assert len(london) == 33 and all(row >= 11 and column >= 6 for row, column in london)


@pytest.mark.parametrize(("year", "count"), AUTHORITIES_IN_YEAR.items())
def test_every_year_has_its_authorities_each_with_codes_and_a_region(year: int, count: int) -> None:
    authorities = reference.local_authorities(year)
    assert len(authorities) == count
    assert len({la.la_code for la in authorities}) == count
    # Until April 2009 one ONS code, E10000005, stood for Cornwall and the Isles of Scilly together.
    assert len({la.new_la_code for la in authorities}) == (149 if year == 2009 else count)
    for la in authorities:
        assert re.fullmatch(r"\d{3}", la.la_code)
        assert re.fullmatch(r"E(06|08|09|10)\d{6}", la.new_la_code)
        assert la.region_code in REGIONS
        is_london = la.region_code == "E12000007"
        assert la.csc_region_code in ({INNER, OUTER} if is_london else {la.region_code})
    assert {la.region_code for la in authorities} == REGIONS
    assert sum(la.csc_region_code in {INNER, OUTER} for la in authorities) == 33


def test_dfe_puts_greenwich_outside_and_haringey_and_newham_inside() -> None:
    by_name = {la.la_name: la.csc_region_name for la in reference.local_authorities(2024)}
    assert by_name["Greenwich"] == "Outer London"
    assert by_name["Haringey"] == by_name["Newham"] == "Inner London"
    assert sum(name == "Inner London" for name in by_name.values()) == 14


@pytest.mark.parametrize("year", [2008, 2027])
def test_an_unknown_year_is_refused_with_the_known_ones(year: int) -> None:
    with pytest.raises(UsageError, match="2009 to 2026"):
        reference.local_authorities(year)


@pytest.mark.parametrize("year", list(reference.known_years())[1:])
def test_area_changes_account_for_every_difference_between_two_years(year: int) -> None:
    before = {la.la_code for la in reference.local_authorities(year - 1)}
    after = {la.la_code for la in reference.local_authorities(year)}
    first, last = date(year - 1, 3, 31), date(year, 3, 31)
    changes = [c for c in reference.area_changes() if first < c.effective_from <= last and c.change != "new_code"]
    assert before - after == {change.predecessor_la_code for change in changes}
    assert after - before == {change.successor_la_code for change in changes}


@pytest.mark.parametrize(
    ("la_code", "from_year", "to_year", "expected"),
    [
        ("839", 2025, 2019, ("835", "836", "837")),
        ("838", 2025, 2019, ("835",)),
        ("838", 2025, 2020, ("838",)),
        ("941", 2025, 2021, ("928",)),
        ("943", 2025, 2023, ("909",)),
        ("943", 2025, 2024, ("943",)),
        ("896", 2025, 2009, ("875",)),
        ("825", 2025, 2009, ("825",)),
        ("370", 2025, 2009, ("370",)),
        ("820", 2009, 2010, ("822", "823")),
        ("909", 2009, 2024, ("942", "943")),
    ],
)
def test_areas_are_followed_through_mergers_and_splits(
    la_code: str, from_year: int, to_year: int, expected: tuple[str, ...]
) -> None:
    assert reference.authorities_of_area(la_code, from_year=from_year, to_year=to_year) == expected


def test_places_of_today_cover_exactly_the_authorities_of_each_year(warehouse: Warehouse) -> None:
    placed = rows(
        warehouse,
        "SELECT collection_year, list_sort(list(DISTINCT la_code)), count(DISTINCT current_la_code) "
        "FROM reference.placement_area_local_authorities GROUP BY collection_year ORDER BY collection_year",
    )
    assert [year for year, _, _ in placed] == list(reference.known_years())
    for year, codes, current in placed:
        assert codes == [la.la_code for la in reference.local_authorities(year)]
        assert current == 153


# Populations

AREAS_WITH_POPULATIONS = (
    f"FROM read_csv('{REFERENCE / 'child_population_0_17.csv'}') WHERE area_level <> 'joint_local_authorities'"
)


def test_england_and_london_in_2025(warehouse: Warehouse) -> None:
    found = dict(
        rows(
            warehouse,
            "SELECT area_code, population FROM reference.child_population "
            "WHERE collection_year = 2025 AND area_level IN ('national', 'regional')",
        )
    )
    assert found["E92000001"] == 12_183_016
    assert set(found) == REGIONS | {INNER, OUTER, "E92000001"}
    assert found[INNER] + found[OUTER] == found["E12000007"]
    assert sum(found[region] for region in REGIONS) == 12_183_016


@pytest.mark.parametrize("year", range(2013, 2026))
def test_populations_are_of_that_years_authorities_and_add_up(warehouse: Warehouse, year: int) -> None:
    areas = dict(
        rows(
            warehouse,
            "SELECT area_code, population FROM reference.child_population "
            f"WHERE collection_year = {year} AND area_level = 'local_authority'",
        )
    )
    assert set(areas) == {la.la_code for la in reference.local_authorities(year)}
    unpublished = {"835", "836", "837"} if year <= 2019 else set()
    assert {code for code, count in areas.items() if count is None} == unpublished
    assert set(reference.child_population(year)) == set(areas) - unpublished
    estimated = reference.estimated_child_population(year)
    assert set(estimated) == set(areas)
    england = rows(
        warehouse,
        f"SELECT population FROM reference.child_population WHERE collection_year = {year} AND area_level = 'national'",
    )
    assert sum(estimated.values()) == england[0][0]


def test_years_without_a_mid_year_have_no_rows() -> None:
    assert reference.child_population(2011) == reference.child_population(2012) == {}
    assert len(reference.child_population(2010)) == 152
    with pytest.raises(UsageError, match="2011"):
        reference.estimated_child_population(2011)


@pytest.mark.parametrize("la_code", ["201", "420", "886", "835", "909", "875"])
def test_age_shares_add_up_also_for_abolished_authorities(la_code: str) -> None:
    shares = reference.age_shares(la_code)
    assert len(shares) == 18
    assert math.isclose(sum(shares), 1)
    assert all(0 < share < 0.15 for share in shares)


def test_age_shares_of_an_unknown_code_are_refused() -> None:
    with pytest.raises(UsageError, match="'999'"):
        reference.age_shares("999")


# Codes, districts, calendars


def test_categories_are_a_forest() -> None:
    nodes = read("categories.csv")
    parents: dict[tuple[str, str], str] = {}
    for node in nodes:
        key = (node["breakdown"], node["category"])
        assert key not in parents, f"{key} is there twice"
        parents[key] = node["parent"]
    for (breakdown, category), parent in parents.items():
        seen = {category}
        while parent:
            assert (breakdown, parent) in parents, f"{breakdown}: parent {parent} of {category} does not exist"
            assert parent not in seen, f"{breakdown}: {category} is its own ancestor"
            seen.add(parent)
            parent = parents[(breakdown, parent)]


def test_category_positions_do_not_tie() -> None:
    positions = [(node["breakdown"], int(node["position"])) for node in read("categories.csv")]
    assert len(set(positions)) == len(positions)


def test_every_ethnicity_code_is_a_leaf_of_its_breakdown() -> None:
    nodes = [node for node in read("categories.csv") if node["breakdown"] == "ethnicity"]
    leaves = {node["category"] for node in nodes} - {node["parent"] for node in nodes}
    assert {row["code"].lower() for row in read("ethnicity_codes.csv")} <= leaves


def test_top_categories_have_an_empty_parent_in_the_warehouse(warehouse: Warehouse) -> None:
    assert rows(warehouse, "SELECT count(*) FROM reference.categories WHERE parent IS NULL") == [(0,)]
    query = "SELECT parent FROM reference.categories WHERE category = 'wbri' AND breakdown = 'ethnicity'"
    assert rows(warehouse, query) == [("white",)]


def test_every_district_of_england_has_an_authority_of_2025(warehouse: Warehouse) -> None:
    districts = {row["lad_code"]: row["la_code"] for row in read("district_local_authorities.csv")}
    assert len(districts) == 296
    assert set(districts.values()) == {la.la_code for la in reference.local_authorities(2025)}
    in_use = rows(warehouse, "SELECT DISTINCT lad_code FROM reference.postcodes WHERE lad_code LIKE 'E%'")
    assert {code for (code,) in in_use} == set(districts)


def test_statistical_neighbours_resolve() -> None:
    known = {la.la_code for year in reference.known_years() for la in reference.local_authorities(year)}
    for row in read("statistical_neighbours.csv"):
        assert {row["la_code"], row["neighbour_la_code"]} <= known
    latest = [row for row in read("statistical_neighbours.csv") if row["model"] == "2025"]
    assert len(latest) == 153 * 10


def test_bank_holidays_are_englands() -> None:
    days = reference.bank_holidays()
    assert {date(2011, 4, 29), date(2020, 5, 8), date(2022, 9, 19), date(2023, 5, 8)} <= set(days)
    assert not {date(2020, 5, 4), date(2022, 5, 30), date(2024, 3, 18), date(2023, 11, 30)} & set(days)
    count = {year: sum(day.year == year for day in days) for year in range(2008, 2029)}
    assert {year: n for year, n in count.items() if n != 8} == {2011: 9, 2012: 9, 2022: 10, 2023: 9}


def test_no_reference_file_is_large_and_all_are_described() -> None:
    readme = (REFERENCE / "README.md").read_text(encoding="utf-8")
    for path in sorted(REFERENCE.rglob("*")):
        if path.is_file() and path.name != "README.md":
            assert path.stat().st_size < 1_500_000, path
            assert f"`{path.relative_to(REFERENCE)}`" in readme, f"{path.name} is not in data/reference/README.md"


# Postcodes


def test_postcodes_are_normal_unique_and_on_the_national_grid(warehouse: Warehouse) -> None:
    assert rows(
        warehouse,
        "SELECT count(*) > 2600000, count(*) = count(DISTINCT postcode), "
        "count(*) FILTER (WHERE postcode <> upper(postcode) OR contains(postcode, ' ')), "
        "min(easting) > 0 AND max(easting) < 700000 AND min(northing) > 0 AND max(northing) < 1300000 "
        "FROM reference.postcodes",
    ) == [(True, True, 0, True)]
    # Department for Education, Sanctuary Buildings, Great Smith Street.
    [(easting, northing, lad_code)] = rows(
        warehouse, "SELECT easting, northing, lad_code FROM reference.postcodes WHERE postcode = 'SW1P3BT'"
    )
    assert math.hypot(easting - 530_000, northing - 179_400) < 500
    assert lad_code == "E09000033"


def test_belfast_is_across_the_sea_and_not_near_liverpool(warehouse: Warehouse) -> None:
    [(metres,)] = rows(
        warehouse,
        "SELECT sqrt((b.easting - l.easting) ** 2 + (b.northing - l.northing) ** 2) "
        "FROM reference.postcodes AS b, reference.postcodes AS l "
        "WHERE b.postcode = 'BT15GS' AND l.postcode = 'L11JJ'",  # the two city halls' quarters
    )
    assert 215_000 < metres < 255_000


def test_outcodes_lie_amid_their_postcodes(warehouse: Warehouse) -> None:
    [(matched, median)] = rows(
        warehouse,
        """
        SELECT count(*), median(sqrt((o.easting - p.easting) ** 2 + (o.northing - p.northing) ** 2))
        FROM reference.outcodes AS o
        JOIN (SELECT left(postcode, length(postcode) - 3) AS outcode, avg(easting) AS easting, avg(northing) AS northing
              FROM reference.postcodes GROUP BY ALL) AS p ON p.outcode = o.outcode
        """,
    )
    assert matched > 2_800
    assert median < 500


def test_national_grid_agrees_with_the_surveys_transformation() -> None:
    # Expected values: PROJ's EPSG:4326 to EPSG:27700, near Land's End, Berwick, Charing Cross and Lowestoft.
    eastings, northings = national_grid(
        np.array([50.07, 55.77, 51.5074, 52.48]), np.array([-5.71, -2.0, -0.1278, 1.75])
    )
    assert np.allclose(eastings, [134_622.3, 400_098.4, 530_028.7, 654_734.7], atol=5)
    assert np.allclose(northings, [25_471.6, 652_962.4, 180_380.1, 293_509.6], atol=5)


def test_a_half_written_cache_is_made_again(
    tmp_path: Path, postcode_cache: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    [whole] = postcode_cache.glob("postcodes-*.parquet")
    (tmp_path / whole.name).write_bytes(whole.read_bytes()[:100_000])
    (tmp_path / f"{whole.name}.aside").write_bytes(b"left by a process that was killed")
    monkeypatch.setattr(gazetteer, "_write_postcodes", lambda path: path.write_bytes(whole.read_bytes()))
    with Warehouse() as opened:
        assert gazetteer.load_postcodes(opened, tmp_path) == warehouse.count("reference.postcodes")
    assert not list(tmp_path.glob("*.aside"))


def test_a_whole_cache_is_not_made_again(
    postcode_cache: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise AssertionError(f"{path.name} was written again")

    monkeypatch.setattr(gazetteer, "_write_postcodes", refuse)
    monkeypatch.setattr(gazetteer, "_write_outcodes", refuse)
    with Warehouse() as opened:
        load_reference(opened, postcode_cache)
        assert opened.count("reference.postcodes") == warehouse.count("reference.postcodes")


def _load_outcodes(folder: Path) -> int:
    with Warehouse() as opened:
        return gazetteer.load_outcodes(opened, folder)


def test_two_processes_may_fill_the_cache_at_once(tmp_path: Path) -> None:
    # Not a Pool: it ends its processes by a signal, and waits for ever where that is ignored.
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        counts = list(pool.map(_load_outcodes, [tmp_path, tmp_path]))
    assert counts[0] == counts[1] > 2_800
    assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_a_disabled_package_is_an_error_that_names_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAC_DISABLE_PC", "1")
    with Warehouse() as opened, pytest.raises(UnreadableInput, match="QLAC_DISABLE_PC"):
        gazetteer.load_postcodes(opened, tmp_path)
    assert not list(tmp_path.glob("*.parquet"))


def test_a_cache_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with Warehouse() as opened, pytest.raises(UsageError, match="cache cannot be written"):
        gazetteer.load_outcodes(opened, tmp_path / "file" / "cache")


def test_without_postcodes_the_table_is_there_and_empty(postcode_cache: Path) -> None:
    with Warehouse() as opened:
        load_reference(opened, postcode_cache, with_postcodes=False)
        columns = opened.connection.execute("SELECT * FROM reference.postcodes").description
        assert [column[0] for column in columns] == ["postcode", "postcode_number", "easting", "northing", "lad_code"]
        assert opened.count("reference.postcodes") == 0
        assert opened.count("reference.outcodes") > 2_800


# Providers
