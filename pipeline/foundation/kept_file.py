"""What was found out of files that seldom change, kept in the cache folder under a digest of all that it follows from.

The file is its owner's, may be deleted at any time, and is done without where it is spoilt or cannot be written. Those
of other digests go when a new one is written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a folder, of one ``name`` and ``digest``: a line with the hash of its content, then that as JSON."""

    folder: Path
    name: str
    digest: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / f"{self.name}-{self.digest[:16]}.kept"

    def read(self) -> Any:
        """What is kept; None where nothing is, or it is not as it was written."""
        with contextlib.suppress(OSError, ValueError):
            told, _, content = self.path.read_bytes().partition(b"\n")
            if told.decode() == hashlib.sha256(content).hexdigest():
                return json.loads(content)
        return None

    def write(self, content: object) -> bool:
        """Keep this, aside first and readable by its owner alone; returns whether that could be done."""
        aside = self.path.with_name(f"{self.path.name}.{os.getpid()}.aside")
        written = json.dumps(content).encode()
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(hashlib.sha256(written).hexdigest().encode() + b"\n" + written)
            os.replace(aside, self.path)
            for older in self.folder.glob(f"{self.name}-*.kept"):
                if older != self.path:
                    older.unlink(missing_ok=True)
            return True
        return False
