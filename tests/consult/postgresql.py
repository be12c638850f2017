"""A PostgreSQL server of the test's own: in a temporary folder, on a socket, started and ended by the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BY_DEBIAN = Path("/usr/lib/postgresql")


def program(name: str) -> str:
    """The server's program: on the path, or where Debian keeps the latest version."""
    found = shutil.which(name)
    if found is None:
        versions = sorted(BY_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
        assert versions, f"{name} is not installed: apt-get install postgresql (as .ci/run does)"
        found = str(versions[-1])
    return found


class PostgreSQL:
    """One cluster with one database. It refuses to run as root, so root hands it to the user postgres."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._as = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "--pgdata", str(self.data), "--auth", "trust", "--username", "preview", "--no-sync")
        self.start()
        self._databases = 0

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [program(name), *arguments], check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **self._as,
        )  # fmt: skip

    def start(self) -> None:
        # No TCP at all: the socket's folder is the whole address.
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=on"
        self._run("pg_ctl", "start", "--wait", "--pgdata", str(self.data), "--options", options, "--log", "log")

    def crash(self) -> None:
        """End without writing anything back, as a power cut would."""
        self._run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", str(self.data))

    def new_database(self) -> str:
        """The URL of an empty database."""
        self._databases += 1
        name = f"preview_{self._databases}"
        self._run("createdb", "--host", str(self.folder), "--username", "preview", name)
        return f"postgresql://preview@/{name}?host={self.folder}"


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    # A socket's path may not be long, and pytest's folders are.
    folder = Path(tempfile.mkdtemp(prefix="sfr-pg-"))
    server = PostgreSQL(folder)
    try:
        yield server
    finally:
        server.crash()
        shutil.rmtree(folder, ignore_errors=True)
