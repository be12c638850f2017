"""The quality report of a release: made in every run, and again from the warehouse that a run left beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.analyse.areas import read_areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.reading import read_about
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.quality_file import load_quality
from pipeline.design.files.sign_off_file import read_sign_off
from pipeline.design.quality import LEVELS
from pipeline.design.sign_off import Acceptance, SignOff
from pipeline.disseminate.quality.commentaries import commentaries_section
from pipeline.disseminate.quality.material import Material
from pipeline.disseminate.quality.report import NO_ANSWERS, PAGE, write_report
from pipeline.disseminate.quality.sections import sections
from pipeline.disseminate.quality.warnings import QualityWarning, read_warnings
from pipeline.foundation.stages import TEMPLATES, UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.at_stake import policies_for
from pipeline.reference.periods import period_of
from pipeline.runs.assess import revise
from pipeline.runs.children_behind import write_children

QUALITY = "quality"
"""The folder in ``restricted/`` that has the report."""
SIGN_OFF_FILE = "sign_off.yaml"
"""The sign-off of a release as it was given, in ``restricted/``."""
NOTHING_ASKED = "No answer is asked for: release.toml has no [sign_off]."


@dataclass(frozen=True)
class QualitySummary:
    """The warnings on a release, where its report is, and what was answered."""

    title: str
    page: Path
    warnings: tuple[QualityWarning, ...]
    answers: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {
            "release": self.title,
            "report": str(self.page),
            "warnings": [
                {
                    "name": one.id, "figures": one.figures, "kind": one.kind.id, "level": one.kind.level,
                    "dimension": one.kind.dimension, "la_code": one.la_code, "area": one.area_name,
                    "words": one.words, "answer": self.answers.get(one.id, ""),
                }
                for one in self.warnings
            ],
        }  # fmt: skip

    def in_words(self) -> str:
        """For people: those of level 1 are counted alone."""
        lines = [f"{self.title}: {len(self.warnings)} warnings; {self.page} has the whole report"]
        for level in sorted(LEVELS, reverse=True):
            of_level = [one for one in self.warnings if one.kind.level == level]
            lines.append(f"  level {level}, {LEVELS[level]}: {len(of_level)}")
            if level > 1:
                lines += [
                    f"    {one.area_name}: {one.kind.text}. {one.words} [{one.id}, {one.figures}]"
                    f"{f' Answered: {self.answers[one.id]}' if one.id in self.answers else ''}"
                    for one in of_level
                ]
        return "\n".join(lines)


def make_report(
    warehouse: Warehouse,
    edition: Edition,
    folder: Path,
    restricted: Path,
    asked: str = NOTHING_ASKED,
    answers: Mapping[str, str] = NO_ANSWERS,
    commentaries: Path | None = None,
) -> QualitySummary:
    """Write the report into a folder, from the tables of stage quality and what ``restricted`` has of the release.

    ``commentaries`` is a file with what authorities say of their figures.
    """
    rules = load_quality()
    warnings = read_warnings(warehouse, rules, edition)
    periods = [*edition.years[-2:-1], edition.latest]
    children = write_children(warehouse, folder, warnings, periods)
    title = f"{edition.release.title}, {period_of(edition.latest)}"
    made = sections(Material(warehouse, edition, rules, restricted))
    made += [commentaries_section(commentaries)] if commentaries is not None else []
    write_report(folder, title, warnings, made, children, asked, answers, period_of(edition.latest).last_day)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return QualitySummary(title, folder / PAGE, warnings, answers)


def quality_of(
    release_dir: Path, out: Path | None, earlier: Sequence[Path] = (), commentaries: Path | None = None
) -> QualitySummary:
    """The warnings on a release that is there, from the warehouse beside it; the report is written anew into ``out``.

    With ``earlier`` releases, revisions are measured against the last of them that has its name. Without ``out``
    nothing is written, and the report is that of the run; ``commentaries`` go into one that is written. Raises
    UnreadableInput where the warehouse is not there, UsageError for commentaries without a report to put them into.
    """
    if commentaries is not None and out is None:
        raise UsageError("--commentaries: say with --out where the report with them is to be written.")
    about = read_about(release_dir / "publish")
    path = release_dir.parent / f".{release_dir.name}.duckdb"
    if not path.is_file():
        raise UnreadableInput(
            f"{path} is not there: `sfr release` keeps it beside the release, where the returns are. "
            f"{release_dir / 'restricted' / QUALITY} has the report that was made with it."
        )
    release = load_release(about.name)
    policies = policies_for(release, about.year)
    with Warehouse(path) as warehouse:
        areas = read_areas(warehouse, about.years)
        contents = load_contents(TEMPLATES / about.name / "tables.yaml")
        edition = Edition(release, contents, about.year, about.part, about.years, areas, about.populations)
        restricted = release_dir / "restricted"
        if earlier:
            revise(warehouse, edition, earlier, policies.data_sets.rounding_national)
        warnings = read_warnings(warehouse, load_quality(), edition)
        kept = restricted / SIGN_OFF_FILE
        answers = answers_of(accepted_of(read_sign_off(kept if kept.is_file() else None), warnings))
        if out is None:
            title = f"{release.title}, {period_of(edition.latest)}"
            return QualitySummary(title, restricted / QUALITY / PAGE, warnings, answers)
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        return make_report(warehouse, edition, out, restricted, answers=answers, commentaries=commentaries)


def accepted_of(sign_off: SignOff, warnings: Sequence[QualityWarning]) -> dict[str, Acceptance]:
    """The acceptances that hold, by warning: those of warnings there are, whose figures are still the same."""
    figures = {one.id: one.figures for one in warnings}
    return {one.warning: one for one in sign_off.accepted if figures.get(one.warning) == one.figures}


def answers_of(accepted: Mapping[str, Acceptance]) -> dict[str, str]:
    """What was answered to each warning, in words."""
    return {
        name: f"Accepted by {one.name}, {one.time}: {one.reason}{f' Note: {one.note}' if one.note else ''}"
        for name, one in accepted.items()
    }
