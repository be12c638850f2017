"""Revisions: the figures of the same year that two releases of one name print differently, by area and cause."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import PublishedAbout, read_about, read_data_sets
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.reference.periods import period_of
from pipeline.runs.causes import CAUSES, Changes, changes_between
from pipeline.runs.named_cell import Opened, open_release

MOST_LISTED = 50
COLUMNS = ("year", "area_code", "area_name", "measure", "category", "statistic", "old", "new", "difference", "cause")
PLANNED, UNPLANNED = "planned", "unplanned"


@dataclass(frozen=True)
class Revision:
    """A figure in both releases whose printed text differs, with its area's name and the likeliest cause."""

    shown: Shown
    old: str
    new: str
    area: str = ""
    cause: str = ""

    @property
    def size(self) -> float:
        """How far a number moved; a symbol that came or went is no distance."""
        try:
            return abs(float(self.new) - float(self.old))
        except ValueError:
            return 0.0

    @property
    def row(self) -> tuple[str, ...]:
        """What a file or page says of it, in the order of COLUMNS."""
        shown = self.shown
        try:
            difference = f"{float(self.new) - float(self.old):+g}"
        except ValueError:
            difference = ""
        return (
            str(period_of(shown.year)), shown.area_code, self.area, _in_words(shown.measure),
            _in_words(shown.key.replace("=", ": ").replace(";", "; ")) or "total",
            shown.statistic, self.old, self.new, difference, self.cause,
        )  # fmt: skip


def _in_words(name: str) -> str:
    """A name of a measure or category as readers write it."""
    return name.replace("_", " ").replace(" march", " March").replace(" september", " September")


@dataclass(frozen=True)
class Comparison:
    """What two releases of one name have in common and what moved.

    Revisions are ``planned`` where the newer is of another edition or part, and unplanned where it takes the place of
    the older.
    """

    old_title: str
    new_title: str
    compared: int
    only_old: int
    only_new: int
    revisions: tuple[Revision, ...]
    planned: str = PLANNED

    @property
    def by_cause(self) -> list[tuple[str, int]]:
        """How many revisions each cause has, of those that have any."""
        found = Counter(revision.cause for revision in self.revisions)
        return [(cause, found[cause]) for cause in CAUSES if found[cause]]

    @property
    def by_area(self) -> list[tuple[str, str, int]]:
        """The areas with revisions, those with most first: code, name, and how many."""
        found = Counter((revision.shown.area_code, revision.area) for revision in self.revisions)
        return [(code, name, number) for (code, name), number in sorted(found.items(), key=lambda one: (-one[1], one))]

    def as_dict(self) -> dict[str, object]:
        """For --json: every revision."""
        return {
            "old": self.old_title,
            "new": self.new_title,
            "planned": self.planned == PLANNED,
            "compared": self.compared,
            "only_in_old": self.only_old,
            "only_in_new": self.only_new,
            "by_cause": dict(self.by_cause),
            "revisions": [
                {
                    "statistic": revision.shown.statistic,
                    "measure": revision.shown.measure,
                    "year": revision.shown.year,
                    "area_code": revision.shown.area_code,
                    "area_name": revision.area,
                    "key": revision.shown.key,
                    "old": revision.old,
                    "new": revision.new,
                    "cause": revision.cause,
                }
                for revision in self.revisions
            ],
        }

    def summary(self) -> str:
        """What there is, in one sentence."""
        is_same = self.old_title == self.new_title
        both = f"Two releases of {self.new_title}" if is_same else f"{self.old_title} and {self.new_title}"
        return (
            f"{both}: {self.compared:,} figures are in both, "
            f"{len(self.revisions):,} are printed differently; {self.only_old:,} are only in the older, "
            f"{self.only_new:,} only in the newer."
        )

    def largest(self) -> Sequence[Revision]:
        """The revisions, the largest first."""
        return sorted(self.revisions, key=lambda revision: (-revision.size, revision.shown))

    def in_words(self) -> str:
        """For people: causes, areas, and the largest revisions."""
        lines = [self.summary()]
        if self.revisions:
            lines.append(f"  They are {self.planned}. By cause: {'; '.join(f'{c} {n:,}' for c, n in self.by_cause)}.")
            named = [f"{name or code} {number:,}" for code, name, number in self.by_area[:MOST_LISTED]]
            lines.append(f"  By area: {'; '.join(named)}.")
        lines += [
            f"  {period_of(one.shown.year)} {one.shown.area_code} {one.area}: {one.shown.measure} "
            f"{one.shown.key or 'total'} ({one.shown.statistic}): {one.old} -> {one.new} ({one.cause})"
            for one in self.largest()[:MOST_LISTED]
        ]
        if len(self.revisions) > MOST_LISTED:
            rest = len(self.revisions) - MOST_LISTED
            lines.append(f"  and {rest:,} smaller ones; --json and --out list all")
        return "\n".join(lines)

    def write(self, path: Path) -> None:
        """Write every revision as CSV or as a page, by the ending of ``path``; raises UsageError for another ending."""
        if path.suffix == ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS)
                writer.writerows(revision.row for revision in self.largest())
        elif path.suffix == ".html":
            environment = Environment(
                loader=FileSystemLoader(TEMPLATES / "check"),
                autoescape=True,
                undefined=StrictUndefined,
                trim_blocks=True,
            )
            page = environment.get_template("revisions.html.j2")
            path.write_text(page.render(comparison=self, columns=COLUMNS), encoding="utf-8")
        else:
            raise UsageError(f"--out {path} must end in .csv or .html.")


def compare_releases(old_dir: Path, new_dir: Path) -> Comparison:
    """Compare the data sets in ``publish/`` of two releases; raises UsageError when they are of different names."""
    old_about, new_about = read_about(old_dir / "publish"), read_about(new_dir / "publish")
    if old_about.name != new_about.name:
        raise UsageError(f"{old_dir} is {old_about.name} and {new_dir} is {new_about.name}; compare two of one name.")
    opened = open_release(new_dir / "publish", new_about)
    return compare_opened(old_dir, old_about, opened, changes_between(old_dir, new_dir))


def compare_opened(old_dir: Path, old_about: PublishedAbout, opened: Opened, changes: Changes) -> Comparison:
    """Compare a release with the data sets of an opened one of the same name, between which there are ``changes``."""
    new_about, release = opened.about, opened.release
    old = {read.shown: read.text for read in read_data_sets(old_dir / "publish", release, old_about)}
    new = {read.shown: read.text for read in read_data_sets(opened.publish, release, new_about)}
    both = sorted(old.keys() & new.keys())
    names = {code: opened.name_of(code) for code in {shown.area_code for shown in both}}
    return Comparison(
        old_about.title,
        new_about.title,
        len(both),
        len(old.keys() - new.keys()),
        len(new.keys() - old.keys()),
        tuple(
            Revision(
                shown, old[shown], new[shown], names[shown.area_code],
                changes.cause(shown, old[shown], new[shown], opened.areas),
            )
            for shown in both
            if old[shown] != new[shown]
        ),
        UNPLANNED if old_about.title == new_about.title else PLANNED,
    )  # fmt: skip
