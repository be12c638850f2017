"""The folder for releases: which of those that lie there readers have, and what becomes of one that is in the way.

Two releases that show the same counts must be protected together, or a reader subtracts one from the other. So whoever
publishes says of each that lies there what it is; what is known for certain need not be said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.analyse.reading import PublishedAbout, read_about
from pipeline.design.data_sets import Release
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.manifest import INPUTS_DIGEST, SIGN_OFF, code_version
from pipeline.foundation.stages import TEMPLATES, UsageError

SUPERSEDED = "-superseded-"
"""Between a release's folder name and the day on which another one took its place."""


@dataclass(frozen=True)
class Lying:
    """A release in the folder for releases."""

    folder: Path
    about: PublishedAbout

    @property
    def is_superseded(self) -> bool:
        """Whether another one took its place: it was published, whatever is said of it now."""
        return SUPERSEDED in self.folder.name


@dataclass(frozen=True)
class Standing:
    """What a new release does with those that were there before it.

    ``earlier`` are those that readers have, each once and in one order, whoever named them. The one in the way is kept
    beside the new one (``keeps``), or must show the same in every file of figures (``repeats``), or is replaced.
    ``removes`` are others, never published.
    """

    earlier: tuple[Path, ...]
    keeps: bool = False
    repeats: bool = False
    removes: tuple[Path, ...] = ()


ALONE = Standing(())
"""Nothing was there before."""


@dataclass(frozen=True)
class Asked:
    """A release to be published into ``folder``, the years that it shows, and what was said of others.

    ``earlier`` were published, as were all that lie there if ``all_earlier``; ``supersedes`` is its own folder where
    what is in it was published; ``not_published`` never were.
    """

    release: Release
    folder: Path
    year: int
    part: str
    years: tuple[int, ...]
    earlier: tuple[Path, ...] = ()
    supersedes: tuple[Path, ...] = ()
    not_published: tuple[Path, ...] = ()
    all_earlier: bool = False

    def require_answers(self) -> None:
        """Raise UsageError where something was said that cannot be, or of some other release nothing was said."""
        lying = self._lying()
        self._check_what_was_said(lying)
        open_ones = [one for one in lying if not self._is_own(one) and not (self._is_earlier(one) or self._never(one))]
        if open_ones:
            raise UsageError(
                "Nothing was published. Readers may have what shows the same counts, and would compare the two. "
                + " ".join(
                    f"Give --earlier {one.folder} if it was published, --not-published {one.folder} if it was not."
                    for one in open_ones
                )
            )

    def question(self) -> str:
        """What is still to be said, in words, whatever the returns are; empty where nothing is."""
        try:
            self.require_answers()
        except UsageError as error:
            return str(error)
        is_open = self.folder.is_dir() and not _holds(self.supersedes + self.not_published, self.folder)
        return _in_the_way(self.folder) if is_open else ""

    def standing(self, inputs_digest: str, populations: int | None, signed: str = "") -> Standing:
        """What is to be done, now that the returns are read; ``signed`` is the digest of the sign-off, if there is one.

        Raises UsageError where the release in the way was made from others and nobody said whether it was published.
        """
        self.require_answers()
        lying = self._lying()
        given = [_lying(path) for path in self.earlier]
        earlier = _in_order([*given, *_superseded_beside(given), *(one for one in lying if self._is_earlier(one))])
        removes = tuple(one.folder for one in lying if self._never(one) and not self._is_own(one))
        own = next((one for one in lying if self._is_own(one)), None)
        if own is None:
            return Standing(_folders(earlier), removes=removes)
        manifest = _read(own.folder, "manifest.json")
        is_of_these_returns = manifest.get(INPUTS_DIGEST) == inputs_digest
        listed = [one["name"] for one in _read(own.folder, "certificate.json")["attacker"]["earlier_releases"]]
        would_repeat = (
            is_of_these_returns
            and (manifest.get("code_version"), own.about.populations) == (code_version(), populations)
            and manifest.get(SIGN_OFF, {}).get("digest", "") == signed
            and listed == [one.about.version_name for one in earlier]
        )
        if not would_repeat and _holds(self.not_published, own.folder):
            return Standing(_folders(earlier), removes=removes)
        if not would_repeat and _holds(self.supersedes, own.folder):
            return Standing(_folders(_in_order([*earlier, own])), keeps=True, removes=removes)
        if not is_of_these_returns:
            raise UsageError(_in_the_way(own.folder))
        return Standing(_folders(earlier), repeats=True, removes=removes)

    def _lying(self) -> list[Lying]:
        """The release in the way, and the others there that show counts of this one."""
        return [
            one
            for one in releases_in(self.folder.parent.parent)
            if self._is_own(one) or shares_counts(self.release, self.years, one.about)
        ]

    def _is_own(self, one: Lying) -> bool:
        return one.folder.resolve() == self.folder.resolve()

    def _is_earlier(self, one: Lying) -> bool:
        """Whether readers have it: it was superseded or given, or is the September part of this December's release."""
        if self._is_own(one) or self._never(one):
            return False
        is_part_before = (one.about.name, one.about.year, one.about.part, self.part) == (
            *(self.release.name, self.year),
            *("september", "december"),
        )
        return one.is_superseded or is_part_before or self.all_earlier or _holds(self.earlier, one.folder)

    def _never(self, one: Lying) -> bool:
        return _holds(self.not_published, one.folder)

    def _check_what_was_said(self, lying: Sequence[Lying]) -> None:
        for path in self.earlier:
            if path.resolve() == self.folder.resolve():
                raise UsageError(f"{path} is where this release goes. If it was published, give --supersedes {path}.")
            if _holds(self.not_published, path):
                raise UsageError(f"{path} is given with --earlier and with --not-published; it is one of the two.")
        for path in self.supersedes:
            if path.resolve() != self.folder.resolve() or not path.is_dir():
                raise UsageError(
                    f"--supersedes {path}: this release takes the place of {self.folder} and of no other. "
                    "Give what readers have beside it with --earlier."
                )
            if _holds(self.not_published, path):
                raise UsageError(f"{path} is given with --supersedes and with --not-published; it is one of the two.")
        there = {one.folder.resolve(): one for one in lying}
        for path in self.not_published:
            one = there.get(path.resolve())
            if one is None:
                raise UsageError(
                    f"--not-published {path}: there is no release that shows counts of this one; leave it out."
                )
            if one.is_superseded:
                raise UsageError(f"--not-published {path}: it was published and superseded, and stays.")


