"""What a run is given: the declared release, the folders, the part of the release, and the collection year."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from dagster import AssetKey, ConfigurableResource, StaticPartitionsDefinition
from pydantic import Field

from pipeline.collect.specification import load_specification
from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.foundation.stages import FOLDERS_START, UsageError
from pipeline.reference.periods import QUARTERS, Period, collection_year_named, period_of
from pipeline.runs.run import ReleaseRun

DAYS_OF_COLLECTION = 60


@dataclass(frozen=True)
class DeclaredRelease:
    """A release of publication_templates/. Its warehouse is its own, so its name opens the key of every table."""

    name: str

    @property
    def prefix(self) -> str:
        """The name as Dagster allows it: letters, digits and underscores."""
        return self.name.replace("-", "_")

    @cached_property
    def returns(self) -> tuple[str, ...]:
        """The returns that its measures are made from."""
        return tuple(load_release(self.name).returns)

    @cached_property
    def left_unread(self) -> tuple[str, ...]:
        """The returns whose tables are empty in it: models read them for other releases."""
        return load_release(self.name).returns_left_unread

    @cached_property
    def years(self) -> StaticPartitionsDefinition:
        """Its partitions: a year that the specification of its own return learns becomes one, since it is new data."""
        specification = load_specification(load_release(self.name).own_return)
        return StaticPartitionsDefinition([str(period_of(period)) for period in specification.periods])

    def asked(self, partition_key: str, part: str) -> tuple[int, str]:
        """The year and part that a partition is: of a release of quarters, the part is the quarter."""
        period = period_of(collection_year_named(partition_key))
        return period.year, f"q{period.quarter}" if period.quarter else part

    def latest_before(self, day: date, years_later: int) -> str:
        """The partition that a schedule of that day is for: the year of the day, or one so many before; or a quarter.

        A quarter's returns come for two months after it, so that it is the last that had ended then.
        """
        if not load_specification(load_release(self.name).own_return).is_quarterly:
            return str(day.year - years_later)
        quarters = [Period(year, quarter) for year in (day.year, day.year + 1) for quarter in QUARTERS]
        return str(max(one for one in quarters if one.last_day <= day - timedelta(days=DAYS_OF_COLLECTION)))

    def key(self, table: str) -> AssetKey:
        """The asset of ``schema.table``, or of ``group.name`` where it is no table."""
        return AssetKey([self.prefix, *table.split(".", maxsplit=1)])

    def group(self, table: str) -> str:
        """The group of an asset: the release and the schema."""
        return f"{self.prefix}_{table.split('.')[0]}"


def declared_releases() -> list[DeclaredRelease]:
    """Every release that has a folder in publication_templates/, in order of name."""
    return [DeclaredRelease(name) for name in release_names()]


SUPERSEDED, NEVER_PUBLISHED = "superseded", "not published"


class ReleasesBefore(ConfigurableResource):  # type: ignore[type-arg]
    """Which releases readers have: a run is protected together with them, or refused where that is not known."""

    all_earlier: bool = Field(
        default=True, description="Readers have every other release in the folder that shows the same counts."
    )
    earlier: list[str] = Field(default=[], description="Releases elsewhere that readers have.")
    not_published: list[str] = Field(default=[], description="Releases in the folder that were never published.")
    in_the_way: str = Field(
        default="",
        description=(
            f"What a release of other returns is that lies where this one goes: '{SUPERSEDED}' (it was published, and "
            f"is kept beside), '{NEVER_PUBLISHED}' (it is replaced), or empty: refused (FIRST_RELEASE_IN_THE_WAY)."
        ),
    )


class ReleaseFolders(ConfigurableResource):  # type: ignore[type-arg]
    """Where returns come from and releases go; relative paths start at the top of a checkout.

    Where the package is installed they start in the folder in which Dagster was started.
    """

    returns: str = Field(description="Folder with <return>/<year>/<la_code>/ in it (FIRST_RELEASE_RETURNS).")
    out: str = Field(description="Folder for releases (FIRST_RELEASE_OUT).")
    accept_coverage: bool = Field(
        default=False, description="Publish below the floor of coverage (FIRST_RELEASE_ACCEPT_COVERAGE=yes)."
    )
    signed: str = Field(
        default="", description="Sign-off file: accepted warnings, decisions on figures (FIRST_RELEASE_SIGNED)."
    )
    accept_told: bool = Field(
        default=False,
        description="Publish what tells small counts by what adds up, as chance (FIRST_RELEASE_ACCEPT_TOLD=yes).",
    )

    @property
    def returns_folder(self) -> Path:
        """The returns folder."""
        return FOLDERS_START / self.returns

    def run_for(self, release: DeclaredRelease, year: int, part: str, before: ReleasesBefore) -> ReleaseRun:
        """What ``sfr release`` would be asked for to publish ``year``."""
        if before.in_the_way not in ("", SUPERSEDED, NEVER_PUBLISHED):
            raise UsageError(f"in_the_way {before.in_the_way!r} is not known; use {SUPERSEDED} or {NEVER_PUBLISHED}.")
        run = ReleaseRun(
            *(release.name, year, part, self.returns_folder, FOLDERS_START / self.out),
            earlier=tuple(FOLDERS_START / path for path in before.earlier),
            not_published=tuple(FOLDERS_START / path for path in before.not_published),
            all_earlier=before.all_earlier,
            accept_coverage=self.accept_coverage,
            signed=FOLDERS_START / self.signed if self.signed else None,
            accept_told=self.accept_told,
        )
        if before.in_the_way == SUPERSEDED and run.folder.is_dir():
            return replace(run, supersedes=(run.folder,))
        if before.in_the_way == NEVER_PUBLISHED and run.folder.is_dir():
            return replace(run, not_published=(*run.not_published, run.folder))
        return run


class ReleasePart(ConfigurableResource):  # type: ignore[type-arg]
    """The part of the release that a job publishes."""

    name: str = Field(default="", description="september, december, or empty for the whole release.")


def folders_from_environment() -> ReleaseFolders:
    """The folders that FIRST_RELEASE_RETURNS and FIRST_RELEASE_OUT name, else those of ``make release``."""
    return ReleaseFolders(
        returns=os.environ.get("FIRST_RELEASE_RETURNS", "data/england"),
        out=os.environ.get("FIRST_RELEASE_OUT", "releases"),
        accept_coverage=os.environ.get("FIRST_RELEASE_ACCEPT_COVERAGE", "") == "yes",
        signed=os.environ.get("FIRST_RELEASE_SIGNED", ""),
        accept_told=os.environ.get("FIRST_RELEASE_ACCEPT_TOLD", "") == "yes",
    )


def releases_before_from_environment() -> ReleasesBefore:
    """All that lies in the folder was published; FIRST_RELEASE_IN_THE_WAY says of what lies where a release goes."""
    return ReleasesBefore(in_the_way=os.environ.get("FIRST_RELEASE_IN_THE_WAY", ""))
