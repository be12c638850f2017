"""One release from returns to folder: the steps that both ``sfr release`` and the assets run, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.analyse.areas import Areas, read_areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import counts_behind, shown_in_data_sets, shown_in_workbook
from pipeline.collect.history_years import passed_over_in_words, years_in, years_used
from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.registry import collection
from pipeline.collect.specification import load_specification
from pipeline.design.data_sets import Release
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.declared_decimals import require_decimals
from pipeline.disseminate.release_files import PublishedRelease, publish_files
from pipeline.disseminate.release_folder import recover
from pipeline.disseminate.shelf import Asked, Standing, superseded_versions
from pipeline.foundation.stages import TEMPLATES, CheckFailed, Stage, UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse, WarehouseInUse
from pipeline.process.added_years import add_years, added, counted, cover_added_years
from pipeline.process.areas import gross_areas
from pipeline.process.checks import load_checks, run_check
from pipeline.process.checks_of_release import concerns, read_by_checks
from pipeline.process.coverage import build_coverage
from pipeline.process.coverage_floor import require_coverage
from pipeline.process.coverage_policy import load_coverage_policy
from pipeline.process.decisions import read_decisions
from pipeline.process.identifiers import compare_identifiers, has_identifiers
from pipeline.process.models import Models, build, create_functions, grain_violations, load_models
from pipeline.process.parts_of_cells import cells_behind, make_parts
from pipeline.process.rollup import roll_up
from pipeline.process.unreliable import mark_added_years, mark_unreliable, marks_of_manifest
from pipeline.protect.edition.at_stake import policies_for, read_at_stake
from pipeline.protect.edition.derived_numbers import people_behind
from pipeline.protect.edition.protection import Protection, completed_keys, crossed_keys, protect_release
from pipeline.protect.edition.release_key import digest_of_inputs, release_key
from pipeline.reference.loading import load_reference
from pipeline.reference.periods import QUARTERS_PUBLISHED, Period, period_of, year_of
from pipeline.reference.tables import authorities_left_out, edition_of_populations
from pipeline.runs.quality_summary import write_quality_summary
from pipeline.runs.run_summary import RunSummary, files_and_records
from pipeline.runs.told_by_figures import look

TIME_SERIES_YEARS = 5
# Long stability looks back two and a half years from the first published year.
HISTORY_YEARS = 2
PARTS = ("", "september", "december")

Report = Callable[[str], None]


@dataclass(frozen=True)
class ReleaseRun:
    """What is asked for: the release's name, its year and part, the returns folder and the folder for releases.

    ``earlier`` are folders of releases that readers already have: this one is protected together with them. Of what
    lies in the folder for releases ``supersedes`` is the one whose place it takes, ``not_published`` never left the
    building, and with ``all_earlier`` all others that show the same counts did.
    ``accept_coverage`` says that a release from fewer returns than its release.toml asks for is meant.
    Populations are those that the department's edition used, where they are known, unless the latest are asked for.
    """

    name: str
    year: int
    part: str
    returns: Path
    out: Path
    earlier: tuple[Path, ...] = ()
    accept_coverage: bool = False
    latest_populations: bool = False
    supersedes: tuple[Path, ...] = ()
    not_published: tuple[Path, ...] = ()
    all_earlier: bool = False

    @property
    def latest(self) -> int:
        """The period that the release is of: its year, or the quarter of it that the part names."""
        if not load_specification(load_release(self.name).own_return).is_quarterly:
            return self.year
        return Period(self.year, QUARTERS_PUBLISHED[self.part]).collection_year

    @property
    def title(self) -> str:
        """The release's folder name: the year, with the part where it has one."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    def require_part(self) -> None:
        """Raise UsageError for a part that the release has not."""
        is_quarterly = load_specification(load_release(self.name).own_return).is_quarterly
        if is_quarterly and self.part not in QUARTERS_PUBLISHED:
            raise UsageError(f"--part {self.part!r} is not known; {self.name} is quarterly: use q1, q2, q3 or q4.")
        if not is_quarterly and self.part not in PARTS:
            raise UsageError(f"--part {self.part!r} is not known; use september or december.")

    @property
    def population_edition(self) -> int | None:
        """The edition whose populations are used; None for the latest, asked for or for want of any other."""
        return None if self.latest_populations else edition_of_populations(self.name, self.year)

    @property
    def folder(self) -> Path:
        """Where the release appears."""
        return self.out / self.name / self.title

    @property
    def warehouse_path(self) -> Path:
        """The run's own warehouse: what another release read must not become history of this one."""
        return self.out / self.name / f".{self.title}.duckdb"

    def asked(self) -> Asked:
        """The release among those in the folder for releases, with what was said of them."""
        release = load_release(self.name)
        read = self._years_of(release.own_return, is_needed=True)
        years = tuple(year for year in read if self.year - TIME_SERIES_YEARS < year_of(year))
        said = (self.earlier, self.supersedes, self.not_published, self.all_earlier)
        return Asked(release, self.folder, self.year, self.part, years, *said)

    def standing(self, warehouse: Warehouse) -> Standing:
        """What becomes of the releases before this one, now that the returns are read."""
        return self.asked().standing(digest_of_inputs(release_key(warehouse)), self.population_edition)

    def years_to_read(self) -> list[int]:
        """Collection years in the folder that the release needs; raises UnreadableInput when its own is not there."""
        return sorted({year for years in self.years_by_return().values() for year in years})

    def years_by_return(self) -> dict[str, list[int]]:
        """The same by the returns that its measures are made from; a return beside the release's own may be absent."""
        release = load_release(self.name)
        return {name: self._years_of(name, name == release.own_return) for name in release.returns}

    def _years_of(self, return_name: str, is_needed: bool) -> list[int]:
        root = self.returns / return_name
        period = period_of(self.latest)
        if not is_needed and not root.is_dir():
            return []
        if not root.is_dir():
            raise UnreadableInput(
                f"{root} is not a folder. --returns must hold {return_name}/<year>/<la_code>/ folders; "
                f"`sfr synthesise --return {return_name}` makes an example."
            )
        if is_needed and self.latest not in years_in(self.returns, return_name):
            raise UnreadableInput(f"{root.joinpath(*period.folder)} is not there, so {period} cannot be published.")
        return self._used(return_name)[0]

    def _used(self, return_name: str) -> tuple[list[int], list[int]]:
        first = self.year - TIME_SERIES_YEARS - HISTORY_YEARS + 1
        return years_used(return_name, years_in(self.returns, return_name), first, self.latest)

    def passed_over(self) -> list[str]:
        """A sentence for each return with years that would be history and cannot be read."""
        passed = {name: self._used(name)[1] for name in load_release(self.name).returns}
        return [passed_over_in_words(name, years) for name, years in passed.items() if years]


