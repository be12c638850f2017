"""A release as disclosure control sees it: shares across measures, amounts, parts that nothing shows, exemptions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.design.data_sets import Release
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.policy import Exemption, Nameless, Policy
from pipeline.design.related_counts import Histogram, Identity
from pipeline.design.statistic import Cell
from pipeline.foundation.numbers import DisclosureError, Key, Level, Mean, Pattern, Quantile, Ratio
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import Measure
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.derived_numbers import name_of, people_behind
from pipeline.protect.edition.public import Public, public_from
from pipeline.protect.edition.unknowns import Unknowns, build_unknowns, with_counts
from pipeline.protect.relations import build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from pipeline.reference.loading import load_reference
from tests.protect.tables import POLICIES

YEAR, REGION = 2024, "E12000001"
CODES = ("301", "302", "303")
MEASURES = ("children", "episodes", "incidents", "days")
AREAS = Areas(
    [Area(REGION, "North East", AreaLevel.REGION, "North East")],
    [Area(code, code, AreaLevel.LOCAL_AUTHORITY, "North East", code) for code in CODES],
    dict.fromkeys(CODES, REGION),
    frozenset((YEAR, code) for code in (ENGLAND.area_code, REGION, *CODES)),
    {ENGLAND.area_code: "national", REGION: "regional", **dict.fromkeys(CODES, "local_authority")},
)
EVERYWHERE = (ENGLAND.area_code, REGION, *CODES)
PUBLIC = Public(
    frozenset((measure, YEAR, code) for measure in MEASURES for code in EVERYWHERE),
    frozenset(),
    {},
    {"sex": {"male": "", "female": ""}, "band": {"short": "", "long": ""}},
)


def release(*identities: Identity) -> Release:
    items = ("Episodes",)
    return Release(
        name="invented",
        title="Invented",
        summary="",
        headlines=(),
        readings=(),
        measures=(
            Measure("children", "children", "ssda903", items),
            Measure("episodes", "episodes", "ssda903", items),
            Measure("incidents", "incidents", "ssda903", items, is_amount=True, amount_of="children"),
            Measure("days", "days", "ssda903", items, is_amount=True),
        ),
        data_sets=(),
        labels=(),
        identities=identities,
        contained=(),
        histograms=(Histogram("number_of_days", "band", (("short", 0), ("long", 8))), Histogram("unbanded")),
        path=Path("data_sets.yaml"),
    )


def figure(statistic: str, measure: str, key: str = "", area: str = "301", **more: str | int) -> Shown:
    return Shown(statistic, measure, YEAR, area, key, **more)  # type: ignore[arg-type]


def everywhere(*figures: Shown) -> list[Shown]:
    return [one._replace(area_code=area) for one in figures for area in EVERYWHERE]


def key_of(measure: str, key: str = "", area: str = "301") -> Key:
    return Key(measure, YEAR, area, key)


def build(figures: list[Shown], *identities: Identity, public: Public = PUBLIC) -> Unknowns:
    return build_unknowns(release(*identities), figures, public, AREAS, [YEAR])


def counts(**by_measure: dict[str, tuple[int, ...]]) -> dict[tuple[str, int, str], dict[str, int]]:
    """The counts of each authority by measure and key, added up to the region and England."""
    found: dict[tuple[str, int, str], dict[str, int]] = {}
    for measure, keys in by_measure.items():
        for key, values in keys.items():
            for code, value in zip(CODES, values, strict=True):
                for area in (code, REGION, ENGLAND.area_code):
                    place = found.setdefault((measure, YEAR, area), {})
                    place[key] = place.get(key, 0) + value
    return found


def run(unknowns: Unknowns, numbers: dict[tuple[str, int, str], dict[str, int]], rules: Policy) -> tuple[Pattern, bool]:
    """What is suppressed, and whether the attack on what is shown finds nothing."""
    cells = with_counts(unknowns, numbers, frozenset(), AREAS, rules.protects)
    relations = build_relations(unknowns.keys, unknowns.hierarchies, unknowns.derived)
    pattern = protect(cells, relations, rules)
    view = published_view("r", cells, relations, rules, pattern)
    return pattern, audit(view, relations, Attacker.of(rules), structural=pattern.structural).passed


def test_both_measures_of_a_share_are_unknowns() -> None:
    """The denominator stands in the other measure's place, and the ratio relates the two."""
    share = figure("percent", "episodes", "sex=male", of_measure="children")
    found = build([share])
    assert {key_of("episodes", "sex=male"), key_of("children")} <= set(found.keys)
    (ratio,) = found.derived
    assert isinstance(ratio, Ratio)
    assert (ratio.numerator, ratio.denominator) == ((key_of("episodes", "sex=male"),), (key_of("children"),))
    assert (ratio.scale, ratio.key) == (100, name_of(share))
    assert people_behind(release(), [share]) == {("episodes", "sex=male"), ("children", "")}


def test_a_share_of_what_was_not_supplied_is_no_figure() -> None:
    without = replace(PUBLIC, supplied=PUBLIC.supplied - {("children", YEAR, "301")})
    assert not build([figure("percent", "episodes", of_measure="children")], public=without).derived


