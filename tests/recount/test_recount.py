"""Every cells table of children looked after agrees with the independent recount, of awkward histories.

Of every LA of a synthetic England: test_recount_indicators.py. The whole comparison at a tenth of England's size:
``python -m tests.recount.children_looked_after --scale 0.1``.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models_read import load_models
from pipeline.reference.loading import load_reference
from tests.recount.children_looked_after.agreement import leaves_of_the_tree, must_agree
from tests.recount.children_looked_after.awkward import AwkwardLives, Era
from tests.recount.children_looked_after.awkward_returns import write_awkward_returns, write_awkward_staying_put
from tests.recount.children_looked_after.comparison import counted_twice, leaves_in, measures_of

# Missing children were placements, care leavers were 19 and older, and spreadsheets said who stayed put in the first
# years; codes came and went in 2015, 2016, 2022, 2024 and 2025.
EARLY, LATE = Era((2014, 2015, 2016)), Era((2021, 2022, 2023, 2024, 2025))
EARLY_AUTHORITIES, LATE_AUTHORITIES = ["203", "301", "302", "825", "835"], ["203", "301", "302", "838", "942"]
AREAS_TODAY = {"835": "838"}
EARLY_CHILDREN, LATE_CHILDREN = 3_000, 2_500
STAYING_PUT = {(2014, "301"): (0, 0), (2014, "302"): (7, 7), (2015, "203"): (3, 0), (2015, "301"): (12, 5)}
# Codes that no return of these years may hold, and what cannot be: a placement or an episode that ends before it
# began, a wait that does, activities of 2022 in the edition of 2014.
CODES_OF_OTHER_YEARS = {"w1", "z11", "z12", "z13", "z14"}
NEVER = {
    ("duration_of_period_of_care", "duration_not_known"),
    ("duration_of_placement", "duration_of_placement_not_known"),
    ("duration_since_placed", "duration_not_known"),
    ("time_since_decision", "duration_of_decision_not_known"),
    *(("activity_or_died", code) for code in ("f4", "p4", "f5", "p5")),
}
LOCALITIES = ("_inside", "_outside", "_locality_not_known")


def test_the_recount_of_awkward_histories_agrees(tmp_path: Path) -> None:
    """And they are awkward enough: there is no category into which none of them falls."""
    with Warehouse() as warehouse:
        load_reference(warehouse)
        for era, authorities, children in (
            (EARLY, EARLY_AUTHORITIES, EARLY_CHILDREN),
            (LATE, LATE_AUTHORITIES, LATE_CHILDREN),
        ):
            makes = AwkwardLives(1, era, {la: postcodes_of(warehouse, AREAS_TODAY.get(la, la)) for la in authorities})
            lives = [life for number in range(children) for life in makes.lives(number)]
            write_awkward_returns(tmp_path, lives, era)
        write_awkward_staying_put(tmp_path, STAYING_PUT)
        counts = counted_twice(warehouse, tmp_path, [*EARLY.years, *LATE.years])
    must_agree(counts)
    assert set(counts["measure"]) == set(measures_of(load_models()))
    found = leaves_in(counts)
    breakdowns = {breakdown for breakdown, _ in found}
    expected = {leaf for leaf in leaves_of_the_tree() - NEVER if leaf[0] in breakdowns}
    expected = {leaf for leaf in expected if without_locality(leaf)[1] not in CODES_OF_OTHER_YEARS}
    assert {without_locality(leaf) for leaf in expected} - {without_locality(leaf) for leaf in found} == set()


def without_locality(leaf: tuple[str, str]) -> tuple[str, str]:
    """A placement's leaf less where it is: not every code is found in every place."""
    breakdown, category = leaf
    ending = next((ending for ending in LOCALITIES if category.endswith(ending)), "")
    return breakdown, category.removesuffix(ending)


def postcodes_of(warehouse: Warehouse, la_code: str) -> list[str]:
    """A few postcodes of an LA."""
    found = warehouse.connection.execute(
        "SELECT postcode FROM reference.postcodes JOIN reference.district_local_authorities USING (lad_code) "
        "WHERE la_code = ? ORDER BY postcode LIMIT 8",
        [la_code],
    ).fetchall()
    return [postcode for (postcode,) in found]
