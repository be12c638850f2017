"""Counts of several years: who has one, what it adds up, and that no single year follows from it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from itertools import combinations_with_replacement, product
from pathlib import Path

import numpy as np
import pytest

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.design.data_sets import Release
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.files.policy_file import load_edition
from pipeline.design.related_counts import SameCount
from pipeline.design.statistic import Cell
from pipeline.foundation.numbers import DisclosureError, Form, Key, PublishedView
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import AddedYears, add_years, counted, cover_added_years
from pipeline.process.coverage import Measure
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.public import Public
from pipeline.protect.edition.sums_of_years import published_cells, require_in_total
from pipeline.protect.edition.unknowns import Unknowns, build_unknowns, with_counts
from pipeline.protect.relations import build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view

YEARS = (2022, 2023, 2024)
CODES, REGION = ("301", "302", "303", "304"), "E12000007"
EVERYWHERE = (ENGLAND.area_code, REGION, *CODES)
SINGLE = Measure("moves", "children", "ssda903", ("Episodes",))
THREE = AddedYears("moves_three_years", "children", "ssda903", ("Episodes",), 2, adds_up="moves", years=3)
KEYS = ("", "result=in_numerator")
TREES = {"result": {"in_numerator": "", "not_in_numerator": ""}, "moves": {"few": "", "many": ""}}
AREAS = Areas(
    [Area(REGION, "London", AreaLevel.REGION, "London")],
    [Area(code, code, AreaLevel.LOCAL_AUTHORITY, "London", code) for code in CODES],
    dict.fromkeys(CODES, REGION),
    frozenset((year, code) for year in YEARS for code in EVERYWHERE),
    {ENGLAND.area_code: "national", REGION: "regional", **dict.fromkeys(CODES, "local_authority")},
)
POLICY = load_edition(TEMPLATES / "performance-tables" / "release.toml", 2024).together


def release(*same: SameCount, measures: tuple[Measure, ...] = (SINGLE, THREE)) -> Release:
    return Release("invented", "", "", (), (), measures, (), (), (), (), (), Path("data_sets.yaml"), same)


def public(measures: tuple[Measure, ...], lacking: frozenset[tuple[str, int, str]] = frozenset()) -> Public:
    places = {
        (measure.name, year, area)
        for measure in measures
        for year in ([2024] if isinstance(measure, AddedYears) else YEARS)
        for area in EVERYWHERE
    }
    return Public(frozenset(places - lacking), frozenset(), {}, TREES)


def unknowns(of: Release, known: Public) -> Unknowns:
    shown = [Shown("count", measure, year, area, key) for measure, year, area in known.supplied for key in KEYS]
    return build_unknowns(of, shown, known, AREAS, YEARS)


def counts(
    in_numerator: dict[str, tuple[int, int, int]], whole: int = 100
) -> dict[tuple[str, int, str], dict[str, int]]:
    """Counts of every area from each authority's numerators of three years; 100 children are in the denominator."""
    found: dict[tuple[str, int, str], dict[str, int]] = {}

    def add(measure: str, year: int, area: str, number: int, of: int) -> None:
        cell = found.setdefault((measure, year, area), dict.fromkeys(["", *KEYS, "result=not_in_numerator"], 0))
        cell[""] += of
        cell[KEYS[1]] += number
        cell["result=not_in_numerator"] += of - number

    for code, numbers in in_numerator.items():
        for area in (code, REGION, ENGLAND.area_code):
            for year, number in zip(YEARS, numbers, strict=True):
                add("moves", year, area, number, 100)
            add("moves_three_years", 2024, area, sum(numbers), 300)
    return found


def test_three_years_are_the_sum_of_their_years_in_disclosure_control() -> None:
    built = unknowns(release(), public((SINGLE, THREE)))
    whole, parts = next(one for one in built.hierarchies.sums if one[0].area_code == "301" and one[0].breakdown)
    assert whole == Key("moves_three_years", 2024, "301", "result=in_numerator")
    assert parts == tuple(Key("moves", year, "301", "result=in_numerator") for year in YEARS)


