"""Whether anything that a release reads changed since it was made: where nothing did, the one that is there stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pipeline.disseminate.manifest import INPUTS, code_version
from pipeline.disseminate.published_release import PublishedRelease
from pipeline.disseminate.shelf import Standing
from pipeline.foundation.kept_answers import KeptAnswers, using
from pipeline.protect.edition.release_key import digest_of_inputs, digest_of_sign_off
from pipeline.runs.inputs import below, by_content, digest_of, digest_of_packages, digest_of_returns
from pipeline.runs.run import ReleaseRun, alone
from pipeline.runs.run_log import LOG, Report, add_line
from pipeline.runs.run_summary import RunSummary

RECORD = "made_from.json"
"""The file in ``restricted/`` that says by one digest what a release was made from, and how each of its files reads."""
KEPT_IN = ".kept"
"""The folder in the one for releases that holds what runs worked out, unless another is given."""
ASKED_AGAIN = "Asked for again: nothing that is read changed"


def publish_unless_unchanged(
    run: ReleaseRun, *, report: Report, cache: Path | None = None, afresh: bool = False
) -> RunSummary:
    """Publish the release with what earlier runs worked out, or leave the one that is there, if it would be the same.

    ``cache`` is where answers are kept, in the folder for releases if None; ``afresh`` makes everything again and keeps
    nothing. Raises whatever a run raises.
    """
    run.require_part()
    run.years_to_read()  # a returns folder that is none is told of before anything is written
    with alone(run):
        if not afresh and (stands := release_that_stands(run)) is not None:
            return stands
        # All that makes a release takes longer to load than a look at what changed.
        from pipeline.runs.release import publish_release

        returns = digest_of_returns(run)
        with using(None if afresh else KeptAnswers(cache or run.out / KEPT_IN, report)):
            summary = publish_release(run, report=report)
        _record(run, summary, returns)
        return summary


def release_that_stands(run: ReleaseRun) -> RunSummary | None:
    """What the run said that left the release in its place, if a run now would give the same; None if it might not.

    That is so where every return, the manifest, the sign-off, the releases before it, the code and the packages are
    those that it was made from, by content, and each file of it still reads as it was written. Raises UsageError as a
    run would for a release that nobody said anything of.
    """
    try:
        record = _read(run.folder / "restricted" / RECORD)
        standing = _standing(run)
    except (OSError, ValueError, KeyError):
        return None
    if not standing.repeats or standing.removes:
        return None
    made_from = _made_from(run, digest_of_returns(run), standing.earlier)
    if record.get("made_from") != made_from or record.get("files") != _files_of(run.folder):
        return None
    add_line(run.folder / "restricted" / LOG, ASKED_AGAIN)
    return _summary(run, record["summary"])


def _record(run: ReleaseRun, summary: RunSummary, returns: str) -> None:
    """Keep beside the release that was just made what the next run compares with.

    ``returns`` is ``digest_of_returns`` from before they were read. Nothing is kept where they changed meanwhile: then
    nobody can say which of the two it was made from. Nor where it cannot be written: the next run makes it again.
    """
    standing = _standing(replace(run, not_published=()))
    if not standing.repeats or returns != digest_of_returns(run):
        return
    content = {
        "made_from": _made_from(run, returns, standing.earlier),
        "files": _files_of(run.folder),
        "summary": {**asdict(summary), "folder": ""},
    }
    path = run.folder / "restricted" / RECORD
    aside = path.with_suffix(".aside")
    with suppress(OSError):
        try:
            aside.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def _standing(run: ReleaseRun) -> Standing:
    """What a run would do with the release that is there, were the returns those that it was made from."""
    key = bytes.fromhex(_read(run.folder / "restricted" / INPUTS)["release_key"])
    signed = digest_of_sign_off(key, run.sign_off.content)
    return run.asked().standing(digest_of_inputs(key), run.population_edition, signed)


def _made_from(run: ReleaseRun, returns: str, earlier: Iterable[Path]) -> str:
    """A digest of everything that decides a byte of the release: what is asked for, what is read, and what reads it."""
    asked = (run.name, run.year, run.part, run.accept_coverage, run.accept_told, run.population_edition)
    published = [
        line
        for folder in earlier
        for line in by_content((path.relative_to(folder).as_posix(), path) for path in below(folder / "publish"))
    ]
    signed = hashlib.sha256(run.sign_off.content).hexdigest()
    return digest_of([str(asked), signed, code_version(), digest_of_packages(), *published, returns])


def _files_of(folder: Path) -> dict[str, str]:
    """SHA-256 by name of every file of a release, but for the record itself and the log, which says when."""
    names = ((path.relative_to(folder).as_posix(), path) for path in below(folder))
    kept = [(name, path) for name, path in names if name not in (f"restricted/{RECORD}", f"restricted/{LOG}")]
    return dict(zip((name for name, _ in kept), by_content(kept), strict=True))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _summary(run: ReleaseRun, kept: dict[str, Any]) -> RunSummary:
    def in_tuples(values: dict[str, Any]) -> dict[str, Any]:
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    published = PublishedRelease(**in_tuples(kept["published"]))
    return RunSummary(**{**in_tuples(kept), "folder": run.folder, "published": published, "is_unchanged": True})
