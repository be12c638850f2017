"""Read ``quality.yaml``: bounds that sql/quality/ reads, kinds of warnings, parts of the confidence indicator."""

from __future__ import annotations

from pathlib import Path

from pipeline.design.quality import DIMENSIONS, LEVELS, ConfidencePart, QualityRules, WarningKind
from pipeline.foundation.declarations import Declaration, read_declaration
from pipeline.foundation.stages import TEMPLATES

QUALITY = TEMPLATES / "quality.yaml"
BOUNDS = (
    "earlier_periods", "least_total", "least_neighbours", "least_authorities", "winsorised", "least_spread",
    "out_of_bounds", "as_it_was", "least_difference", "least_findings", "least_share_of_records", "times_the_median",
    "most_apart", "most_revised", "most_estimated", "least_records", "days_after_the_middle",
)  # fmt: skip
"""The bounds, each of which some model of sql/quality/ reads."""
KINDS = (
    "change", "difference", "standing_difference", "findings", "inconsistency", "disagreement", "revision",
    "return_missing", "items_missing", "estimates",
)  # fmt: skip
"""The kinds that sql/quality/warnings.sql gives."""
PARTS = ("completeness", "validity", "consistency", "punctuality", "continuity", "agreement")
"""The parts that sql/quality/confidence_parts.sql gives."""

BANDS = ("high", "medium", "low")
"""The bands of the confidence indicator."""


def load_quality(path: Path = QUALITY) -> QualityRules:
    """Raises UsageError with file, line and field for what is missing, misspelt or not counted by any model."""
    declared = read_declaration(path)
    declared.only("bounds", "set_by_the_map", "events", "warnings", "confidence", "indicator")
    bounds = declared.part("bounds")
    bounds.only(*BOUNDS)
    rules = QualityRules(
        {name: bounds.number(name) for name in BOUNDS},
        declared.texts("set_by_the_map"),
        {name: declared.part("events").text(name) for name in declared.part("events").names()},
        tuple(map(_kind, declared.parts("warnings"))),
        tuple(map(_part, declared.parts("confidence"))),
        tuple((one, declared.part("indicator").number(one)) for one in BANDS[:-1]),
        BANDS[-1],
    )
    declared.part("indicator").only(*BANDS[:-1])
    for field, known, given in (
        ("warnings", KINDS, [one.id for one in rules.warnings]),
        ("confidence", PARTS, [one.id for one in rules.confidence]),
    ):
        if sorted(given) != sorted(known):
            raise declared.problem(field, f"each of these once, and no other: {', '.join(known)}.")
    return rules


def _kind(entry: Declaration) -> WarningKind:
    entry.only("id", "level", "dimension", "text", "do")
    level, dimension = entry.whole("level"), entry.text("dimension")
    if level not in LEVELS:
        raise entry.problem("level", f"use one of {', '.join(map(str, LEVELS))}.")
    if dimension not in DIMENSIONS:
        raise entry.problem("dimension", f"use one of {', '.join(DIMENSIONS)}.")
    return WarningKind(entry.text("id"), level, dimension, entry.text("text"), entry.text("do"))


def _part(entry: Declaration) -> ConfidencePart:
    entry.only("id", "weight", "since", "well", "partly", "published", "text")
    well, partly = entry.number("well"), entry.number("partly")
    if not 0 <= partly <= well <= 1:
        raise entry.problem("partly", "a share from 0 to 1, no more than that from which the part is well met.")
    weight = entry.whole("weight")
    if weight < 1:
        raise entry.problem("weight", "a whole number of at least 1 is needed here.")
    return ConfidencePart(
        entry.text("id"), weight, entry.whole("since"), well, partly, entry.truth("published"), entry.text("text")
    )
