"""Grossing: the method's arithmetic by hand, and what must hold whatever is missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import AddedYears, cover_added_years
from pipeline.process.areas import gross_areas
from pipeline.process.coverage import Measure, build_coverage
from pipeline.process.rollup import breakdown_key, breakdown_pairs, roll_up

MEASURE = Measure("children_counted", "children", "ssda903", ("Episodes", "OC3"))
# Four authorities in two regions, of which one is London.
PLACES = [
    ("301", "E12000007", "E13000002"),
    ("302", "E12000007", "E13000002"),
    ("201", "E12000007", "E13000001"),
    ("805", "E12000001", "E12000001"),
]


def england(counts: dict[str, tuple[int, int]], populations: dict[str, int], lacking: dict[str, str]) -> Warehouse:
    """A warehouse with each authority's boys and girls; ``lacking`` gives a status, or items after a semicolon."""
    warehouse = Warehouse()
    execute = warehouse.connection.execute
    execute(
        "CREATE TABLE reference.reporting_units (collection_year INT, la_code VARCHAR, region_code VARCHAR, "
        "csc_region_code VARCHAR, supplied_by VARCHAR)"
    )
    execute(
        "CREATE TABLE reference.child_population (collection_year INT, area_level VARCHAR, area_code VARCHAR, "
        "population INT)"
    )
    execute(
        "CREATE TABLE reference.predecessors (la_code VARCHAR, predecessor_la_code VARCHAR, last_collection_year INT)"
    )
    execute("CREATE TABLE reference.categories (breakdown VARCHAR, category VARCHAR, parent VARCHAR, position INT)")
    execute(
        "CREATE TABLE cells.children_counted (collection_year INT, la_code VARCHAR, breakdown VARCHAR, "
        "category VARCHAR, breakdown_2 VARCHAR, category_2 VARCHAR, children BIGINT)"
    )
    execute(
        'CREATE TABLE raw.coverage ("return" VARCHAR, collection_year INT, la_code VARCHAR, status VARCHAR, '
        "items_not_supplied VARCHAR)"
    )
    execute("INSERT INTO reference.categories VALUES ('sex', 'male', 'known', 1), ('sex', 'female', 'known', 2)")
    execute("INSERT INTO reference.categories VALUES ('sex', 'known', '', 3)")
    for code, region, csc_region in PLACES:
        execute("INSERT INTO reference.reporting_units VALUES (2024, ?, ?, ?, 'authority')", [code, region, csc_region])
        if code in populations:
            execute(
                "INSERT INTO reference.child_population VALUES (2024, 'local_authority', ?, ?)",
                [code, populations[code]],
            )
        status, _, items = lacking.get(code, "supplied;").partition(";")
        execute("INSERT INTO raw.coverage VALUES ('ssda903', 2024, ?, ?, ?)", [code, status, items])
        for category, count in zip(("male", "female"), counts[code], strict=True):
            if count and status == "supplied":
                execute(
                    "INSERT INTO cells.children_counted VALUES (2024, ?, 'sex', ?, '', '', ?)", [code, category, count]
                )
        if sum(counts[code]) and status == "supplied":
            execute(
                "INSERT INTO cells.children_counted VALUES (2024, ?, 'total', 'total', '', '', ?)",
                [code, sum(counts[code])],
            )
    return warehouse


def grossed(warehouse: Warehouse) -> dict[tuple[str, str], int]:
    build_coverage(warehouse, [MEASURE])
    roll_up(warehouse, [MEASURE], [])
    gross_areas(warehouse)
    rows = warehouse.connection.execute("SELECT area_code, breakdown_key, value FROM grossed.cells").fetchall()
    return {(area, key): value for area, key, value in rows}


COUNTS = {"301": (60, 40), "302": (30, 20), "201": (5, 5), "805": (100, 100)}
POPULATIONS = {"301": 50_000, "302": 25_000, "201": 5_000, "805": 100_000}


def test_nothing_missing_adds_up() -> None:
    with england(COUNTS, POPULATIONS, {}) as warehouse:
        cells = grossed(warehouse)
    assert cells["E92000001", ""] == 360  # 100 + 50 + 10 + 200
    assert cells["E12000007", ""] == 160  # London: 100 + 50 + 10
    assert cells["E13000002", "sex=male"] == 90  # Outer London: 60 + 30
    assert cells["E92000001", "sex=known"] == 360  # a group is the sum of its leaves
    assert cells["301", "sex=female"] == 40


