"""Revisions: the figures of the same year that two releases of one name print differently."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import read_about, read_data_sets
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import period_of

MOST_LISTED = 50


@dataclass(frozen=True)
class Revision:
    """A figure in both releases whose printed text differs."""

    shown: Shown
    old: str
    new: str

    @property
    def size(self) -> float:
        """How far a number moved; a symbol that came or went is no distance."""
        try:
            return abs(float(self.new) - float(self.old))
        except ValueError:
            return 0.0


@dataclass(frozen=True)
class Comparison:
    """What two releases of one name have in common and what moved."""

    old_title: str
    new_title: str
    compared: int
    only_old: int
    only_new: int
    revisions: tuple[Revision, ...]

    def as_dict(self) -> dict[str, object]:
        """For --json: every revision."""
        return {
            "old": self.old_title,
            "new": self.new_title,
            "compared": self.compared,
            "only_in_old": self.only_old,
            "only_in_new": self.only_new,
            "revisions": [
                {
                    "statistic": revision.shown.statistic,
                    "measure": revision.shown.measure,
                    "year": revision.shown.year,
                    "area_code": revision.shown.area_code,
                    "key": revision.shown.key,
                    "old": revision.old,
                    "new": revision.new,
                }
                for revision in self.revisions
            ],
        }

    def in_words(self) -> str:
        """For people: the largest revisions first."""
        lines = [
            f"{self.old_title} and {self.new_title}: {self.compared:,} figures are in both, "
            f"{len(self.revisions):,} are printed differently; {self.only_old:,} are only in the older, "
            f"{self.only_new:,} only in the newer."
        ]
        largest = sorted(self.revisions, key=lambda revision: (-revision.size, revision.shown))[:MOST_LISTED]
        lines += [
            f"  {period_of(revision.shown.year)} {revision.shown.area_code} {revision.shown.measure} "
            f"{revision.shown.key or 'total'} ({revision.shown.statistic}): {revision.old} -> {revision.new}"
            for revision in largest
        ]
        if len(self.revisions) > MOST_LISTED:
            lines.append(f"  and {len(self.revisions) - MOST_LISTED:,} smaller ones; --json lists all")
        return "\n".join(lines)


def compare_releases(old_dir: Path, new_dir: Path) -> Comparison:
    """Compare the data sets in ``publish/`` of two releases; raises UsageError when they are of different names."""
    old_about, new_about = read_about(old_dir / "publish"), read_about(new_dir / "publish")
    if old_about.name != new_about.name:
        raise UsageError(f"{old_dir} is {old_about.name} and {new_dir} is {new_about.name}; compare two of one name.")
    release = load_release(new_about.name)
    old = {read.shown: read.text for read in read_data_sets(old_dir / "publish", release, old_about)}
    new = {read.shown: read.text for read in read_data_sets(new_dir / "publish", release, new_about)}
    both = sorted(old.keys() & new.keys())
    return Comparison(
        f"{old_about.name} {old_about.year}",
        f"{new_about.name} {new_about.year}",
        len(both),
        len(old.keys() - new.keys()),
        len(new.keys() - old.keys()),
        tuple(Revision(shown, old[shown], new[shown]) for shown in both if old[shown] != new[shown]),
    )