@contextmanager
def open_run(run: ReleaseRun) -> Iterator[Warehouse]:
    """The run's warehouse, one process at a time; raises UsageError for a part or year that no release has."""
    run.require_part()
    run.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
    lock = run.warehouse_path.with_suffix(".lock")
    try:
        held = FileLock(lock, timeout=0, fallback_to_soft=False).acquire()
    except Timeout as error:
        raise WarehouseInUse(f"{run.folder} is being published by another process; wait for it to end.") from error
    with held:
        recover(run.folder)
        with Warehouse(run.warehouse_path) as warehouse:
            yield warehouse


def read(run: ReleaseRun, warehouse: Warehouse) -> ReadSummary:
    """Stage raw: reference data and returns, with a finding for whatever could not be read.

    Raises UsageError where another release may show the same counts and nobody said whether it was published.
    """
    run.asked().require_answers()
    _forget_other_years(run, warehouse)
    left_out = authorities_left_out(run.name, run.year)
    own = load_specification(load_release(run.name).own_return)
    years = run.years_by_return()
    load_reference(
        warehouse,
        populations=run.population_edition,
        left_out=left_out,
        supplied_by=own.supplied_by,
        periods=own.periods_of_units(years[own.return_name]),
    )
    summary = ReadSummary()
    for name, wanted in years.items():
        summary = summary.plus(collection(name).stage(warehouse, run.returns, wanted, None))
    run.standing(warehouse)
    return summary