def test_a_sum_of_years_in_which_other_authorities_are_is_none() -> None:
    """302 sent nothing in 2022, so that England's three years are not those of its single years."""
    lacking = frozenset({("moves", 2022, "302"), ("moves_three_years", 2024, "302")})
    built = unknowns(release(), public((SINGLE, THREE), lacking))
    assert {whole.area_code for whole, _ in built.hierarchies.sums} == {"301", "303", "304"}


def test_a_small_year_does_not_follow_from_three_years_less_the_others() -> None:
    """301 has 3, 20 and 30: with 20, 30 and 53 shown, anybody finds the 3. Something more has to be suppressed."""
    built = unknowns(release(), public((SINGLE, THREE)))
    numbers = counts({"301": (3, 20, 30), "302": (2, 22, 25), "303": (40, 20, 30), "304": (50, 30, 20)})
    cells = with_counts(built, numbers, frozenset(), AREAS)
    relations = build_relations(built.keys, built.hierarchies, built.derived)
    pattern = protect(cells, relations, POLICY)
    named = [Key("moves", year, "301", KEYS[1]) for year in YEARS] + [Key(THREE.name, 2024, "301", KEYS[1])]
    assert named[0] in pattern.suppressed
    assert any(key in pattern.suppressed for key in named[1:])
    report = audit(published_view("invented", cells, relations, POLICY, pattern), relations, Attacker.of(POLICY))
    assert report.passed
    # Without the relation between the years nothing of it would be seen.
    blind = build_relations(built.keys, replace(built.hierarchies, sums=()), built.derived)
    assert not any(key in protect(cells, blind, POLICY).suppressed for key in named[1:])


def test_counts_that_another_release_shows_too_are_one_unknown() -> None:
    theirs = ("looked_after_on_31_march", "moves=many")
    other = Measure("far", "children", "ssda903", ("Episodes",))
    same = (SameCount(Cell("moves", KEYS[1]), Cell(*theirs)), SameCount(Cell("far", KEYS[1]), Cell(*theirs)))
    built = unknowns(release(*same, measures=(SINGLE, other)), public((SINGLE, other)))
    key = Key(*theirs[:1], 2024, "301", theirs[1])
    relations = build_relations([*built.keys, key], built.hierarchies, ())
    ours = [Key(name, 2024, "301", KEYS[1]) for name in ("moves", "far")]
    assert relations.unknown[ours[0]] == relations.unknown[ours[1]] == relations.unknown[key]
    assert relations.unknown[Key("moves", 2023, "301", KEYS[1])] != relations.unknown[key]


def test_one_count_by_other_authorities_is_another_unknown() -> None:
    theirs = ("looked_after_on_31_march", "")
    other = Measure("far", "children", "ssda903", ("Missing",))
    same = (SameCount(Cell("moves", ""), Cell(*theirs)), SameCount(Cell("far", ""), Cell(*theirs)))
    lacking = frozenset({("far", 2024, "302")})
    built = unknowns(release(*same, measures=(SINGLE, other)), public((SINGLE, other), lacking))
    relations = build_relations(built.keys, built.hierarchies, ())
    england = [Key(name, 2024, ENGLAND.area_code, "") for name in ("moves", "far")]
    assert relations.unknown[england[0]] != relations.unknown[england[1]]
    alone = [Key(name, 2024, "301", "") for name in ("moves", "far")]
    assert relations.unknown[alone[0]] == relations.unknown[alone[1]]


@pytest.fixture
def warehouse() -> Warehouse:
    """Three years of one authority, two of another, and one that began in the last."""
    made = Warehouse()
    made.connection.execute(
        """
        CREATE TABLE grossed.coverage AS FROM (VALUES
            ('moves', 2022, '301', TRUE, ''), ('moves', 2023, '301', TRUE, ''), ('moves', 2024, '301', TRUE, ''),
            ('moves', 2022, '302', FALSE, 'return absent'), ('moves', 2023, '302', TRUE, ''),
            ('moves', 2024, '302', TRUE, ''), ('moves', 2024, '942', TRUE, ''),
            ('moves', 2022, '303', TRUE, ''), ('moves', 2023, '303', TRUE, ''),
            ('moves', 2024, '303', FALSE, 'not supplied: oc3')
        ) AS rows (measure, collection_year, la_code, is_supplied, reason);
        CREATE TABLE grossed.local_authority_counts AS FROM (VALUES
            ('moves', 2022, '301', '', 10), ('moves', 2023, '301', '', 20), ('moves', 2024, '301', '', 30),
            ('moves', 2022, '301', 'result=in_numerator', 1), ('moves', 2024, '301', 'result=in_numerator', 2),
            ('moves', 2024, '301', 'sex=male', 2), ('moves', 2024, '302', '', 7), ('moves', 2024, '942', '', 9)
        ) AS rows (measure, collection_year, la_code, breakdown_key, value);
        """
    )
    return made


