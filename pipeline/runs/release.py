"""One release from returns to folder: the steps that both ``sfr release`` and the assets run, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.analyse.areas import read_areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.shown import added_up_with, counts_behind
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.declared_decimals import require_decimals
from pipeline.disseminate.published_release import PublishedRelease
from pipeline.disseminate.release_files import publish_files
from pipeline.disseminate.shelf import superseded_versions
from pipeline.foundation.stages import TEMPLATES, CheckFailed, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import add_years, added, counted, cover_added_years
from pipeline.process.agreement import AGREEMENTS, compare_with_other_return
from pipeline.process.areas import gross_areas
from pipeline.process.checks import load_checks, run_check
from pipeline.process.checks_of_release import concerns
from pipeline.process.coverage import build_coverage
from pipeline.process.coverage_floor import require_coverage
from pipeline.process.coverage_policy import load_coverage_policy
from pipeline.process.decisions import read_decisions
from pipeline.process.functions import create_functions
from pipeline.process.identifiers import compare_identifiers, has_identifiers
from pipeline.process.made_in_part import build_in_part, divided
from pipeline.process.models import grain_violations
from pipeline.process.models_read import MODEL_STAGES, load_models
from pipeline.process.parts_of_cells import cells_behind, make_parts
from pipeline.process.rollup import roll_up
from pipeline.process.unreliable import mark_added_years, mark_unreliable, marks_of_manifest
from pipeline.protect.edition.at_stake import policies_for, read_at_stake
from pipeline.protect.edition.derived_numbers import people_behind
from pipeline.protect.edition.protection import (
    Protection,
    completed_keys,
    crossed_keys,
    leave_as_it_is,
    protect_release,
)
from pipeline.protect.edition.release_key import release_key
from pipeline.reference.periods import period_of, year_of
from pipeline.runs.assess import assess
from pipeline.runs.changed_authorities import changed_authorities
from pipeline.runs.counted_before import count_unless_counted, counted_by, forget_counting
from pipeline.runs.inputs import digest_of
from pipeline.runs.quality_summary import write_quality_summary, write_quality_tables
from pipeline.runs.reading import read
from pipeline.runs.release_models import models_of_release
from pipeline.runs.revisions import revisions_on
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.runs.run_log import Report, logged
from pipeline.runs.run_summary import RunSummary, files_and_records
from pipeline.runs.signed import require_answers, write_signed
from pipeline.runs.told_by_figures import look


def count(run: ReleaseRun, warehouse: Warehouse, stage: Stage) -> dict[str, int]:
    """Build the models of one stage (staged, core or cells) and check each grain; returns rows by table.

    Where a run before left the tables, only what follows from records that changed since is made.
    """
    forget_counting(warehouse)
    models = models_of_release(run.name)
    if run.engine == "spark":
        from pipeline.process.spark import build_on_spark  # of an extra, and asked for by few

        rows = build_on_spark(warehouse, models, stage)
    else:
        with changed_authorities(warehouse, stage, counted_by(run)) as las:
            rows = build_in_part(warehouse, models, stage, las)
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
    """The years that the release has figures for, of which somebody supplied a return."""
    rows = warehouse.connection.execute(
        "SELECT DISTINCT collection_year FROM grossed.coverage WHERE is_supplied ORDER BY 1"
    ).fetchall()
    years = [year for (year,) in rows if run.first_year <= year_of(year) and year <= run.latest]
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
    decisions = read_decisions(run.name, release.measures, signed=run.sign_off.decisions)
    build_coverage(warehouse, single_years)
    mark_unreliable(warehouse, [*decisions.unreliable, *marks_of_manifest(warehouse, single_years)])
    cover_added_years(warehouse, release.measures)
    mark_added_years(warehouse, release.measures)
    edition = edition_of(run, warehouse)
    policy = load_coverage_policy(TEMPLATES / run.name / "release.toml")
    require_coverage(warehouse, policy, release.returns, edition.years, accepted=run.accept_coverage)
    # Every year has the cells of the last, but for what was collected until some year before it.
    late = edition.contents.years_of_late_tables(run.year)
    wanted = edition.of_few_areas().shown(release.years_with_all_labels(run.year, edition.years, late))
    behind = counts_behind(wanted) | people_behind(release, wanted)
    behind |= completed_keys(warehouse, added_up_with(release, completed_keys(warehouse, behind)))
    sums = {one.name: one.adds_up for one in added(release.measures)}
    added_keys = completed_keys(warehouse, (cell for cell in behind if cell[0] in sums))
    crossed = crossed_keys(warehouse, behind | {(sums[measure], key) for measure, key in added_keys})
    histograms = [one.name for one in release.histograms]
    within = {(one.measure, one.key, one.histogram) for one in wanted if one.histogram and one.key}
    besides = digest_of([counted_by(run), *map(repr, (single_years, sorted(crossed), histograms, sorted(within)))])
    made_by_authority = divided(models_of_release(run.name))
    made_whole = {one.name for one in single_years if cells_behind(one) not in made_by_authority}
    with changed_authorities(warehouse, Stage.GROSSED, besides) as las:
        roll_up(warehouse, single_years, crossed, histograms, within, las, made_whole)
    add_years(warehouse, release.measures, added_keys)
    gross_areas(
        warehouse,
        decisions.carried_forward,
        histograms,
        show_without_figures=policy.shows_areas_without_figures,
        estimates_missing=policy.estimates_missing,
        measures=release.measures,
        carries_forward=policy.carries_forward(run.year),
    )
    return warehouse.count("grossed.cells")


def edition_of(run: ReleaseRun, warehouse: Warehouse) -> Edition:
    """The edition that is asked for, in the periods and areas of which the warehouse has figures."""
    release = load_release(run.name)
    contents = load_contents(TEMPLATES / run.name / "tables.yaml")
    require_decimals(release, contents, policies_for(release, run.year), run.year)
    years = published_years(run, warehouse)
    areas = read_areas(warehouse, years)
    return Edition(release, contents, run.year, run.part, years, areas, run.population_edition)


def protect(run: ReleaseRun, warehouse: Warehouse) -> Protection:
    """Stage protected: which figures must be suppressed, proved by the audit; raises CheckFailed where it cannot be."""
    given, edition = run.standing(warehouse).earlier, edition_of(run, warehouse)
    policies = policies_for(edition.release, edition.year)
    if policies.together.shows_small_counts:
        return leave_as_it_is(warehouse, policies)
    return protect_release(warehouse, read_at_stake(warehouse, edition, given))


def publish(run: ReleaseRun, warehouse: Warehouse, protection: Protection) -> PublishedRelease:
    """Stage files: everything that leaves, screened, in a folder that appears whole or not at all.

    Raises CheckFailed, and leaves the quality report beside the release, where a warning has to be answered first.
    """
    release, edition = load_release(run.name), edition_of(run, warehouse)
    is_compared = has_identifiers(release.returns)
    identifiers = compare_identifiers(warehouse, run.returns, run.year) if is_compared else None
    agreement = compare_with_other_return(warehouse, run.returns, TEMPLATES / run.name / AGREEMENTS, run.latest)
    compared = [one for one in (identifiers, agreement) if one is not None]
    standing = run.standing(warehouse)
    rounded_to = protection.policies.data_sets.rounding_national
    assess(warehouse, edition, agreement, standing.earlier, rounded_to)
    signed = require_answers(run, warehouse, edition, protection)
    restricted: list[Callable[[Path], None]] = [
        partial(write_quality_summary, warehouse, returns=release.returns, identifiers=identifiers),
        partial(write_quality_tables, warehouse, tables=release.quality_tables),
        *(one.write for one in compared),
        partial(write_signed, warehouse, edition, signed),
    ]
    published = publish_files(
        warehouse,
        edition,
        models_of_release(run.name),
        protection=protection,
        folder=run.folder,
        standing=standing,
        restricted=restricted,
        last_look=partial(look, stopped=None if run.accept_told else run.told_path),
        caveats=signed.caveats,
        signed=signed.as_manifest(release_key(warehouse)),
        revisions=revisions_on(warehouse, run.name, standing.earlier),
    )
    signed.remove_report()
    remarks = [*published.remarks, *run.passed_over(), *(one.sentence() for one in compared), *signed.remarks()]
    if standing.keeps:
        remarks.append(
            f"The release before it is kept as {superseded_versions(run.folder)[-1]}, an earlier one for good."
        )
    return replace(published, remarks=tuple(remarks))


@dataclass(frozen=True)
class Step:
    """A step of a release before its figures are protected: what is reported, what is done, whose checks follow."""

    words: str
    do: Callable[[ReleaseRun, Warehouse], object]
    checked: Stage | None = None

    def take(self, run: ReleaseRun, warehouse: Warehouse) -> list[str]:
        """Do it, and run the checks; returns their warnings."""
        self.do(run, warehouse)
        return [] if self.checked is None else check_stage(warehouse, self.checked)


COUNTING = (
    Step("Reading returns", read),
    *(Step(f"Building {stage.value}", partial(count, stage=stage), stage) for stage in MODEL_STAGES),
)
GROSSING = Step("Grossing and rolling up", gross, Stage.GROSSED)
STEPS = (*COUNTING, GROSSING)
"""The steps in their order, for the command, the preview and the bench; the assets have one op for each."""
PROTECTING, PUBLISHING = "Protecting and auditing", "Publishing"
STEPS_TOLD = (*(step.words for step in STEPS), PROTECTING, PUBLISHING)
"""What is reported before each step of a release, in order."""


def prepare(run: ReleaseRun, warehouse: Warehouse, report: Report) -> list[str]:
    """Take every step up to the grossed figures, reporting each before it begins; returns warnings."""

    def take(step: Step) -> list[str]:
        report(step.words)
        return step.take(run, warehouse)

    counted = count_unless_counted(run, warehouse, report, lambda: [told for step in COUNTING for told in take(step)])
    return [*counted, *take(GROSSING)]


def publish_release(run: ReleaseRun, *, report: Report) -> RunSummary:
    """Run every step of one release, reporting each before it begins."""
    load_release(run.name)
    run.require_part()
    read_of = ", ".join(str(period_of(year)) for year in run.years_to_read())
    with open_run(run) as warehouse, logged(run, report) as told:
        told(f"{run.name} {run.title}, from returns of {read_of}")
        warnings = prepare(run, warehouse, told)
        told(PROTECTING)
        protection = protect(run, warehouse)
        told(PUBLISHING)
        published = publish(run, warehouse, protection)
        for warning in warnings:
            told(f"Warning: {warning}")
        return RunSummary(
            run.folder,
            tuple(published_years(run, warehouse)),
            *files_and_records(warehouse),
            warehouse.count("raw.findings"),
            tuple(warnings),
            published,
        )