def test_a_share_gives_no_small_count_of_the_other_measure_away() -> None:
    """3 of 60 is 5 per cent, which with 60 shown leaves 3 alone: the share must go with its small count."""
    shown = everywhere(
        figure("count", "children"), figure("count", "episodes"), figure("percent", "episodes", of_measure="children")
    )
    numbers = counts(children={"": (60, 70, 80)}, episodes={"": (3, 40, 50)})
    pattern, passed = run(build(shown), numbers, POLICIES["ees"])
    assert passed
    assert name_of(figure("percent", "episodes", of_measure="children")) in pattern.suppressed
    others = {name_of(figure("percent", "episodes", of_measure="children", area=area)) for area in ("302", "303")}
    assert not others <= set(pattern.suppressed)


def test_an_average_over_children_is_an_unknown_of_theirs_alone() -> None:
    """Days are no people: the average brings in the children, suppressed with them and on a base of 10 or fewer."""
    average = figure("average", "days", of_measure="children", format="decimal", decimals=1)
    found = build(everywhere(average, figure("count", "children")))
    assert {key.measure for key in found.keys} == {"children"}
    assert all(isinstance(one, Mean) and one.needs_base for one in found.derived)
    pattern, passed = run(found, counts(children={"": (10, 3, 40)}, days={"": (900, 300, 70)}), POLICIES["ees"])
    assert passed
    suppressed = {key.area_code for key in pattern.suppressed if key.measure == "average of days"}
    assert {"301", "302"} <= suppressed
    assert "303" not in suppressed or key_of("children", area="303") in pattern.suppressed


def test_an_average_of_people_is_a_ratio() -> None:
    (one,) = build([figure("average", "episodes", of_measure="children", format="decimal", decimals=1)]).derived
    assert isinstance(one, Ratio)
    assert (one.scale, one.decimals) == (1, 1)


def test_incidents_are_suppressed_with_the_children_they_are_of() -> None:
    """9 incidents of 3 children are suppressed, 9 of 8 are not, and no incident is an unknown."""
    shown = everywhere(figure("count", "incidents"), figure("count", "children"))
    found = build(shown)
    assert {key.measure for key in found.keys} == {"children"}
    pattern, passed = run(found, counts(children={"": (3, 8, 9)}, incidents={"": (9, 9, 9)}), POLICIES["cin-actual"])
    assert passed
    suppressed = {key.area_code for key in pattern.suppressed if key.measure == "incidents"}
    assert suppressed == {key.area_code for key in pattern.suppressed if key.measure == "children"}
    assert "301" in suppressed


def test_an_amount_of_nobody_cannot_be_shown() -> None:
    with pytest.raises(UsageError, match="does not say whose"):
        build([figure("count", "days")])


def test_a_quantile_brings_in_its_bands() -> None:
    shown = figure("quantile", "children", "sex=male", quantile="0.5", histogram="number_of_days")
    found = build([shown])
    (one,) = found.derived
    assert isinstance(one, Quantile)
    assert [(band.count.breakdown, band.least) for band in one.bands] == [
        ("band=short;sex=male", 0),
        ("band=long;sex=male", 8),
    ]
    assert {band.count for band in one.bands} <= set(found.keys)
    assert one.unshown == {one.count, *(band.count for band in one.bands)}
    assert ("children", "band=long;sex=male") in people_behind(release(), [shown])
    counted = [figure("count", "children", key) for key in ("band=short;sex=male", "band=long;sex=male", "sex=male")]
    (also,) = build([shown, *counted]).derived
    assert isinstance(also, Quantile)
    assert also.unshown == frozenset()


def test_a_part_that_nothing_shows_is_an_unknown_of_its_own() -> None:
    """Children are those with an episode and the rest: what is left over is known inside, and 0 or more outside."""
    identity = Identity(Cell("children", ""), (Cell("episodes", ""),), has_rest=True)
    shown = everywhere(figure("count", "children"), figure("count", "episodes"))
    found = build(shown, identity)
    rest = {key for key in found.keys if key.measure not in MEASURES}
    assert {key.area_code for key in rest} == set(EVERYWHERE)
    assert not rest & found.shown
    numbers = counts(children={"": (20, 30, 40)}, episodes={"": (18, 30, 22)})
    cells = with_counts(found, numbers, frozenset(), AREAS)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    assert sorted(values[key] for key in rest) == [0, 2, 18, 20, 20]
    with pytest.raises(DisclosureError, match="the parts come to more than their whole"):
        with_counts(found, counts(children={"": (20, 30, 40)}, episodes={"": (21, 30, 22)}), frozenset(), AREAS)


