"""Starts the server: what it serves comes from the environment, so that each worker process finds the same."""

from __future__ import annotations

import ipaddress
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.exercise.notices import post_of
from pipeline.consult.people.openid import OpenIDConnect, SignInProvider
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, answer_for_old_rows
from pipeline.consult.store.clock import system_clock
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.consult.web.calls import Service
from pipeline.consult.web.server import create_app
from pipeline.foundation.stages import UsageError

BUNDLE_VARIABLE = "SFR_PREVIEW_BUNDLE"
STATE_VARIABLE = "SFR_PREVIEW_STATE"
KEEP_ALIVE = 75  # seconds: longer than a browser or a proxy keeps a connection, so that they are the ones who close it
WORKER_SILENT = 60  # seconds before a worker that does not answer is replaced; a busy machine is not a dead worker
OPENID_VARIABLES = ("SFR_PREVIEW_OPENID_ISSUER", "SFR_PREVIEW_OPENID_CLIENT", "SFR_PREVIEW_OPENID_SECRET")


def application() -> ASGIApp:
    """The application as a worker process makes it."""
    environment = os.environ
    keyring = Keyring.from_environment(environment)
    bundle = Bundle(Path(environment[BUNDLE_VARIABLE]), keyring)
    return create_app(
        Service(
            State(environment[STATE_VARIABLE]),
            bundle,
            keyring,
            system_clock,
            _provider(environment),
            post_of(environment),
        )
    )


def _provider(environment: Mapping[str, str]) -> SignInProvider | None:
    issuer, client, secret = (environment.get(name, "") for name in OPENID_VARIABLES)
    if not issuer:
        return None
    if not client or not secret:
        raise UsageError(f"{OPENID_VARIABLES[0]} is set; set {' and '.join(OPENID_VARIABLES[1:])} too.")
    return OpenIDConnect(issuer, client, secret)


def serve(
    bundle: Path,
    state_url: str,
    host: str,
    port: int,
    workers: int,
    certificate: Path | None,
    private_key: Path | None,
    *,
    behind_proxy: bool = False,
) -> None:
    """Serve until stopped, and say at which address.

    Only ``behind_proxy`` the client's address is that which X-Forwarded-For ends with: else anyone could write there
    what they like. Raises UsageError when others could reach the server without TLS; NotAuthorised or UnreadableInput
    when the key, the bundle or the state does not open.
    """
    if not _is_this_machine(host) and (certificate is None or private_key is None):
        raise UsageError(
            f"--host {host} is reached by others: give --certificate and --private-key, or serve on 127.0.0.1 behind "
            "a proxy that speaks TLS."
        )
    keyring = Keyring.from_environment()
    served = Bundle(bundle, keyring).contents
    post = post_of(os.environ)
    state = open_state(state_url, keyring)
    state.close()
    os.environ[BUNDLE_VARIABLE] = str(bundle.resolve())
    os.environ[STATE_VARIABLE] = state_url
    logging.basicConfig(level=logging.WARNING)
    scheme = "https" if certificate else "http"
    letters = f"e-mail goes through {post.server.address}" if post else "no e-mail is sent"
    sys.stderr.write(
        f"{served.preview.title}, {len(served.authorities)} authorities: {scheme}://{host}:{port}/ "
        f"(Ctrl+C stops it; {letters})\n"
    )
    uvicorn.run(
        "pipeline.consult.web.serving:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        ssl_certfile=str(certificate) if certificate else None,
        ssl_keyfile=str(private_key) if private_key else None,
        access_log=False,  # the audit is the record of access, and it holds no addresses
        server_header=False,
        proxy_headers=behind_proxy,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_worker_healthcheck=WORKER_SILENT,
        log_level="warning",
    )


def open_state(url: str, keyring: Keyring) -> State:
    """The state, with its tables up to date and every row answered for by the audit."""
    state = State(url)
    state.bring_up_to_date()
    with state.writing() as connection:
        answer_for_old_rows(connection, keyring.for_purpose(PURPOSE_AUDIT), system_clock())
    return state


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
