"""What statistical releases will show of an authority: its headline figures, read from their finished files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.analyse.areas import Areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.reading import read_about
from pipeline.consult.bundle.preview import Statistic
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.preview_rules import shows_statistical_releases
from pipeline.disseminate.site.findings import Topic, capitalised, in_print, topics
from pipeline.disseminate.site.published_data import open_published
from pipeline.disseminate.site.published_figures import Column, PublishedFigures
from pipeline.foundation.stages import TEMPLATES, NotAuthorised, UsageError
from pipeline.reference.periods import period_of

YEARS = 5


def read_statistics(releases: Sequence[Path], name: str, la_codes: Sequence[str]) -> dict[str, tuple[Statistic, ...]]:
    """By authority, its headline figures of releases in ``releases``, of the last five years as they are shown.

    Raises NotAuthorised unless release.toml of ``name`` switches the preview of statistical releases on, UsageError for
    a release that has no figures of authorities.
    """
    if releases and not shows_statistical_releases(TEMPLATES / name / "release.toml"):
        raise NotAuthorised(
            f"--also: statistical releases are not previewed; {name}/release.toml, [preview], says on whose authority "
            "they would be."
        )
    found: dict[str, list[Statistic]] = {code: [] for code in la_codes}
    for folder in releases:
        for code, figures in _of_release(folder, la_codes).items():
            found[code] += figures
    return {code: tuple(figures) for code, figures in found.items()}


def _of_release(folder: Path, la_codes: Sequence[str]) -> dict[str, list[Statistic]]:
    about = read_about(folder / "publish")
    release, contents = load_release(about.name), load_contents(TEMPLATES / about.name / "tables.yaml")
    # Which areas there are is not asked: figures are looked up by the codes of the authorities in the preview.
    edition = Edition(release, contents, about.year, about.part, about.years, Areas((), (), {}, frozenset(), {}))
    title = f"{release.title}, {period_of(edition.latest)}"
    years = list(about.years)[-YEARS:]
    told = tuple(str(period_of(year)) for year in years)
    with open_published(folder / "publish", edition.data_sets, edition.year, edition.symbols) as data:
        figures = PublishedFigures(edition, data)
        listed = [
            one
            for one in topics(figures, (*edition.headlines, *release.of_authorities))
            if "local_authority" in one.main.file.data_set.levels
        ]
        if not listed:
            raise UsageError(f"--also {folder}: the release has no headline figures of authorities; leave it out.")
        return {
            code: [
                Statistic(title, label, told, _texts(figures, column, years, code))
                for topic in listed
                for label, column in _columns(topic)
            ]
            for code in la_codes
        }


def _texts(figures: PublishedFigures, column: Column, years: Sequence[int], code: str) -> tuple[str, ...]:
    return tuple(in_print(figures, figures.of(column.shown.at(year, code))) for year in years)


def _columns(topic: Topic) -> list[tuple[str, Column]]:
    """The number of a headline, and by what authorities are compared, where that is another."""
    both = [(topic.label, topic.main), (f"{topic.label}: {topic.words}", topic.compared)]
    return both if topic.compared != topic.main else [(capitalised(both[0][0]), both[0][1])]
