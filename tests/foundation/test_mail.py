"""How the address of a mail server is read."""

from __future__ import annotations

import pytest

from pipeline.foundation.mail import USUAL_PORT, MailServer
from pipeline.foundation.stages import UsageError


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("mail.example.test", "mail.example.test", USUAL_PORT),
        ("mail.example.test:25", "mail.example.test", 25),
        ("127.0.0.1:2525", "127.0.0.1", 2525),
        ("::1", "::1", USUAL_PORT),
        ("[::1]", "::1", USUAL_PORT),
        ("[::1]:2525", "::1", 2525),
        ("2001:db8::25", "2001:db8::25", USUAL_PORT),
    ],
)
def test_a_host_may_be_of_colons(address: str, host: str, port: int) -> None:
    assert MailServer(address, "from@example.test").host_and_port() == (host, port)


@pytest.mark.parametrize(
    "address",
    ["mail.example.test:post", "mail.example.test:99999", "::1:2525:x", "[::1", "smtp://mail", "a@b", ":25", ""],
)
def test_what_is_no_address_is_refused_before_a_letter_is_written(address: str) -> None:
    with pytest.raises(UsageError, match=r"is not a mail server: write host, host:port or \[::1\]:port"):
        MailServer(address, "from@example.test")
