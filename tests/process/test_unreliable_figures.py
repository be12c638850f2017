"""An authority's figures that a statistician marks as unreliable: not printed, and counted in totals or left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.analyse.areas import ENGLAND as ALL_ENGLAND
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.unreliable_figures import unreliable_in_words
from pipeline.collect.manifest import ManifestError, load_manifest, read_manifest
from pipeline.design.figure import Figure, Marker
from pipeline.design.policy import Nameless
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import AddedYears, add_years, cover_added_years
from pipeline.process.areas import gross_areas
from pipeline.process.carried_forward import carry_forward
from pipeline.process.coverage import Measure, build_coverage
from pipeline.process.decisions import CarriedForward, Inclusion, Unreliable, read_decisions
from pipeline.process.rollup import roll_up
from pipeline.process.unreliable import mark_added_years, mark_unreliable, marks_of_manifest
from pipeline.protect.edition.derived_numbers import name_of
from tests.process.test_estimation_decisions import COUNTS, ENGLAND, INNER, MEASURE, NORTH_EAST, england, reasons
from tests.protect.tables import POLICIES
from tests.protect.test_unknowns import PUBLIC, REGION, YEAR, build, counts, everywhere, figure, key_of, run

YEARS = {2021: {**COUNTS[2021], "204": (65, 55)}}
"""2021 with Hackney's return: 120 children in Hackney, 80 in Camden, 140 in Bromley, 40 in Hartlepool."""
COUNTED = Unreliable(2021, "204", MEASURE.name, Inclusion.COUNTED, "half of the referrals are missing")
IN_TOTALS, LEFT_OUT = (replace(COUNTED, inclusion=one) for one in (Inclusion.IN_TOTALS_ALONE, Inclusion.LEFT_OUT))


def grossed(warehouse: Warehouse, *marks: Unreliable) -> dict[tuple[str, str], tuple[int, int, bool]]:
    """The cells of 2021: with estimates, as supplied, and whether the two differ in kind."""
    build_coverage(warehouse, [MEASURE])
    mark_unreliable(warehouse, marks)
    roll_up(warehouse, [MEASURE], [])
    gross_areas(warehouse)
    rows = warehouse.connection.execute(
        "SELECT area_code, breakdown_key, value, known_value, is_estimated FROM grossed.cells"
    ).fetchall()
    return {(area, key): (value, known, estimated) for area, key, value, known, estimated in rows}


def test_what_is_counted_is_in_totals_as_it_was_sent() -> None:
    with england(YEARS) as warehouse:
        cells = grossed(warehouse, COUNTED)
        assert warehouse.count("grossed.estimates") == 0
        told = warehouse.connection.execute(
            "SELECT is_supplied, reason FROM grossed.coverage WHERE la_code = '204'"
        ).fetchall()
    assert told == [(True, "unreliable, counted: half of the referrals are missing")]
    assert cells[INNER, ""] == (200, 200, False)  # 120 + 80
    assert cells[INNER, "sex=male"] == (115, 115, False)  # 65 + 50
    assert cells[ENGLAND, ""] == (380, 380, False)  # 120 + 80 + 140 + 40


def test_what_is_left_out_is_estimated_like_a_missing_figure() -> None:
    """260 children of 130,000 elsewhere are 2 in 1,000, so 120 of Hackney's 60,000, whatever it sent."""
    sent = {2021: {**COUNTS[2021], "204": (900, 900)}}
    with england(sent) as warehouse:
        cells = grossed(warehouse, LEFT_OUT)
        assert warehouse.connection.execute("SELECT la_code, estimate FROM grossed.estimates").fetchall() == [
            ("204", 120)
        ]
        assert reasons(warehouse) == {(2021, "204"): "unreliable, left out: half of the referrals are missing"}
    assert cells[INNER, ""] == (200, 80, True)  # 120 estimated + 80
    assert cells[INNER, "sex=male"] == (125, 50, True)  # 50 x 200 / 80
    assert cells[ENGLAND, ""] == (380, 260, True)
    assert cells[NORTH_EAST, ""] == (40, 40, False)
    assert not [key for key in cells if key[0] == "204"]


def test_a_mark_on_what_was_not_sent_says_nothing() -> None:
    with england({2021: COUNTS[2021]}) as warehouse:
        grossed(warehouse, COUNTED)
        assert warehouse.count("grossed.unreliable") == 0
        assert reasons(warehouse) == {(2021, "204"): "return absent"}


