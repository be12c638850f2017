"""A sensor that requests a release of every year that reads returns which are new, replaced or spoken of anew."""

# No "from __future__ import annotations": Dagster reads the annotations of ops and sensors as they stand.

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dagster import (
    DefaultSensorStatus,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from assets.resources import DeclaredRelease, ReleaseFolders, ReleasesBefore
from pipeline.collect.history_years import years_in
from pipeline.collect.manifest import read_manifest
from pipeline.design.files.data_sets_file import load_release
from pipeline.process.decisions import read_decisions
from pipeline.reference.periods import period_of
from pipeline.runs.run import ReleaseRun

SECONDS_BETWEEN_LOOKS = 60


@dataclass(frozen=True)
class Sight:
    """What a year's returns were at the last look, and what they were when a release was last requested."""

    seen: str
    released: str


def returns_sensor(release: DeclaredRelease, job_name: str) -> SensorDefinition:
    """The sensor of the returns that a release is made from, stopped until somebody starts it."""

    @sensor(
        name=f"{release.prefix}_new_or_replaced_returns",
        job_name=job_name,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=DefaultSensorStatus.STOPPED,
        description=(
            "Looks at path, size and time of every file of returns, at the manifest and at the decisions on figures. "
            "The first look only remembers; after that, every year that reads what changed is released, once it has "
            "stayed the same for one look and it is known whether a release that lies where it goes was published."
        ),
    )
    def new_or_replaced_returns(
        context: SensorEvaluationContext, folders: ReleaseFolders, before: ReleasesBefore
    ) -> SensorResult:
        last = _read_cursor(context.cursor)
        now = digests(folders.returns_folder, release)
        after: dict[str, Sight] = {}
        requests: list[RunRequest] = []
        arriving: list[str] = []
        questions: list[str] = []
        for year, digest in now.items():
            sight = last.get(year, Sight("", "")) if last is not None else Sight(digest, digest)
            if digest != sight.seen:
                arriving.append(year)
            elif digest != sight.released and (
                question := folders.run_for(release, *release.asked(year, ""), before).asked().question()
            ):
                questions.append(question)
            elif digest != sight.released:
                requests.append(RunRequest(partition_key=year, tags={"returns": digest}))
                sight = Sight(digest, digest)
            after[year] = Sight(digest, sight.released)
        return SensorResult(
            run_requests=requests,
            skip_reason=None if requests else SkipReason(_why_nothing(arriving, questions)),
            cursor=json.dumps({year: [sight.seen, sight.released] for year, sight in after.items()}),
        )

    return new_or_replaced_returns


def digests(returns_folder: Path, release: DeclaredRelease) -> dict[str, str]:
    """A digest of all that a release is made from beside the code, for each partition whose year has a folder.

    That is path, size and time of every file of all years that the release reads, what the manifest says of them, and
    the decisions on its figures. Raises UnreadableInput for a link, or a manifest that cannot be read.
    """
    manifest = read_manifest(returns_folder)
    declared = load_release(release.name)
    decisions = read_decisions(release.name, declared.measures)
    own_years = years_in(returns_folder, declared.own_return)
    # Most folders are read by several years.
    of_folder = cache(_digest)
    found: dict[str, str] = {}
    for year in release.years.get_partition_keys():
        run = ReleaseRun(release.name, *release.asked(year, ""), returns_folder, returns_folder)
        if run.latest not in own_years:
            continue
        read = run.years_by_return()
        digest = hashlib.sha256()
        for name, years in read.items():
            for one in years:
                folder = returns_folder.joinpath(name, *period_of(one).folder)
                digest.update(f"{name} {one} {of_folder(folder)}\n".encode())
        said = [entry for entry in manifest if entry.collection_year in read.get(entry.return_name, ())]
        decided = [
            [one for one in kind if run.first_year <= one.collection_year <= run.latest]
            for kind in (decisions.carried_forward, decisions.unreliable)
        ]
        digest.update(f"{said}\n{decided}".encode())
        found[year] = digest.hexdigest()
    return found


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(parent, name)
            try:
                state = path.lstat()
            except FileNotFoundError:
                continue  # taken away since the folder was listed: the next look tells
            digest.update(os.fsencode(path.relative_to(folder)))
            digest.update(f"\t{state.st_size}\t{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _read_cursor(cursor: str | None) -> dict[str, Sight] | None:
    return {year: Sight(*sight) for year, sight in json.loads(cursor).items()} if cursor else None


def _why_nothing(arriving: list[str], questions: list[str]) -> str:
    if questions:
        return " ".join(questions) + " Here: FIRST_RELEASE_IN_THE_WAY, or run the job with the resource 'before'."
    if arriving:
        return f"Returns of {', '.join(arriving)} changed since the last look; waiting until they stay the same."
    return "Nothing changed since the last look."
