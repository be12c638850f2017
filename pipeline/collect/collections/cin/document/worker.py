"""Reads one share of the censuses in a process of its own.

Run as ``python -m pipeline.collect.collections.cin.document.worker SHARE_FILE``.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path

from pipeline.collect.collections.cin.document.extraction import Share, read_share


def main() -> None:
    """Read the share that the file named in the first argument describes."""
    # A parsed document makes a million objects that are all needed until its end: looking for garbage halves the speed.
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    read_share(Share.from_text(Path(sys.argv[1]).read_text(encoding="utf-8")))


def _end_with_parent() -> None:
    """Standard input is a pipe that nothing is written to: it ends when whoever holds the other end does.

    Read without a buffer, whose lock would be held when this process has done its work and ends.
    """
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main()
