"""What the department hides beside small counts: 0 who reached a standard, percentages of few; nobody rests on it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.design.policy import Family
from pipeline.foundation.numbers import UNBOUNDED, DisclosureError, Form, Key, Level, PublishedView, Ratio, Reason
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.certificate import hides_zeros_of
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.edition.at_stake import policies_for
from pipeline.protect.edition.earlier import of_years
from pipeline.protect.edition.families import hidden_by_family, with_families, zeros_hidden_in
from pipeline.protect.reader.known import known_counts
from pipeline.protect.reader.published import (
    AUTHORITY,
    COUNT,
    SUPPRESSED,
    Place,
    Published,
    Rules,
    Series,
)
from pipeline.protect.relations import Hierarchies, build_relations

GROUP = "social_care_group=cppo"
OF, MET = "key_stage_2_of_children_on_a_plan", "expected_standard=met_expected_standard"
ELIGIBLE, READ = f"{GROUP};subject=reading", f"{MET};{GROUP};subject=reading"


def key(breakdown: str, area: str = "301") -> Key:
    return Key(OF, 2025, area, breakdown)


def share(area: str = "301", level: Level = Level.LOCAL_AUTHORITY) -> Ratio:
    name = Key(f"percent of {OF}", 2025, area, READ)
    return Ratio(name, level, (key(READ, area),), (key(ELIGIBLE, area),))


def hidden(edition: int, eligible: int, met: int, one: Ratio | None = None) -> set[str]:
    families = policies_for(load_release("outcomes"), edition).together.families
    counts = {key(ELIGIBLE): eligible, key(READ): met}
    found = hidden_by_family(families, [one or share()], lambda one: counts.get(one, 0), counts.__contains__)
    assert set(found.values()) <= {Reason.FAMILY}
    return {"share" if name.measure.startswith("percent") else name.breakdown for name in found}


@pytest.mark.parametrize(
    ("edition", "eligible", "met", "expected"),
    [
        (2025, 11, 6, set()),
        (2025, 10, 6, {"share", READ}),
        (2025, 30, 0, {"share", READ}),
        (2025, 0, 0, set()),  # not applicable, and shown as that
        (2022, 10, 6, {"share"}),
        (2022, 11, 6, set()),
        (2022, 30, 0, {"share", READ}),
    ],
)
def test_few_and_nought_are_hidden_as_measured(edition: int, eligible: int, met: int, expected: set[str]) -> None:
    assert hidden(edition, eligible, met) == expected


def test_regions_and_england_hide_nothing_so() -> None:
    assert hidden(2025, 10, 6, share("E12000001", Level.REGIONAL)) == set()


def test_what_protects_somebody_keeps_its_reason() -> None:
    one, other = key(READ), key(ELIGIBLE)
    found = with_families({one: Reason.PRIMARY}, {one: Reason.FAMILY, other: Reason.FAMILY})
    assert found == {one: Reason.PRIMARY, other: Reason.FAMILY}
    assert list(found) == sorted(found)


def view(may_be_none: frozenset[Key]) -> PublishedView:
    """A suppressed count beside a shown one that tells how much it can be: 8 of 10 in another category."""
    keys = (key(""), key("b=one"), key("b=two"))
    return PublishedView(
        "release",
        keys,
        np.array([Form.SHOWN, Form.SUPPRESSED, Form.SHOWN]),
        np.array([10, 0, 8]),
        np.array([10, UNBOUNDED, 8]),
        may_be_none=may_be_none,
    )


def test_the_attack_takes_a_symbol_for_nought_only_where_nought_is_hidden() -> None:
    """10 and 10 shown leave 0: a contradiction where 0 would be shown, and nobody's secret where it is hidden."""
    trees = Hierarchies({}, {"b": {"one": "", "two": ""}})
    one = view(frozenset({key("b=one")}))
    nobody = dataclasses.replace(one, lower=np.array([8, 0, 8]), upper=np.array([8, UNBOUNDED, 8]))
    relations = build_relations(one.keys, trees)
    attacker = Attacker(5, 1, 3)
    assert audit(nobody, relations, attacker).passed
    told = audit(one, relations, attacker)
    assert [(str(found.kind), found.lower) for found in told.findings] == [("exact", 2)]
    with pytest.raises(DisclosureError):
        audit(dataclasses.replace(nobody, may_be_none=frozenset()), relations, attacker).require()


