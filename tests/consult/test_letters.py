"""Letters by e-mail: to whom, saying nothing, through a server on this machine, and again when it was away."""

from __future__ import annotations

import base64
import dataclasses
import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.consult.exercise.notices import LETTERS, MOST_TRIES, Post, post_of, send_post
from pipeline.foundation.mail import MailServer
from pipeline.foundation.stages import UsageError
from tests.consult.conftest import KEYRING, Exercise, post
from tests.consult.dummy_preview import CODES
from tests.consult.loopback import free_port


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as sending a letter needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        lines, in_letter = list[str](), False
        for line in self.rfile:
            lines.append(line.decode().rstrip())
            if in_letter and line != b".\r\n":
                continue
            in_letter = line.upper().startswith(b"DATA")
            if line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                break
            self.wfile.write(b"354 go on\r\n" if in_letter else b"250 well\r\n")
        self.server.letters.append("\n".join(lines))  # type: ignore[attr-defined]


@pytest.fixture
def mail() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def posting(exercise: Exercise, port: int) -> Exercise:
    through = Post(MailServer(f"127.0.0.1:{port}", "preview@example.test"), "https://preview.test/")
    return dataclasses.replace(exercise, service=dataclasses.replace(exercise.service, post=through))


def test_who_is_concerned_is_told_and_no_letter_says_of_what(exercise: Exercise, mail: socketserver.TCPServer) -> None:
    exercise = posting(exercise, mail.server_address[1])
    officer, statistician = exercise.visitor("officer"), exercise.visitor("statistician")
    address = f"/indicators/{CODES[0]}/query"
    query = post(officer, address, address, reason="other", explanation="secret words").headers["location"]
    post(statistician, f"/all-queries/{query.rpartition('/')[2]}/answer", "/progress",
         outcome="figure_stands", answer="secret answer")  # fmt: skip
    post(statistician, "/announce", "/announce", indicator="", text="secret fault")
    letters: list[str] = mail.letters  # type: ignore[attr-defined]
    told = sorted(
        (letter.partition("rcpt TO:<")[2].partition(">")[0].lower() or letter, subject)
        for letter in letters
        for _, (subject, _) in LETTERS.items()
        if f"Subject: {subject}" in letter
    )
    expected = [("statistician@example.test", LETTERS["query-waits"][0])]
    expected += [(f"{who}@example.test", LETTERS["answered"][0]) for who in ("officer", "senior")]
    expected += [
        (f"{who}@example.test", LETTERS["announced"][0])
        for who in ("officer", "senior", "other.officer", "other.senior")
    ]
    assert told == sorted(expected)
    for letter in letters:
        assert "secret" not in letter and CODES[0] not in letter and "https://preview.test/" in letter


def test_a_letter_goes_to_this_machine_by_its_address_of_colons_in_the_clear() -> None:
    class Colons(socketserver.TCPServer):
        address_family = socket.AF_INET6

    try:
        server = Colons(("::1", 0), Mailbox)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with server:
        server.letters = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        through = MailServer(f"[::1]:{server.server_address[1]}", "preview@example.test")
        through.send(["to@example.test"], "Words", "In the letter.")
        thread.join()
        (letter,) = server.letters  # type: ignore[attr-defined]
    assert "Subject: Words" in letter and "STARTTLS" not in letter.upper()


def test_a_server_that_is_away_loses_no_letter(
    exercise: Exercise, mail: socketserver.TCPServer, caplog: pytest.LogCaptureFixture
) -> None:
    away = posting(exercise, free_port())
    officer = away.visitor("officer")
    address = f"/indicators/{CODES[0]}/query"
    for _ in range(2):  # the second finds the same letter waiting
        assert post(officer, address, address, reason="other", explanation="words").status_code == 303
    assert "was not sent" in caplog.text and "statistician@" not in caplog.text
    there = posting(exercise, mail.server_address[1]).service
    assert there.post is not None
    assert send_post(there.state, there.post, exercise.clock) == (1, 0)
    assert send_post(there.state, there.post, exercise.clock) == (0, 0)
    assert len(mail.letters) == 1  # type: ignore[attr-defined]
    assert MOST_TRIES > 2


def test_authorities_are_told_from_the_command_line(
    exercise: Exercise, mail: socketserver.TCPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "SFR_PREVIEW_KEY": base64.urlsafe_b64encode(KEYRING.master).decode(),
        "SFR_PREVIEW_STATE": str(exercise.service.state.url),
        "SFR_PREVIEW_SMTP": f"127.0.0.1:{mail.server_address[1]}",
        "SFR_PREVIEW_MAIL_FROM": "preview@example.test",
        "SFR_PREVIEW_ADDRESS": "https://preview.test/",
    }
    monkeypatch.setattr("pipeline.consult.store.clock.system_clock", exercise.clock)
    run = CliRunner(env=told)
    senior = exercise.visitor("senior")
    post(senior, "/indicators", "/indicators")
    post(senior, "/sign-off", "/indicators", confirm="yes")
    assert "4 letters sent" in run.invoke(app, ["preview", "tell", str(tmp_path / "bundle"), "opens"]).output
    # 201 has signed off; nothing changed in the first preview.
    assert "2 letters sent" in run.invoke(app, ["preview", "tell", str(tmp_path / "bundle"), "closing"]).output
    assert "0 letters sent" in run.invoke(app, ["preview", "tell", str(tmp_path / "bundle"), "new-preview"]).output
    assert isinstance(run.invoke(app, ["preview", "tell", str(tmp_path / "bundle"), "poem"]).exception, UsageError)


def test_half_of_what_e_mail_needs_is_refused() -> None:
    assert post_of({}) is None
    with pytest.raises(UsageError, match="SFR_PREVIEW_MAIL_FROM and SFR_PREVIEW_ADDRESS"):
        post_of({"SFR_PREVIEW_SMTP": "mail.example.test"})
