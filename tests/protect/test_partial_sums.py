"""A percentage of a region without one authority, beside numbers with it: what the two tell of the authority."""

from __future__ import annotations

from dataclasses import replace

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.unreliable_figures import out_of_rates
from pipeline.foundation.numbers import Key, Mean, Ratio
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.partial_sums import PartialSum
from pipeline.protect.edition.unknowns import with_counts
from pipeline.protect.relations import build_relations
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES
from tests.protect.test_unknowns import (
    AREAS,
    CODES,
    PUBLIC,
    REGION,
    YEAR,
    build,
    counts,
    everywhere,
    figure,
    key_of,
    run,
)

# Boys and girls of 301, 302 and 303. The three boys of 301 are in the region's 30 and in no percentage.
NUMBERS = counts(
    children={"": (20, 30, 40), "sex=male": (3, 12, 15), "sex=female": (17, 18, 25)}, days={"": (90, 300, 600)}
)
PLACES = [("children", YEAR, "301")]
MARKED = replace(PUBLIC, unreliable=frozenset(PLACES), out_of_rates=out_of_rates(PLACES, AREAS))
COUNTS = everywhere(*(figure("count", "children", key) for key in ("", "sex=male", "sex=female")))
SHARES = everywhere(figure("percent", "children", "sex=male", of_key="", decimals=1))
ACTUAL = POLICIES["cin-actual"]
"""Regions are unrounded."""
REST = PartialSum("children", REGION, ("301",))
BOYS, TOTAL = key_of("children", "sex=male", REGION), key_of("children", area=REGION)


def region_share(derived: tuple[object, ...]) -> Ratio:
    (found,) = [one for one in derived if isinstance(one, Ratio) and one.key.area_code == REGION]
    return found


def test_the_percentage_of_the_region_is_of_what_is_left_and_goes_with_what_is_shown() -> None:
    share = region_share(build([*COUNTS, *SHARES], public=MARKED).derived)
    assert (share.numerator, share.denominator) == ((REST.of(BOYS),), (REST.of(TOTAL),))
    assert share.beside == (BOYS, TOTAL)


def test_what_is_left_is_the_region_less_the_authority_in_every_cell() -> None:
    unknowns = build([*COUNTS, *SHARES], public=MARKED)
    for key in ("", "sex=male", "sex=female"):
        whole = key_of("children", key, REGION)
        assert (whole, (REST.of(whole), whole._replace(area_code="301"))) in unknowns.hierarchies.sums
    values = {key: value for key, value in zip(*values_of(unknowns), strict=True)}
    assert (values[REST.of(TOTAL)], values[REST.of(BOYS)]) == (70, 27)  # 90 - 20, 30 - 3
    build_relations(unknowns.keys, unknowns.hierarchies).check(
        with_counts(unknowns, NUMBERS, frozenset(), AREAS).values
    )


def values_of(unknowns: object) -> tuple[tuple[Key, ...], list[int]]:
    cells = with_counts(unknowns, NUMBERS, frozenset(), AREAS)  # type: ignore[arg-type]
    return cells.keys, cells.values.tolist()


def test_a_cell_that_no_file_has_of_the_authority_is_no_more_than_the_region_s() -> None:
    above = [one for one in COUNTS if one.area_code not in CODES or not one.key]
    unknowns = build([*above, *SHARES[:2]], public=MARKED)
    assert ((REST.of(BOYS),), (BOYS,)) in unknowns.hierarchies.contained
    assert (TOTAL, (REST.of(TOTAL), key_of("children"))) in unknowns.hierarchies.sums
    assert key_of("children", "sex=male") in set(unknowns.behind_partial_sums())


def test_three_children_of_the_authority_do_not_follow_from_the_percentage() -> None:
    """38.6 per cent of 70 is 27 and of no other number, and the region's 30 less 27 would be 3."""
    pattern, passed = run(build([*COUNTS, *SHARES], public=MARKED), NUMBERS, ACTUAL)
    assert passed
    share = region_share(build(SHARES, public=MARKED).derived)
    assert share.key in pattern.suppressed or BOYS in pattern.suppressed


def test_whoever_takes_the_percentage_for_that_of_the_number_beside_it_protects_too_little() -> None:
    """The guard of the test above: protected as if it were of the region's own, it gives the three away."""
    naive = build([*COUNTS, *SHARES], public=replace(MARKED, out_of_rates={}))
    true = build([*COUNTS, *SHARES], public=MARKED)
    pattern, passed = run(naive, NUMBERS, ACTUAL)
    assert passed
    cells = with_counts(true, NUMBERS, frozenset(), AREAS, ACTUAL.protects)
    relations = build_relations(true.keys, true.hierarchies, true.derived)
    view = published_view("r", cells, relations, ACTUAL, pattern)
    report = audit(view, relations, Attacker.of(ACTUAL), structural=pattern.structural)
    assert {one.key for one in report.findings} >= {key_of("children", "sex=male")}


def test_an_average_is_of_what_is_left_and_goes_with_the_number_of_people() -> None:
    average = everywhere(figure("average", "incidents", of_measure="children", format="decimal", decimals=1))
    (mean,) = [
        one for one in build([*COUNTS, *average], public=MARKED).derived
        if isinstance(one, Mean) and one.key.area_code == REGION
    ]  # fmt: skip
    assert mean.count == REST.of(TOTAL) and mean.count in mean.unshown
    assert TOTAL in mean.beside


def test_rates_are_per_child_of_the_other_authorities() -> None:
    populations = {(YEAR, code): 1_000 * at for at, code in enumerate(CODES, start=1)}
    populations |= {(YEAR, REGION): 6_000, (YEAR, ENGLAND.area_code): 6_000}
    rates = everywhere(figure("rate", "children"))
    share = region_share(build(rates, public=replace(MARKED, populations=populations)).derived)
    assert (share.numerator, share.known_denominator) == ((REST.of(TOTAL),), 5_000)
    unknown = {place: number for place, number in populations.items() if place[1] != "301"}
    derived = build(rates, public=replace(MARKED, populations=unknown)).derived
    assert not [one for one in derived if one.key.area_code == REGION]
