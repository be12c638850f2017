"""Write a synthetic England's children in need census: a document an authority and year, a manifest and a ledger."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.foundation.stages import UsageError
from pipeline.foundation.workers import workers
from pipeline.synthetic.cin.defects import CinDefect, standard_defects
from pipeline.synthetic.cin.ledger import A_YEAR, Omitted, PlantedRecord, Totals, write_ledger
from pipeline.synthetic.cin.lives.patch_lives import Life, lives_of_patch
from pipeline.synthetic.cin.lives.stories import Story
from pipeline.synthetic.cin.lives.targets import PatchOfNeed, needs_of_patches
from pipeline.synthetic.cin.lives.working_days import collection_year
from pipeline.synthetic.cin.omissions import CinOmission, read_omissions
from pipeline.synthetic.cin.summary import RETURN, CinSummary
from pipeline.synthetic.cin.writing import CensusFile
from pipeline.synthetic.country.manifest import put_in_manifest
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_YEAR, Patch, horizon, patches, patches_of
from pipeline.synthetic.country.targets import PatchTarget, patch_targets
from pipeline.synthetic.country.transfers import Transfer, transfers

_PROCESSES = 2
# Below this many children in need a second process costs more than it saves.
_WORTH_A_PROCESS = 15_000
_LARGEST_SCALE = 5.0
# A census is received in July, the late ones in August.
_RECEIVED = ("07-08", "07-15", "07-19", "07-26", "08-02")


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a worker must know to write one group of patches; the same in every process."""

    out: Path
    years: tuple[int, ...]
    scale: float
    seed: int
    written: frozenset[tuple[int, str]]
    defects: tuple[CinDefect, ...]
    omissions: tuple[CinOmission, ...]

    @property
    def aside(self) -> Path:
        """Where documents are written first, so that a run that is killed leaves the former ones."""
        return self.out / f".{RETURN}-aside"


@dataclass(frozen=True, slots=True)
class _Written:
    """What one group of patches put down."""

    totals: Totals
    planted: tuple[PlantedRecord, ...]
    files: int
    bytes: int


def synthesise_cin(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    plant_defects: bool = False,
    defects: Sequence[CinDefect] = (),
    omit: str | Sequence[CinOmission] = "",
    processes: int = _PROCESSES,
    report: Callable[[str], None] | None = None,
) -> CinSummary:
    """Write censuses to ``<out>/cin/<year>/<la_code>/cin.xml`` and the generator's account to ``<out>/ledger/``.

    With the scale and seed of ``synthesise``, children in its SSDA903 returns are here under the same identifiers.
    ``las`` restricts to these LA codes of the years (the bytes of an authority do not depend on who else is written).
    ``plant_defects`` plants one defect of every kind, ``defects`` plants others; ``omit`` leaves out authorities or
    items (``370``, or ``370:Section47;Reviews``). Censuses of the same years in the folder are replaced, and their
    rows of its manifest; those of other returns stay. Raises UsageError for arguments that cannot be carried out.
    """
    wanted_years = tuple(sorted(set(years)))
    if not wanted_years or wanted_years[0] < FIRST_YEAR or wanted_years[-1] > LAST_YEAR:
        raise UsageError(f"--years: choose collection years from {FIRST_YEAR} to {LAST_YEAR}, as 2024 or 2022-2024.")
    if not 0 < scale <= _LARGEST_SCALE:
        raise UsageError(f"--scale {scale}: choose a number above 0 and up to {_LARGEST_SCALE:g}.")
    last_year = horizon(wanted_years)
    chosen = patches_of(las, last_year) if las else patches(last_year)
    written = frozenset(
        (year, patch.code(year)) for patch in chosen for year in wanted_years if not las or patch.code(year) in las
    )
    if not written:
        raise UsageError(
            "--las: none of these codes is used in the years asked for; see local_authorities_by_year.csv."
        )
    omissions = read_omissions(omit, written)
    targets = needs_of_patches(seed, scale, last_year)
    planted = list(defects)
    if plant_defects:
        whole = [(each.year, each.la_code) for each in omissions]
        planted += standard_defects(_sizes(written, targets), whole)
    _check_defects(planted, written, omissions)
    plan = _Plan(out, wanted_years, scale, seed, written, tuple(planted), omissions)
    codes = {code for _, code in written}
    if report:
        report(f"{len(codes)} local authorities, census {wanted_years[0]} to {wanted_years[-1]}")
    shutil.rmtree(plan.aside, ignore_errors=True)
    try:
        results = _run(plan, targets, processes)
        _put_in_place(plan)
    finally:
        shutil.rmtree(plan.aside, ignore_errors=True)
    totals: Totals = {}
    for result in results:
        totals.update(result.totals)
    records = [record for result in results for record in result.planted]
    omitted = [Omitted(each.year, each.la_code, ";".join(each.items)) for each in omissions]
    write_ledger(out / "ledger", totals, records, omitted)
    _write_manifest(plan)
    return CinSummary(
        out=out,
        years=wanted_years,
        authorities=len(codes),
        files=sum(result.files for result in results),
        bytes=sum(result.bytes for result in results),
        in_need_on_31_march=tuple((year, _total(totals, year)) for year in wanted_years),
        planted_defects=len(records),
        omitted=len(omitted),
    )


def _sizes(written: frozenset[tuple[int, str]], targets: dict[str, PatchOfNeed]) -> dict[tuple[int, str], int]:
    """Children to be in need on 31 March by (year, LA code)."""
    sizes = dict.fromkeys(sorted(written), 0)
    for patch in patches(horizon(year for year, _ in written)):
        for year in {year for year, _ in written}:
            if (year, patch.code(year)) in sizes:
                sizes[year, patch.code(year)] += targets[patch.key].year(year).in_need
    return sizes


