"""What release.toml says of publishing: the contact, what differs in an edition, and the level that is signed."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.publication_file import publication_of, publications, sign_off_level
from pipeline.design.publication import Publication
from pipeline.foundation.stages import TEMPLATES, UsageError

CONTENTS = load_contents(TEMPLATES / "children-looked-after" / "tables.yaml")
CONTACT = '[publication]\ncontact = "Write to us."\n'
OFFICES = ("Secretary of State", "Permanent Secretary")


def of_rules(folder: Path, rules: str, part: str = "december", year: int = 2024) -> Publication:
    (folder / "release.toml").write_text(rules, encoding="utf-8")
    contents = replace(CONTENTS, path=folder / "tables.yaml")
    return publication_of(contents, contents.part(part), year, year, part)


def test_what_an_edition_does_not_say_is_that_of_the_calendar_and_the_tables(tmp_path: Path) -> None:
    found = of_rules(tmp_path, CONTACT)
    assert (found.contact, found.day, found.pre_release_access) == ("Write to us.", "10 December 2024", ())
    assert found.next_release == "The next annual update is in September 2025." and found.access_in_words == ""


def test_a_part_comes_before_the_year_and_the_year_before_the_calendar(tmp_path: Path) -> None:
    rules = f"""{CONTACT}
[publication.editions.2024]
published_on = 2024-11-14
pre_release_access = {list(OFFICES)}
[publication.editions."2024-december"]
published_on = 2024-12-12
next_release = "In a year."
[publication.editions.2023]
published_on = 2023-01-01
"""
    december, september = of_rules(tmp_path, rules), of_rules(tmp_path, rules, "september")
    assert (december.published_on, december.next_release) == (datetime.date(2024, 12, 12), "In a year.")
    assert september.published_on == datetime.date(2024, 11, 14)
    assert december.pre_release_access == september.pre_release_access == OFFICES
    assert december.access_in_words == "Had it before publication: Secretary of State; Permanent Secretary."
    assert december.as_manifest()["published_on"] == "2024-12-12"


def test_every_part_that_leaves_has_its_own(tmp_path: Path) -> None:
    assert list(publications(CONTENTS, 2015, "", 2015)) == ["september", "december"]
    assert list(publications(CONTENTS, 2015, "december", 2015)) == ["december"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("", "contact: say whom readers ask"),
        ('[publication]\ncontact = " "', "contact: say whom readers ask"),
        (f'{CONTACT}phone = "1"', "field phone: nothing reads it"),
        (f'{CONTACT}[publication.editions.2024]\nday = "x"', "field day: nothing reads it"),
        (f'{CONTACT}[publication.editions.2024]\npublished_on = "12 December"', "a day, as 2024-11-14"),
        (f'{CONTACT}[publication.editions.2024]\npre_release_access = [" "]', "a list of offices"),
        (f"{CONTACT}[publication.editions.2024]\nnext_release = 1", "a text is needed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, rules: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        of_rules(tmp_path, rules)


def test_the_level_is_one_that_warnings_have(tmp_path: Path) -> None:
    path = tmp_path / "release.toml"
    for rules, level in (("", None), ("[sign_off]\nfrom_level = 2", 2)):
        path.write_text(rules, encoding="utf-8")
        assert sign_off_level(path) == level
    for rules in ("[sign_off]", "[sign_off]\nfrom_level = 4", "[sign_off]\nfrom_level = 2\nby = 1"):
        path.write_text(rules, encoding="utf-8")
        with pytest.raises(UsageError, match="give from_level, one of 1, 2, 3"):
            sign_off_level(path)