@pytest.mark.parametrize("lacking", ["absent;", "not usable;", "supplied;Missing;OC3", "supplied;episodes"])
def test_a_missing_authority_is_estimated_as_the_method_says(lacking: str) -> None:
    with england(COUNTS, POPULATIONS, {"302": lacking}) as warehouse:
        cells = grossed(warehouse)
        estimate = warehouse.connection.execute("SELECT la_code, estimate FROM grossed.estimates").fetchall()
    # Known: 100 + 10 + 200 = 310 children among 50,000 + 5,000 + 100,000 = 155,000, so 2 per 1,000.
    # 302 has 25,000 children: 50.
    assert estimate == [("302", 50)]
    assert cells["E92000001", ""] == 360  # 310 + 50
    # England's boys: 60 + 5 + 100 = 165 known, times 360 / 310 = 191.6.
    assert cells["E92000001", "sex=male"] == 192
    # London: 110 known + 50; boys 65 x 160 / 110 = 94.5, so 95: ties up.
    assert cells["E12000007", ""] == 160
    assert cells["E12000007", "sex=male"] == 95
    # The authority itself has no figure.
    assert ("302", "") not in cells
    assert cells["E12000001", ""] == 200


def test_a_region_without_any_return_is_its_estimate() -> None:
    with england(COUNTS, POPULATIONS, {"805": "absent;"}) as warehouse:
        cells = grossed(warehouse)
    assert cells["E12000001", ""] == 200  # 160 / 80,000 x 100,000
    assert cells["E92000001", ""] == 360
    # 95 of the 160 known children are boys: 200 x 95 / 160 = 118.75 in the region, and 81.25 girls.
    assert (cells["E12000001", "sex=male"], cells["E12000001", "sex=female"]) == (119, 81)
    assert cells["E12000001", "sex=known"] == 200


def test_one_authority_alone_tells_how_every_estimate_divides() -> None:
    with england(COUNTS, POPULATIONS, dict.fromkeys(("302", "201", "805"), "absent;")) as warehouse:
        cells = grossed(warehouse)
        without = warehouse.connection.execute(
            "SELECT area_code, estimate FROM grossed.areas_without_figures ORDER BY ALL"
        ).fetchall()
    # 100 of 50,000 children: 50 of 25,000, 10 of 5,000 and 200 of 100,000; 60 of 100 are boys.
    assert without == [("E12000001", 200), ("E13000001", 10)]
    assert (cells["E12000001", "sex=male"], cells["E12000001", "sex=female"]) == (120, 80)
    assert (cells["E13000001", "sex=male"], cells["E13000001", "sex=female"]) == (6, 4)
    # Outer London has a figure of its own, and London with it.
    assert (cells["E13000002", ""], cells["E13000002", "sex=male"]) == (150, 90)
    assert (cells["E12000007", ""], cells["E92000001", "sex=male"]) == (160, 216)


def test_an_item_that_nobody_in_a_region_supplied_is_estimated_in_all_its_parts() -> None:
    with england(COUNTS, POPULATIONS, dict.fromkeys(("301", "302", "201"), "supplied;OC3")) as warehouse:
        cells = grossed(warehouse)
    # Only 805 is known: 200 of 100,000, half of them boys. London has 80,000 children.
    assert (cells["E12000007", ""], cells["E12000007", "sex=male"], cells["E12000007", "sex=female"]) == (160, 80, 80)
    assert (cells["E13000001", "sex=male"], cells["E13000002", "sex=male"]) == (5, 75)


def test_a_region_whose_only_supplier_has_nobody_is_divided_as_england_is() -> None:
    counts = COUNTS | {"201": (0, 0)}
    with england(counts, POPULATIONS | {"301": 45_000}, {"301": "absent;", "302": "absent;"}) as warehouse:
        cells = grossed(warehouse)
    # 200 of 105,000: 85.7 in 301 and 47.6 in 302; Inner London sent its nought and is not estimated.
    assert (cells["E12000007", ""], cells["E12000007", "sex=male"]) == (134, 67)
    assert ("E13000001", "") not in cells


def test_figures_of_the_known_numbers_stand_in_a_histogram_of_an_area_without_any() -> None:
    """Whatever the estimate, the median of such an area is that of all who are known."""
    with england(COUNTS, POPULATIONS, {"805": "absent;"}) as warehouse:
        warehouse.connection.execute(
            "INSERT INTO cells.children_counted VALUES (2024, '301', 'days', '7', '', '', 60), "
            "(2024, '302', 'days', '12', '', '', 40)"
        )
        build_coverage(warehouse, [MEASURE])
        roll_up(warehouse, [MEASURE], [], ["days"])
        gross_areas(warehouse, histograms=["days"])
        rows = warehouse.connection.execute(
            "SELECT breakdown_key, value, known_value, is_estimated FROM grossed.cells "
            "WHERE area_code = 'E12000001' AND breakdown_key LIKE 'days=%' ORDER BY ALL"
        ).fetchall()
    assert rows == [("days=12", 40, 0, True), ("days=7", 60, 0, True)]


