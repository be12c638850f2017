"""The miner: relations between published counts that a reader could find in the figures, whoever declared what."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.foundation.numbers import IntArray
from pipeline.protect.reader.beliefs import believed
from pipeline.protect.reader.containments import AtMost, find_containments
from pipeline.protect.reader.known import Known, known_counts
from pipeline.protect.reader.published import Published
from pipeline.protect.reader.sums import Sum, find_sums, lines_of
from pipeline.protect.reader.system import Written, written_sums


@dataclass(frozen=True)
class Mined:
    """What the figures of a release tell of one another: counts that are one, sums, and what never exceeds what.

    ``lower`` and ``upper`` are what follows for every count and place from the sums; ``written`` the believed rows.
    """

    known: Known
    sums: tuple[Sum, ...]
    containments: tuple[AtMost, ...]
    lower: IntArray
    upper: IntArray
    written: Written


def mine(published: Published) -> Mined:
    """Find every relation that holds wherever it is shown in ten areas, and what follows from the sums."""
    known = known_counts(published)
    sums = find_sums(published, known)
    system, areas = written_sums(known, sums)
    believed(system.system, areas, system.unknowns % len(published.places))
    lower, upper = known.lower.copy(), known.upper.copy()
    lower.ravel()[system.unknowns], upper.ravel()[system.unknowns] = system.system.lower, system.system.upper
    together = sorted({tuple(sorted(set(line.values()))) for several in lines_of(published, known) for line in several})
    found = find_containments(known, lower, upper, together, published.rules)
    akin = _Kinship(sums, together)
    kept = tuple(one for one in found if akin.holds(one) and not _is_another_cut(published, known, one))
    return Mined(known, tuple(sums), kept, lower, upper, system)


def _is_another_cut(published: Published, known: Known, one: AtMost) -> bool:
    """Whether several parts and their whole are of one file and not all of one group of its lines.

    Two ages together are fewer than all girls by chance only: another characteristic cuts the same people anew.
    """
    if len(one.parts) == 1:
        return False

    def cuts(count: int) -> set[tuple[str, str]]:
        return {
            (series.file, next((text for column, text in series.row if column in published.groups[series.file]), ""))
            for series in known.members[count]
        }

    whole, parts = cuts(one.whole), [cuts(part) for part in one.parts]
    is_one_file = any({file for file, _ in part} & {file for file, _ in whole} for part in parts)
    return is_one_file and not whole.intersection(*parts)


class _Kinship:
    """Which counts can be of the same people: those that sums connect, and those of one line of a file.

    Of others, one exceeds the other by chance only: care leavers are no part of placements.
    """

    def __init__(self, sums: list[Sum], lines: list[tuple[int, ...]]) -> None:
        self.lines = [frozenset(line) for line in lines]
        self.group: dict[int, int] = {}
        for one in sums:
            members = [one.whole, *one.parts]
            old = {self.group[count] for count in members if count in self.group}
            new = min([one.whole, *old])
            self.group.update({count: new for count, group in self.group.items() if group in old})
            self.group.update(dict.fromkeys(members, new))

    def holds(self, one: AtMost) -> bool:
        """Whether all counts of a containment can be of the same people."""
        members = {one.whole, *one.parts}
        groups = {self.group.get(count) for count in members}
        return (len(groups) == 1 and None not in groups) or any(members <= line for line in self.lines)
