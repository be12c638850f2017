"""Write a synthetic England: every authority's SSDA903 returns for the years asked for, a manifest and a ledger."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.foundation.stages import UsageError
from pipeline.foundation.workers import workers
from pipeline.synthetic.country.manifest import put_in_manifest
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_YEAR, Patch, horizon, patches, patches_of
from pipeline.synthetic.country.places import Gazetteer, read_gazetteer
from pipeline.synthetic.country.targets import PatchTarget, patch_targets
from pipeline.synthetic.country.transfers import Transfer, transfers
from pipeline.synthetic.ssda903.codes import ITEM_FILES, files_of
from pipeline.synthetic.ssda903.communities import gather
from pipeline.synthetic.ssda903.defects import (
    OF_A_WHOLE_RETURN,
    DefectKind,
    PlantedDefect,
    Planter,
    require_whole_returns,
    standard_defects,
)
from pipeline.synthetic.ssda903.ledger import Omitted, PlantedRecord, Totals, write_ledger
from pipeline.synthetic.ssda903.omissions import Omission, read_omissions
from pipeline.synthetic.ssda903.outliers import PlantedOutlier, plant_outlier, standard_outliers
from pipeline.synthetic.ssda903.returns import RETURN, contents, write_files
from pipeline.synthetic.ssda903.summary import SynthesisSummary
from pipeline.synthetic.workforce.registers import Register, registers

_PROCESSES = 2
# Below this many children a second process costs more than it saves.
_WORTH_A_PROCESS = 6000
_LARGEST_SCALE = 5.0
# A return is received between the close of June and the middle of July after its year.
_RECEIVED = ("06-24", "06-27", "07-01", "07-03", "07-07")


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a worker must know to write one group of patches; the same in every process."""

    out: Path
    years: tuple[int, ...]
    seed: int
    written: frozenset[tuple[int, str]]
    defects: tuple[PlantedDefect, ...]
    outliers: tuple[PlantedOutlier, ...]
    omissions: tuple[Omission, ...]
    folder_names: tuple[tuple[str, str], ...]

    @property
    def aside(self) -> Path:
        """Where returns are written first, so that a run that is killed leaves the former ones."""
        return self.out / f".{RETURN}-aside"

    def folder(self, year: int, code: str) -> Path:
        """The folder, aside, of an authority's return of a year."""
        return self.aside / str(year) / dict(self.folder_names)[code]


@dataclass(frozen=True, slots=True)
class _Written:
    """What one group of patches put down."""

    totals: Totals
    planted: tuple[PlantedRecord, ...]
    files: int


def synthesise(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    plant_defects: bool = False,
    defects: Sequence[PlantedDefect] = (),
    plant_outliers: bool = False,
    outliers: Sequence[PlantedOutlier] = (),
    omit: str | Sequence[Omission] = (),
    dummy_codes: bool = False,
    processes: int = _PROCESSES,
    report: Callable[[str], None] | None = None,
) -> SynthesisSummary:
    """Write returns to ``<out>/ssda903/<year>/<la_code>/`` and the generator's account to ``<out>/ledger/``.

    ``scale`` is the share of England's size, ``las`` restricts to these LA codes of the years (the bytes of an
    authority do not depend on who else is written). ``plant_defects`` plants one defect of every kind, ``defects``
    plants others, and so do ``plant_outliers`` and ``outliers``; ``omit`` leaves out authorities or items (``370``, or
    ``370:OC3;Missing``). ``dummy_codes`` names the folders Z01 to Z99 and then Y01 on. Returns of the same years in the
    folder are replaced, and their rows of its manifest; those of other returns and years stay. Raises UsageError for
    arguments that cannot be carried out.
    """
    wanted_years = _checked_years(years)
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
    targets = patch_targets(seed, scale, last_year)
    planted = list(defects)
    if plant_defects:
        planted += standard_defects(_sizes(written, targets), [(each.year, each.la_code) for each in omissions])
    odd = list(outliers)
    if plant_outliers:
        odd += standard_outliers(_sizes(written, targets), [(each.year, each.la_code) for each in omissions])
    require_whole_returns([*planted, *odd], written, omissions)
    codes = sorted({code for _, code in written})
    names = tuple((code, _dummy_code(number) if dummy_codes else code) for number, code in enumerate(codes))
    plan = _Plan(out, wanted_years, seed, written, tuple(planted), tuple(odd), omissions, names)
    groups = _groups(written, wanted_years, targets)
    if report:
        report(f"{len(codes)} local authorities, {wanted_years[0]} to {wanted_years[-1]}")
    shutil.rmtree(plan.aside, ignore_errors=True)
    try:
        # Social workers are asked for since 2024.
        workforce = registers(seed, scale) if "sw_episodes" in files_of(wanted_years[-1]) else {}
        results = _run(plan, groups, read_gazetteer(), targets, workforce, processes)
        _swap_authorities(plan)
        _put_in_place(plan)
    finally:
        shutil.rmtree(plan.aside, ignore_errors=True)
    totals: Totals = Totals()
    for result in results:
        totals.update(result.totals)
    records = [record for result in results for record in result.planted]
    omitted = [Omitted(each.year, dict(names)[each.la_code], ";".join(each.items)) for each in omissions]
    write_ledger(out / "ledger", totals, records, omitted)
    _write_manifest(plan)
    return SynthesisSummary(
        out=out,
        years=wanted_years,
        authorities=len(codes),
        files=sum(result.files for result in results),
        looked_after_on_31_march=tuple((year, _total(totals, year)) for year in wanted_years),
        planted_defects=len(records),
        omitted=len(omitted),
    )


