"""What missing returns and items change in England, up to the published files, with the arithmetic worked by hand.

England is made of twelve authorities here, with round populations and with returns in which every child can be counted
on the fingers of this file. Source of the method: methodology of the children in need release 2016 to 2017, section 5.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

import pipeline.runs.reading
from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.sending import EVERY_AUTHORITY, Sending
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from tests.conftest import made_once
from tests.recount.children_in_need.by_hand import assessed, case, child
from tests.recount.children_in_need.writing import write_awkward_returns
from tests.runs.figures_alone import figures_alone

YEAR = 2024
ENGLAND, LONDON, INNER_LONDON, OUTER_LONDON = "E92000001", "E12000007", "E13000001", "E13000002"
NORTH_EAST, NORTH_WEST, SOUTH_EAST = "E12000001", "E12000002", "E12000008"
# Children aged under 18; referrals in April and in May; enquiries under section 47.
AUTHORITIES = {
    "390": (10_000, 120, 80, 30),
    "391": (20_000, 210, 190, 45),
    "392": (15_000, 100, 101, 27),
    "350": (25_000, 260, 240, 60),
    "351": (12_000, 90, 97, 22),
    "352": (50_000, 700, 500, 150),
    "202": (11_000, 110, 105, 25),
    "204": (18_000, 200, 150, 40),
    "301": (22_000, 230, 221, 55),
    "302": (30_000, 310, 290, 70),
    "850": (60_000, 600, 545, 120),
    "851": (14_000, 160, 120, 35),
}
REGIONS = {
    NORTH_EAST: ("390", "391", "392"),
    NORTH_WEST: ("350", "351", "352"),
    INNER_LONDON: ("202", "204"),
    OUTER_LONDON: ("301", "302"),
    LONDON: ("202", "204", "301", "302"),
    SOUTH_EAST: ("850", "851"),
    ENGLAND: tuple(AUTHORITIES),
}
MISSING = ("352", "204", "851")
WITHOUT_ENQUIRIES = "301"
BY_MONTH, ENQUIRIES = "c6_children_in_need_referrals_by_month", "c4_children_in_need_section_47s_and_icpcs"
Row = dict[str, str]


def load_small_england(
    warehouse: Warehouse,
    *,
    with_postcodes: bool,
    populations: int | None,
    left_out: Sequence[str] = (),
    sent: Sending = EVERY_AUTHORITY,
) -> None:
    """The reference data with no authorities but ours, and with our populations in whatever edition."""
    assert populations in (None, YEAR) and not left_out and not sent.periods and sent.supplied_by == "authority"
    assert sent.population == "children"
    load_reference(warehouse, with_postcodes=with_postcodes)
    execute = warehouse.connection.execute
    execute("DELETE FROM reference.reporting_units WHERE NOT list_contains(?, la_code)", [list(AUTHORITIES)])
    execute("DELETE FROM reference.child_population")
    people = [("local_authority", code, population) for code, (population, *_) in AUTHORITIES.items()]
    for area, codes in REGIONS.items():
        level = "national" if area == ENGLAND else "regional"
        people.append((level, area, sum(AUTHORITIES[code][0] for code in codes)))
    for level, area, population in people:
        execute("INSERT INTO reference.child_population VALUES (?, ?, ?, ?)", [YEAR, level, area, population])


@pytest.fixture(scope="module", autouse=True)
def small_england() -> Iterator[None]:
    """Releases of this file are of our England."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline.runs.reading, "load_reference", load_small_england)
        yield


def publish(name: str, returns: Path, out: Path) -> RunSummary:
    return publish_release(ReleaseRun(name, YEAR, "", returns, out, accept_coverage=True), report=lambda _: None)


