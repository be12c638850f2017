"""Leaks by what the words of the files mean: each of these small Englands gives a child away unless it is declared."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.numbers import Form, Key, PublishedView
from pipeline.foundation.stages import REFERENCE
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.at_stake import policies_for
from pipeline.protect.edition.derived_numbers import name_of
from pipeline.protect.edition.public import Public
from pipeline.protect.edition.unknowns import Unknowns, build_unknowns, with_counts
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view

NAME, YEAR, REGION = "children-looked-after", 2024, "E12000001"
CODES = ("301", "302", "303")
AREAS = Areas(
    [Area(REGION, "North East", AreaLevel.REGION, "North East")],
    [Area(code, code, AreaLevel.LOCAL_AUTHORITY, "North East", code) for code in CODES],
    dict.fromkeys(CODES, REGION),
    frozenset((YEAR, code) for code in (ENGLAND.area_code, REGION, *CODES)),
    {ENGLAND.area_code: "national", REGION: "regional", **dict.fromkeys(CODES, "local_authority")},
)
SUPPRESSED = (1, 1 << 40)
"""What is known of a suppressed count by itself."""
Numbers = dict[str, tuple[int, int, int]]
"""By measure:key, the counts of the three authorities."""


@cache
def parents() -> dict[str, dict[str, str]]:
    """The trees of categories."""
    trees: dict[str, dict[str, str]] = {}
    with (REFERENCE / "categories.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            trees.setdefault(row["breakdown"], {})[row["category"]] = row["parent"]
    return trees


def seen(
    numbers: Numbers, unshown: Numbers | None = None, averages: dict[Shown, int] | None = None, name: str = NAME
) -> PublishedView:
    """What readers see of some counts of the real release; its audit passes.

    No file has those ``unshown``; ``averages`` are as they are printed, in units of the last decimal.
    """
    release = load_release(name)
    policy = policies_for(release, YEAR).together
    every = {**numbers, **(unshown or {})}
    cells = {name: name.split(":") for name in every}
    everywhere = (ENGLAND.area_code, REGION, *CODES)
    shown = [Shown("count", cells[name][0], YEAR, area, cells[name][1]) for name in numbers for area in everywhere]
    shown += list(averages or {})
    measures = {*(measure for measure, _ in cells.values()), *(one.measure for one in averages or {})}
    supplied = frozenset((measure, YEAR, area) for measure in measures for area in everywhere)
    public = Public(supplied, frozenset(), {}, parents())
    unknowns = build_unknowns(release, shown, public, AREAS, [YEAR], numbers=averages)
    counts: dict[tuple[str, int, str], dict[str, int]] = {}
    for (measure, key), values in zip(cells.values(), every.values(), strict=True):
        for code, value in zip(CODES, values, strict=True):
            for area in (code, REGION, ENGLAND.area_code):
                place = counts.setdefault((measure, YEAR, area), {})
                place[key] = place.get(key, 0) + value
    true = with_counts(unknowns, counts, frozenset(), AREAS, policy.protects)
    exactly = {key: (value, value) for key, value in zip(true.keys, true.values.tolist(), strict=True)}
    unknowns = unknowns.believing(exactly, everywhere=False)
    relations = build_relations(unknowns.keys, unknowns.hierarchies, unknowns.derived)
    pattern = protect(true, relations, policy)
    view = published_view(name, true, relations, policy, pattern)
    audit(view, relations, Attacker.of(policy), pattern.structural).require()
    return view


def bounds(view: PublishedView, name: str, area: str = "301") -> tuple[int, int]:
    """What is shown of a count: its bounds, and 1 to any number where it is suppressed."""
    measure, key = name.split(":")
    at = view.keys.index(Key(measure, YEAR, area, key))
    if view.forms[at] == Form.SUPPRESSED:
        return SUPPRESSED
    return int(view.lower[at]), int(view.upper[at])


@pytest.mark.parametrize("kind", ["missing", "away"])
def test_two_incidents_for_each_child_who_was_absent_more_than_once(kind: str) -> None:
    """8 children in 9 incidents: one child at most was absent more than once."""
    children, more = f"children_{kind}:", f"children_{kind}:absent_more_than_once=more_than_once"
    view = seen(
        {children: (8, 40, 31), more: (1, 12, 9), f"{kind}_incidents:": (9, 77, 52)},
        {more.replace("=", "=not_"): (7, 28, 22)},
    )
    assert bounds(view, more) == SUPPRESSED
    left = bounds(view, f"{kind}_incidents:")[1] - bounds(view, children)[0]
    assert left - 1 >= 3, "incidents less children is all there can be of those absent more than once"


@pytest.mark.parametrize(("measure", "age"), [("care_leavers", "19_to_21"), ("care_leavers_aged_22_to_25", "22")])
@pytest.mark.parametrize("what", ["accommodation", "activity"])
@pytest.mark.parametrize("least", ["refuses_contact", "no_longer_requires_services", "not_in_touch"])
def test_of_no_contact_is_more_unknown_than_there_are_of_it(measure: str, age: str, what: str, least: str) -> None:
    """Of 44 unknown 4 and 10 are suppressed; the other file has 6 and 10 of those contacts, so the 4 is 4 to 6."""
    contacts = [least, *sorted({"refuses_contact", "no_longer_requires_services", "not_in_touch"} - {least})]
    of_contact = {name: f"{measure}:care_leaver_age={age};in_touch={name}" for name in (*contacts, "in_touch")}
    unknown = {name: f"{measure}:{what}={what}_not_known_{name};care_leaver_age={age}" for name in contacts}
    total = f"{measure}:{what}={what}_not_known;care_leaver_age={age}"
    known = f"{measure}:{what}={'foyers' if what == 'accommodation' else 'g4'};care_leaver_age={age}"
    view = seen({
        f"{measure}:care_leaver_age={age}": (100, 200, 300),
        **dict(zip(of_contact.values(), [(6, 20, 15), (10, 40, 30), (30, 50, 60), (54, 90, 195)], strict=True)),
        **dict(zip(unknown.values(), [(4, 20, 15), (10, 40, 30), (30, 50, 60)], strict=True)),
        total: (44, 110, 105),
        known: (56, 90, 195),
    }, {
        f"{measure}:care_leaver_age={age};suitability=suitability_total": (100, 200, 300),
        f"{measure}:care_leaver_age={age};suitability=suitable": (56, 90, 195),
        f"{measure}:care_leaver_age={age};suitability=suitability_not_known": (44, 110, 105),
    } if what == "accommodation" else {})  # fmt: skip
    most = {name: min(bounds(view, unknown[name])[1], bounds(view, of_contact[name])[1]) for name in contacts}
    at_least = max(1, bounds(view, total)[0] - sum(most[name] for name in contacts if name != least))
    assert most[least] - at_least >= 3


@pytest.mark.parametrize("what", ["accommodation", "activity"])
def test_who_is_not_in_touch_is_believed_to_be_unknown(what: str) -> None:
    """12 not in touch are shown in one file; whoever takes them for the 12 suppressed beside 3 of 15 has the 3."""
    start, end = "care_leavers:", "care_leaver_age=19_to_21"
    not_in_touch = f"{start}{end};in_touch=not_in_touch"
    total, refuses, unknown, known = (
        f"{start}{what}={name};{end}"
        for name in (
            f"{what}_not_known",
            f"{what}_not_known_refuses_contact",
            f"{what}_not_known_not_in_touch",
            "foyers" if what == "accommodation" else "g4",
        )
    )
    view = seen({
        f"{start}{end}": (100, 200, 300),
        not_in_touch: (12, 50, 60),
        f"{start}{end};in_touch=refuses_contact": (8, 20, 30),
        f"{start}{end};in_touch=in_touch": (80, 130, 210),
        total: (15, 60, 75), refuses: (3, 10, 15), unknown: (12, 50, 60), known: (85, 140, 225),
    }, {
        f"{start}{end};suitability=suitability_total": (100, 200, 300),
        f"{start}{end};suitability=suitable": (85, 140, 225),
        f"{start}{end};suitability=suitability_not_known": (15, 60, 75),
    } if what == "accommodation" else {})  # fmt: skip
    assert bounds(view, refuses) == SUPPRESSED
    assert SUPPRESSED in (bounds(view, total), bounds(view, not_in_touch)), "15 less the 12 of the other file is 3"


def test_what_a_figure_speaks_against_is_not_believed() -> None:
    """Where one area shows 9 not in touch and 5 unknown of them, others tell, and nobody takes the two for one."""
    pairs = tuple(((Key("m", YEAR, code, "a"),), (Key("m", YEAR, code, "b"),)) for code in CODES)
    empty = Unknowns((), frozenset(), Hierarchies({}, {}), (), {}, believed=pairs)
    known = {key: (9, 9) for (key,), _ in pairs} | {Key("m", YEAR, "301", "b"): (5, 5)}
    assert empty.believing(known, everywhere=True).hierarchies.contained == ()
    assert empty.believing(known, everywhere=False).hierarchies.contained == pairs[1:]


@pytest.mark.parametrize(("measure", "age"), [("care_leavers", "19_to_21"), ("care_leavers_aged_22_to_25", "22")])
def test_homelessness_and_custody_are_never_suitable(measure: str, age: str) -> None:
    """8 not suitable, 6 in custody: of no fixed abode are 1 or 2."""
    homeless, custody, foyers = (
        f"{measure}:accommodation={name};care_leaver_age={age}" for name in ("no_fixed_abode", "in_custody", "foyers")
    )
    not_suitable, suitable = (
        f"{measure}:care_leaver_age={age};suitability={name}" for name in ("not_suitable", "suitable")
    )
    view = seen({
        f"{measure}:care_leaver_age={age}": (100, 200, 300),
        homeless: (2, 20, 30), custody: (6, 30, 40), foyers: (92, 150, 230),
        not_suitable: (8, 50, 80), suitable: (92, 150, 220),
    })  # fmt: skip
    assert bounds(view, homeless) == SUPPRESSED
    assert bounds(view, not_suitable)[1] - bounds(view, custody)[0] - 1 >= 3


def test_an_average_score_tells_how_many_are_in_a_band() -> None:
    """36 scores, 0.5 on average: 18 points at most and 17 are needed for one cause for concern."""
    band = "outcomes_aged_5_to_16:strengths_and_difficulties=sdq_"
    of = "strengths_and_difficulties=sdq_score_received"
    average = Shown(
        "average", "strengths_and_difficulties_points", YEAR, "301", "", of, decimals=1,
        of_measure="outcomes_aged_5_to_16",
    )  # fmt: skip
    scores: Numbers = {
        f"outcomes_aged_5_to_16:{of}": (36, 60, 80),
        f"{band}normal": (35, 30, 40),
        f"{band}borderline": (0, 15, 20),
        f"{band}concern": (1, 15, 20),
    }
    every = {"outcomes_aged_5_to_16:": (36, 60, 80)}
    view = seen(scores, every, {average: 5})
    assert bounds(view, f"{band}concern") == SUPPRESSED
    assert name_of(average) not in view.means
    # With 20 normal and 16 borderline the average of 9.0 tells nothing that these do not.
    view = seen({**scores, f"{band}normal": (20, 30, 40), f"{band}borderline": (10, 15, 20),
                 f"{band}concern": (6, 15, 20)}, every, {average: 105})  # fmt: skip
    assert view.means == {name_of(average): 105}


@pytest.mark.parametrize("years", ["", "_three_years"])
def test_average_days_tell_how_many_waited_long(years: str) -> None:
    """40 children in 60 days on average: at most 5 can have waited 426 days."""
    average = Shown("average", f"scorecard_a1_days{years}", YEAR, "301", "", "", of_measure=f"scorecard_a1{years}")
    waited: Numbers = {
        f"scorecard_a1{years}:": (40, 60, 80),
        f"scorecard_a3{years}:": (40, 60, 80),
        f"scorecard_a3{years}:result=in_numerator": (3, 30, 40),
    }
    rest: Numbers = {f"scorecard_a3{years}:result=not_in_numerator": (37, 30, 40)}
    view = seen(waited, rest, {average: 420}, "performance-tables")
    assert bounds(view, f"scorecard_a3{years}:result=in_numerator") == SUPPRESSED
    assert name_of(average) not in view.means
