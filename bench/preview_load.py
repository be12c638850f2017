"""Two hundred officers at once on a full-size preview, on this machine alone: python -m bench.preview_load."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from rich.console import Console
from rich.table import Table

from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import write_bundle
from pipeline.consult.people.access import Role
from pipeline.consult.people.sign_in import add_person, invite
from pipeline.consult.people.windows import announce_window, find_window
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, verify
from pipeline.consult.store.sealing import Keyring, new_key
from pipeline.consult.store.state import State
from tests.consult.dummy_preview import dummy_definitions, dummy_england
from tests.consult.loopback import free_port

ARRIVING = 10.0  # seconds within which everybody signs in, at most a third of the whole time
LIMIT = 0.300  # seconds: the ninety-fifth hundredth of all answers
# What an officer does next, and how often: reading most of the time, deciding now and then, taking a list away rarely.
STEPS = {"indicators": 20, "indicator": 30, "children": 30, "filtered": 10, "agree": 6, "csv": 3, "queries": 1}


@dataclass
class Measured:
    """Seconds of each answer by kind of step, and what was not answered as it should."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def all_sorted(self) -> list[float]:
        """Every answer's seconds, shortest first."""
        return sorted(second for of_kind in self.seconds.values() for second in of_kind)


def hundredth(values: list[float], share: int) -> float:
    """The value that ``share`` per cent of the sorted values do not exceed."""
    return values[min(len(values) - 1, len(values) * share // 100)]


def prepare(folder: Path, authorities: int, children: int, officers: int, state_url: str) -> tuple[str, list[str]]:
    """A bundle, an open window, and a code for each officer; returns the key and the codes."""
    key = new_key()
    keyring = Keyring.from_environment({"SFR_PREVIEW_KEY": key})
    contents = write_bundle(folder / "bundle", dummy_definitions(), dummy_england(authorities, children), keyring)
    state = State(state_url)
    state.bring_up_to_date()
    now = datetime.now(UTC)
    times = (now - timedelta(hours=1), now + timedelta(hours=2), now + timedelta(hours=3))
    with state.writing() as connection:
        announce_window(connection, contents, times, "", now, keyring.for_purpose(PURPOSE_AUDIT))
        window = find_window(connection, contents.preview.release, contents.preview.collection_year)
        if window is None:
            raise RuntimeError("the window is not there")
        codes = []
        for number in range(officers):
            la_code = contents.authorities[number % authorities].la_code
            address = f"officer.{number}@example.test"
            person = add_person(connection, keyring, f"Officer {number}", address, Role.OFFICER, la_code, now)
            codes.append(invite(connection, keyring, window, person, now))
    state.close()
    return key, codes


@contextmanager
def served(bundle: Path, state_url: str, key: str, workers: int) -> Iterator[str]:
    """The server as sfr preview serve starts it, ended with all its processes."""
    port = free_port()
    start = "from pipeline.cli import main; main()"
    server = subprocess.Popen(
        [sys.executable, "-c", start, "preview", "serve", str(bundle), "--port", str(port), "--workers", str(workers)],
        env={**os.environ, "SFR_PREVIEW_KEY": key, "SFR_PREVIEW_STATE": state_url},
        start_new_session=True,
    )
    try:
        for _ in range(600):
            try:
                httpx2.get(f"http://127.0.0.1:{port}/sign-in", timeout=2)
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


async def officer(
    client: httpx2.AsyncClient, code: str, until: float, pause: float, seed: int, measured: Measured
) -> None:
    """One officer: signs in, then steps with pauses until the time is up."""
    draw = random.Random(seed)
    codes = [indicator.code for indicator in dummy_definitions().indicators]

    async def step(kind: str, method: str, path: str, expected: int, **options: object) -> httpx2.Response:
        start = time.perf_counter()
        try:
            answer = await client.request(method, path, **options)  # type: ignore[arg-type]
        except httpx2.TransportError as error:
            answer = httpx2.Response(0, text=type(error).__name__)
        measured.seconds.setdefault(kind, []).append(time.perf_counter() - start)
        if answer.status_code != expected:
            measured.wrong.append(f"{kind} {answer.status_code}")
        return answer

    arriving = min(ARRIVING, (until - time.perf_counter()) / 3)
    await asyncio.sleep(draw.uniform(0, arriving))
    signed = await step("sign in", "POST", "/sign-in", 303, data={"code": code})
    # The cookie is for TLS only; on the loopback it is carried by hand.
    headers = {"cookie": signed.headers.get("set-cookie", "").partition(";")[0]}
    page = await step("indicators", "GET", "/indicators", 200, headers=headers)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    while time.perf_counter() < until and token is not None:
        await asyncio.sleep(draw.uniform(pause / 2, pause * 3 / 2))
        kind = draw.choices(list(STEPS), list(STEPS.values()))[0]
        path = f"/indicators/{draw.choice(codes)}"
        if kind == "agree":
            await step(kind, "POST", f"{path}/agree", 303, headers=headers, data={"form_token": token[1]})
            continue
        paths = {
            "indicators": "/indicators",
            "indicator": path,
            "children": f"{path}/children",
            "filtered": f"{path}/children?counted=not_counted&page=1",
            "csv": f"{path}/children.csv",
            "queries": "/queries",
        }
        await step(kind, "GET", paths[kind], 200, headers=headers)


async def all_officers(address: str, codes: list[str], seconds: float, pause: float) -> Measured:
    """Everybody at once for so many seconds."""
    measured = Measured()
    # One client for all: making one for each takes longer than what is measured.
    limits = httpx2.Limits(max_connections=len(codes), max_keepalive_connections=len(codes))
    async with httpx2.AsyncClient(base_url=address, timeout=30, limits=limits) as client:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(officer(client, code, until, pause, seed, measured) for seed, code in enumerate(codes)))
    return measured


def run(
    folder: Path,
    authorities: int,
    children: int,
    officers: int,
    seconds: float,
    pause: float,
    workers: int,
    state_url: str = "",
) -> Measured:
    """Prepare, serve, load, and check the audit afterwards."""
    url = state_url or f"sqlite:///{folder}/state.db"
    key, codes = prepare(folder, authorities, children, officers, url)
    with served(folder / "bundle", url, key, workers) as address:
        measured = asyncio.run(all_officers(address, codes, seconds, pause))
    keyring = Keyring.from_environment({"SFR_PREVIEW_KEY": key})
    Bundle(folder / "bundle", keyring)
    state = State(url)
    with state.reading() as connection:
        verify(connection, keyring.for_purpose(PURPOSE_AUDIT))
    state.close()
    return measured


def main() -> int:
    """Measure at full size; 1 when the limit is not kept or an answer is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--officers", type=int, default=200)
    options.add_argument("--authorities", type=int, default=153)
    options.add_argument("--children", type=int, default=80_000)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pause", type=float, default=3.0, help="mean seconds between an answer and the next step")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--state", default="", help="postgresql://...; an SQLite file of its own otherwise")
    chosen = options.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="sfr-preview-load-") as folder:
        start = time.perf_counter()
        measured = run(
            Path(folder), chosen.authorities, chosen.children, chosen.officers, chosen.seconds, chosen.pause,
            chosen.workers, chosen.state,
        )  # fmt: skip
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        console.print(
            f"{time.perf_counter() - start:.0f} s in all, {chosen.seconds:.0f} s of load; the server took "
            f"{used.ru_utime + used.ru_stime:.0f} s of processor, starting included; load average "
            f"{os.getloadavg()[0]:.1f}",
            highlight=False,
        )
    table = Table(title=f"{chosen.officers} officers, {chosen.workers} server processes, milliseconds")
    for heading in ("step", "answers", "half", "95 per cent", "99 per cent", "longest"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    for kind, values in [*sorted(measured.seconds.items()), ("all", measured.all_sorted())]:
        shares = [hundredth(sorted(values), share) for share in (50, 95, 99, 100)]
        table.add_row(kind, f"{len(values):,}", *(f"{1000 * share:.0f}" for share in shares))
    console.print(table)
    console.print(f"{len(measured.all_sorted()) / chosen.seconds:.0f} answers a second; {len(measured.wrong)} wrong")
    return int(bool(measured.wrong) or hundredth(measured.all_sorted(), 95) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
