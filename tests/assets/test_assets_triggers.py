"""Dagster: what starts a run. Schedules come from the calendar, the sensor looks at the returns; both begin stopped."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from dagster import (
    DefaultScheduleStatus,
    DefaultSensorStatus,
    SensorResult,
    build_schedule_context,
    build_sensor_context,
)
from dagster._core.definitions.schedule_definition import ScheduleExecutionData

from assets.definitions import build_definitions, defs
from assets.release_calendar import read_calendar
from assets.resources import DeclaredRelease, ReleaseFolders, ReleasesBefore, declared_releases
from assets.returns_sensor import digests
from pipeline.design.files.contents_file import load_contents
from pipeline.foundation.stages import PROJECT_ROOT, TEMPLATES, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import load_checks
from pipeline.process.decisions import Decisions, Inclusion, Unreliable
from pipeline.process.models_read import load_models
from pipeline.runs.run import ReleaseRun

RELEASE = DeclaredRelease("children-looked-after")
SENSOR = "children_looked_after_new_or_replaced_returns"


def test_schedules_are_stopped_and_in_london_time() -> None:
    schedules = defs.get_repository_def().schedule_defs
    assert [(schedule.name, schedule.cron_schedule) for schedule in schedules] == [
        ("adoption_quarterly_on_30_march_june_september_december", "0 7 30 3,6,9,12 *"),
        ("children_in_need_on_31_october", "0 7 31 10 *"),
        ("children_looked_after_on_10_december", "0 7 10 12 *"),
        ("children_looked_after_on_30_september", "0 7 30 9 *"),
        ("outcomes_on_10_april", "0 7 10 4 *"),
        ("performance_tables_on_28_november", "0 7 28 11 *"),
        ("social_work_workforce_on_26_february", "0 7 26 2 *"),
        ("stability_on_30_april", "0 7 30 4 *"),
    ]
    assert {schedule.execution_timezone for schedule in schedules} == {"Europe/London"}
    assert {schedule.default_status for schedule in schedules} == {DefaultScheduleStatus.STOPPED}


def test_a_schedule_requests_the_year_it_falls_in_or_says_that_the_year_is_not_specified() -> None:
    repository = defs.get_repository_def()
    schedule = repository.get_schedule_def("children_looked_after_on_30_september")

    def requested(year: int) -> ScheduleExecutionData:
        moment = datetime.datetime(year, 9, 30, 6, tzinfo=datetime.UTC)
        with build_schedule_context(scheduled_execution_time=moment, repository_def=repository) as context:
            return schedule.evaluate_tick(context)

    assert [request.partition_key for request in requested(2024).run_requests or []] == ["2024"]
    assert "2099 is not specified" in (requested(2099).skip_message or "")


def test_the_schedule_of_quarters_requests_the_one_that_ended_three_months_before() -> None:
    repository = defs.get_repository_def()
    schedule = repository.get_schedule_def("adoption_quarterly_on_30_march_june_september_december")
    found = {}
    for year, month in ((2023, 3), (2023, 6), (2023, 9), (2023, 12), (2024, 3)):
        moment = datetime.datetime(year, month, 30, 6, tzinfo=datetime.UTC)
        with build_schedule_context(scheduled_execution_time=moment, repository_def=repository) as context:
            tick = schedule.evaluate_tick(context)
        found[year, month] = [request.partition_key for request in tick.run_requests or []]
    assert found == {
        (2023, 3): ["2022-23 Q3"],
        (2023, 6): ["2022-23 Q4"],
        (2023, 9): ["2023-24 Q1"],
        (2023, 12): ["2023-24 Q2"],
        (2024, 3): ["2023-24 Q3"],
    }


def test_the_calendar_agrees_with_the_days_printed_in_the_release() -> None:
    assert {day.release for day in read_calendar()} == set(declared_releases())
    for release in declared_releases():
        printed = {(part.month, part.day) for part in load_contents(TEMPLATES / release.name / "tables.yaml").parts}
        assert {(day.month, day.day) for day in read_calendar() if day.release == release} == printed


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"day": 31}, "entry 1: day is out of range"),
        ({"time": "7 o'clock"}, "entry 1"),
        ({"release": "children-in-waiting"}, "children-in-waiting"),
        ({"part": "june"}, "'june'"),
        ({"month": None}, "entry 1"),
        ({"month": 8, "day": 31, "each_quarter": True}, "entry 1: day is out of range"),
    ],
)
def test_an_entry_of_the_calendar_that_cannot_be_carried_out_is_refused(
    tmp_path: Path, entry: dict[str, object], message: str
) -> None:
    good = {"release": RELEASE.name, "part": "", "month": 9, "day": 30, "time": "07:00"}
    path = tmp_path / "calendar.yaml"
    path.write_text(yaml.safe_dump({"time_zone": "Europe/London", "releases": [good | entry]}), encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_calendar(path)


def test_a_part_named_in_the_calendar_has_a_job_of_its_own_that_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ReleaseRun] = []

    def read(run: ReleaseRun, _: Warehouse) -> None:
        asked.append(run)
        raise UsageError("far enough")

    monkeypatch.setattr("assets.raw.read", read)
    days = [replace(day, part="december") for day in read_calendar() if day.release == RELEASE][:1]
    folders = ReleaseFolders(returns="returns", out=str(tmp_path))
    definitions = build_definitions([RELEASE], load_models(), load_checks(), days, folders)
    job = definitions.resolve_job_def("children_looked_after_december")
    job.execute_in_process(partition_key="2017", raise_on_error=False)
    failed = job.execute_in_process(partition_key="2018", raise_on_error=False)
    assert not failed.success, "that edition leaves whole"
    assert asked == [ReleaseRun(RELEASE.name, 2017, "december", PROJECT_ROOT / "returns", tmp_path, all_earlier=True)]


def test_what_readers_have_is_told_to_the_run(tmp_path: Path) -> None:
    folders = ReleaseFolders(returns="returns", out=str(tmp_path))
    own = tmp_path / RELEASE.name / "2024"

    def run(**said: object) -> ReleaseRun:
        return folders.run_for(RELEASE, 2024, "", ReleasesBefore.model_validate(said))

    assert run(in_the_way="superseded").supersedes == (), "nothing lies there"
    own.mkdir(parents=True)
    assert run() == ReleaseRun(RELEASE.name, 2024, "", PROJECT_ROOT / "returns", tmp_path, all_earlier=True)
    assert run(in_the_way="superseded").supersedes == (own,)
    assert run(in_the_way="not published", not_published=["/drafts"]).not_published == (Path("/drafts"), own)
    assert run(all_earlier=False, earlier=["/archive/2023"]).earlier == (Path("/archive/2023"),)
    with pytest.raises(UsageError, match="'published' is not known"):
        run(in_the_way="published")


def look(returns: Path, cursor: str | None, in_the_way: str = "") -> SensorResult:
    folders = ReleaseFolders(returns=str(returns), out=str(returns / "releases"))
    sensor = defs.resolve_sensor_def(SENSOR)
    resources = {"folders": folders, "before": ReleasesBefore(in_the_way=in_the_way)}
    with build_sensor_context(cursor=cursor, resources=resources) as context:
        result = sensor(context)
    assert isinstance(result, SensorResult)
    return result


def years_of(result: SensorResult) -> list[str | None]:
    return [request.partition_key for request in result.run_requests or []]


def test_the_sensor_requests_a_year_once_when_a_file_is_replaced_and_not_again(tmp_path: Path) -> None:
    file = tmp_path / "ssda903" / "2024" / "201" / "header.csv"
    file.parent.mkdir(parents=True)
    file.write_text("CHILD\n", encoding="utf-8")
    first = look(tmp_path, None)
    assert years_of(first) == []
    assert years_of(look(tmp_path, first.cursor)) == []
    file.write_text("CHILD\n1\n", encoding="utf-8")
    arriving = look(tmp_path, first.cursor)
    assert years_of(arriving) == [], "a file may still be on its way"
    assert "2024 changed" in str(arriving.skip_reason)
    settled = look(tmp_path, arriving.cursor)
    assert years_of(settled) == ["2024"]
    assert years_of(look(tmp_path, settled.cursor)) == []


def test_the_sensor_waits_until_it_is_known_whether_what_lies_there_was_published(tmp_path: Path) -> None:
    file = tmp_path / "ssda903" / "2024" / "201" / "header.csv"
    file.parent.mkdir(parents=True)
    file.write_text("CHILD\n", encoding="utf-8")
    publish = tmp_path / "releases" / RELEASE.name / "2024" / "publish"
    publish.mkdir(parents=True)
    about = {"release": RELEASE.name, "year": 2024, "part": "", "years": [2024], "policy": {"edition": "ees"}}
    (publish / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    cursor = look(tmp_path, None).cursor
    file.write_text("CHILD\n1\n", encoding="utf-8")
    waiting = look(tmp_path, look(tmp_path, cursor).cursor)
    assert years_of(waiting) == []
    assert "FIRST_RELEASE_IN_THE_WAY" in str(waiting.skip_reason)
    assert years_of(look(tmp_path, waiting.cursor)) == [], "it still waits"
    said = look(tmp_path, waiting.cursor, "superseded")
    assert years_of(said) == ["2024"]
    assert years_of(look(tmp_path, said.cursor, "superseded")) == []


def test_the_sensor_sees_new_years_and_authorities_that_are_gone_but_no_year_without_a_partition(
    tmp_path: Path,
) -> None:
    for year, la_code in (("2023", "201"), ("2023", "202")):
        (tmp_path / "ssda903" / year / la_code).mkdir(parents=True)
        (tmp_path / "ssda903" / year / la_code / "header.csv").write_text("CHILD\n", encoding="utf-8")
    cursor = look(tmp_path, None).cursor
    shutil.rmtree(tmp_path / "ssda903" / "2023" / "202")
    for year in ("2024", "2099"):
        shutil.copytree(tmp_path / "ssda903" / "2023", tmp_path / "ssda903" / year)
    assert years_of(look(tmp_path, look(tmp_path, cursor).cursor)) == ["2023", "2024"]


def test_the_sensor_notices_a_file_of_the_same_size_with_another_time(tmp_path: Path) -> None:
    file = tmp_path / "ssda903" / "2024" / "201" / "header.csv"
    file.parent.mkdir(parents=True)
    file.write_text("CHILD\n", encoding="utf-8")
    cursor = look(tmp_path, None).cursor
    os.utime(file, ns=(1, 1))
    assert years_of(look(tmp_path, look(tmp_path, cursor).cursor)) == ["2024"]


def test_a_resubmission_asks_for_every_year_that_reads_it(tmp_path: Path) -> None:
    """Long stability of 2024 looks back two and a half years, and its time series of five years begins with 2020."""
    for year in ("2016", "2018", "2023", "2024"):
        (tmp_path / "ssda903" / year / "201").mkdir(parents=True)
        (tmp_path / "ssda903" / year / "201" / "header.csv").write_text("CHILD\n", encoding="utf-8")
    cursor = look(tmp_path, None).cursor
    (tmp_path / "ssda903" / "2018" / "201" / "header.csv").write_text("CHILD\n1\n", encoding="utf-8")
    settled = look(tmp_path, look(tmp_path, cursor).cursor)
    assert years_of(settled) == ["2018", "2023", "2024"]
    (tmp_path / "ssda903" / "2016" / "201" / "header.csv").write_text("CHILD\n1\n", encoding="utf-8")
    assert years_of(look(tmp_path, look(tmp_path, settled.cursor).cursor)) == ["2016", "2018"]


def test_what_the_manifest_says_of_a_year_asks_for_those_that_read_it(tmp_path: Path) -> None:
    for year in ("2016", "2024"):
        (tmp_path / "ssda903" / year / "201").mkdir(parents=True)
        (tmp_path / "ssda903" / year / "201" / "header.csv").write_text("CHILD\n", encoding="utf-8")
    cursor = look(tmp_path, None).cursor
    heading = "return,year,la_code,received_on,items_not_supplied,note\n"
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(f"{heading}ssda903,2024,201,,OC2,\ncin,2016,201,,,\n", encoding="utf-8")
    settled = look(tmp_path, look(tmp_path, cursor).cursor)
    assert years_of(settled) == ["2024"]
    manifest.write_text(f"{heading}ssda903,2016,201,,OC2,\nssda903,2024,201,,OC2,\n", encoding="utf-8")
    assert years_of(look(tmp_path, look(tmp_path, settled.cursor).cursor)) == ["2016"]


def test_a_decision_on_a_figure_asks_for_the_years_that_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in ("2016", "2024"):
        (tmp_path / "ssda903" / year / "201").mkdir(parents=True)
    cursor = look(tmp_path, None).cursor
    mark = Unreliable(2023, "201", "looked_after_on_31_march", Inclusion.COUNTED, "counted twice")
    monkeypatch.setattr("assets.returns_sensor.read_decisions", lambda *_: Decisions(unreliable=(mark,)))
    assert years_of(look(tmp_path, look(tmp_path, cursor).cursor)) == ["2024"]


def test_sensors_are_stopped_and_each_looks_at_its_own_returns(tmp_path: Path) -> None:
    assert {sensor.default_status for sensor in defs.get_repository_def().sensor_defs} == {DefaultSensorStatus.STOPPED}
    (tmp_path / "cin" / "2024" / "201").mkdir(parents=True)
    folders = ReleaseFolders(returns=str(tmp_path), out="releases")
    assert list(digests(folders.returns_folder, DeclaredRelease("children-in-need"))) == ["2024"]
    assert digests(folders.returns_folder, RELEASE) == {}
