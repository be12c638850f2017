"""The warnings on a release, in words: what a statistician looks at, and answers for where its level asks for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.analyse.edition import Edition
from pipeline.design.quality import QualityRules, WarningKind
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.rollup import breakdown_pairs
from pipeline.reference.periods import period_of

ENGLAND_NAME = "England"
# What a warning of these kinds is about changes with its part, which holds numbers: its name does not have them.
WITHOUT_PART = ("inconsistency",)
OF_FIGURES = ("change", "difference", "standing_difference")
"""The kinds that come of a figure of an authority, so that there are children behind it."""


@dataclass(frozen=True, slots=True)
class QualityWarning:
    """One warning: ``id`` names it in the sign-off file, and ``figures`` changes when what it is about does.

    ``la_code`` is empty where it is about England; ``measure`` and ``key`` name its chief figure, if it has one, and
    ``measures`` those of all its figures: none where it is about whatever the authority sent.
    """

    id: str
    figures: str
    kind: WarningKind
    la_code: str
    area_name: str
    subject: str
    measure: str
    key: str
    measures: tuple[str, ...]
    words: str

    @property
    def has_children(self) -> bool:
        """Whether records of children are behind it."""
        return self.kind.id in OF_FIGURES and self.kind.level > 1


def read_warnings(warehouse: Warehouse, rules: QualityRules, edition: Edition) -> tuple[QualityWarning, ...]:
    """Every warning, the highest level first, then by authority."""
    labels = labels_of(edition)
    rows = warehouse.connection.execute(
        """
        SELECT found.kind, found.la_code, coalesce(units.la_name, ''), found.subject, found.part, found.measure,
            found.breakdown_key, found.number, found.expected, found.lower, found.upper, found.figures
        FROM quality.warnings AS found
        CROSS JOIN quality.bounds AS bounds
        LEFT JOIN reference.reporting_units AS units
            ON units.collection_year = bounds.collection_year AND units.la_code = found.la_code
        ORDER BY ALL
        """
    ).fetchall()
    folded: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for *place, measure, breakdown in warehouse.connection.execute(
        "SELECT DISTINCT la_code, warned_subject, warned_part, measure, breakdown FROM quality.outlying_figures "
        "ORDER BY ALL"
    ).fetchall():
        folded.setdefault((place[0], place[1], place[2]), []).append((measure, breakdown))
    found = []
    for kind, code, name, subject, part, measure, key, *numbers in rows:
        named = [kind, code or ENGLAND_NAME, subject, *([] if kind in WITHOUT_PART else [part])]
        digest = hashlib.sha256(repr((*named, part, measure, key, numbers[0])).encode()).hexdigest()[:8]
        words = _words(kind, subject, part, figure_in_words(measure, key, labels), *numbers)
        measures = [measure] if measure else []
        if kind in OF_FIGURES:
            measures = list(dict.fromkeys(one for one, _ in folded[code, subject, part]))
            words += _by_what({breakdown for _, breakdown in folded[code, subject, part]} - {part})
        found.append(
            QualityWarning(
                _slug(named), digest, rules.kind(kind), code, name or ENGLAND_NAME, subject, measure, key,
                tuple(measures), words,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.kind.level, one.area_name, one.id)))


def labels_of(edition: Edition) -> dict[str, str]:
    """What files of the edition print for a category, by its key: its label, after the group that it stands in."""
    return {
        one.key: ": ".join(filter(None, (one.group, one.text)))
        for one in edition.release.labels
        if one.key.count("=") == 1 and one.statistic is None and one.first_edition <= edition.year <= one.last_edition
    }


def figure_in_words(measure: str, key: str, labels: Mapping[str, str]) -> str:
    """A figure's name: its measure, and the categories that it is of, as they are labelled if they are.

    >>> figure_in_words("looked_after_on_31_march", "legal_status=c1;sex=male", {"legal_status=c1": "Interim care"})
    'Looked after on 31 March, Interim care, sex male'
    """
    named = measure.replace("_", " ").capitalize().replace(" march", " March")
    pairs = [(f"{name}={category}", f"{name} {category}".replace("_", " ")) for name, category in breakdown_pairs(key)]
    return ", ".join([named, *(labels.get(pair, words) for pair, words in pairs)])


def _words(
    kind: str, subject: str, part: str, figure: str,
    number: float | None, expected: float | None, lower: float | None, upper: float | None, figures: int,
) -> str:  # fmt: skip
    more = f", and {figures - 1} other figures" if figures > 2 else ", and another figure" if figures == 2 else ""
    if kind in OF_FIGURES:
        return (
            f"{figure}: {_shown(number)}; expected {_shown(expected)}, bounds {_shown(lower)} to {_shown(upper)}{more}"
        )
    if kind == "findings":
        return f"{_shown(number)} findings of {part} ({subject}); as many as others have would be {_shown(expected)}"
    if kind == "disagreement":
        return f"{part}: {_shown(number)} here, {_shown(expected)} in {subject}"
    if kind == "revision":
        return f"{figure}, {period_of(int(part))}: published as {_shown(expected)}, now {_shown(number)}{more}"
    if kind == "estimates":
        return f"{figure}: {_shown(number)} are estimated, more than {_shown(upper)}"
    return f"{subject}: {part}"


def _by_what(breakdowns: set[str]) -> str:
    """By which breakdowns an authority is otherwise than its neighbours, where one warning has several."""
    return f"; by {', '.join(one.replace('_', ' ') for one in sorted(breakdowns))}" if breakdowns else ""


def _shown(number: float | None) -> str:
    return "not known" if number is None else f"{round(number):,}"


def _slug(parts: list[str]) -> str:
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)))
