"""What a check of a data file is: a name, how serious it is, what it says, and how it finds what offends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.disseminate.standards.data_file_reading import FilePair
from pipeline.disseminate.standards.failing import Failing, Severity, listed

FAIL, WARNING = Severity.FAIL, Severity.WARNING


@dataclass(frozen=True)
class Check:
    """One rule of the standard; ``offenders`` gives the values that break it, none when it is kept."""

    name: str
    severity: Severity
    statement: str
    offenders: Callable[[FilePair], Iterable[object]]
    is_of_metadata: bool = False

    def failing(self, pair: FilePair) -> Failing | None:
        """The failing to report, if the pair breaks the rule."""
        found = list(dict.fromkeys(self.offenders(pair)))
        if not found:
            return None
        where = (pair.meta if self.is_of_metadata else pair.data).path.name
        return Failing(self.severity, self.name, where, f"{self.statement}: {listed(found)}")
