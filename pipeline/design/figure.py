"""What a published cell may hold: a figure or the reason why there is none, and the area that it describes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Marker(Enum):
    """Why a cell holds no number; each edition writes its own symbol for it."""

    CONFIDENTIAL = "confidential"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    NEGLIGIBLE = "negligible"
    LOW_RELIABILITY = "low_reliability"


@dataclass(frozen=True)
class YearsAndMonths:
    """A duration in whole months, written as years and months: ``0:11``, ``2:3``; padded, ``00:11``, ``02:03``."""

    months: int
    is_padded: bool = False

    def __str__(self) -> str:
        """The text to print: years, a colon and months, each of two digits where padded."""
        years, months = divmod(self.months, 12)
        return f"{years:02}:{months:02}" if self.is_padded else f"{years}:{months}"


@dataclass(frozen=True)
class Figure:
    """One figure as published: rounded and protected.

    Exactly one of ``value`` (in the unit of its statistic: children, per cent, per 10,000) and ``marker`` is set.
    Raises ValueError otherwise, since a cell that is both would be published by whichever writer looks first.
    """

    value: int | Decimal | YearsAndMonths | None
    marker: Marker | None = None

    def __post_init__(self) -> None:
        """Refuse a figure that is neither or both."""
        if (self.value is None) == (self.marker is None):
            raise ValueError("A figure has either a value or a marker that says why it has none.")

    @classmethod
    def of(cls, value: int | Decimal | YearsAndMonths) -> Figure:
        """A figure that is shown."""
        return cls(value, None)

    @classmethod
    def marked(cls, marker: Marker) -> Figure:
        """A figure that is not shown, and why."""
        return cls(None, marker)


class AreaLevel(Enum):
    """The kinds of area that have a row in a table, in the order in which tables list them."""

    NATIONAL = "national"
    REGION = "region"
    SUB_REGION = "sub_region"
    LOCAL_AUTHORITY = "local_authority"
    AGENCY = "agency"

    @property
    def sends_returns(self) -> bool:
        """Whether returns come from such an area, and the others add it up."""
        return self in (AreaLevel.LOCAL_AUTHORITY, AreaLevel.AGENCY)


@dataclass(frozen=True)
class Area:
    """A row of a local authority table.

    ``area_code`` is the code by which figures are asked for; ``region_name`` is the region that the area is listed
    under (its own name for a region, empty for England); ``la_code`` is the three-digit code as it is printed, of
    authorities that send one return those of all, and ``new_la_code`` the nine-character one, both None above local
    authorities.
    """

    area_code: str
    area_name: str
    level: AreaLevel
    region_name: str
    la_code: str | None = None
    new_la_code: str | None = None
