"""Copying what a stranger named and measured: into the folder and nowhere else, and no more than was said."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.collect.folders import LARGEST_FILE, printable
from pipeline.foundation.stages import UnreadableInput

MOST_ENTRIES = 200_000
MOST_BYTES = 16 * 1024**3
"""Of all files together: some thirty years of England's returns."""
_CHUNK = 1024 * 1024


class Copies:
    """The files copied into a folder, which may be only so many and so large together, each under a name of its own."""

    def __init__(self, source: str, folder: Path) -> None:
        """``source`` is what messages call the place that they come from."""
        self._source = source
        self._folder = folder
        self._names: set[str] = set()
        self._bytes = 0

    def copy(self, name: str, size: int, opened: IO[bytes]) -> None:
        """Copy a file of ``size`` bytes under the relative ``name``; raises UnreadableInput for one that is refused."""
        target = self._target(name)
        self._bytes += size
        if size > LARGEST_FILE:
            self._refuse(name, f"it has more than {LARGEST_FILE:,} bytes")
        if self._bytes > MOST_BYTES:
            self._refuse(name, f"with it there are more than {MOST_BYTES:,} bytes")
        target.parent.mkdir(parents=True, exist_ok=True)
        left = size
        with target.open("xb") as file:
            while chunk := opened.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    self._refuse(name, "it is larger than is said of it")
                file.write(chunk)
        if left:
            self._refuse(name, "it is shorter than is said of it")

    def _target(self, name: str) -> Path:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in path.parts[0]:
            self._refuse(name, "its name leads out of the folder")
        # On some disks two names that differ in case are one file.
        if name.casefold() in self._names:
            self._refuse(name, "there are two of this name")
        self._names.add(name.casefold())
        if len(self._names) > MOST_ENTRIES:
            self._refuse(name, f"there are more than {MOST_ENTRIES:,} files")
        return self._folder / path

    def _refuse(self, name: str, why: str) -> None:
        raise UnreadableInput(f"{self._source}, {printable(name)}: {why}. Nothing of it is read; have it made again.")