def _dummy_code(number: int) -> str:
    """A code of three characters that no authority has: Z01 to Z99, then Y01 on."""
    return f"{'ZYX'[number // 99]}{number % 99 + 1:02}"


def _checked_years(years: Iterable[int]) -> tuple[int, ...]:
    wanted = tuple(sorted(set(years)))
    if not wanted or wanted[0] < FIRST_YEAR or wanted[-1] > LAST_YEAR:
        raise UsageError(f"--years: choose collection years from {FIRST_YEAR} to {LAST_YEAR}, as 2024 or 2022-2024.")
    return wanted


def _sizes(written: frozenset[tuple[int, str]], targets: dict[str, PatchTarget]) -> dict[tuple[int, str], int]:
    """Children to be looked after on 31 March by (year, LA code)."""
    sizes = dict.fromkeys(sorted(written), 0)
    for patch in patches(horizon(year for year, _ in written)):
        for year in {year for year, _ in written}:
            if (year, patch.code(year)) in sizes:
                sizes[year, patch.code(year)] += targets[patch.key].year(year).looked_after
    return sizes


def _swap_authorities(plan: _Plan) -> None:
    """Put into each return that is to have another authority's files those of the next one, in order of codes."""
    spoilt = {(each.year, each.la_code) for each in plan.defects if each.kind in OF_A_WHOLE_RETURN}
    for defect in plan.defects:
        if defect.kind is not DefectKind.WRONG_AUTHORITY:
            continue
        kept = {(each.year, each.la_code) for each in plan.omissions} | spoilt
        codes = sorted(code for year, code in plan.written - kept if year == defect.year)
        donor = next((code for code in codes if code > defect.la_code), codes[0])
        folder = plan.folder(defect.year, defect.la_code)
        shutil.rmtree(folder)
        shutil.copytree(plan.folder(defect.year, donor), folder)


def _put_in_place(plan: _Plan) -> None:
    """Exchange the years' folders for those written aside."""
    for year in plan.years:
        final = plan.out / RETURN / str(year)
        shutil.rmtree(final, ignore_errors=True)
        final.parent.mkdir(parents=True, exist_ok=True)
        written = plan.aside / str(year)
        # Every authority of the year may have been left out.
        written.mkdir(parents=True, exist_ok=True)
        written.rename(final)


def _groups(
    written: frozenset[tuple[int, str]], years: tuple[int, ...], targets: dict[str, PatchTarget]
) -> list[tuple[Patch, ...]]:
    """Patches that ever share a code, kept together; the largest groups first, so that no process waits at the end."""
    groups: dict[str, list[Patch]] = {}
    for patch in patches(horizon(years)):
        groups.setdefault(patch.group, []).append(patch)
    needed = [
        tuple(group)
        for group in groups.values()
        if any((year, patch.code(year)) in written for patch in group for year in years)
    ]
    return sorted(needed, key=lambda group: (-sum(targets[patch.key].opening for patch in group), group[0].key))


