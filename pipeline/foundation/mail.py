"""Sending e-mail: encrypted on its way to any other machine, and to a server that the environment names."""

from __future__ import annotations

import ipaddress
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from pipeline.foundation.stages import UsageError

SECONDS_TO_ANSWER = 30
USUAL_PORT = 587
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class MailServer:
    """A mail server, from whom it is to say that letters come, and how to sign in there.

    Its address is ``host`` or ``host:port``; a host of colons stands in brackets where a port follows: ``[::1]:587``.
    Raises UsageError for any other.
    """

    address: str
    sender: str
    user: str = ""
    password: str = ""

    def __post_init__(self) -> None:
        """Find out whether the address is one, before a letter is written."""
        self.host_and_port()

    def __repr__(self) -> str:
        """Say nothing of the password, so that no traceback or log carries it."""
        return f"MailServer({self.address!r})"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], server: str, sender: str) -> MailServer:
        """The server that the variables of these names tell of, with ``_USER`` and ``_PASSWORD`` beside the first."""
        user, password = (environment.get(f"{server}_{name}", "") for name in ("USER", "PASSWORD"))
        return cls(environment[server], environment[sender], user, password)

    def host_and_port(self) -> tuple[str, int]:
        """The host, without brackets, and the port, the usual one where none is given."""
        try:
            return str(ipaddress.ip_address(self.address)), USUAL_PORT
        except ValueError:
            pass
        try:
            parts = urlsplit(f"//{self.address}")
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), 0
        if not parts.hostname or parts.netloc != self.address or "@" in self.address:
            raise UsageError(f"{self.address!r} is not a mail server: write host, host:port or [::1]:port.")
        return parts.hostname, port or USUAL_PORT

    def send(self, to: list[str], subject: str, words: str) -> None:
        """Send a letter; raises OSError or smtplib.SMTPException where nobody answers or takes it."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(to)
        message.set_content(words)
        host, port = self.host_and_port()
        with smtplib.SMTP(host, port, timeout=SECONDS_TO_ANSWER) as connection:
            if host not in LOOPBACK:
                connection.starttls()
            if self.user:
                connection.login(self.user, self.password)
            connection.send_message(message)
