"""Areas of which nobody sent anything: what their published figures are, and how they are protected."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.figures import Shown
from pipeline.foundation.numbers import Key
from pipeline.protect.edition.seen import see_release
from pipeline.protect.edition.unknowns import with_counts
from pipeline.protect.relations import build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.runs.release import RunSummary
from tests.protect.tables import POLICIES
from tests.protect.test_unknowns import AREAS, PUBLIC, REGION, YEAR, build

CHARACTERISTICS = "la_cla_on_31_march_by_characteristics"
# No authority of these sends anything in the small England.
UNSENT = ("North West", "West Midlands", "East of England")
PARTS = {"Male", "Female"}


def published_rows(run: RunSummary, data_set: str) -> list[dict[str, str]]:
    with (run.folder / "publish" / "data" / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["geographic_level"] == "Regional"]


def test_parts_of_an_estimated_total_are_estimates_and_add_up_to_it(published: RunSummary) -> None:
    rows = [row for row in published_rows(published, CHARACTERISTICS) if row["cla_group"] == "Gender"]
    for region in UNSENT:
        for year in published.years:
            own = [row for row in rows if row["region_name"] == region and row["time_period"] == f"{year}"]
            numbers = {row["characteristic"]: int(row["number"]) for row in own}
            assert numbers.keys() == PARTS | {"Total"}
            assert all(numbers[part] > 0 for part in PARTS), (region, year, numbers)
            assert abs(numbers["Male"] + numbers["Female"] - numbers["Total"]) <= 10
            shares = {row["characteristic"]: Decimal(row["percentage"]) for row in own}
            assert abs(shares["Male"] + shares["Female"] - 100) <= 1


def test_nothing_of_such_an_area_is_printed_as_0(published: RunSummary) -> None:
    """Nobody knows that there is nobody: what nobody in England is known in, or rounds to 0, is not available."""
    codes = {row["region_code"] for row in published_rows(published, CHARACTERISTICS) if row["region_name"] in UNSENT}
    texts = Counter(one.text for one in see_release(published.folder).figures if one.shown.area_code in codes)
    assert len(codes) == len(UNSENT) and texts["x"] > 100
    assert not [text for text in texts if text.strip("%") in {"0", "0.0", "0:00", "0:0"}]
    page = (published.folder / "publish" / "methodology.html").read_text(encoding="utf-8")
    assert "What comes to 0 there, or rounds to 0, is not available." in page


def test_what_divides_the_estimates_of_every_such_area_is_the_same(published: RunSummary) -> None:
    """The known boys and girls of England: percentages of two areas differ by the rounding of whole children only."""
    rows = [row for row in published_rows(published, CHARACTERISTICS) if row["cla_group"] == "Gender"]
    shares = {
        Decimal(row["percentage"])
        for row in rows
        if row["region_name"] in UNSENT and row["characteristic"] == "Male" and row["time_period"] == "2024"
    }
    assert max(shares) - min(shares) <= 1


def test_an_area_made_from_englands_known_counts_is_suppressed_with_them() -> None:
    """
    Three children of England are known, all boys. An estimate from them with a factor of more than 1 prints a number
    that only 3 gives, so it goes where England's count goes; and the region is no sum of its authorities any more.
    """
    england = ENGLAND.area_code
    public = replace(
        PUBLIC,
        supplied=frozenset({("children", YEAR, england), ("children", YEAR, REGION)}),
        made_from={("children", YEAR, REGION): england},
    )
    figures = [Shown("count", "children", YEAR, area, key) for area in (england, REGION) for key in ("", "sex=male")]
    unknowns = build(figures, public=public)
    counts = {("children", YEAR, area): {"": 40, "sex=male": 3, "sex=female": 37} for area in (england, REGION)}
    exposed = frozenset(counts)
    cells = with_counts(unknowns, counts, exposed, AREAS)
    relations = build_relations(unknowns.keys, unknowns.hierarchies, unknowns.derived)
    boys = [Key("children", YEAR, area, "sex=male") for area in (england, REGION)]
    assert relations.unknown[boys[0]] == relations.unknown[boys[1]]
    suppressed = protect(cells, relations, POLICIES["ees"]).suppressed
    assert set(boys) <= set(suppressed)


def test_without_the_link_the_region_would_be_shown() -> None:
    """The guard of the test above: as a sum of authorities the region has nobody, and 0 is shown."""
    england = ENGLAND.area_code
    figures = [Shown("count", "children", YEAR, area, "sex=male") for area in (england, REGION)]
    unknowns = build(figures, public=replace(PUBLIC, supplied=frozenset((one.place) for one in figures)))
    counts = {("children", YEAR, england): {"": 3, "sex=male": 3}}
    cells = with_counts(unknowns, counts, frozenset({("children", YEAR, england)}), replace(AREAS, region_codes={}))
    relations = build_relations(unknowns.keys, replace(unknowns.hierarchies, areas={}))
    assert Key("children", YEAR, REGION, "sex=male") not in protect(cells, relations, POLICIES["ees"]).suppressed