def test_categories_stand_for_all_of_their_measure_which_another_shows() -> None:
    """12 boys are told of in episodes, of which 9 are short: nobody shows the 12 as episodes, and 3 are long."""
    identity = Identity(Cell("children", "sex=male"), (Cell("episodes", ""),))
    shown = everywhere(figure("count", "children", "sex=male"), figure("count", "episodes", "band=short"))
    numbers = counts(
        children={"": (30, 30, 30), "sex=male": (12, 20, 20), "sex=female": (18, 10, 10)},
        episodes={"": (12, 20, 20), "band=short": (9, 10, 20), "band=long": (3, 10, 0)},
    )
    found = build(shown, identity)
    assert key_of("episodes") in found.keys and key_of("episodes") not in found.shown
    pattern, passed = run(found, numbers, POLICIES["cin-actual"])
    assert passed
    assert {key_of("children", "sex=male"), key_of("episodes", "band=short")} & set(pattern.suppressed)


def test_a_part_that_nothing_shows_is_protected() -> None:
    """20 and 18 shown leave 2 in the rest, which no reader may know unless nobody has a name for it."""
    identity = Identity(Cell("children", ""), (Cell("episodes", ""),), has_rest=True)
    shown = everywhere(figure("count", "children"), figure("count", "episodes"))
    numbers = counts(children={"": (20, 30, 40)}, episodes={"": (18, 30, 22)})
    open_, passed = run(build(shown), numbers, POLICIES["cin-actual"])
    assert passed and not open_.suppressed
    found = build(shown, identity)
    (rest,) = {key.measure for key in found.keys if key.measure not in MEASURES}
    nameless = replace(POLICIES["cin-actual"], nameless=(Nameless(rest, "", reason="children without an episode"),))
    left_over, passed = run(found, numbers, nameless)
    assert passed and not left_over.suppressed
    pattern, passed = run(found, numbers, POLICIES["cin-actual"])
    assert passed
    assert {key_of("children"), key_of("episodes")} & set(pattern.suppressed)


def test_the_rest_is_left_out_where_others_supplied_the_parts() -> None:
    """Without the episodes of one authority, the region's children are not its episodes and a rest."""
    identity = Identity(Cell("children", ""), (Cell("episodes", ""),), has_rest=True)
    without = replace(PUBLIC, supplied=PUBLIC.supplied - {("episodes", YEAR, "303")})
    shown = everywhere(figure("count", "children"), figure("count", "episodes"))
    found = build(shown, identity, public=without)
    assert {key.area_code for key in found.keys if key.measure not in MEASURES} == {"301", "302"}


def test_exempt_figures_are_shown_and_known() -> None:
    rules = replace(POLICIES["ees"], exempt=(Exemption("children", "sex=female"),))
    cells = [figure("count", "children", key) for key in ("", "sex=male", "sex=female")]
    shares = [figure("percent", "children", key) for key in ("sex=male", "sex=female")]
    shown = everywhere(*cells, *shares)
    found = build_unknowns(release(), shown, PUBLIC, AREAS, [YEAR], rules.exempts)
    numbers = counts(children={"": (63, 70, 80), "sex=male": (60, 40, 40), "sex=female": (3, 30, 40)})
    pattern, passed = run(found, numbers, rules)
    assert passed and not pattern.suppressed
    strict, passed = run(build(shown), numbers, POLICIES["ees"])
    assert passed
    assert {key_of("children", "sex=female"), name_of(shares[1])} <= set(strict.suppressed)


def test_figures_have_names_of_their_own() -> None:
    names = [
        name_of(one)
        for one in (
            figure("count", "children"),
            figure("percent", "children", decimals=1),
            figure("percent", "children"),
            figure("percent", "children", of_measure="episodes"),
            figure("average", "days", of_measure="children", format="decimal"),
            figure("average", "days", of_measure="children", format="years_and_months"),
            figure("quantile", "children", quantile="0.25", histogram="number_of_days"),
            figure("quantile", "children", quantile="0.5", histogram="number_of_days"),
            figure("quantile", "children", quantile="0.5", histogram="unbanded"),
            figure("difference", "children", minus=("episodes", "")),  # type: ignore[arg-type]
        )
    ]
    assert len(set(names)) == len(names)
    assert names[0] == key_of("children")
    assert build([figure("percent", "children")]).derived[0].level == Level.LOCAL_AUTHORITY


def test_a_part_that_an_identity_brings_in_completes_its_own_sums() -> None:
    """Boys are the short and the long; where no file shows a band, both are unknown and so is their total's rest."""
    identity = Identity(Cell("children", "sex=male"), (Cell("children", "band=short"), Cell("episodes", "")))
    shown = everywhere(figure("count", "children", "sex=male"), figure("count", "episodes"))
    found = build(shown, identity)
    keys = {key.breakdown for key in found.keys if key.measure == "children"}
    assert {"sex=male", "sex=female", "band=short", "band=long"} <= keys


def test_an_authority_that_ended_before_the_published_years_is_in_no_area() -> None:
    """Returns of the years before are read for history, and the coverage of their measures is known too."""
    supplied, missing = {("children", YEAR, "301")}, [("children", YEAR, "302"), ("children", YEAR - 6, "835")]
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        public = public_from(warehouse, AREAS, supplied, missing)
    assert public.estimated == {("children", YEAR, REGION), ("children", YEAR, ENGLAND.area_code)}