def _forget_other_years(run: ReleaseRun, warehouse: Warehouse) -> None:
    """Start afresh when the warehouse holds a year whose folder has gone: it must not be history, nor published."""
    if warehouse.has_table("raw.units"):
        held = warehouse.connection.execute('SELECT DISTINCT "return", collection_year FROM raw.units').fetchall()
        wanted = run.years_by_return()
        if any(year not in wanted.get(name, ()) for name, year in held):
            warehouse.connection.execute("DROP SCHEMA raw CASCADE")
            warehouse.connection.execute("CREATE SCHEMA raw")


def tables_read(release_name: str) -> set[str]:
    """The tables of the raw stage that reading the release's returns makes."""
    return set().union(*(collection(name).tables for name in load_release(release_name).returns))


def models_of_release(release_name: str, models: Models | None = None) -> Models:
    """The models of a release: all that its measures and their checks need, and the staged records of its returns."""
    every = models or load_models()
    made = tables_read(release_name)
    needed = {
        model.name
        for measure in counted(load_release(release_name).measures)
        for model in every.upstream(cells_behind(measure))
    }
    needed |= read_by_checks(every, needed)
    return Models(
        tuple(
            model
            for model in every
            if model.name in needed
            or (
                model.stage is Stage.STAGED and made.issuperset(read for read in model.reads if read.startswith("raw."))
            )
        ),
        every.functions,
    )


def count(run: ReleaseRun, warehouse: Warehouse, stage: Stage) -> dict[str, int]:
    """Build the models of one stage (staged, core or cells) and check each grain; returns rows by table."""
    models = models_of_release(run.name)
    rows = build(warehouse, models, schemas=[stage.value])
    for model in models.chosen(schemas=[stage.value]):
        if violations := grain_violations(warehouse, model):
            raise CheckFailed(
                f"{model.name}: {violations} rows share their grain ({', '.join(model.grain)}). Nothing was published. "
                f"Read {model.place} against the findings of the returns."
            )
    return rows


def check_stage(warehouse: Warehouse, stage: Stage) -> list[str]:
    """Run the checks of one stage; raises CheckFailed on an error, returns a sentence for each warning."""
    create_functions(warehouse, load_models().functions)
    warnings = []
    for check in load_checks():
        if check.stage is not stage or not concerns(warehouse, check):
            continue
        result = run_check(warehouse, check)
        if result.passed:
            continue
        sentence = f"{check.what} {len(result.rows)} rows offend ({check.name})."
        if check.severity == "error":
            first = ", ".join(f"{name} {value}" for name, value in zip(result.columns, result.rows[0], strict=True))
            raise CheckFailed(f"{sentence} First: {first}. Nothing was published.")
        warnings.append(sentence)
    return warnings


def published_years(run: ReleaseRun, warehouse: Warehouse) -> list[int]:
    """The years that the release has figures for: up to five, of which somebody supplied a return."""
    rows = warehouse.connection.execute(
        "SELECT DISTINCT collection_year FROM grossed.coverage WHERE is_supplied ORDER BY 1"
    ).fetchall()
    years = [year for (year,) in rows if run.year - TIME_SERIES_YEARS < year_of(year) and year <= run.latest]
    if run.latest not in years:
        raise CheckFailed(
            f"No usable return of {period_of(run.latest)} was supplied, so nothing was published. "
            "See the findings of its folders."
        )
    return years


def gross(run: ReleaseRun, warehouse: Warehouse) -> int:
    """Stage grossed: coverage, the roll-up of categories, then regions and England with estimates; returns its rows."""
    release = load_release(run.name)
    single_years = counted(release.measures)
    make_parts(warehouse, single_years)
    decisions = read_decisions(run.name, release.measures)
    build_coverage(warehouse, single_years)
    mark_unreliable(warehouse, [*decisions.unreliable, *marks_of_manifest(warehouse, single_years)])
    cover_added_years(warehouse, release.measures)
    mark_added_years(warehouse, release.measures)
    years = published_years(run, warehouse)
    policy = load_coverage_policy(TEMPLATES / run.name / "release.toml")
    require_coverage(warehouse, policy, release.returns, years, accepted=run.accept_coverage)
    areas = read_areas(warehouse, years)
    # Every year has the cells of the last, but for what was collected until some year before it.
    wanted = shown(run, release, release.years_with_all_labels(run.year, years), areas)
    behind = counts_behind(wanted) | people_behind(release, wanted)
    sums = {one.name: one.adds_up for one in added(release.measures)}
    added_keys = completed_keys(warehouse, (cell for cell in behind if cell[0] in sums))
    crossed = crossed_keys(warehouse, behind | {(sums[measure], key) for measure, key in added_keys})
    histograms = [one.name for one in release.histograms]
    within = {(one.measure, one.key, one.histogram) for one in wanted if one.histogram and one.key}
    roll_up(warehouse, single_years, crossed, histograms, within)
    add_years(warehouse, release.measures, added_keys)
    gross_areas(
        warehouse, decisions.carried_forward, histograms, show_without_figures=policy.shows_areas_without_figures
    )
    return warehouse.count("grossed.cells")