def test_what_is_left_out_may_be_carried_forward_and_both_is_said() -> None:
    with england({2020: COUNTS[2020], **YEARS}) as warehouse:
        build_coverage(warehouse, [MEASURE])
        mark_unreliable(warehouse, [LEFT_OUT])
        roll_up(warehouse, [MEASURE], [])
        carry_forward(warehouse, [CarriedForward(2021, "204", MEASURE.name, 2020)])
        assert reasons(warehouse) == {
            (2021, "204"): "unreliable, left out: half of the referrals are missing; carried forward from 2020"
        }


@pytest.mark.parametrize(
    ("inclusion", "total"), [(Inclusion.COUNTED, 240), (Inclusion.IN_TOTALS_ALONE, 240), (Inclusion.LEFT_OUT, None)]
)
def test_a_sum_of_years_is_marked_with_any_of_them(inclusion: Inclusion, total: int | None) -> None:
    """120 in 2020 and 120 in 2021. With 2020 left out there is no sum."""
    both = AddedYears("two_years", "", "", (), adds_up=MEASURE.name, years=2)
    with england({2020: COUNTS[2020], **YEARS}) as warehouse:
        build_coverage(warehouse, [MEASURE])
        mark_unreliable(warehouse, [replace(COUNTED, collection_year=2020, inclusion=inclusion)])
        cover_added_years(warehouse, [MEASURE, both])
        mark_added_years(warehouse, [MEASURE, both])
        roll_up(warehouse, [MEASURE], [])
        add_years(warehouse, [MEASURE, both], [])
        marked = warehouse.connection.execute(
            "SELECT collection_year, la_code, inclusion FROM grossed.unreliable WHERE measure = 'two_years' ORDER BY 1"
        ).fetchall()
        sums = warehouse.connection.execute(
            "SELECT value FROM grossed.local_authority_counts WHERE measure = 'two_years' AND la_code = '204'"
        ).fetchall()
    assert (2021, "204", inclusion) in marked
    assert sums == ([] if total is None else [(total,)])


def test_a_mark_on_a_sum_of_years_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(
        "release,collection_year,la_code,item,decision,carried_from_year,reason,source\n"
        "performance-tables,2021,204,two_years,unreliable and counted,,why,where\n",
        encoding="utf-8",
    )
    both = AddedYears("two_years", "", "", (), adds_up=MEASURE.name, years=2)
    with pytest.raises(UsageError, match=r"line 2, column item: two_years adds up .* Mark the measure of its single"):
        read_decisions("performance-tables", [MEASURE, both], path)


HEADINGS = "return,year,la_code,note,unreliable_and_counted,unreliable_and_left_out\n"


def manifest(folder: Path, line: str) -> Path:
    (folder / "manifest.csv").write_text(HEADINGS + line + "\n", encoding="utf-8")
    return folder


def test_the_manifest_marks_files_or_a_whole_return(tmp_path: Path) -> None:
    entries = read_manifest(manifest(tmp_path, "ssda903,2021,204,health is incomplete,oc2;OC3,\ncin,2021,202,why,,*"))
    measures = (
        MEASURE,
        Measure("health", "children", "ssda903", ("Header", "OC2")),
        Measure("in_care", "children", "ssda903", ("Episodes",)),
    )
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            'CREATE TABLE raw.manifest ("return" VARCHAR, collection_year INT, la_code VARCHAR, received_on DATE, '
            "items_not_supplied VARCHAR, unreliable_and_counted VARCHAR, unreliable_and_in_totals_alone VARCHAR, "
            "unreliable_and_left_out VARCHAR, note VARCHAR)"
        )
        load_manifest(warehouse, entries)
        assert marks_of_manifest(warehouse, measures) == (
            Unreliable(2021, "202", MEASURE.name, Inclusion.LEFT_OUT, "why"),
            Unreliable(2021, "204", "health", Inclusion.COUNTED, "health is incomplete"),
        )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ssda903,2021,204,,OC2,", "line 2, column note: give the reason"),
        ("ssda903,2021,204,why,OC4,", "line 2, column unreliable_and_counted: give names out of Header.*or \\* for"),
        ("ssda903,2021,204,why,OC2,oc2", "line 2, column unreliable_and_left_out: give OC2 in one column of the 3"),
    ],
)
def test_a_mark_of_the_manifest_that_cannot_be_read_is_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ManifestError, match=message):
        read_manifest(manifest(tmp_path, line))


def test_of_two_marks_the_release_s_own_goes_first() -> None:
    with england(YEARS) as warehouse:
        cells = grossed(warehouse, LEFT_OUT, COUNTED)
    assert cells[INNER, ""] == (200, 80, True)