def test_who_has_a_figure_of_three_years(warehouse: Warehouse) -> None:
    cover_added_years(warehouse, [SINGLE, THREE])
    found = warehouse.connection.execute(
        "SELECT la_code, is_supplied, reason FROM grossed.coverage WHERE measure = 'moves_three_years' "
        "AND collection_year = 2024 ORDER BY la_code"
    ).fetchall()
    assert found == [
        ("301", True, ""),
        ("302", False, "earlier returns not given"),
        ("303", False, "not supplied: oc3"),
        ("942", False, "earlier returns not given"),
    ]


def test_three_years_add_up_the_single_ones(warehouse: Warehouse) -> None:
    cover_added_years(warehouse, [SINGLE, THREE])
    add_years(warehouse, [SINGLE, THREE], [(THREE.name, KEYS[1])])
    found = warehouse.connection.execute(
        "SELECT collection_year, la_code, breakdown_key, value FROM grossed.local_authority_counts "
        "WHERE measure = 'moves_three_years' ORDER BY ALL"
    ).fetchall()
    assert found == [(2024, "301", "", 60), (2024, "301", KEYS[1], 3)]


def test_only_measures_of_single_years_with_a_return_are_counted() -> None:
    assert counted([SINGLE, THREE, Measure("unknown", "", "", ())]) == [SINGLE]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("b: {adds_up: a}", "years"),
        ("b: {adds_up: a, years: 1}", "two at least"),
        ("b: {adds_up: c, years: 3}", "'c' is no measure of single years declared above"),
        ("b: {adds_up: a, years: 3, amount_of: a}", "adds up no people of so many years"),
        ("b: {adds_up: a, years: 3, items: [OC3]}", "unknown field"),
        ("b: {panel_of: c}", "'c' is no measure of people in single periods above"),
        ("b: {panel_of: a}", "ssda903 is no return of quarters"),
        ("b: {counts: days, return: ssda903, items: [OC3], cells: a, group: x}", "write it as breakdown=category"),
    ],
)
def test_a_wrong_declaration_is_answered_with_its_field(entry: str, said: str, tmp_path: Path) -> None:
    from pipeline.design.files.measures_declared import read_measures
    from pipeline.foundation.declarations import read_declaration

    path = tmp_path / "data_sets.yaml"
    path.write_text(f"measures:\n  a: {{counts: children, return: ssda903, items: [OC3]}}\n  {entry}\n")
    with pytest.raises(UsageError, match=f"data_sets.yaml line 3.*{said}"):
        read_measures(read_declaration(path).part("measures"))


SO_FAR = Measure("orders_so_far", "children", "adoption_quarterly", ("SGO",), so_far_of="orders")
QUARTERS = (20231, 20232, 20233)


