"""Policies, rounding and the certificate."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies

from pipeline.disclosure import Attacker, Form, audit, build_relations, certify, load_policies, protect, published_view
from pipeline.disclosure.certificate import attacker_of, structural_of
from pipeline.disclosure.model import UNBOUNDED, DisclosureError
from pipeline.disclosure.primary import difference_bounds
from pipeline.disclosure.rounding import round_half_up, round_ratio, round_signed, shown_bounds
from pipeline.stages import TEMPLATES
from tests.disclosure.tables import POLICIES, england, policy, primaries

FILE = TEMPLATES / "children-looked-after" / "release.toml"


def test_every_edition_has_an_authority_for_every_number() -> None:
    assert set(POLICIES) == {"ees", "sfr-2014", "sfr-2014-underlying", "cin-actual", "outcomes"}
    for rules in POLICIES.values():
        assert rules.threshold == 5 and rules.smallest_hidden == 1
        assert all(len(source) > 15 for _, source in rules.authority)
    assert POLICIES["sfr-2014"].bases == (5, 10, 10)
    assert POLICIES["ees"].bases == POLICIES["sfr-2014-underlying"].bases == (1, 10, 10)
    assert POLICIES["cin-actual"].bases == (1, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("threshold = 5\n", "", "'threshold' must be given"),
        ("threshold = 5\n", 'threshold = "5"\n', "'threshold' must be given as int"),
        ("zeros_visible = true\n", "zeros_visible = 1\n", "'zeros_visible' must be given as bool"),
        ("threshold = 5\n", "threshold = 5\nthreshhold = 5\n", "'threshhold' is no field"),
        ("threshold = 5\n", "threshold = 3\n", "would round to 0"),
        ('protection = "cover"\n', 'protection = "none"\n', "protection must be 'cover'"),
        ('percentage_ties = "half_up"\n', 'percentage_ties = "even"\n', "percentage_ties"),
        ("ratio = 5.0\n", "", "costs or exempt is incomplete"),
    ],
)
def test_a_policy_that_is_not_complete_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "release.toml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DisclosureError, match=message):
        load_policies(broken)


def test_a_number_without_authority_is_refused(tmp_path: Path) -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    at = lines.index("[disclosure.ees.authority]")
    del lines[at + 1]
    broken = tmp_path / "release.toml"
    broken.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DisclosureError, match="'threshold' has no authority"):
        load_policies(broken)


@given(strategies.integers(0, 10**6), strategies.sampled_from([1, 5, 10, 100]))
def test_ties_go_up(value: int, base: int) -> None:
    rounded = round_half_up(value, base)
    assert rounded % base == 0
    assert -base <= 2 * (value - rounded) < base
    assert round_signed(-value, base) == -rounded


@given(strategies.integers(0, 400), strategies.integers(1, 400), strategies.sampled_from([0, 1]))
def test_ratios_are_exact(numerator: int, denominator: int, decimals: int) -> None:
    shown = round_ratio(numerator, denominator, 100, decimals)
    twice = 2 * 100 * 10**decimals * numerator
    assert (2 * shown - 1) * denominator <= twice < (2 * shown + 1) * denominator


@pytest.mark.parametrize("base", [1, 5, 10])
def test_what_a_rounded_number_tells(base: int) -> None:
    """The bounds are those of all counts that would be shown the same, 1 to 5 never being shown."""
    values = np.array([value for value in range(120) if not 1 <= value <= 5])
    low, high = shown_bounds(values, np.full(len(values), base), 1, 5)
    for value, least, most in zip(values.tolist(), low.tolist(), high.tolist(), strict=True):
        same = [v for v in range(140) if not 1 <= v <= 5 and round_half_up(v, base) == round_half_up(value, base)]
        assert (least, most) == (same[0], same[-1]) or value == 0 == least == most


@pytest.mark.parametrize("base", [1, 5, 10])
def test_what_a_rounded_difference_tells(base: int) -> None:
    for true in range(-60, 61):
        same = [d for d in range(-99, 100) if round_signed(d, base) == round_signed(true, base)]
        assert difference_bounds(true, base) == (same[0], same[-1])


def test_the_certificate_says_what_was_proved_and_can_be_read_back() -> None:
    cells, hierarchies, ratios = england(2)
    rules = POLICIES["ees"]
    relations = build_relations(cells.keys, hierarchies, ratios)
    pattern = protect(cells, relations, rules)
    view = published_view("release", cells, relations, rules, pattern)
    report = audit(view, relations, Attacker.of(rules), primaries(pattern, relations), pattern.structural)
    certificate = certify(rules, pattern, report)
    document = json.loads(json.dumps(certificate.as_dict()))
    assert document["hidden"]["primary"] == len(primaries(pattern, relations))
    assert document["audit"]["exact"] == 0 and document["audit"]["narrowest_interval"] >= 3
    assert attacker_of(document) == Attacker.of(rules)
    assert structural_of(document) == pattern.structural
    stranger = audit(view, relations, attacker_of(document), structural=structural_of(document))
    assert stranger.passed
    assert any(f"{document['hidden']['secondary']:,}" in sentence for sentence in certificate.sentences())
    true = {str(value) for one, value in zip(cells.keys, cells.values, strict=True) if one in pattern.hidden}
    assert true and not any("value" in name for name in document)


def test_no_certificate_without_proof() -> None:
    cells, hierarchies, _ = england(2)
    rules = policy("ees", secondary=False)
    relations = build_relations(cells.keys, hierarchies)
    pattern = protect(cells, relations, rules)
    view = published_view("release", cells, relations, rules, pattern)
    report = audit(view, relations, Attacker(5, 1, 3, UNBOUNDED), primaries(pattern, relations))
    assert not report.passed and (view.forms == Form.HIDDEN).any()
    with pytest.raises(DisclosureError, match="known too well"):
        certify(rules, pattern, report)
