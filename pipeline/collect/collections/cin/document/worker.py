"""Reads one share of the censuses in a process of its own.

Run as ``python -m pipeline.collect.collections.cin.document.worker SHARE_FILE``.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from pipeline.collect.collections.cin.document.extraction import Share, read_share


def main() -> None:
    """Read the share that the file named in the first argument describes."""
    # A parsed document makes a million objects that are all needed until its end: looking for garbage halves the speed.
    gc.disable()
    read_share(Share.from_text(Path(sys.argv[1]).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
