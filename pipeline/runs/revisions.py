"""The revisions that a release publishes: what the one before it, given as earlier, prints otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pipeline.analyse.edition import Edition
from pipeline.analyse.reading import PublishedAbout, read_about
from pipeline.disseminate.manifest import code_version
from pipeline.disseminate.pages import render_page
from pipeline.disseminate.release_pages import WriteRevisions, release_in_words
from pipeline.disseminate.site.whole_site import navigation
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.periods import QUARTERS_PUBLISHED, Period, period_of
from pipeline.runs.causes import changes_since
from pipeline.runs.compare import COLUMNS, PLANNED, compare_opened
from pipeline.runs.named_cell import Opened

NAME: Final = "revisions"
MOST_ON_THE_PAGE: Final = 200
REASONS: Final = {
    True: "returns may be corrected until the next edition, which prints earlier years anew.",
    False: "this release takes the place of one that was published.",
}


def revisions_on(warehouse: Warehouse, name: str, earlier: Sequence[Path]) -> WriteRevisions | None:
    """What writes ``revisions.html`` and ``.csv`` on the last of the earlier releases of that name; None without one.

    Both print what stands in the files of one of the two releases, which are protected together.
    """
    of_name = [folder for folder in earlier if read_about(folder / "publish").name == name]
    if not of_name:
        return None
    rows = warehouse.connection.execute("SELECT path, min(sha256) FROM raw.files GROUP BY path").fetchall()
    inputs = {str(path): str(sha256) for path, sha256 in rows}
    old = max(of_name, key=lambda folder: _when(read_about(folder / "publish")))

    def write(publish: Path, edition: Edition, head: Mapping[str, object]) -> None:
        _write(publish, edition, head, old, inputs)

    return write


def _when(about: PublishedAbout) -> int:
    """The number of the latest period of a release."""
    return Period(about.year, QUARTERS_PUBLISHED.get(about.part, 0)).collection_year


def _write(publish: Path, edition: Edition, head: Mapping[str, object], old: Path, inputs: Mapping[str, str]) -> None:
    after: dict[str, Any] = json.loads(json.dumps({**head, "code_version": code_version()}))
    about = PublishedAbout(
        edition.release.name, edition.year, edition.part, tuple(edition.years), "", edition.populations, ""
    )
    opened = Opened(publish, about, edition.release, edition.areas)
    before, release = read_about(old / "publish"), release_in_words(edition)
    comparison = compare_opened(old, before, opened, changes_since(old, after, inputs))
    # Readers know a release by its title, not by the name of its folder.
    when = period_of(_when(before))
    part = "" if when.quarter else before.part
    old_title = ", ".join(filter(None, (edition.release.title, str(when), part)))
    comparison = replace(comparison, old_title=old_title, new_title=f"{release['title']}, {release['year']}")
    comparison.write(publish / f"{NAME}.csv")
    content = {
        "release": release,
        "navigation": navigation(edition),
        "comparison": comparison,
        "reason": REASONS[comparison.planned == PLANNED],
        "columns": COLUMNS,
        "most": MOST_ON_THE_PAGE,
    }
    render_page(publish, NAME, content)