@pytest.mark.parametrize(("twice", "is_found"), [(0, True), (1, False)])
def test_a_year_so_far_is_believed_to_be_its_quarters(twice: int, is_found: bool) -> None:
    """9, 8 and 3 orders of quarters are 20 of the year so far: of 20, 9 and 8 anybody makes 3.

    Of a child with an order in two of them the year has one less. There the 3 does not follow.
    """
    orders = Measure("orders", "children", "adoption_quarterly", ("SGO",))
    areas = replace(AREAS, in_being=frozenset((quarter, code) for quarter in QUARTERS for code in EVERYWHERE))
    supplied = {("orders", quarter, code) for quarter in QUARTERS for code in EVERYWHERE}
    supplied |= {("orders_so_far", QUARTERS[-1], code) for code in EVERYWHERE}
    shown = [Shown("count", measure, quarter, "301", "") for measure, quarter, code in supplied if code == "301"]
    known = Public(frozenset(supplied), frozenset(), {}, TREES)
    found = build_unknowns(release(measures=(orders, SO_FAR)), shown, known, areas, QUARTERS)
    numbers = {("orders", quarter, "301"): {"": count} for quarter, count in zip(QUARTERS, (9, 8, 3), strict=True)}
    numbers["orders_so_far", QUARTERS[-1], "301"] = {"": 20 - twice}
    cells = with_counts(found, numbers, frozenset(), areas)
    true = {key: (value, value) for key, value in zip(cells.keys, cells.values.tolist(), strict=True)}
    believed = found.believing(true, everywhere=False)
    pattern = protect(cells, build_relations(believed.keys, believed.hierarchies), POLICY)
    small, others = Key("orders", QUARTERS[-1], "301", ""), {key for key in pattern.suppressed if key.collection_year}
    assert small in pattern.suppressed
    assert bool(others - {small}) is is_found


IN_TOTAL = replace(THREE, single_in_total=True)


def shown_in_total(*more: Shown) -> list[Shown]:
    """Single years in total, and three years of the numerator too."""
    known = public((SINGLE, IN_TOTAL))
    shown = [Shown("count", measure, year, area, "") for measure, year, area in known.supplied]
    return [*shown, *(Shown("count", IN_TOTAL.name, 2024, area, KEYS[1]) for area in EVERYWHERE), *more]


def test_of_single_years_that_are_shown_in_total_alone_nothing_else_is_asked() -> None:
    of = release(measures=(SINGLE, IN_TOTAL))
    built = build_unknowns(of, shown_in_total(), public((SINGLE, IN_TOTAL)), AREAS, YEARS)
    assert {key.breakdown for key in built.keys if key.measure == "moves"} == {""}
    assert {key.breakdown for key in built.keys if key.measure == IN_TOTAL.name} > {"", KEYS[1]}
    assert {whole.breakdown for whole, _ in built.hierarchies.sums} == {""}


def test_a_single_year_that_is_shown_otherwise_stops_the_release() -> None:
    more = Shown("count", "moves", 2023, "301", KEYS[1])
    of = release(measures=(SINGLE, IN_TOTAL))
    with pytest.raises(DisclosureError, match="single_in_total"):
        build_unknowns(of, shown_in_total(more), public((SINGLE, IN_TOTAL)), AREAS, YEARS)


def test_a_single_year_that_an_earlier_release_shows_stops_it_too() -> None:
    of = release(measures=(SINGLE, IN_TOTAL))
    keys = tuple(Key("moves", 2023, "301", key) for key in KEYS)
    bounds = np.zeros(2, dtype=np.int64)
    for form, stops in ((Form.UNPUBLISHED, False), (Form.SUPPRESSED, True), (Form.SHOWN, True)):
        view = PublishedView("earlier", keys, np.array([Form.SHOWN, form], dtype=np.int64), bounds, bounds)
        with pytest.raises(DisclosureError) if stops else nullcontext():
            require_in_total(of, published_cells(view))


def test_a_category_of_a_single_year_is_bound_by_its_two_totals_alone() -> None:
    """What ``single_in_total`` rests on, by going through all tables of two categories in three years.

    Every pair of totals has a table, and a number in it ranges over the least of both and of what they leave of all.
    """
    for years in combinations_with_replacement(range(7), 3):
        found: dict[int, list[set[int]]] = {}
        for in_one in product(*(range(whole + 1) for whole in years)):
            ranges = found.setdefault(sum(in_one), [set() for _ in years])
            for seen, number in zip(ranges, in_one, strict=True):
                seen.add(number)
        everybody = sum(years)
        assert set(found) == set(range(everybody + 1))
        for category, ranges in found.items():
            for year, seen in zip(years, ranges, strict=True):
                assert max(seen) - min(seen) == min(category, year, everybody - category, everybody - year)
