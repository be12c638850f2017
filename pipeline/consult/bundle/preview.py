"""What a preview is made of: the indicators of one authority, the children behind them, and how they will be shown.

This is the contract between whoever works the indicators out and the server that shows them. Figures are the
authority's own and unrounded; the only figures of anyone else are those published last year (Comparison).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FORMAT = 2
SEPARATOR = "\x1f"  # between the parts of what is digested; it is in no code and no name


class Period(StrEnum):
    """Which years a figure covers."""

    SINGLE = "single"  # the collection year alone
    THREE_YEAR = "three_year"  # the collection year and the two before it, added up before dividing


class Treatment(StrEnum):
    """How a figure will be published; the value is what the file holds."""

    AS_IS = "as_is"
    ROUNDED = "rounded"
    SUPPRESSED = "suppressed"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"


class AreaKind(StrEnum):
    """Whose published figure a comparison is."""

    ENGLAND = "england"
    REGION = "region"
    NEIGHBOURS = "neighbours"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator, the same for every authority.

    ``code`` goes into addresses: lower-case letters, digits and underscores, as ``placements_1``. ``formula`` reads as
    one line (numerator / denominator). ``source_fields`` name the return's fields, as ``Episodes: DECOM``.
    ``numerator`` and ``denominator`` say in words what is added up. ``unit`` is ``percent`` or ``days``.
    ``has_child_list`` is False only where no child-level source exists (then nothing needs to add up).
    """

    code: str
    title: str
    family: str
    definition: str
    formula: str
    numerator: str
    denominator: str
    source_fields: tuple[str, ...]
    unit: str
    has_child_list: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the authority's own; the grain is indicator, period, year (the last year it covers).

    ``numerator`` and ``denominator`` are unrounded whole numbers (children, or days), None when not available.
    ``value`` is the unrounded value as decimal text, "" when there is none. ``shown`` is what will be published,
    character for character; ``treatment_reason`` says in a sentence why, when it differs from ``value``.
    """

    indicator: str
    period: Period
    year: int
    numerator: int | None
    denominator: int | None
    value: str
    shown: str
    treatment: Treatment
    treatment_reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure already published, for the same indicator; its year is before the preview's collection year.

    ``shown`` is as it was published; ``source`` names the publication.
    """

    indicator: str
    period: Period
    year: int
    area_kind: AreaKind
    area: str
    shown: str
    source: str


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One child (or one event of a child) considered for one indicator in one single year.

    ``child_id`` is the authority's own, as sent. ``numerator`` and ``denominator`` are what the row adds to each: 0
    or 1, or days. A row that is not counted adds nothing and ``reason`` says why; ``reason`` of a counted row says how
    it counts. ``facts`` are the values it rests on, as the authority sent them ("DECOM 2013-05-12; PLACE U1").
    """

    indicator: str
    year: int
    child_id: str
    counted: bool
    numerator: int
    denominator: int
    reason: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs from the last preview; ``child_id`` is "" when a figure changed."""

    indicator: str
    year: int
    period: str
    child_id: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure of the authority's own in a statistical release, as it will be published there.

    ``release`` names the release and its year, ``label`` what is told; ``shown`` are the figures of ``years``, to
    the character.
    """

    release: str
    label: str
    years: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A placement, school or social worker that a child of the authority came to, or had as the year began.

    ``kind`` is placement, school or social worker; ``happened_on`` the day as officers write it (31/03/2024);
    ``counted`` whether the release on stability counts it, ``reason`` why, or why not.
    """

    kind: str
    child_id: str
    happened_on: str
    moved_from: str
    moved_to: str
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorityPreview:
    """Everything of one authority. ``basis`` says in words which return it rests on (files, received on).

    ``statistics`` are empty where statistical releases are not previewed. ``moves`` are of its children of the year.
    """

    la_code: str
    la_name: str
    basis: str
    figures: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...]
    children: tuple[ChildRow, ...]
    statistics: tuple[Statistic, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What all authorities share: the release, its year, the indicators in order, and what it was made from.

    ``release`` as in ``performance-tables``; ``made_from`` identifies the run (digest of returns, code version).
    """

    release: str
    collection_year: int
    title: str
    made_from: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class BundledAuthority:
    """One authority in a bundle's contents: no figure, only what is needed to open and count it."""

    la_code: str
    la_name: str
    sha256: str
    figures: int
    children: int


@dataclass(frozen=True, slots=True)
class BundleContents:
    """A bundle's ``preview.json``. ``bundle_id`` is a digest of the content, the same for the same content."""

    bundle_id: str
    preview: Preview
    authorities: tuple[BundledAuthority, ...]
    previous_bundle_id: str = ""
