"""Releases together: what an earlier release showed is known, and each being safe alone is not enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.foundation.numbers import (
    UNBOUNDED,
    Cells,
    DisclosureError,
    Form,
    Key,
    Level,
    Pattern,
    PublishedView,
    Ratio,
    Reason,
)
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.history import (
    EarlierRelease,
    exempt_together,
    join_releases,
    known_from,
    revised_places,
    with_old_cells,
)
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES, england, key, policy

RULES = POLICIES["cin-actual"]
ATTACKER = Attacker.of(RULES)


def first_release(cells: Cells, hierarchies: Hierarchies) -> tuple[Pattern, PublishedView]:
    relations = build_relations(cells.keys, hierarchies)
    pattern = protect(cells, relations, RULES)
    return pattern, published_view("2024 first", cells, relations, RULES, pattern)


def revise(cells: Cells, seed: int, areas: tuple[str, ...] = ("L01", "L11", "L12")) -> Cells:
    """Move a few children between categories of some authorities, and add some."""
    rng = np.random.default_rng(seed)
    counts = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    for area in areas:
        above = (area, f"R{area[1]}", "E")
        for breakdown in ("b0", "b1"):
            leaf = int(rng.integers(4))
            for place in above:
                counts[key(place, f"{breakdown}=c{leaf}")] += 2
                if breakdown == "b1":
                    counts[key(place, f"b1=g{leaf // 2}")] += 2
        for place in above:
            counts[key(place)] += 2
    return replace(cells, values=np.array([counts[one] for one in cells.keys]))


def joint_attack(cells: Cells, hierarchies: Hierarchies, pattern: Pattern, earlier: EarlierRelease):  # type: ignore[no-untyped-def]
    joint = join_releases(cells.keys, hierarchies, (), [earlier])
    relations = build_relations(cells.keys, hierarchies)
    view = published_view("2024 revised", cells, relations, RULES, pattern)
    return audit(view, joint.relations, ATTACKER, pattern.structural, earlier=joint.earlier)


def test_two_safe_releases_are_not_safe_together_until_suppressed_together() -> None:
    apart_leaks = 0
    for seed in range(6):
        cells, hierarchies, _ = england(seed)
        old_pattern, old_view = first_release(cells, hierarchies)
        new = revise(cells, seed)
        told = frozenset(("looked_after", 2024, area) for area in ("L01", "L11", "L12"))
        places = revised_places(old_view, new) | told
        assert {area for _, _, area in revised_places(old_view, new)} >= {"L11", "L12", "R1", "E"}
        old_values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
        earlier = EarlierRelease("first", old_view, (), places, old_values)
        apart = protect(new, build_relations(new.keys, hierarchies), RULES)
        apart_leaks += not joint_attack(new, hierarchies, apart, earlier).passed
        joint = join_releases(new.keys, hierarchies, (), [earlier])
        every = with_old_cells(new, joint, [earlier])
        known = known_from(joint, RULES.smallest_suppressed)
        together = protect(every, joint.relations, RULES, known)
        report = joint_attack(new, hierarchies, together, earlier)
        assert report.passed, report.findings
        frozen = {one for one, form in zip(old_view.keys, old_view.forms, strict=True) if form == Form.SHOWN}
        unrevised = {one for one in frozen if one[:3] not in places and one.area_code[0] == "L"}
        again = {one for one in together.suppressed if one in unrevised}
        assert all(together.suppressed[one] is not Reason.SECONDARY for one in again), (
            "what is known cannot be suppressed"
        )
        assert old_pattern.suppressed
    assert apart_leaks, "otherwise this test shows nothing"


def test_a_number_shown_before_is_named_when_it_gives_another_away() -> None:
    tree = Hierarchies({2024: {}}, {"b": {"c0": "", "c1": "", "c2": ""}})
    counts = {"": 60, "b=c0": 3, "b=c1": 27, "b=c2": 30}
    cells = Cells.of((key("L0", b), v, Level.LOCAL_AUTHORITY, True, True) for b, v in counts.items())
    relations = build_relations(cells.keys, tree)
    pattern = protect(cells, relations, RULES)
    view = published_view("now", cells, relations, RULES, pattern)
    second = next(one for one, reason in pattern.suppressed.items() if reason is Reason.SECONDARY)
    value = counts[second.breakdown]
    shown = np.array([value])
    before = PublishedView("before", (second,), np.array([Form.SHOWN]), shown, shown)
    joint = join_releases(cells.keys, tree, (), [EarlierRelease("same", before)])
    assert audit(view, relations, ATTACKER).passed
    report = audit(view, joint.relations, ATTACKER, earlier=joint.earlier)
    assert [one.key for one in report.findings] == [key("L0", "b=c0")]
    known = known_from(joint, 1)
    better = protect(cells, joint.relations, RULES, known)
    assert second not in better.suppressed or better.suppressed[second] is not Reason.SECONDARY
    safe = published_view("now", cells, relations, RULES, better)
    assert audit(safe, joint.relations, ATTACKER, earlier=joint.earlier).passed


def test_a_small_number_shown_before_is_listed_as_structural() -> None:
    tree = Hierarchies({2024: {}}, {"b": {"c0": "", "c1": ""}})
    cells = Cells.of(
        (key("L0", b), v, Level.LOCAL_AUTHORITY, True, True) for b, v in {"": 33, "b=c0": 3, "b=c1": 30}.items()
    )
    one = (key("L0", "b=c0"),)
    before = PublishedView("before", one, np.array([Form.SHOWN]), np.array([3]), np.array([3]))
    joint = join_releases(cells.keys, tree, (), [EarlierRelease("same", before)])
    pattern = protect(cells, joint.relations, RULES, known_from(joint, 1))
    assert [(s.key, s.lower, s.upper) for s in pattern.structural] == [(one[0], 3, 3)]
    assert "before" in pattern.structural[0].reason
    view = published_view("now", cells, build_relations(cells.keys, tree), RULES, pattern)
    assert audit(view, joint.relations, ATTACKER, pattern.structural, earlier=joint.earlier).passed
    assert not audit(view, joint.relations, ATTACKER, earlier=joint.earlier).passed


def test_an_old_number_that_is_nowhere_is_asked_for() -> None:
    cells, hierarchies, _ = england(1)
    _, view = first_release(cells, hierarchies)
    new = revise(cells, 1)
    earlier = EarlierRelease("first", view, (), revised_places(view, new))
    joint = join_releases(new.keys, hierarchies, (), [earlier])
    with pytest.raises(DisclosureError, match="unrounded counts of that release"):
        with_old_cells(new, joint, [earlier])


def test_unrevised_numbers_are_one_unknown_in_both_releases() -> None:
    cells, hierarchies, _ = england(1)
    _, view = first_release(cells, hierarchies)
    joint = join_releases(cells.keys, hierarchies, (), [EarlierRelease("first", view)])
    assert joint.relations.keys == build_relations(cells.keys, hierarchies).keys
    places = frozenset({("looked_after", 2024, "L01")})
    revised = join_releases(cells.keys, hierarchies, (), [EarlierRelease("first", view, (), places)])
    new = {one for one in revised.relations.keys if one.vintage}
    assert {one.area_code for one in new} == {"L01", "R0", "E"}
    assert Key("looked_after", 2024, "L01", "", "first") in new


def test_what_an_earlier_release_may_show_needs_no_protection_and_what_it_hides_does() -> None:
    """Of four numbers: let be known by both, by the earlier one alone, by this one alone, and suppressed by both."""
    both, before, now, neither = (key("L01", f"b0=c{number}") for number in range(4))
    view = PublishedView(
        "earlier", (both, before, now, neither),
        np.array([Form.UNPUBLISHED, Form.UNPUBLISHED, Form.SUPPRESSED, Form.SUPPRESSED]),
        *(np.zeros(4, dtype=np.int64) for _ in range(2)), {}, {}, {}, frozenset({both, before}),
    )  # fmt: skip
    ours = {both, now, neither}
    # This release does not have `before`: whoever let it be known decides. It shows `now` nowhere; it was suppressed.
    assert exempt_together(ours, {neither}, {both, now}, [view]) == {both, before}
    # What it shows itself, and may show, is no longer suppressed by anybody.
    assert exempt_together(ours, {now, neither}, {both, now}, [view]) == {both, before, now}
    assert exempt_together(ours | {before}, {neither}, {both, now}, [view]) == {both}


def test_the_exemptions_of_an_earlier_release_follow_its_numbers() -> None:
    """Old numbers of a revised place go by another name, and so does the leave to show them."""
    cells, hierarchies, _ = england(1)
    _, view = first_release(cells, hierarchies)
    free = key("L01", "b0=c0")
    places = frozenset({("looked_after", 2024, "L01")})
    old = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    earlier = EarlierRelease("first", replace(view, exempt=frozenset({free})), (), places, old)
    joint = join_releases(cells.keys, hierarchies, (), [earlier])
    assert joint.earlier[0].exempt == {free._replace(vintage="first")}
    every = with_old_cells(cells, joint, [earlier])
    sensitive = dict(zip(every.keys, every.sensitive.tolist(), strict=True))
    assert not sensitive[free._replace(vintage="first")]
    assert sensitive[free] and sensitive[key("L01", "b0=c1")._replace(vintage="first")]


def test_a_ratio_that_an_earlier_release_showed_cannot_be_given_up() -> None:
    """Of 1, 27 and 100 the first two were suppressed; 12.8 per 100 of 1,000 people was shown, which is 128 exactly.

    This release shows the 27 alone. Were the 12.8 still its own to suppress, the rounded 130 would leave 128 to 134,
    and so 1 to 7; but it has been printed, and 128 - 100 - 27 is 1.
    """
    tree = Hierarchies({2024: {"R0": ("L00", "L01", "L02")}}, {})
    counts = {"L00": 1, "L01": 27, "L02": 100, "R0": 128}
    forms = {"L00": Form.SUPPRESSED, "L01": Form.SUPPRESSED, "L02": Form.SHOWN, "R0": Form.SHOWN}
    ratio = Ratio(
        key("R0", measure="rate"), Level.REGIONAL, (key("R0"),), known_denominator=1000, scale=100, decimals=1
    )
    view = PublishedView(
        "before", tuple(map(key, counts)), np.array(list(forms.values())),
        np.array([0, 0, 100, 125]), np.array([UNBOUNDED, UNBOUNDED, 100, 134]), {ratio.key: (128, False)},
    )  # fmt: skip
    earlier = EarlierRelease("before", view, (ratio,), values={key(area): count for area, count in counts.items()})
    own = Cells.of([(key("L01"), 27, Level.LOCAL_AUTHORITY, True, True)])
    joint = join_releases(own.keys, tree, (), [earlier])
    known = known_from(joint, 1)
    assert known.derived == {ratio.key._replace(vintage="before")}
    cells = with_old_cells(own, joint, [earlier])
    rules = replace(POLICIES["ees"], secondary=True)

    def what_readers_find(pattern: Pattern) -> bool:
        shown = published_view("now", own, build_relations(own.keys, tree), rules, pattern)
        return audit(shown, joint.relations, Attacker.of(rules), pattern.structural, earlier=joint.earlier).passed

    authorities = {"L00", "L01", "L02"}
    pattern = protect(cells, joint.relations, rules, known, insiders=authorities)
    assert pattern.suppressed == {key("L01"): Reason.SECONDARY}
    assert what_readers_find(pattern)
    unknowing = replace(known, derived=frozenset())
    assert not what_readers_find(protect(cells, joint.relations, rules, unknowing, insiders=authorities))


def test_a_printed_ratio_holds_of_counts_that_only_this_release_shows_exactly() -> None:
    """Before: 89 of an authority, 4 of another suppressed, 93 of 300 of the region as 90 and 300, and 31 per cent.

    This release shows 93 and 300. Without the 93, 30.5 to 31.5 per cent of 300 are 92 to 94, and so the 4 would be 3 to
    5; without the 300 too, which then is 295 to 304, they are 90 to 94 (93 was rounded to 90), and it is 1 to 5.
    """
    tree = Hierarchies({2024: {"R0": ("L00", "L01")}}, {})
    some = {area: key(area, measure="placed") for area in ("L00", "L01", "R0")}
    before = {
        some["L00"]: (4, Form.SUPPRESSED, 0, UNBOUNDED),
        some["L01"]: (89, Form.SHOWN, 89, 89),
        some["R0"]: (93, Form.SHOWN, 85, 94),
        key("R0"): (300, Form.SHOWN, 295, 304),
    }
    ratio = Ratio(key("R0", measure="percentage"), Level.REGIONAL, (some["R0"],), (key("R0"),), 0, 100, 0)
    _, forms, low, high = (np.array(each) for each in zip(*before.values(), strict=True))
    view = PublishedView("before", tuple(before), forms, low, high, {ratio.key: (31, False)})
    earlier = EarlierRelease("before", view, (ratio,), values={one: count for one, (count, *_) in before.items()})
    own = Cells.of((one, before[one][0], Level.REGIONAL, True, True) for one in (some["R0"], key("R0")))
    joint = join_releases(own.keys, tree, (), [earlier])
    rules = policy("cin-actual", secondary=True)
    cells = with_old_cells(own, joint, [earlier])
    pattern = protect(cells, joint.relations, rules, known_from(joint, 1), insiders=())
    assert pattern.suppressed == {some["R0"]: Reason.SECONDARY, key("R0"): Reason.SECONDARY}
    for suppressed, finds in (({some["R0"]}, {some["L00"]: (3, 5)}), (set(pattern.suppressed), {})):
        given = replace(pattern, suppressed=dict.fromkeys(suppressed, Reason.SECONDARY), structural=())
        shown = published_view("now", own, build_relations(own.keys, tree), rules, given)
        found = audit(shown, joint.relations, Attacker.of(rules), (), earlier=joint.earlier).findings
        assert {one.key: (one.lower, one.upper) for one in found} == finds
