"""Sending e-mail: encrypted on its way to any other machine, and to a server that the environment names."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage

SECONDS_TO_ANSWER = 30
USUAL_PORT = 587
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class MailServer:
    """A mail server (``host`` or ``host:port``), from whom it is to say that letters come, and how to sign in there."""

    address: str
    sender: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Say nothing of the password, so that no traceback or log carries it."""
        return f"MailServer({self.address!r})"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], server: str, sender: str) -> MailServer:
        """The server that the variables of these names tell of, with ``_USER`` and ``_PASSWORD`` beside the first."""
        user, password = (environment.get(f"{server}_{name}", "") for name in ("USER", "PASSWORD"))
        return cls(environment[server], environment[sender], user, password)

    def send(self, to: list[str], subject: str, words: str) -> None:
        """Send a letter; raises OSError or smtplib.SMTPException where nobody answers or takes it."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(to)
        message.set_content(words)
        host, _, port = self.address.partition(":")
        with smtplib.SMTP(host, int(port or USUAL_PORT), timeout=SECONDS_TO_ANSWER) as connection:
            if host not in LOOPBACK:
                connection.starttls()
            if self.user:
                connection.login(self.user, self.password)
            connection.send_message(message)
