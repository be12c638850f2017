"""What a standard says of a file that does not meet it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """FAIL: the standard calls the point essential, and the release stops. WARNING: desirable, or only suspected."""

    FAIL = "FAIL"
    WARNING = "WARNING"


@dataclass(frozen=True)
class Failing:
    """One point in which a file falls short: how serious, which check, where in the file, and what was found."""

    severity: Severity
    check: str
    where: str
    message: str

    def __str__(self) -> str:
        """One line for a log or a report."""
        return f"{self.severity.value} {self.check} in {self.where}: {self.message}"


def listed(values: Iterable[object], most: int = 8) -> str:
    """Values for a message: quoted, the first few, and how many more there are."""
    quoted = [repr(str(value)) for value in values]
    more = f" and {len(quoted) - most} more" if len(quoted) > most else ""
    return ", ".join(quoted[:most]) + more