def test_a_measure_that_looks_back_needs_the_returns_of_the_years_before() -> None:
    measure = Measure("children_counted", "children", "ssda903", ("Episodes",), earlier_returns=1)
    with england(COUNTS, POPULATIONS, {}) as warehouse:
        for code in ("301", "302", "201"):
            warehouse.connection.execute("INSERT INTO raw.coverage VALUES ('ssda903', 2023, ?, 'supplied', '')", [code])
            warehouse.connection.execute(
                "INSERT INTO reference.reporting_units VALUES (2023, ?, 'E12000007', 'E13000002', 'authority')", [code]
            )
        build_coverage(warehouse, [measure])
        rows = warehouse.connection.execute(
            "SELECT collection_year, la_code, reason FROM grossed.coverage WHERE NOT is_supplied ORDER BY ALL"
        ).fetchall()
        roll_up(warehouse, [measure], [])
        gross_areas(warehouse)
        estimates = warehouse.connection.execute("SELECT collection_year, la_code FROM grossed.estimates").fetchall()
    short = "earlier returns not given"
    # 2023 is the first year, so nobody has the return before it; in 2024 only 805 lacks it.
    assert rows == [(2023, code, short) for code in ("201", "301", "302")] + [(2024, "805", short)]
    assert estimates == [(2024, "805")]


def test_a_measure_has_no_figure_of_years_before_its_first() -> None:
    """First collected in 2024: in 2023 nobody lacks it or is estimated, and two years are known from 2025 on."""
    measure = Measure("children_counted", "children", "ssda903", ("Episodes",), first_year=2024)
    both = AddedYears("two_years", "", "ssda903", (), first_year=2025, adds_up=measure.name, years=2)
    with england(COUNTS, POPULATIONS, {}) as warehouse:
        warehouse.connection.execute("INSERT INTO raw.coverage VALUES ('ssda903', 2023, '301', 'supplied', '')")
        warehouse.connection.execute(
            "INSERT INTO reference.reporting_units VALUES (2023, '301', 'E12000007', 'E13000002', 'authority')"
        )
        build_coverage(warehouse, [measure])
        cover_added_years(warehouse, [measure, both])
        rows = warehouse.connection.execute("SELECT DISTINCT measure, collection_year FROM grossed.coverage").fetchall()
    assert rows == [("children_counted", 2024)]


def test_a_measure_that_follows_children_needs_what_the_authorities_before_sent() -> None:
    """301 took over from 836 and 837 in 2024, 302 from 909; 837 sent nothing for 2023, and 201 was there itself."""
    follows_children = Measure("following", "children", "ssda903", ("Episodes",), earlier_returns=1)
    follows_authority = replace(follows_children, name="own", follows_children=False)
    with england(COUNTS, POPULATIONS, {}) as warehouse:
        execute = warehouse.connection.execute
        execute("INSERT INTO reference.predecessors VALUES ('301', '836', 2023), ('301', '837', 2023)")
        execute("INSERT INTO reference.predecessors VALUES ('302', '909', 2023)")
        for code, status in (("836", "supplied"), ("837", "absent"), ("909", "supplied"), ("201", "absent")):
            execute("INSERT INTO raw.coverage VALUES ('ssda903', 2023, ?, ?, '')", [code, status])
            execute(
                "INSERT INTO reference.reporting_units VALUES (2023, ?, 'E12000001', 'E12000001', 'authority')", [code]
            )
        # With these three at least half have what the measure looks back on.
        for year, code in product((2023, 2024), ("306", "307", "308")):
            execute("INSERT INTO raw.coverage VALUES ('ssda903', ?, ?, 'supplied', '')", [year, code])
            execute(
                "INSERT INTO reference.reporting_units VALUES (?, ?, 'E13000002', 'E13000002', 'authority')",
                [year, code],
            )
        build_coverage(warehouse, [follows_children, follows_authority])
        rows = execute(
            "SELECT measure, la_code FROM grossed.coverage WHERE collection_year = 2024 AND is_supplied ORDER BY ALL"
        ).fetchall()
    # 805 is in no list of 2023: it was not there itself and nobody was before it, so its history is not known.
    assert [row for row in rows if row[1] < "306"] == [("following", "302"), ("own", "301"), ("own", "302")]


