"""The folder for releases: what has to be said of those that lie there, and what follows from what is said."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.analyse.reading import read_about
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.manifest import code_version
from pipeline.disseminate.shelf import ALONE, Asked, Standing, superseded_versions
from pipeline.foundation.stages import UsageError

LOOKED_AFTER, TABLES, IN_NEED = "children-looked-after", "performance-tables", "children-in-need"
SAME, OTHER = "digest of these returns", "digest of others"


def lay(out: Path, name: str, folder: str, year: int = 2024, part: str = "", digest: str = SAME, **more: Any) -> Path:
    """A release in the folder for releases: its head and the earlier ones that its certificate names."""
    publish = out / name / folder / "publish"
    publish.mkdir(parents=True)
    about = {"release": name, "year": year, "part": part, "years": [year - 1, year], "policy": {"edition": "ees"}}
    earlier = [{"name": name} for name in more.pop("earlier", [])]
    about |= {"populations": None, "inputs_digest": digest, "code_version": code_version(), "folder": folder, **more}
    (publish / "manifest.json").write_text(json.dumps(about))
    (publish / "certificate.json").write_text(json.dumps({"attacker": {"earlier_releases": earlier}}))
    return publish.parent


def asked(out: Path, name: str = LOOKED_AFTER, folder: str = "2024", part: str = "", **said: Any) -> Asked:
    return Asked(load_release(name), out / name / folder, 2024, part, (2023, 2024), **said)


def standing(one: Asked, digest: str = SAME) -> Standing:
    return one.standing(digest, None)


def test_nothing_has_to_be_said_where_nothing_lies(tmp_path: Path) -> None:
    assert standing(asked(tmp_path)) == ALONE
    assert asked(tmp_path).question() == ""


@pytest.mark.parametrize(
    ("name", "folder", "year", "is_asked"),
    [
        (LOOKED_AFTER, "2023", 2023, True),  # shows 2022 and 2023: the year 2023 is in both
        (LOOKED_AFTER, "2025", 2025, True),
        (LOOKED_AFTER, "2022", 2022, False),  # shows 2021 and 2022
        (LOOKED_AFTER, "2024-september", 2024, True),
        (TABLES, "2024", 2024, True),  # its same_counts name measures of children looked after
        (IN_NEED, "2024", 2024, False),
        ("children-in-waiting", "2024", 2024, False),
    ],
)
def test_what_shows_the_same_counts_has_to_be_told_of(
    tmp_path: Path, name: str, folder: str, year: int, is_asked: bool
) -> None:
    lying = lay(tmp_path, name, folder, year)
    one = asked(tmp_path)
    if not is_asked:
        assert standing(one) == ALONE
        return
    with pytest.raises(UsageError, match=f"Give --earlier {lying}.*--not-published {lying}"):
        standing(one)
    assert str(lying) in one.question()
    assert standing(replace(one, earlier=(lying,))) == Standing((lying,))
    assert standing(replace(one, all_earlier=True)) == Standing((lying,))
    assert standing(replace(one, not_published=(lying,))) == Standing((), removes=(lying,))


def test_counts_are_the_same_from_either_side(tmp_path: Path) -> None:
    lying = lay(tmp_path, LOOKED_AFTER, "2024")
    with pytest.raises(UsageError, match=f"--earlier {lying}"):
        standing(asked(tmp_path, TABLES))


def test_september_is_an_earlier_one_of_december_by_itself_and_not_the_other_way_round(tmp_path: Path) -> None:
    september = lay(tmp_path, LOOKED_AFTER, "2024-september", part="september", digest=OTHER)
    december = asked(tmp_path, folder="2024-december", part="december")
    assert standing(december) == Standing((september,))
    assert standing(replace(december, not_published=(september,))) == Standing((), removes=(september,))
    lay(tmp_path, LOOKED_AFTER, "2024-december", part="december")
    again = asked(tmp_path, folder="2024-september", part="september", supersedes=(september,))
    with pytest.raises(UsageError, match=r"--earlier .*2024-december"):
        standing(again)


def test_the_release_in_the_way_is_refused_unless_it_is_of_the_same_returns(tmp_path: Path) -> None:
    own = lay(tmp_path, LOOKED_AFTER, "2024", digest=OTHER)
    with pytest.raises(UsageError, match=f"--supersedes {own}.*--not-published {own}"):
        standing(asked(tmp_path))
    assert "--supersedes" in asked(tmp_path).question()
    assert standing(asked(tmp_path, supersedes=(own,))) == Standing((own,), keeps=True)
    assert standing(asked(tmp_path, not_published=(own,))) == ALONE
    # All others were published; of this one it has to be said that it is to be replaced.
    with pytest.raises(UsageError, match="--supersedes"):
        standing(asked(tmp_path, all_earlier=True))
    assert standing(asked(tmp_path), OTHER) == Standing((), repeats=True)
    with pytest.raises(UsageError, match="is where this release goes"):
        standing(asked(tmp_path, earlier=(own,)))


def test_a_plain_rerun_supersedes_nothing_whatever_is_said(tmp_path: Path) -> None:
    own = lay(tmp_path, LOOKED_AFTER, "2024")
    assert standing(asked(tmp_path, supersedes=(own,))) == Standing((), repeats=True)
    assert standing(asked(tmp_path, not_published=(own,))) == Standing((), repeats=True)


@pytest.mark.parametrize("changed", [{"code_version": "before"}, {"populations": 2020}, {"earlier": ["another"]}])
def test_the_same_returns_under_other_rules_can_supersede(tmp_path: Path, changed: dict[str, Any]) -> None:
    own = lay(tmp_path, LOOKED_AFTER, "2024", **changed)
    assert standing(asked(tmp_path)) == Standing((), repeats=True)
    assert standing(asked(tmp_path, supersedes=(own,))) == Standing((own,), keeps=True)


def test_what_was_superseded_is_an_earlier_one_for_good(tmp_path: Path) -> None:
    before = lay(tmp_path, LOOKED_AFTER, "2024-superseded-2024-12-01", digest=OTHER)
    # On its way there when a process was killed: readers have it all the same.
    waiting = lay(tmp_path, LOOKED_AFTER, ".2024-superseded-2024-12-02", digest=OTHER)
    building = lay(tmp_path, LOOKED_AFTER, ".2024.building", digest=OTHER)
    found = standing(asked(tmp_path)).earlier
    assert sorted(found) == sorted([before, waiting]) and building not in found
    assert sorted(standing(asked(tmp_path, TABLES)).earlier) == sorted([before, waiting])
    with pytest.raises(UsageError, match="was published and superseded"):
        standing(asked(tmp_path, not_published=(before,)))
    # A rerun of what took its place: the certificate names those two.
    names = [read_about(path / "publish").version_name for path in found]
    own = lay(tmp_path, LOOKED_AFTER, "2024", earlier=names)
    assert standing(asked(tmp_path, supersedes=(own,))) == Standing(found, repeats=True)
    assert superseded_versions(own) == sorted([before, waiting])


def test_a_release_of_another_folder_brings_the_versions_that_it_superseded(tmp_path: Path) -> None:
    given = lay(tmp_path / "archive", LOOKED_AFTER, "2023", 2023)
    kept = lay(tmp_path / "archive", LOOKED_AFTER, "2023-superseded-2024-01-01", 2023)
    lay(tmp_path / "archive", LOOKED_AFTER, "2024-superseded-2024-01-01", 2024)
    found = standing(asked(tmp_path / "out", earlier=(given,))).earlier
    assert sorted(found) == sorted([given, kept])


def test_the_order_in_which_releases_are_named_is_nothing_to_the_result(tmp_path: Path) -> None:
    lying = [
        lay(tmp_path, LOOKED_AFTER, "2023", 2023),
        lay(tmp_path, TABLES, "2024"),
        lay(tmp_path, TABLES, "2023", 2023),
    ]
    copy = tmp_path / "copy" / TABLES / "2024"
    shutil.copytree(lying[1], copy)
    first, second = (standing(asked(tmp_path, earlier=tuple(paths))) for paths in (lying, lying[::-1]))
    assert first == second and len(first.earlier) == 3
    # The same version from another place is the same release.
    assert len(standing(asked(tmp_path, earlier=(*lying, copy))).earlier) == 3


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"supersedes": ("2023",)}, "takes the place of .*2024 and of no other"),
        ({"supersedes": ("2024",)}, "takes the place of"),
        ({"not_published": ("2022",)}, "no release that shows counts of this one"),
        ({"earlier": ("2023",), "not_published": ("2023",)}, "one of the two"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, said: dict[str, tuple[str, ...]], message: str) -> None:
    lay(tmp_path, LOOKED_AFTER, "2023", 2023)
    paths = {name: tuple(tmp_path / LOOKED_AFTER / folder for folder in folders) for name, folders in said.items()}
    with pytest.raises(UsageError, match=message):
        standing(asked(tmp_path, **paths))