def _check_defects(
    defects: Sequence[CinDefect], written: frozenset[tuple[int, str]], omissions: Sequence[CinOmission]
) -> None:
    """Raise UsageError for a defect in a census that is not written whole."""
    whole = written - {(each.year, each.la_code) for each in omissions}
    for defect in defects:
        if (defect.year, defect.la_code) not in whole:
            raise UsageError(
                f"defect '{defect.kind}': the census of '{defect.la_code}' for {defect.year} is not written, or not "
                "whole. Choose an authority that is written and from which nothing is omitted."
            )


def _put_in_place(plan: _Plan) -> None:
    """Exchange the years' folders for those written aside."""
    for year in plan.years:
        final = plan.out / RETURN / str(year)
        shutil.rmtree(final, ignore_errors=True)
        final.mkdir(parents=True)
        aside = plan.aside / str(year)
        if aside.exists():
            final.rmdir()
            aside.rename(final)


_worker: tuple[_Plan, dict[str, PatchOfNeed], dict[str, PatchTarget], tuple[Transfer, ...]] | None = None


def _prepare(plan: _Plan) -> None:
    """Give this process what every group needs."""
    global _worker
    last_year = horizon(plan.years)
    care = patch_targets(plan.seed, plan.scale, last_year)
    needs = needs_of_patches(plan.seed, plan.scale, last_year)
    _worker = (plan, needs, care, transfers(patches(last_year), care, plan.seed))


def _run(plan: _Plan, targets: dict[str, PatchOfNeed], processes: int) -> list[_Written]:
    gathered: dict[str, list[Patch]] = {}
    for patch in patches(horizon(plan.years)):
        gathered.setdefault(patch.group, []).append(patch)
    groups = [
        tuple(group)
        for group in gathered.values()
        if any((year, patch.code(year)) in plan.written for patch in group for year in plan.years)
    ]
    sizes = {group: sum(targets[patch.key].year(plan.years[-1]).in_need for patch in group) for group in groups}
    # The largest first, so that no process waits at the end.
    groups.sort(key=lambda group: (-sizes[group], group[0].key))
    processes = min(processes, os.cpu_count() or 1, len(groups))
    if processes <= 1 or sum(sizes.values()) * len(plan.years) < _WORTH_A_PROCESS:
        _prepare(plan)
        return [_write_group(group) for group in groups]
    with workers(processes, _prepare, (plan,)) as pool:
        return list(pool.map(_write_group, groups))


def _write_group(group: tuple[Patch, ...]) -> _Written:
    """Make and write the censuses of one group of patches."""
    if _worker is None:
        raise RuntimeError("_prepare has not run in this process")
    plan, targets, care, moves = _worker
    files: dict[tuple[int, str], CensusFile] = {}
    for year, code in sorted(plan.written):
        if any(patch.code(year) == code for patch in group):
            omission = next((each for each in plan.omissions if (each.year, each.la_code) == (year, code)), None)
            kinds = [each.kind for each in plan.defects if (each.year, each.la_code) == (year, code)]
            items = omission.items if omission else ()
            path = None if omission and not items else plan.aside / str(year) / code / "cin.xml"
            files[year, code] = CensusFile(year, code, path, items, kinds)
    for position, patch in enumerate(group):
        asked = [(year, files[year, patch.code(year)]) for year in plan.years if (year, patch.code(year)) in files]
        if asked:
            years = tuple(year for year, _ in asked)
            for life in lives_of_patch(patch, position, care[patch.key], targets[patch.key], moves, years, plan.seed):
                for year, file in asked:
                    _add(life, patch, year, file)
    totals: Totals = {}
    planted: list[PlantedRecord] = []
    for (year, code), file in files.items():
        planted += file.finish()
        for key, count in file.account.counts.items():
            totals[year, code, *key] = count
    return _Written(
        totals, tuple(planted), sum(file.path is not None for file in files.values()),
        sum(file.bytes for file in files.values()),
    )  # fmt: skip


def _add(life: Life, patch: Patch, year: int, file: CensusFile) -> None:
    """Put a child into a census, if it belongs there, and into its account."""
    first, last = file.document.first, file.document.last
    looked_after = life.care is not None and life.care.looked_after_on(last)
    stories: list[Story] = []
    again = visibly = 0
    for story, before in zip(life.stories, life.referred_before, strict=True):
        if story.belongs_to(first, last):
            stories.append(story)
            # A referral under another code is in another authority's returns.
            if story.referred >= first and before and story.referred - before <= A_YEAR:
                visible = len(stories) > 1 and stories[-2].referred == before
                visibly += visible
                again += visible or patch.code(max(collection_year(before), FIRST_YEAR)) == patch.code(year)
    if stories:
        file.add(life.person, stories, looked_after=looked_after)
    if stories or looked_after:
        file.account.add_child(life.person, stories, again, visibly, looked_after=looked_after)


def _total(totals: Totals, year: int) -> int:
    return sum(
        count
        for (its_year, _, measure, category), count in totals.items()
        if (its_year, measure, category) == (year, "in_need_on_31_march", "total")
    )


def _write_manifest(plan: _Plan) -> None:
    """Put the censuses into manifest.csv beside the returns."""
    missing = {(each.year, each.la_code): each for each in plan.omissions}
    rows: list[tuple[str, ...]] = []
    for year, code in plan.written:
        omission = missing.get((year, code))
        if omission and not omission.items:
            continue
        items = ";".join(omission.items) if omission else ""
        received = f"{year}-{_RECEIVED[(int(code) + year) % len(_RECEIVED)]}"
        rows.append((RETURN, str(year), code, received, items, "could not be supplied this year" if items else ""))
    put_in_manifest(plan.out, RETURN, plan.years, rows)