def shown(run: ReleaseRun, release: Release, years: Sequence[int], areas: Areas) -> set[Shown]:
    """Every figure that some file of the release shows, of whichever part: all are protected as one system."""
    contents = load_contents(TEMPLATES / run.name / "tables.yaml")
    require_decimals(release, contents, policies_for(release, run.year), run.year)
    return {
        *shown_in_data_sets(release, run.year, years, areas),
        *shown_in_workbook(contents, run.year, years, areas),
    }


def protect(run: ReleaseRun, warehouse: Warehouse) -> Protection:
    """Stage protected: which figures must be suppressed, proved by the audit; raises CheckFailed where it cannot be."""
    release = load_release(run.name)
    years = published_years(run, warehouse)
    areas = read_areas(warehouse, years)
    all_shown = shown(run, release, years, areas)
    given = run.standing(warehouse).earlier
    return protect_release(warehouse, read_at_stake(warehouse, release, run.year, years, areas, all_shown, given))


def publish(run: ReleaseRun, warehouse: Warehouse, protection: Protection) -> PublishedRelease:
    """Stage files: everything that leaves, screened, in a folder that appears whole or not at all."""
    release = load_release(run.name)
    is_compared = has_identifiers(release.returns)
    identifiers = compare_identifiers(warehouse, run.returns, run.year) if is_compared else None
    restricted: list[Callable[[Path], None]] = [
        partial(write_quality_summary, warehouse, returns=release.returns, identifiers=identifiers)
    ]
    if identifiers is not None:
        restricted.append(identifiers.write)
    standing = run.standing(warehouse)
    published = publish_files(
        warehouse,
        release,
        models_of_release(run.name),
        edition=run.year,
        part=run.part,
        populations=run.population_edition,
        years=published_years(run, warehouse),
        protection=protection,
        folder=run.folder,
        standing=standing,
        restricted=restricted,
        last_look=look,
    )
    remarks = [*published.remarks, *run.passed_over()]
    if identifiers is not None:
        remarks.append(identifiers.sentence())
    if standing.keeps:
        remarks.append(
            f"The release before it is kept as {superseded_versions(run.folder)[-1]}, an earlier one for good."
        )
    return replace(published, remarks=tuple(remarks))


def publish_release(run: ReleaseRun, *, report: Report) -> RunSummary:
    """Run every step of one release, reporting each before it begins."""
    load_release(run.name)
    run.require_part()
    years = run.years_to_read()
    with open_run(run) as warehouse:
        report(f"Reading returns of {', '.join(str(period_of(year)) for year in years)}")
        read(run, warehouse)
        warnings: list[str] = []
        for stage in (Stage.STAGED, Stage.CORE, Stage.CELLS):
            report(f"Building {stage.value}")
            count(run, warehouse, stage)
            warnings += check_stage(warehouse, stage)
        report("Grossing and rolling up")
        gross(run, warehouse)
        warnings += check_stage(warehouse, Stage.GROSSED)
        report("Protecting and auditing")
        protection = protect(run, warehouse)
        report("Publishing")
        published = publish(run, warehouse, protection)
        for warning in warnings:
            report(f"Warning: {warning}")
        return RunSummary(
            run.folder,
            tuple(published_years(run, warehouse)),
            *files_and_records(warehouse),
            warehouse.count("raw.findings"),
            tuple(warnings),
            published,
        )
