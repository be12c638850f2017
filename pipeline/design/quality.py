"""What is asked of the returns and figures of every release: bounds, kinds of warnings, parts of confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DIMENSIONS: Mapping[str, str] = {
    "relevance": "Relevance",
    "accuracy": "Accuracy and reliability",
    "timeliness": "Timeliness and punctuality",
    "accessibility": "Accessibility and clarity",
    "comparability": "Comparability",
    "coherence": "Coherence",
}
"""The dimensions of quality, as the European standard for quality reports and ONS name them, in their order."""
LEVELS: Mapping[int, str] = {1: "to be known", 2: "to be looked at", 3: "to be answered for"}


@dataclass(frozen=True, slots=True)
class WarningKind:
    """A kind of warning: its level, its dimension, what it says and what to ``do`` about it."""

    id: str
    level: int
    dimension: str
    text: str
    do: str


@dataclass(frozen=True, slots=True)
class ConfidencePart:
    """A part of the confidence indicator, in use ``since`` a year; it is well or partly met from these shares on.

    One that compares counts is not ``published``: whoever knows one of the two would learn about the other.
    """

    id: str
    weight: int
    since: int
    well: float
    partly: float
    published: bool
    text: str


@dataclass(frozen=True, slots=True)
class QualityRules:
    """What ``quality.yaml`` declares; ``indicator`` has the bands of confidence, highest first, but the ``lowest``.

    ``set_by_the_map`` are breakdowns that are not compared with statistical neighbours. ``events`` has each measure of
    events of which one person may have several, with that of the people.
    """

    bounds: Mapping[str, float]
    set_by_the_map: tuple[str, ...]
    events: Mapping[str, str]
    warnings: tuple[WarningKind, ...]
    confidence: tuple[ConfidencePart, ...]
    indicator: tuple[tuple[str, float], ...]
    lowest: str

    def kind(self, name: str) -> WarningKind:
        """The kind of warning of that name; raises KeyError where none is declared."""
        return {one.id: one for one in self.warnings}[name]