def releases_in(out: Path) -> list[Lying]:
    """Every release in a folder for releases, those included that a killed process left on the way to their place."""
    return [
        _lying(path.parent.parent)
        for path in sorted(out.glob("*/*/publish/manifest.json"))
        if not path.parent.parent.name.startswith(".") or SUPERSEDED in path.parent.parent.name
    ]


def superseded_versions(release_dir: Path) -> list[Path]:
    """The earlier versions of a release that are kept beside it."""
    name = f"{release_dir.name}{SUPERSEDED}"
    return sorted(
        path.parent.parent
        for path in release_dir.parent.glob("*/publish/manifest.json")
        if path.parent.parent.name.removeprefix(".").startswith(name)
    )


def shares_counts(ours: Release, years: Iterable[int], other: PublishedAbout) -> bool:
    """Whether another release shows counts of ours: of one name, or declared the same, in a year that both have."""
    if not set(years) & set(other.years):
        return False
    if other.name == ours.name:
        return True
    if not (TEMPLATES / other.name / "data_sets.yaml").is_file():
        return False
    theirs = load_release(other.name)
    return any(
        {same.theirs[0] for same in one.same_counts} & {measure.name for measure in two.measures}
        for one, two in ((ours, theirs), (theirs, ours))
    )


def _superseded_beside(given: Iterable[Lying]) -> list[Lying]:
    """Whoever has a release has the versions that it superseded."""
    return [_lying(path) for one in given for path in superseded_versions(one.folder)]


def _in_order(found: Iterable[Lying]) -> list[Lying]:
    """Each version once, in an order that does not depend on how they were named."""
    by_version = {one.about.version: one for one in found}
    return sorted(
        by_version.values(), key=lambda one: (one.about.year, one.about.name, one.about.part, one.about.version)
    )


def _folders(found: Iterable[Lying]) -> tuple[Path, ...]:
    return tuple(one.folder for one in found)


def _holds(paths: Iterable[Path], folder: Path) -> bool:
    return folder.resolve() in {path.resolve() for path in paths}


def _lying(folder: Path) -> Lying:
    return Lying(folder, read_about(folder / "publish"))


def _read(folder: Path, name: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads((folder / "publish" / name).read_text(encoding="utf-8"))
    return content


def _in_the_way(folder: Path) -> str:
    return (
        f"Nothing was published. {folder} holds a release already, and not of these returns. If it was published, give "
        f"--supersedes {folder}: it is kept beside the new one, and both are protected together. If it never was, give "
        f"--not-published {folder}: it is replaced."
    )
