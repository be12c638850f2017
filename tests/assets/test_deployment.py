"""What deploy/ says is what a server takes: Dagster on a real PostgreSQL, units that start what is there."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance, DagsterRunStatus, job, op

from pipeline.foundation.stages import PROJECT_ROOT
from tests.consult.postgresql import running_postgresql

DEPLOY = PROJECT_ROOT / "deploy"


@op
def one_step() -> None:
    """Does nothing."""


@job
def a_release() -> None:
    one_step()


def test_what_dagster_keeps_outlives_a_crash_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dagster.yaml").write_bytes((DEPLOY / "dagster.yaml").read_bytes())
    with running_postgresql() as server:
        monkeypatch.setenv("DAGSTER_DATABASE", server.new_database().replace("postgresql", "postgresql+psycopg2", 1))
        with DagsterInstance.from_config(str(tmp_path)) as instance:
            done = a_release.execute_in_process(instance=instance)
        server.crash()
        server.start()
        with DagsterInstance.from_config(str(tmp_path)) as instance:
            found = instance.get_run_by_id(done.run_id)
            assert found is not None and found.status is DagsterRunStatus.SUCCESS
            assert not instance.telemetry_enabled and instance.run_monitoring_enabled
            assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1


@pytest.mark.parametrize("kind", ["webserver", "daemon"])
def test_the_units_start_programs_that_there_are_as_nobody_else(kind: str) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment]
    unit.read(DEPLOY / f"first-release-{kind}.service", encoding="utf-8")
    service = unit["Service"]
    program = Path(service["ExecStart"].split()[0])
    assert (PROJECT_ROOT / ".venv" / "bin" / program.name).is_file()
    assert service["User"] == "first-release" and service["UMask"] == "0077"
    assert "assets.definitions" in service["ExecStart"] and "0.0.0.0" not in service["ExecStart"]


def test_nothing_is_opened_to_other_machines() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:3000:3000"]
    assert services["database"].get("ports") is None
