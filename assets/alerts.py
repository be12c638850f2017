"""Who is told when a run fails: by e-mail, by webhook, or both, as the environment says."""

# No "from __future__ import annotations": Dagster reads the annotations of sensors as they stand.

import json
import os
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

from dagster import DefaultSensorStatus, RunFailureSensorContext, SensorDefinition, run_failure_sensor

from pipeline.foundation.mail import LOOPBACK, SECONDS_TO_ANSWER, MailServer
from pipeline.foundation.stages import UsageError

WEBHOOK, SERVER, SENDER, RECEIVERS = (f"FIRST_RELEASE_ALERT_{name}" for name in ("WEBHOOK", "SMTP", "FROM", "TO"))


def tell(subject: str, words: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Send to whatever FIRST_RELEASE_ALERT_WEBHOOK and FIRST_RELEASE_ALERT_SMTP name; returns who was told.

    Nothing is sent in the clear to another machine. Raises UsageError for an address that would, and OSError where
    nobody answers, so that the sensor's tick shows it.
    """
    told = []
    if address := environment.get(WEBHOOK, ""):
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise UsageError(f"{WEBHOOK} must be an address that begins with https://.")
        content = json.dumps({"text": f"{subject}\n{words}"}).encode()
        request = urllib.request.Request(address, content, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER):
            told.append(parts.hostname or "")
    if environment.get(SERVER, ""):
        receivers = [one.strip() for one in environment.get(RECEIVERS, "").split(",") if one.strip()]
        if not receivers or not environment.get(SENDER):
            raise UsageError(f"{SERVER} is set: {SENDER} and {RECEIVERS} must say from whom and to whom.")
        MailServer.from_environment(environment, SERVER, SENDER).send(receivers, subject, words)
        told += receivers
    return told


def failure_sensor() -> SensorDefinition:
    """The sensor that tells of every run that failed; it is stopped until somebody starts it, like the others."""

    @run_failure_sensor(
        name="tell_of_failed_runs",
        default_status=DefaultSensorStatus.STOPPED,
        minimum_interval_seconds=60,
        description=f"Tells of failed runs: {WEBHOOK}, {SERVER}. What it says names steps, and nobody in a return.",
    )
    def tell_of_failed_runs(context: RunFailureSensorContext) -> None:
        run = context.dagster_run
        of = run.tags.get("dagster/partition", "no partition")
        steps = ", ".join(event.step_key or "" for event in context.get_step_failure_events())
        words = (
            f"Run {run.run_id} of {run.job_name} ({of}) failed in {steps or 'no step'}. Nothing of it was published. "
            "The reason is in Dagster, which only its operators can open."
        )
        tell(f"First Release: {run.job_name} failed", words)

    return tell_of_failed_runs