def test_what_an_earlier_release_hides_so_is_nobodys_secret_either() -> None:
    """The earlier release hides 0 in a column that this one does not have, and all that is of it is known to be 0."""
    keys, hidden = (key(""), key("b=one"), key("b=two")), frozenset({key("b=one")})
    relations = build_relations(keys, Hierarchies({}, {"b": {"one": "", "two": ""}}))
    before = dataclasses.replace(view(hidden), lower=np.array([8, 0, 8]), upper=np.array([8, UNBOUNDED, 8]))
    now = PublishedView("now", keys[:1], np.array([Form.SHOWN]), np.array([8]), np.array([8]))
    assert audit(now, relations, Attacker(5, 1, 3), earlier=[before]).passed
    told = audit(
        now,
        relations,
        Attacker(5, 1, 3),
        earlier=[dataclasses.replace(before, lower=np.array([8, 0, 6]), upper=np.array([8, UNBOUNDED, 6]))],
    )
    assert [found.lower for found in told.findings] == [2]


def test_of_an_earlier_release_only_the_years_count_that_this_one_has() -> None:
    """The 0 that it hides in 2017 is in no table of a release of 2016, which stopped on it."""
    one = view(frozenset({key("b=one")}))
    later = tuple(key._replace(collection_year=key.collection_year + 1) for key in one.keys)
    both = dataclasses.replace(
        one,
        keys=(*one.keys, *later),
        forms=np.tile(one.forms, 2),
        lower=np.tile(one.lower, 2),
        upper=np.tile(one.upper, 2),
        exempt=frozenset({one.keys[2], later[2]}),
        nobody=frozenset({one.keys[0], later[0]}),
        may_be_none=frozenset({one.keys[1], later[1]}),
    )
    kept = of_years(both, {one.keys[0].collection_year})
    assert kept.keys == one.keys and kept.forms.tolist() == one.forms.tolist()
    assert (kept.exempt, kept.nobody, kept.may_be_none) == ({one.keys[2]}, {one.keys[0]}, one.may_be_none)


def test_the_certificate_says_where_nought_is_hidden() -> None:
    release = load_release("outcomes")
    families = policies_for(release, 2025).together.families
    given = {"families": [dataclasses.asdict(Family(**dataclasses.asdict(one))) for one in families]}
    hides = hides_zeros_of(given)
    assert hides(OF, READ, Level.LOCAL_AUTHORITY)
    assert not hides(OF, READ, Level.REGIONAL) and not hides(OF, ELIGIBLE, Level.LOCAL_AUTHORITY)
    assert not hides_zeros_of({})(OF, READ, Level.LOCAL_AUTHORITY)
    columns = zeros_hidden_in(release, 2025, families)
    assert ["ks2_la", "t_read_met_expected_standard"] in columns and ["ks4_la", "t_l2basics_94"] in columns
    assert not [one for one in columns if "eligible" in one[1] or one[1].startswith(("pt_", "avg_"))]


def test_the_reader_takes_a_symbol_for_nought_in_those_columns_alone() -> None:
    rules = Rules(2025, 5, 1, 3, {AUTHORITY: 1}, {AUTHORITY: 1}, frozenset({("ks2_la", "met")}))
    series = tuple(Series("ks2_la", (), column, COUNT) for column in ("met", "eligible"))
    state = np.full((2, 1), SUPPRESSED, dtype=np.int8)
    zero = np.zeros((2, 1), dtype=np.int64)
    published = Published(
        series, (Place(2025, "301", AUTHORITY),), state, zero, zero + 1, {"ks2_la": frozenset()}, rules
    )
    assert published.bounds()[0].tolist() == [[0], [1]]
    assert known_counts(published).lower.tolist() == [[0], [1]]
