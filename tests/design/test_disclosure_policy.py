"""Policies, rounding and the certificate."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies

from pipeline.analyse.rounding import round_half_up, round_ratio, round_signed, shown_bounds
from pipeline.design.files.policy_file import load_edition, load_policies
from pipeline.design.policy import Exemption
from pipeline.foundation.numbers import UNBOUNDED, Cells, DisclosureError, Form, Level
from pipeline.foundation.stages import TEMPLATES
from pipeline.protect.attack.audit import Finding, audit
from pipeline.protect.attack.certificate import attacker_of, certify, structural_of
from pipeline.protect.attack.insiders import InsidersReport
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.primary import difference_bounds
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES, england, key, policy, primaries

FILE = TEMPLATES / "children-looked-after" / "release.toml"


def test_every_edition_has_an_authority_for_every_number() -> None:
    assert set(POLICIES) == {"ees", "sfr-2014", "sfr-2014-underlying", "cin-actual", "outcomes"}
    for rules in POLICIES.values():
        assert rules.threshold == 5 and rules.smallest_suppressed == 1
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
        ("threshold = 5\n", "threshold = 0\n", "with a threshold of 0 every small count is shown"),
        ('percentage_ties = "half_up"\n', 'percentage_ties = "even"\n', "percentage_ties"),
        ("size = 4.0\n", "", "costs is incomplete"),
        ("first_edition = 2018\n", "", "first_edition"),
        ("last_edition = 2017\n", "last_edition = 2013\n", "years in order"),
        ('files = "tables"\n', 'files = "workbooks"\n', "files must be one of"),
        ('statistic = "average"\n', 'statistic = "mean"\n', "statistic must be one of"),
        ('statistic = "average"\n', "", "needs a measure or a statistic"),
        ('statistic = "average"\n', "statistic = 1\n", "every field is a text"),
        ('statistic = "average"\n', 'statistic = "average"\nlevel = "area"\n', "level must be one of"),
        ('statistic = "average"\n', 'statistic = "average"\nkey = "sex=male"\n', "a key needs its measure"),
        ('statistic = "average"\n', 'statistic = "average"\ndata_set = "x"\n', "'data_set' is no field"),
    ],
)
def test_a_policy_that_is_not_complete_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "release.toml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DisclosureError, match=message):
        load_policies(broken)


def test_an_exemption_without_authority_is_refused(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    at = text.index("\nauthority = ", text.index("\n[[exemptions]]")) + 1
    broken = tmp_path / "release.toml"
    broken.write_text(text[:at] + text[text.index("\n", at) + 1 :], encoding="utf-8")
    with pytest.raises(DisclosureError, match="number 1: needs a reason and an authority"):
        load_policies(broken)


@pytest.mark.parametrize(
    ("year", "data_sets", "tables", "bases"),
    [
        (2014, "sfr-2014-underlying", "sfr-2014", (1, 10, 10)),
        (2017, "sfr-2014-underlying", "sfr-2014", (1, 10, 10)),
        (2018, "ees", "ees", (1, 10, 10)),
        (2025, "ees", "ees", (1, 10, 10)),
    ],
)
def test_an_edition_is_chosen_by_its_year(year: int, data_sets: str, tables: str, bases: tuple[int, int, int]) -> None:
    """Where the tables round more than the data sets, all is protected as the finer of them shows it."""
    policies = load_edition(FILE, year)
    assert (policies.data_sets.edition, policies.tables.edition) == (data_sets, tables)
    assert policies.together.bases == bases


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("first_edition = 2018\n", "first_edition = 2019\n", "data sets of 2018; these do: none"),
        ("first_edition = 2018\n", "first_edition = 2017\n", "data sets of 2017; these do: "),
        ('files = "data sets"\n', "", "tables of 2014; these do: "),
        ('files = "data sets"\n', 'files = "data sets"\nthreshold = 6\n', "only rounding may"),
    ],
)
def test_an_edition_with_no_rules_or_two_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "release.toml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DisclosureError, match=message):
        for year in (2014, 2017, 2018):
            load_edition(broken, year)


def test_an_exemption_holds_in_its_editions(tmp_path: Path) -> None:
    declared = FILE.read_text(encoding="utf-8") + (
        '\n[[exemptions]]\nmeasure = "adopted_during_year"\nkey = "sex=sex_not_known"\nstatistic = "count"\n'
        'first_edition = 2018\nreason = "it counts missing information"\nauthority = "the published files"\n'
    )
    path = tmp_path / "release.toml"
    path.write_text(declared, encoding="utf-8")
    of_measures = {
        year: {one.measure for one in load_edition(path, year).data_sets.exempt if one.statistic == "count"}
        for year in (2017, 2018)
    }
    assert of_measures == {2017: set(), 2018: {"adopted_during_year", "care_leavers", "care_leavers_aged_22_to_25"}}


def test_an_exemption_covers_the_cells_that_have_its_key() -> None:
    one = Exemption("care_leavers", "activity=no_information;age=*", level="local_authority")
    place = ("care_leavers", "activity=no_information;age=19", Level.LOCAL_AUTHORITY)
    assert one.covers("count", *place)
    assert one.covers("percent", *place)
    assert not replace(one, statistic="percent").covers("count", *place)
    assert not one.covers("count", "care_leavers", "activity=no_information", Level.LOCAL_AUTHORITY)
    assert not one.covers("count", "care_leavers", "activity=other;age=19", Level.LOCAL_AUTHORITY)
    assert not one.covers("count", "other", *place[1:])
    assert not one.covers("count", *place[:2], Level.REGIONAL)
    assert Exemption("care_leavers").covers("count", *place)
    assert not Exemption("care_leavers", "").covers("count", *place)
    assert Exemption("care_leavers", "").covers("count", "care_leavers", "", Level.NATIONAL)


def test_an_exempt_count_is_shown_and_bounded_as_it_is_printed() -> None:
    """A small exempt count stays, a rounded 0 of it may be anything that rounds to 0, and the attack accepts both."""
    rules = POLICIES["ees"]
    rows = [
        (key("L0"), 9, Level.LOCAL_AUTHORITY, True, True),
        (key("L0", "b=x"), 3, Level.LOCAL_AUTHORITY, True, False),
        (key("L0", "b=y"), 6, Level.LOCAL_AUTHORITY, True, True),
        (key("R0", "b=x"), 3, Level.REGIONAL, True, False),
    ]
    cells = Cells.of(rows)
    relations = build_relations(cells.keys, Hierarchies({}, {"b": {"x": "", "y": ""}}))
    pattern = protect(cells, relations, rules)
    assert not pattern.suppressed
    view = published_view("release", cells, relations, rules, pattern)
    bounds = dict(zip(view.keys, zip(view.lower.tolist(), view.upper.tolist(), strict=True), strict=True))
    assert bounds[key("L0", "b=x")] == (3, 3)
    assert bounds[key("R0", "b=x")] == (0, 4)
    assert audit(view, relations, Attacker.of(rules)).passed
    assert [one.kind for one in audit(replace(view, exempt=frozenset()), relations, Attacker.of(rules)).findings] == [
        "shown"
    ]


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
    report = audit(view, relations, Attacker.of(rules), pattern.structural)
    insiders = InsidersReport(12, (), ())
    certificate = certify(rules, pattern, report, insiders=insiders)
    document = json.loads(json.dumps(certificate.as_dict()))
    assert document["suppressed"] == len(pattern.suppressed) > len(primaries(pattern, relations)) > 0
    assert (document["insiders"]["tried"], document["insiders"]["with_exceptions"]) == (12, False)
    assert any("12 authorities" in sentence for sentence in certificate.sentences())
    assert "insiders" not in certify(rules, pattern, report).as_dict()
    known = InsidersReport(12, (("L1", Finding("exact", cells.keys[0], 5, 5)),), ())
    with pytest.raises(DisclosureError, match="authorities know 1 small counts"):
        certify(rules, pattern, report, insiders=known)
    assert document["audit"] == {
        "suppressed_counts_audited": len(report.intervals),
        "exact": 0,
        "narrower_than_allowed": 0,
    }
    assert attacker_of(document) == Attacker.of(rules)
    assert [(one.key, one.lower, one.upper) for one in structural_of(document)] == [
        (one.key, one.lower, one.upper) for one in report.structural
    ]
    stranger = audit(view, relations, attacker_of(document), structural=structural_of(document))
    assert stranger.passed
    assert any(f"{document['suppressed']:,} numbers" in sentence for sentence in certificate.sentences())
    true = {str(value) for one, value in zip(cells.keys, cells.values, strict=True) if one in pattern.suppressed}
    assert true and not any("value" in name for name in document)


def test_no_certificate_without_proof() -> None:
    cells, hierarchies, _ = england(2)
    rules = policy("ees", secondary=False)
    relations = build_relations(cells.keys, hierarchies)
    pattern = protect(cells, relations, rules)
    view = published_view("release", cells, relations, rules, pattern)
    report = audit(view, relations, Attacker(5, 1, 3, UNBOUNDED))
    assert not report.passed and (view.forms == Form.SUPPRESSED).any()
    with pytest.raises(DisclosureError, match="known too well"):
        certify(rules, pattern, report)
