"""A published release made again from its manifest and the returns: whether every file has the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.analyse.reading import PublishedAbout, read_about
from pipeline.disseminate.manifest import INPUTS_DIGEST, code_version
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun


@dataclass(frozen=True)
class Reproduction:
    """How a release made again compares: the files ``differing``, ``missing`` and ``added``, of ``compared`` in all.

    ``other_code`` and ``other_returns`` say that it was made by another version of the code, or from other returns.
    """

    title: str
    compared: int
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    other_code: bool
    other_returns: bool

    @property
    def is_same(self) -> bool:
        """Whether every byte is the same."""
        return not (self.differing or self.missing or self.added)

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {
            "release": self.title,
            "same": self.is_same,
            "files_compared": self.compared,
            "differing": list(self.differing),
            "missing": list(self.missing),
            "added": list(self.added),
            "other_code": self.other_code,
            "other_returns": self.other_returns,
        }

    def in_words(self) -> str:
        """For people."""
        if self.is_same:
            return f"{self.title} was made again: all {self.compared} files have the same bytes."
        lines = [f"{self.title} was made again, and is not the same."]
        if self.other_code:
            lines.append("  It was published by another version of the code or of the templates than this one.")
        if self.other_returns:
            lines.append("  The returns are not those that it was made from.")
        for words, names in (
            ("other bytes", self.differing), ("not made again", self.missing), ("not there before", self.added),
        ):  # fmt: skip
            lines += [f"  {name}: {words}" for name in names]
        return "\n".join(lines)


def reproduce(manifest: Path, returns: Path, earlier: Sequence[Path], *, report: Callable[[str], None]) -> Reproduction:
    """Make the release of a manifest.json again, aside, and compare every file that it names.

    Raises UnreadableInput where the manifest is none, and whatever a release of these returns raises.
    """
    publish = manifest.parent if manifest.is_file() else manifest / "publish"
    about = read_about(publish)
    old = json.loads((publish / "manifest.json").read_text(encoding="utf-8"))
    with TemporaryDirectory(prefix="first-release-") as folder:
        run = _run_of(about, bool(old["accepted_coverage"]), returns, Path(folder), earlier)
        publish_release(run, report=report)
        new = json.loads((run.folder / "publish" / "manifest.json").read_text(encoding="utf-8"))
    before, after = _digests(old), _digests(new)
    return Reproduction(
        about.title,
        len(before),
        tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(after.keys() - before.keys())),
        old["code_version"] != code_version(),
        old[INPUTS_DIGEST] != new[INPUTS_DIGEST],
    )


def _run_of(about: PublishedAbout, accepts: bool, returns: Path, out: Path, earlier: Sequence[Path]) -> ReleaseRun:
    """The run that a manifest tells of; populations of no edition, where one is known, are the latest."""
    asked = ReleaseRun(about.name, about.year, about.part, returns, out, tuple(earlier), accept_coverage=accepts)
    return replace(asked, latest_populations=about.populations is None and asked.population_edition is not None)


def _digests(manifest: dict[str, Any]) -> dict[str, str]:
    return {one["path"]: one["sha256"] for one in manifest["outputs"]}