def printed(statistic: str, area: str, key: str = "", **more: object) -> Figure:
    """A figure of two authorities of which 805 is marked, 6 of its 20 children being young."""
    counts = {("children", YEAR, area_code): {"": 20, "age=young": 6} for area_code in ("805", "806")}
    figures = Figures(
        {**counts, ("children", YEAR, REGION): {"": 40, "age=young": 12}},
        frozenset({("children", YEAR, code) for code in ("805", "806", REGION)}),
        frozenset({(YEAR, code) for code in ("805", "806", REGION)}),
        {(YEAR, code): 10_000 for code in ("805", "806", REGION)},
        {"805": "local_authority", "806": "local_authority", REGION: "regional"},
        {"local_authority": 1, "regional": 10},
        unreliable={("children", YEAR, "805")},
    )
    return figures.of(Shown(statistic, "children", YEAR, area, key, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("statistic", ["count", "percent", "rate", "average", "difference"])
def test_every_statistic_of_it_has_the_symbol(statistic: str) -> None:
    more: dict[str, dict[str, object]] = {
        "difference": {"minus": ("children", "")},
        "average": {"of_measure": "children", "format": "decimal", "decimals": 1},
    }
    asked = more.get(statistic, {})
    assert printed(statistic, "805", "age=young", **asked) == Figure.marked(Marker.LOW_RELIABILITY)
    assert printed(statistic, "806", "age=young", **asked).value is not None


def test_a_region_has_what_is_counted_in_its_number_its_percentage_and_its_rate() -> None:
    assert printed("count", REGION, "age=young") == Figure(10)  # 6 + 6 = 12
    assert printed("percent", REGION, "age=young") == Figure(30)  # 12 of 40
    assert printed("rate", REGION) == Figure(40)  # 40 of 10,000


# Boys and girls of 301, which is marked, 302 and 303: what the region has beyond the others are 301's three boys.
BOYS, GIRLS = {"sex=male": (3, 12, 15)}, {"sex=female": (17, 18, 25)}
NUMBERS = counts(children={"": (20, 30, 40), **BOYS, **GIRLS})
MARKED = replace(PUBLIC, unreliable=frozenset({("children", YEAR, "301")}))
SHOWN = everywhere(*(figure("count", "children", key) for key in ("", "sex=male", "sex=female")))
# What no file shows of children would be nobody's business.
RULES = replace(POLICIES["cin-actual"], nameless=(Nameless("children", reason="for this test"),))


def test_a_small_count_behind_the_symbol_does_not_follow_from_region_less_others() -> None:
    """Regions are unrounded here: 30 boys less 12 and 15 would be 3."""
    unknowns = build(SHOWN, public=MARKED)
    pattern, passed = run(unknowns, NUMBERS, RULES)
    assert passed
    boys = {key_of("children", "sex=male", area) for area in ("302", "303", REGION, ALL_ENGLAND.area_code)}
    assert boys & set(pattern.suppressed)
    assert not [key for key in pattern.suppressed if key.area_code == "301"], "no file shows it, so none suppresses it"


def test_without_a_place_for_it_nothing_would_be_suppressed() -> None:
    """The guard of the test above: a number that no file names, and no reader, is anybody's."""
    unknowns = replace(build(SHOWN, public=MARKED), marked=frozenset())
    pattern, _ = run(unknowns, NUMBERS, RULES)
    assert not pattern.suppressed


def test_a_share_of_marked_counts_tells_nothing() -> None:
    share = figure("percent", "children", "sex=male", of_key="")
    assert build([share, *SHOWN]).derived
    assert not build([share, *SHOWN], public=MARKED).derived
    assert name_of(SHOWN[0]) in build(SHOWN, public=MARKED).shown


def test_readers_are_told_whose_figures_and_why() -> None:
    with england(YEARS) as warehouse:
        warehouse.connection.execute("ALTER TABLE reference.reporting_units ADD COLUMN la_name VARCHAR")
        warehouse.connection.execute("UPDATE reference.reporting_units SET la_name = 'Hackney' WHERE la_code = '204'")
        grossed(warehouse, COUNTED)
        assert unreliable_in_words(warehouse, [2021], "[u]") == [
            "Some figures of Hackney for 2021 are unreliable and are printed as [u]: half of the referrals are "
            "missing. They are counted in the figures of its region and of England; coverage.csv lists them."
        ]
        assert unreliable_in_words(warehouse, [2020], "[u]") == []