def test_a_missing_authority_of_unknown_population_stops_the_release() -> None:
    with (
        england(COUNTS, {code: 1 for code in COUNTS if code != "302"}, {"302": "absent;"}) as warehouse,
        pytest.raises(CheckFailed, match="302 in 2024"),
    ):
        grossed(warehouse)


def test_a_missing_agency_is_not_estimated() -> None:
    """Nobody lives in an agency: totals are of those that sent, and one without a region is in England alone."""
    with england(COUNTS, {}, {"302": "absent;"}) as warehouse:
        execute = warehouse.connection.execute
        execute("UPDATE reference.reporting_units SET supplied_by = 'agency'")
        execute("UPDATE reference.reporting_units SET region_code = '', csc_region_code = '' WHERE la_code = '301'")
        cells = grossed(warehouse)
        areas = execute("SELECT DISTINCT area_code FROM grossed.area_members WHERE la_code = '301'").fetchall()
    assert cells["E92000001", ""] == sum(sum(both) for code, both in COUNTS.items() if code != "302")
    assert areas == [("E92000001",)]


def test_nobody_supplied_stops_the_release() -> None:
    with (
        england(COUNTS, POPULATIONS, dict.fromkeys(COUNTS, "absent;")) as warehouse,
        pytest.raises(CheckFailed, match="No local authority"),
    ):
        grossed(warehouse)


@settings(max_examples=12, deadline=None)
@given(
    st.fixed_dictionaries({code: st.tuples(st.integers(0, 500), st.integers(0, 500)) for code in COUNTS}),
    st.fixed_dictionaries({code: st.integers(1, 90_000) for code in COUNTS}),
    st.sets(st.sampled_from(sorted(COUNTS)), max_size=3),
)
def test_england_is_the_known_sum_and_the_estimates(
    counts: dict[str, tuple[int, int]], populations: dict[str, int], missing: set[str]
) -> None:
    with england(counts, populations, dict.fromkeys(missing, "absent;")) as warehouse:
        cells = grossed(warehouse)
    known = sum(sum(counts[code]) for code in counts if code not in missing)
    known_population = sum(populations[code] for code in counts if code not in missing)
    expected = known
    for code in missing:
        rate = Fraction(known * populations[code], known_population)
        expected += int(rate + Fraction(1, 2))
    assert cells.get(("E92000001", ""), 0) == expected
    if known:
        boys = sum(counts[code][0] for code in counts if code not in missing)
        assert cells.get(("E92000001", "sex=male"), 0) == int(Fraction(boys * expected, known) + Fraction(1, 2))
    for area in ("E92000001", "E12000007", "E13000001", "E13000002", "E12000001"):
        boys, girls, everybody = (cells.get((area, key), 0) for key in ("sex=male", "sex=female", ""))
        assert abs(boys + girls - everybody) <= 1, area


@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("xyz"), max_size=3))
def test_keys_read_back(pairs: dict[str, str]) -> None:
    assert list(breakdown_pairs(breakdown_key(pairs.items()))) == sorted(pairs.items())


def test_a_histogram_is_kept_number_by_number_and_not_grossed() -> None:
    """Its numbers stand in no tree; England's are those supplied, though its headline has an estimate."""
    with england(COUNTS, POPULATIONS, {"302": "absent;"}) as warehouse:
        warehouse.connection.executemany(
            "INSERT INTO cells.children_counted VALUES (2024, ?, ?, ?, ?, ?, ?)",
            [
                ("301", "days", "7", "", "", 60),
                ("301", "days", "12", "", "", 40),
                ("805", "days", "12", "", "", 200),
                ("301", "days", "12", "sex", "male", 25),
                ("805", "sex", "female", "days", "3", 70),
            ],
        )
        build_coverage(warehouse, [MEASURE])
        roll_up(warehouse, [MEASURE], [], ["days"], [(MEASURE.name, "sex=known", "days")])
        gross_areas(warehouse, histograms=["days"])
        rows = warehouse.connection.execute(
            "SELECT area_code, breakdown_key, value, known_value FROM grossed.cells"
        ).fetchall()
    cells = {(area, key): (value, known) for area, key, value, known in rows}
    assert cells["301", "days=7"] == (60, 60)
    assert cells["E92000001", "days=12"] == (240, 240)
    assert cells["E92000001", "days=12;sex=known"] == (25, 25)
    assert cells["E92000001", "days=3;sex=known"] == (70, 70)
    assert not any(key.endswith("sex=male") and "days" in key for _, key in cells)
    # The headline is grossed as ever: 310 known and 50 estimated.
    assert cells["E92000001", ""] == (360, 310)
    assert cells["E92000001", "sex=male"] == (192, 165)