def write_censuses(returns: Path, missing: tuple[str, ...] = (), without_enquiries: str = "") -> None:
    """Every child is referred once, assessed on that day and stays in need; the first of them have an enquiry too."""
    children = []
    for code, (_, in_april, in_may, enquiries) in AUTHORITIES.items():
        if code in missing:
            continue
        for number in range(in_april + in_may):
            referred = date(2023, 4, 12) if number < in_april else date(2023, 5, 12)
            enquired = number < enquiries and code != without_enquiries
            day = referred.isoformat()
            history = case(day, assessments=[assessed(day, day)], enquiries=[(referred, None)] if enquired else [])
            children.append(child(history, name=f"C{number}", la_code=code))
    write_awkward_returns(returns, children, [YEAR])
    lines = ["return,year,la_code,received_on,items_not_supplied,note"]
    lines += [f"cin,{YEAR},{without_enquiries},,Section47,"] if without_enquiries else []
    (returns / "manifest.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """Children in need as all twelve sent them."""

    def make(folder: Path) -> RunSummary:
        write_censuses(folder / "returns")
        with figures_alone():
            return publish("children-in-need", folder / "returns", folder / "releases")

    return made_once(tmp_path_factory, "twelve_authorities", make)


@pytest.fixture(scope="module")
def depleted(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The same without three authorities and without the enquiries of a fourth."""

    def make(folder: Path) -> RunSummary:
        write_censuses(folder / "returns", MISSING, WITHOUT_ENQUIRIES)
        return publish("children-in-need", folder / "returns", folder / "releases")

    return made_once(tmp_path_factory, "twelve_authorities_depleted", make)


def published_row(summary: RunSummary, data_set: str, area: str) -> Row:
    """The row of an area in a data set."""
    with (summary.folder / "publish" / "data" / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        (found,) = (
            row for row in csv.DictReader(file) if (row["old_la_code"] or row["region_code"] or ENGLAND) == area
        )
    return found


def unrounded(summary: RunSummary, measure: str, area: str, key: str = "") -> int:
    """A count with its estimates before rounding."""
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        (found,) = warehouse.connection.execute(
            "SELECT value FROM grossed.cells WHERE measure = ? AND area_code = ? AND breakdown_key = ?",
            [measure, area, key],
        ).fetchall()
    return int(found[0])


def coverage(summary: RunSummary, measure: str) -> dict[str, Row]:
    """What coverage.csv says of a measure, by authority."""
    with (summary.folder / "publish" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == measure]
    return {row["old_la_code"]: row for row in rows if row["geographic_level"] == "Local authority"}


def test_with_every_return_england_is_what_was_sent(whole: RunSummary) -> None:
    # 200 + 400 + 201 + 500 + 187 + 1,200 + 215 + 350 + 451 + 600 + 1,145 + 280 referrals, 3,090 of them in April.
    assert unrounded(whole, "referrals_in_year", ENGLAND) == 5_729
    england = published_row(whole, BY_MONTH, ENGLAND)
    assert (england["total_referrals"], england["April"], england["May"]) == ("5730", "3090", "2640")
    assert published_row(whole, BY_MONTH, "352")["total_referrals"] == "1200"
    assert published_row(whole, ENQUIRIES, ENGLAND)["Section47"] == "680"


def test_a_missing_authority_has_the_rate_of_the_known_times_its_population(depleted: RunSummary) -> None:
    """
    The nine known have 3,899 referrals of 205,000 children. Manchester's 50,000 have 50,000 x 3,899 / 205,000 = 950.98,
    Hackney's 18,000 have 342.35, Portsmouth's 14,000 have 266.27: 951, 342 and 266.
    """
    assert unrounded(depleted, "referrals_in_year", ENGLAND) == 3_899 + 951 + 342 + 266
    assert unrounded(depleted, "referrals_in_year", NORTH_WEST) == 500 + 187 + 951
    assert unrounded(depleted, "referrals_in_year", INNER_LONDON) == 215 + 342
    assert unrounded(depleted, "referrals_in_year", LONDON) == 215 + 342 + 451 + 600
    assert unrounded(depleted, "referrals_in_year", SOUTH_EAST) == 1_145 + 266
    shown = {area: published_row(depleted, BY_MONTH, area)["total_referrals"] for area in REGIONS}
    assert shown == {
        ENGLAND: "5460", NORTH_EAST: "800", NORTH_WEST: "1640", INNER_LONDON: "560", OUTER_LONDON: "1050",
        LONDON: "1610", SOUTH_EAST: "1410",
    }  # fmt: skip


def test_breakdowns_are_the_known_times_the_grossing_factor_of_their_headline(depleted: RunSummary) -> None:
    """
    England's factor is 5,458 / 3,899. The known have 2,030 referrals in April and 1,869 in May: 2,841.69 and 2,616.31.
    The North West's is 1,638 / 687, and its known have 350 and 337: 834.50 (573,300 / 687 is 834.498) and 803.50.
    """
    counts = [unrounded(depleted, "referrals_in_year", ENGLAND, f"month_of_referral={one}") for one in ("april", "may")]
    assert counts == [2_842, 2_616]
    north_west = published_row(depleted, BY_MONTH, NORTH_WEST)
    assert (north_west["April"], north_west["May"]) == ("830", "800")
    assert unrounded(depleted, "referrals_in_year", NORTH_WEST, "month_of_referral=april") == 834
    assert unrounded(depleted, "referrals_in_year", NORTH_WEST, "month_of_referral=may") == 804
    england = published_row(depleted, BY_MONTH, ENGLAND)
    assert (england["April"], england["May"], england["June"]) == ("2840", "2620", "0")


def test_fewer_returns_than_the_floor_publish_nothing_unless_that_is_meant(
    depleted: RunSummary, whole: RunSummary, tmp_path: Path
) -> None:
    """Nine of twelve authorities are 75 per cent, and their 205,000 of 287,000 children 71.4: both are under 90."""
    returns = depleted.folder.parents[2] / "returns"
    run = ReleaseRun("children-in-need", YEAR, "", returns, tmp_path)
    with pytest.raises(CheckFailed) as stopped:
        publish_release(run, report=lambda _: None)
    told = "9 of 12 local authorities, with 71 per cent of children, sent a usable cin return of 2024"
    assert str(stopped.value).startswith(f"{told} (absent: Hackney, Manchester, Portsmouth).")
    assert "--accept-coverage" in str(stopped.value)
    assert not (run.folder / "publish").exists()
    # Meant: the page, the coverage and the manifest say so.
    publish = depleted.folder / "publish"
    assert told in (publish / "index.html").read_text(encoding="utf-8")
    assert told in (publish / "coverage.csv").read_text(encoding="utf-8")
    accepted = json.loads((publish / "manifest.json").read_text(encoding="utf-8"))["accepted_coverage"]
    assert [words.startswith(told) for words in accepted] == [True]
    # With all twelve nothing is said, whether it was allowed or not.
    assert (
        json.loads((whole.folder / "publish" / "manifest.json").read_text(encoding="utf-8"))["accepted_coverage"] == []
    )


def test_rates_are_of_the_estimate(depleted: RunSummary, whole: RunSummary) -> None:
    """All stay in need: 5,458 of 287,000 children are 190.17 in 10,000, where 5,729 were 199.62."""
    name = "b1_children_in_need"
    assert published_row(depleted, name, ENGLAND)["At31_episodes_rate"] == "190.2"
    assert published_row(whole, name, ENGLAND)["At31_episodes_rate"] == "199.6"


def test_an_item_that_is_missing_is_estimated_where_it_counts_and_nowhere_else(depleted: RunSummary) -> None:
    """
    Eight authorities have 399 enquiries of 183,000 children: for 22,000 in Barking and Dagenham, 50,000, 18,000 and
    14,000 in the others that are 47.97, 109.02, 39.25 and 30.52.
    """
    assert unrounded(depleted, "section_47_enquiries_in_year", ENGLAND) == 399 + 48 + 109 + 39 + 31
    assert unrounded(depleted, "section_47_enquiries_in_year", OUTER_LONDON) == 70 + 48
    assert published_row(depleted, ENQUIRIES, ENGLAND)["Section47"] == "630"
    assert published_row(depleted, ENQUIRIES, OUTER_LONDON)["Section47"] == "120"
    # Its referrals were sent: they are England's as before, and its own.
    assert published_row(depleted, BY_MONTH, "301")["total_referrals"] == "451"


def test_the_row_of_a_missing_authority_is_not_available(depleted: RunSummary) -> None:
    for code in MISSING:
        row = published_row(depleted, BY_MONTH, code)
        assert {row["total_referrals"], row["April"], row["June"]} == {"x"}
    for code in (*MISSING, WITHOUT_ENQUIRIES):
        assert published_row(depleted, ENQUIRIES, code)["Section47"] == "x"
    assert published_row(depleted, ENQUIRIES, "302")["Section47"] == "70"


def test_what_is_estimated_is_published(depleted: RunSummary, whole: RunSummary) -> None:
    """Which authorities, of which measure and why; the regions that have them are flagged, and the others are not."""
    referrals = coverage(depleted, "referrals_in_year")
    estimated = [code for code, row in referrals.items() if row["estimated_in_region_and_england"] == "yes"]
    assert sorted(estimated) == sorted(MISSING)
    assert {referrals[code]["reason"] for code in MISSING} == {"return absent"}
    # Nobody's return of the year before is there, so that England's re-referrals are estimated from nobody.
    looked_back = coverage(depleted, "re_referrals").values()
    assert {(row["supplied"], row["estimated_in_region_and_england"]) for row in looked_back} == {("no", "no")}
    enquiries = coverage(depleted, "section_47_enquiries_in_year")["301"]
    assert (enquiries["supplied"], enquiries["reason"]) == ("no", "not supplied: section47")
    assert all(row["supplied"] == "yes" for row in coverage(whole, "referrals_in_year").values())
    assert flagged(depleted, "referrals_in_year") == {ENGLAND, NORTH_WEST, LONDON, INNER_LONDON, SOUTH_EAST}
    assert flagged(depleted, "section_47_enquiries_in_year") == set(REGIONS) - {NORTH_EAST}
    assert flagged(whole, "referrals_in_year") == set()


def areas_in_coverage(summary: RunSummary, measure: str) -> dict[str, tuple[str, str, str]]:
    """What coverage.csv says of England and the regions: for whom, how many, and what percentage, by area code."""
    with (summary.folder / "publish" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["area_code"]: (row["reason"], row["estimated_number"], row["estimated_percent"])
            for row in csv.DictReader(file)
            if row["measure"] == measure and row["geographic_level"] != "Local authority"
        }


def test_by_how_much_is_published_and_follows_from_published_figures(depleted: RunSummary, whole: RunSummary) -> None:
    """
    82,000 of 287,000 children are of missing authorities, 28.57 per cent; of England's 5,460 referrals that is 1,560.
    At 5,460 / 287,000, Manchester's 50,000 have 951.2, of the North West's 1,640; Hackney's 18,000 have 342.4, of
    London's 1,610 and Inner London's 560; Portsmouth's 14,000 have 266.3, of the South East's 1,410.
    """
    three = "includes estimates for Hackney; Manchester; Portsmouth"
    assert areas_in_coverage(depleted, "referrals_in_year") == {
        ENGLAND: (three, "1560", "28.6"),
        NORTH_WEST: ("includes estimates for Manchester", "950", "58.0"),
        LONDON: ("includes estimates for Hackney", "340", "21.3"),
        INNER_LONDON: ("includes estimates for Hackney", "340", "61.1"),
        SOUTH_EAST: ("includes estimates for Portsmouth", "270", "18.9"),
    }
    assert areas_in_coverage(depleted, "section_47_enquiries_in_year").keys() == set(REGIONS) - {NORTH_EAST}
    # No file of this edition shows that measure, so no number of it is told here either.
    unshown = areas_in_coverage(depleted, "episodes_of_need_at_any_point_to_2017")[ENGLAND]
    assert unshown == (three, "", "")
    assert areas_in_coverage(whole, "referrals_in_year") == {}


def test_every_table_says_which_of_its_figures_include_estimates(depleted: RunSummary, whole: RunSummary) -> None:
    lines = lines_above_tables(depleted)
    with_estimates = {sheet: [line for line in told if "include estimates" in line] for sheet, told in lines.items()}
    assert len(with_estimates["C6"]) == 1, "one year"
    assert with_estimates["C6"] == [
        "2024: figures for England, North West, London, Inner London and South East include estimates for Hackney, "
        "Manchester and Portsmouth."
    ]
    # As all twelve sent them, seven censuses of over 300 children have no plan at all, which is not known and not 0.
    without_plans = "Hackney, Barking and Dagenham, Barnet, Bolton, Manchester, Newcastle upon Tyne and Hampshire"
    told_of = {
        sheet: line for sheet, told in lines_above_tables(whole).items() for line in told if "include estimates" in line
    }
    assert sorted(told_of) == ["A2", "A5", "A6", *(f"D{number}" for number in range(1, 9))], "the tables of plans"
    assert all(line.endswith(f" include estimates for {without_plans}.") for line in told_of.values())


def lines_above_tables(summary: RunSummary) -> dict[str, list[str]]:
    """The lines in column A of the worksheets of the workbook of areas, by worksheet."""
    found: dict[str, list[str]] = {}
    for path in sorted((summary.folder / "publish" / "tables").glob("*.xlsx")):
        for sheet in load_workbook(path, read_only=True):
            found[sheet.title] = [str(row[0]) for row in sheet.iter_rows(max_row=12, max_col=1, values_only=True)]
    return found


def flagged(summary: RunSummary, measure: str) -> set[str]:
    """The areas whose figure is said to include an estimate."""
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        found = warehouse.connection.execute(
            "SELECT DISTINCT area_code FROM grossed.cells WHERE measure = ? AND is_estimated", [measure]
        ).fetchall()
    return {area for (area,) in found}
