"""Sections of release.toml that are like another: what they have from it, and what is refused as having no effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.design.files.policy_file import load_policies
from pipeline.foundation.numbers import DisclosureError
from pipeline.foundation.stages import TEMPLATES

SECTION = '\n[disclosure.new]\nlike = "ees"\nfirst_edition = 2030\nrounding_national = 8\n'
AUTHORITY = '\n[disclosure.new.authority]\nrounding_national = "a minute of 2030"\n'


def rules_of(folder: Path, added: str) -> Path:
    path = folder / "release.toml"
    text = (TEMPLATES / "children-looked-after" / "release.toml").read_text(encoding="utf-8")
    before, exemptions = text.split("\n# What disclosure control leaves alone", 1)
    path.write_text(f"{before}{added}\n# What disclosure control leaves alone{exemptions}", encoding="utf-8")
    return path


def test_a_section_has_all_but_years_and_files_from_the_one_that_it_is_like(tmp_path: Path) -> None:
    policies = load_policies(rules_of(tmp_path, SECTION + AUTHORITY))
    new, ees = policies["new"], policies["ees"]
    assert new.bases == (1, 10, 8)
    assert (new.costs, new.exempt, new.minimum_width) == (ees.costs, ees.exempt, ees.minimum_width)
    assert dict(new.authority) == {**dict(ees.authority), "rounding_national": "a minute of 2030"}
    assert (new.first_edition, new.last_edition, new.files) == (2030, 9999, "all")
    underlying, tables = policies["sfr-2014-underlying"], policies["sfr-2014"]
    assert (underlying.files, tables.files) == ("data sets", "tables")


def test_a_section_may_be_like_one_that_is_like_another(tmp_path: Path) -> None:
    third = '\n[disclosure.third]\nlike = "new"\nfirst_edition = 2040\n[disclosure.third.costs]\nsize = 9.0\n'
    policies = load_policies(rules_of(tmp_path, SECTION + AUTHORITY + third))
    assert policies["third"].bases == (1, 10, 8)
    assert (policies["third"].costs.size, policies["third"].costs.total) == (9.0, policies["ees"].costs.total)


def test_percentages_with_other_decimal_places_are_those_of_the_section_too() -> None:
    policies = load_policies(TEMPLATES / "outcomes" / "release.toml")
    assert policies["sfr-2016"].decimals_of_percentages("exclusions_of_children_looked_after") == 2
    assert policies["sfr-2016"].percentage_decimals_of == policies["outcomes"].percentage_decimals_of


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rounding_national = 8", "rounding_national = 100\nthreshold = 5", "'threshold' is as in .disclosure.ees"),
        ("= 2030\n", "= 2030\nthreshold = 6\n[disclosure.new.costs]\nsize = 4.0\n", "costs.size is as in"),
        ('like = "ees"', 'like = "ease"', "like must name another section"),
        ('like = "ees"', 'like = "new"', "like must name another section"),
        ('like = "ees"\n', "", "'threshold' must be given|needs the tables"),
        ("first_edition = 2030\n", "", "give first_edition"),
    ],
)
def test_what_is_as_it_was_and_what_is_like_nothing_is_refused(old: str, new: str, words: str, tmp_path: Path) -> None:
    section = SECTION if "costs" in new else SECTION + AUTHORITY
    assert old in section
    with pytest.raises(DisclosureError, match=words):
        load_policies(rules_of(tmp_path, section.replace(old, new, 1)))


def test_an_authority_that_is_the_same_is_refused(tmp_path: Path) -> None:
    ees = dict(load_policies(TEMPLATES / "children-looked-after" / "release.toml")["ees"].authority)
    same = AUTHORITY + f'threshold = "{ees["threshold"]}"\n'
    with pytest.raises(DisclosureError, match=r"authority.threshold is as in \[disclosure.ees\]. Leave it out"):
        load_policies(rules_of(tmp_path, SECTION + same))


def test_sections_that_are_like_one_another_are_refused(tmp_path: Path) -> None:
    first = SECTION.replace('"ees"', '"other"')
    other = '\n[disclosure.other]\nlike = "new"\nfirst_edition = 2040\n'
    with pytest.raises(DisclosureError, match="like must name another section, which is not like this one"):
        load_policies(rules_of(tmp_path, first + other))


def test_an_exemption_of_several_measures_or_keys_is_one_of_each(tmp_path: Path) -> None:
    several = (
        '\n[[exemptions]]\nmeasure = ["a", "b"]\nkey = ["sex=*", "age=*"]\nreason = "why"\nauthority = "who"\n'
        '\n[[nameless]]\nmeasure = "a"\nkey = ["sex=male", "sex=female"]\nreason = "why"\nauthority = "who"\n'
    )
    (rules, *_) = load_policies(rules_of(tmp_path, several)).values()
    added = [(one.measure, one.key) for one in rules.exempt if one.measure in ("a", "b")]
    assert added == [("a", "sex=*"), ("a", "age=*"), ("b", "sex=*"), ("b", "age=*")]
    assert [one.key for one in rules.nameless if one.measure == "a"] == ["sex=male", "sex=female"]
