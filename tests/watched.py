"""Watches a folder while something works in it: which files there were at any moment, and who could read them."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.003


@contextmanager
def watched(folder: Path) -> Iterator[dict[str, int]]:
    """The mode bits that each path below the folder ever had, all together, by its name relative to the folder."""
    seen: dict[str, int] = {}
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(SECONDS_BETWEEN_LOOKS):
            for parent, folders, files in os.walk(folder):
                for name in (*folders, *files):
                    path = Path(parent, name)
                    try:
                        mode = stat.S_IMODE(path.lstat().st_mode)
                    except FileNotFoundError:
                        continue
                    key = str(path.relative_to(folder))
                    seen[key] = seen.get(key, 0) | mode

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