_worker: tuple[_Plan, Gazetteer, dict[str, PatchTarget], Mapping[str, Register], tuple[Transfer, ...]] | None = None


def _prepare(
    plan: _Plan, gazetteer: Gazetteer, targets: dict[str, PatchTarget], workforce: Mapping[str, Register]
) -> None:
    """Give this process what every group needs."""
    global _worker
    _worker = (plan, gazetteer, targets, workforce, transfers(patches(horizon(plan.years)), targets, plan.seed))


def _run(
    plan: _Plan,
    groups: list[tuple[Patch, ...]],
    gazetteer: Gazetteer,
    targets: dict[str, PatchTarget],
    workforce: Mapping[str, Register],
    processes: int,
) -> list[_Written]:
    children = sum(targets[patch.key].year(plan.years[-1]).looked_after for group in groups for patch in group)
    processes = min(processes, os.cpu_count() or 1, len(groups))
    if processes <= 1 or children * len(plan.years) < _WORTH_A_PROCESS:
        _prepare(plan, gazetteer, targets, workforce)
        return [_write_group(group) for group in groups]
    with workers(processes, _prepare, (plan, gazetteer, targets, workforce)) as pool:
        return list(pool.map(_write_group, groups))


def _write_group(group: tuple[Patch, ...]) -> _Written:
    """Make and write the returns of one group of patches."""
    if _worker is None:
        raise RuntimeError("_prepare has not run in this process")
    plan, gazetteer, targets, workforce, moves = _worker
    gathered = gather(group, targets, moves, gazetteer, plan.years, plan.seed, workforce)
    names = dict(plan.folder_names)
    totals: Totals = Totals()
    planted: list[PlantedRecord] = []
    files = 0
    for (year, code), record in gathered.returns.items():
        if (year, code) not in plan.written:
            continue
        for key, count in gathered.totals.items():
            if key[:2] == (year, code):
                totals[(year, names[code], *key[2:])] = count
        omission = next((each for each in plan.omissions if (each.year, each.la_code) == (year, code)), None)
        if omission and not omission.items:
            continue
        left_out = {ITEM_FILES[item] for item in omission.items} if omission else set()
        content = {name: contents(name, year, lines) for name, lines in record.lines.items() if name not in left_out}
        kinds = [defect.kind for defect in plan.defects if (defect.year, defect.la_code) == (year, code)]
        planter = Planter(year, names[code], f"{RETURN}/{year}/{names[code]}", content)
        planted += [planter.plant(kind) for kind in sorted(kinds, key=list(DefectKind).index)]
        folder = f"{RETURN}/{year}/{names[code]}"
        odd = [one for one in plan.outliers if (one.year, one.la_code) == (year, code)]
        planted += [plant_outlier(one, folder, planter.files) for one in odd]
        write_files(plan.folder(year, code), planter.files)
        files += len(planter.files)
    return _Written(totals, tuple(planted), files)


def _total(totals: Totals, year: int) -> int:
    return sum(
        count
        for (its_year, _, measure, category), count in totals.items()
        if (its_year, measure, category) == (year, "looked_after_on_31_march", "total")
    )


def _write_manifest(plan: _Plan) -> None:
    """manifest.csv beside the returns: when each return was received and what the authority could not supply."""
    names = dict(plan.folder_names)
    missing = {(each.year, each.la_code): each for each in plan.omissions}
    rows: list[tuple[str, ...]] = []
    for year, code in plan.written:
        omission = missing.get((year, code))
        if omission and not omission.items:
            continue
        items = ";".join(omission.items) if omission else ""
        received = f"{year}-{_RECEIVED[(int(code) + year) % len(_RECEIVED)]}"
        rows.append(
            (RETURN, str(year), names[code], received, items, "could not be supplied this year" if items else "")
        )
    put_in_manifest(plan.out, RETURN, plan.years, rows)
