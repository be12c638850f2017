"""Fixed panels in disclosure control: a sum over the senders that told every period tells no small count of theirs."""

from __future__ import annotations

from dataclasses import replace

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.design.data_sets import Release
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.files.policy_file import load_edition
from pipeline.foundation.numbers import Key
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import FixedPanel, OfSomeSenders, add_years, cover_added_years
from pipeline.process.coverage import Measure
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.panels import exposed_by_panels
from pipeline.protect.edition.public import Public
from pipeline.protect.edition.unknowns import build_unknowns, with_counts
from pipeline.protect.relations import build_relations
from pipeline.protect.suppress.suppress import suppress
from pipeline.protect.suppress.view import published_view
from tests.protect.test_sums_of_years import release

QUARTER = 20234
CODES = ("301", "302", "303", "304", "305")
SINGLE = Measure("events", "children", "adoption_quarterly", ("Children",))
PANEL = FixedPanel("events_in_panel", "children", "adoption_quarterly", ("Children",), adds_up="events")
EVENTS = {"301": 3, "302": 40, "303": 30, "304": 20, "305": 2}
AREAS = Areas(
    [Area("E12000001", "North East", AreaLevel.REGION, "North East")],
    [Area(code, code, AreaLevel.LOCAL_AUTHORITY, "North East", code) for code in CODES],
    dict.fromkeys(CODES, "E12000001"),
    frozenset((QUARTER, code) for code in (*CODES, "E12000001", ENGLAND.area_code)),
    {ENGLAND.area_code: "national", "E12000001": "regional", **dict.fromkeys(CODES, "local_authority")},
)
POLICY = load_edition(TEMPLATES / "adoption-quarterly" / "release.toml", 2023).together


def of_a_panel_without_305() -> tuple[Release, Public, list[Shown]]:
    """Everybody's number of the quarter is shown, and of England the panel's; 305 is not in the panel."""
    members = {(PANEL.name, QUARTER, code) for code in (*CODES[:-1], ENGLAND.area_code)}
    places = {("events", QUARTER, code) for code in CODES} | members
    shown = [Shown("count", "events", QUARTER, code, "") for code in CODES]
    shown.append(Shown("count", PANEL.name, QUARTER, ENGLAND.area_code, ""))
    return release(measures=(SINGLE, PANEL)), Public(frozenset(places), frozenset(), {}, {}), shown


def test_the_panel_less_those_of_its_members_that_are_shown_tells_no_small_count() -> None:
    """93 in the panel, of which 40, 30 and 20 are shown: anybody finds the 3, for 305's 2 are not in it."""
    declared, public, shown = of_a_panel_without_305()
    built = build_unknowns(declared, shown, public, AREAS, (QUARTER,))
    whole = Key(PANEL.name, QUARTER, ENGLAND.area_code, "")
    counts = {(measure, QUARTER, code): {"": EVENTS[code]} for measure in ("events", PANEL.name) for code in CODES}
    counts[PANEL.name, QUARTER, ENGLAND.area_code] = {"": 93}
    # As if England's number were shown unrounded, since who is missing is estimated beside it.
    cells = with_counts(built, counts, frozenset({(PANEL.name, QUARTER, ENGLAND.area_code)}), AREAS)
    relations = build_relations(built.keys, built.hierarchies, built.derived)
    own, in_panel = (Key(name, QUARTER, "301", "") for name in ("events", PANEL.name))
    assert relations.unknown[own] == relations.unknown[in_panel]
    assert Key(PANEL.name, QUARTER, "305", "") not in relations.unknown
    pattern = suppress(cells, relations, POLICY)
    assert {own, Key("events", QUARTER, "305", "")} <= set(pattern.suppressed)
    assert set(pattern.suppressed) & {whole, *(Key("events", QUARTER, code, "") for code in ("302", "303", "304"))}
    view = published_view("invented", cells, relations, POLICY, pattern)
    assert audit(view, relations, Attacker.of(POLICY)).passed
    # Without the relation nothing of it would be seen.
    blind = build_relations(built.keys, replace(built.hierarchies, equal=()), built.derived)
    assert not set(suppress(cells, blind, POLICY).suppressed) & {Key("events", QUARTER, "302", ""), whole}


def test_who_told_every_quarter_is_in_the_panel_and_exposes_it_where_others_are_estimated() -> None:
    warehouse = Warehouse()
    warehouse.connection.execute(
        """
        CREATE TABLE grossed.coverage AS FROM (VALUES
            ('events', 20233, '301', TRUE, ''), ('events', 20234, '301', TRUE, ''),
            ('events', 20233, '302', TRUE, ''), ('events', 20234, '302', FALSE, 'return absent'),
            ('events', 20234, '303', TRUE, ''), ('events', 20224, '302', TRUE, '')
        ) AS rows (measure, collection_year, la_code, is_supplied, reason);
        CREATE TABLE grossed.local_authority_counts AS FROM (VALUES
            ('events', 20233, '301', '', 4), ('events', 20234, '301', '', 5), ('events', 20233, '302', '', 6),
            ('events', 20224, '302', '', 7)
        ) AS rows (measure, collection_year, la_code, breakdown_key, value);
        CREATE TABLE grossed.cells AS FROM (VALUES
            ('events', 20234, 'E92000001', TRUE), ('events', 20233, 'E92000001', FALSE)
        ) AS rows (measure, collection_year, area_code, is_estimated);
        """
    )
    warehouse.connection.execute(
        """
        CREATE TABLE reference.reporting_units AS FROM (VALUES
            (20233, '301', 'E12000001'), (20234, '301', 'E12000001'), (20233, '302', ''), (20234, '302', '')
        ) AS rows (collection_year, la_code, region_code);
        """
    )
    beside = OfSomeSenders("beside", "children", "", (), adds_up="events", in_a_region=False)
    cover_added_years(warehouse, [SINGLE, PANEL, beside])
    add_years(warehouse, [SINGLE, PANEL, beside], [])
    # Whoever is of no region has the rows that it has, with what is missing.
    assert warehouse.connection.execute(
        "SELECT collection_year, la_code, is_supplied FROM grossed.coverage WHERE measure = 'beside' ORDER BY ALL"
    ).fetchall() == [(20233, "302", True), (20234, "302", False)]
    # 302 lacks the fourth quarter of 2022-23 and 303 the third; of the year before there is one quarter alone.
    assert warehouse.connection.execute(
        "SELECT collection_year, la_code, value FROM grossed.local_authority_counts WHERE measure = ? ORDER BY ALL",
        [PANEL.name],
    ).fetchall() == [(20224, "302", 7), (20233, "301", 4), (20234, "301", 5)]
    exposed = exposed_by_panels(warehouse, release(measures=(SINGLE, PANEL)), AREAS)
    assert exposed == {(name, 20234, ENGLAND.area_code) for name in ("events", PANEL.name)}
