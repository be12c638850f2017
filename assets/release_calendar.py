"""The days of publication_templates/calendar.yaml, and a schedule for each."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import yaml
from dagster import (
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
)

from assets.resources import DeclaredRelease, declared_releases
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.runs.run import PARTS

CALENDAR = TEMPLATES / "calendar.yaml"
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class ReleaseDay:
    """A day of every year on which a release, or a part of it, is made; ``each_quarter`` also every third month on."""

    release: DeclaredRelease
    part: str
    month: int
    day: int
    time: datetime.time
    time_zone: str
    years_later: int = 0
    each_quarter: bool = False

    @property
    def months(self) -> list[int]:
        """The months in which the day comes, in order."""
        if not self.each_quarter:
            return [self.month]
        return sorted((self.month - 1 + ahead) % MONTHS_OF_A_YEAR + 1 for ahead in range(0, MONTHS_OF_A_YEAR, 3))

    @property
    def period(self) -> str:
        """What each release is of."""
        return "quarter" if self.each_quarter else "year"

    @property
    def days_in_words(self) -> str:
        """The day with its months: ``30 June``, or ``30 March, June, September, December``."""
        return f"{self.day} {', '.join(calendar.month_name[month] for month in self.months)}"

    @property
    def job_name(self) -> str:
        """The release's name, with the part where it has one."""
        return "_".join([self.release.prefix, *([self.part] if self.part else [])])

    @property
    def schedule_name(self) -> str:
        """The job's name and the day."""
        return f"{self.job_name}_on_{self.days_in_words.lower().replace(', ', '_').replace(' ', '_')}"

    @property
    def cron(self) -> str:
        """Minute, hour, day and months, on any day of the week."""
        return f"{self.time.minute} {self.time.hour} {self.day} {','.join(map(str, self.months))} *"


def read_calendar(path: Path = CALENDAR) -> list[ReleaseDay]:
    """The days of the calendar file; raises UsageError naming the entry that cannot be carried out."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = enumerate(content["releases"], start=1)
    return [_release_day(path, number, entry, content["time_zone"]) for number, entry in entries]


def _release_day(path: Path, number: int, entry: dict[str, object], time_zone: str) -> ReleaseDay:
    try:
        time = datetime.time.fromisoformat(str(entry["time"]))
        # A year without 29 February: a day that is missing from some years is no day of every year.
        day = datetime.date(2025, int(str(entry["month"])), int(str(entry["day"])))
        name, part = str(entry["release"]), str(entry["part"])
        years_later = int(str(entry.get("years_later", 0)))
        found = ReleaseDay(
            DeclaredRelease(name),
            part,
            day.month,
            day.day,
            time,
            time_zone,
            years_later,
            entry.get("each_quarter") is True,
        )
        for month in found.months:
            day.replace(month=month)
    except (KeyError, ValueError) as error:
        raise UsageError(
            f"{path.name}, entry {number}: {error}. Write release, part, month, day and time, as its neighbours do."
        ) from error
    releases = {release.name: release for release in declared_releases()}
    if name not in releases or part not in PARTS:
        known = ", ".join(releases)
        raise UsageError(f"{path.name}, entry {number}: {name!r} has no part {part!r}. Known releases: {known}.")
    return replace(found, release=releases[name])


def release_schedules(days: Sequence[ReleaseDay]) -> list[ScheduleDefinition]:
    """A schedule for each day of the calendar, stopped until somebody starts it."""
    return [
        ScheduleDefinition(
            name=day.schedule_name,
            job_name=day.job_name,
            cron_schedule=day.cron,
            execution_timezone=day.time_zone,
            default_status=DefaultScheduleStatus.STOPPED,
            execution_fn=partial(_request_year, day.release, day.years_later),
            description=f"Publish the release of the {day.period} on {day.days_in_words}.",
        )
        for day in days
    ]


def _request_year(
    release: DeclaredRelease, years_later: int, context: ScheduleEvaluationContext
) -> RunRequest | SkipReason:
    year = release.latest_before(context.scheduled_execution_time.date(), years_later)
    if year not in release.years.get_partition_keys():
        return SkipReason(f"Collection year {year} is not specified; add it to pipeline/collect/collections/.")
    return RunRequest(partition_key=year, tags={"release": release.name})
