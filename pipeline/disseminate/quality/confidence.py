"""The confidence indicator: how far each authority's return meets what is asked of it, part by part, in bands.

What is published has bands alone, no share and no count, and only of parts that compare no counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.design.quality import ConfidencePart, QualityRules
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.periods import year_of

WELL, PARTLY, NOT, NOT_KNOWN = "well met", "partly met", "not met", "not known"
POINTS: Mapping[str, int] = {WELL: 2, PARTLY: 1, NOT: 0}
COLUMNS = ("return", "old_la_code", "new_la_code", "la_name", "confidence")


@dataclass(frozen=True)
class Confidence:
    """Of one return and authority: the band of each part by its name, and their weighted sum as a band."""

    return_name: str
    la_code: str
    new_la_code: str
    area_name: str
    parts: Mapping[str, str]
    indicator: str


def read_confidence(warehouse: Warehouse, rules: QualityRules, *, published: bool) -> list[Confidence]:
    """The indicator of every return of the last period, in order; of published parts alone, or of all."""
    parts = parts_asked(warehouse, rules, published=published)
    rows = warehouse.connection.execute(
        """
        SELECT found.return_name, found.la_code, units.new_la_code, units.la_name, found.part, found.share
        FROM quality.confidence_parts AS found
        CROSS JOIN quality.bounds AS bounds
        JOIN reference.reporting_units AS units
            ON units.la_code = found.la_code AND units.collection_year = bounds.collection_year
        ORDER BY ALL
        """
    ).fetchall()
    shares: dict[tuple[str, str, str, str], dict[str, float]] = {}
    for return_name, code, new_code, name, part, share in rows:
        shares.setdefault((return_name, code, new_code or "", name), {})[part] = share
    found = []
    for of, known in shares.items():
        bands = {one.id: band(one, known.get(one.id)) for one in parts}
        found.append(Confidence(*of, bands, indicator(parts, bands, rules)))
    return found


def parts_asked(warehouse: Warehouse, rules: QualityRules, *, published: bool) -> list[ConfidencePart]:
    """The parts that are in use in the release's year: the published ones, or all."""
    row = warehouse.connection.execute("SELECT collection_year FROM quality.bounds").fetchone()
    year = year_of(row[0]) if row else 0
    return [one for one in rules.confidence if one.since <= year and (one.published or not published)]


def band(part: ConfidencePart, share: float | None) -> str:
    """The band of a share."""
    if share is None:
        return NOT_KNOWN
    return WELL if share >= part.well else PARTLY if share >= part.partly else NOT


def indicator(parts: Iterable[ConfidencePart], bands: Mapping[str, str], rules: QualityRules) -> str:
    """The band of the points of all known parts, weighted, as a share of the most they could have."""
    known = [(one.weight, POINTS[bands[one.id]]) for one in parts if bands[one.id] in POINTS]
    most = sum(2 * weight for weight, _ in known)
    if not most:
        return NOT_KNOWN
    share = sum(weight * points for weight, points in known) / most
    return next((name for name, least in rules.indicator if share >= least), rules.lowest)


def definition(parts: Iterable[ConfidencePart], rules: QualityRules) -> list[str]:
    """How the indicator is made of these parts, sentence by sentence."""
    said = [
        f"{one.id.capitalize()} (weight {one.weight}, since {one.since}): {one.text[:1].lower()}{one.text[1:]}. "
        + (
            f"Well met from {_percent(one.well)} on, partly met from {_percent(one.partly)} on."
            if one.partly < one.well
            else f"Well met from {_percent(one.well)} on, else not met."
        )
        for one in parts
    ]
    levels = "; ".join(f"{name} from {_percent(least)} on" for name, least in rules.indicator)
    return [
        *said,
        "A part that is well met has 2 points, one that is partly met 1. The points, times the weights, are taken as a "
        f"share of the most that the parts that are known could have: {levels}; else {rules.lowest}.",
        "A low value is a question to the authority and not a verdict on it, and nothing follows from it by itself.",
    ]


def lowest_first(found: Sequence[Confidence], rules: QualityRules) -> list[Confidence]:
    """Those whose return met least first, otherwise as they come; what is not known is last."""
    order = [rules.lowest, *(name for name, _ in reversed(rules.indicator)), NOT_KNOWN]
    return sorted(found, key=lambda one: order.index(one.indicator))


def confidence_rows(found: Sequence[Confidence]) -> list[tuple[str, ...]]:
    """A row for each, in COLUMNS and then the parts."""
    return [
        (one.return_name, one.la_code, one.new_la_code, one.area_name, one.indicator, *one.parts.values())
        for one in found
    ]


def _percent(share: float) -> str:
    return f"{100 * share:g} per cent"
