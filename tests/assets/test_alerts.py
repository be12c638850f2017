"""A failed run is told by e-mail and webhook, to servers on this machine here, and says nothing that a return said."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from dagster import DagsterInstance, build_run_status_sensor_context, job, op

from assets import alerts
from assets.definitions import defs
from pipeline.foundation.stages import UsageError

SECRET = "Ann Smith"


class Webhook(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    received: list[str]

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as sending a message needs."""

    received: list[str]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        in_message = False
        for line in self.rfile:
            self.received.append(line.decode().rstrip("\r\n"))
            if in_message and line != b".\r\n":
                continue
            in_message = line.upper().startswith(b"DATA")
            if line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"354 go on\r\n" if in_message else b"250 well\r\n")


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[str]]]:
    handler = type("Kept", (Webhook,), {"received": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}/alerts", handler.received


@pytest.fixture
def mail() -> Iterator[tuple[str, list[str]]]:
    handler = type("Kept", (MailServer,), {"received": []})
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server, serving(server):
        yield f"127.0.0.1:{server.server_address[1]}", handler.received


def test_both_are_told(webhook: tuple[str, list[str]], mail: tuple[str, list[str]]) -> None:
    environment = {
        alerts.WEBHOOK: webhook[0],
        alerts.SERVER: mail[0],
        alerts.SENDER: "first.release@example.org",
        alerts.RECEIVERS: "one@example.org, two@example.org",
    }
    assert alerts.tell("A run failed", "In Publishing.", environment) == [
        "127.0.0.1",
        "one@example.org",
        "two@example.org",
    ]
    assert [json.loads(one) for one in webhook[1]] == [{"text": "A run failed\nIn Publishing."}]
    assert {"Subject: A run failed", "To: one@example.org, two@example.org", "In Publishing."} <= set(mail[1])
    assert alerts.tell("A run failed", "In Publishing.", {}) == []


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({alerts.WEBHOOK: "http://elsewhere.example/alerts"}, "https://"),
        ({alerts.WEBHOOK: "file:///etc/passwd"}, "https://"),
        ({alerts.SERVER: "mail.example"}, "from whom and to whom"),
        ({alerts.SERVER: "mail.example", alerts.SENDER: "a@example"}, "from whom and to whom"),
    ],
)
def test_what_would_go_in_the_clear_or_nowhere_is_refused(environment: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        alerts.tell("A run failed", "", environment)


def test_the_sensor_tells_where_a_run_failed_and_not_what_was_in_it(
    webhook: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    @op
    def counting() -> None:
        raise ValueError(f"no such child: {SECRET}")

    @job
    def a_release() -> None:
        counting()

    monkeypatch.setenv(alerts.WEBHOOK, webhook[0])
    with DagsterInstance.ephemeral() as instance:
        failed = a_release.execute_in_process(instance=instance, raise_on_error=False)
        context = build_run_status_sensor_context(
            "tell_of_failed_runs", failed.get_run_failure_event(), instance, failed.dagster_run
        ).for_run_failure()
        alerts.failure_sensor()(context)
    assert "a_release" in webhook[1][0] and "counting" in webhook[1][0] and SECRET not in webhook[1][0]


def test_it_is_among_the_sensors() -> None:
    assert "tell_of_failed_runs" in {one.name for one in defs.get_repository_def().sensor_defs}
