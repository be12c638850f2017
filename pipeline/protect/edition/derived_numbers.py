"""What each figure is to disclosure control: the counts of people behind it, and what is worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.analyse.figures import Shown, scale_of
from pipeline.design.data_sets import Release, joined_key
from pipeline.design.related_counts import Histogram
from pipeline.design.statistic import (
    AVERAGE,
    COUNT,
    DECIMAL,
    DECIMAL_0_OF_NONE,
    DIFFERENCE,
    PER,
    PERCENT,
    QUANTILE,
    RELATIVE,
    Cell,
)
from pipeline.foundation.numbers import UNBOUNDED, Band, Derived, Difference, Key, Level, Mean, Quantile, Ratio
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import year_of

Exempt = Callable[[str, str, str, Level], bool]
"""Whether a figure of a (statistic, measure, key, level) is shown whatever its size."""


def nothing_exempt(statistic: str, measure: str, key: str, level: Level) -> bool:
    """Exempts no figure."""
    return False


def name_of(shown: Shown) -> Key:
    """The key of a figure: the count's own, or one that says which statistic of it."""
    if shown.statistic == COUNT:
        return Key(*shown.place, shown.key)
    match shown.statistic:
        case "percent" | "average":
            extra = ":".join(filter(None, (shown.of_measure, shown.of_key)))
        case "quantile":
            extra = f"{shown.quantile} of {shown.histogram}"
        case _:
            extra = ":".join(shown.minus)
    decimals = f" to {shown.decimals}" if shown.decimals else ""
    written = f" as {shown.format}" if shown.format not in ("", DECIMAL, DECIMAL_0_OF_NONE) else ""
    return Key(
        f"{shown.statistic} of {shown.measure}",
        shown.year,
        shown.area_code,
        f"{shown.key} of {extra}{decimals}{written}",
    )


def people_behind(release: Release, figures: Iterable[Shown]) -> set[Cell]:
    """The (measure, key) of every count of people that protects some figure, the bands of quantiles with them."""
    terms = Terms(release)
    return {cell for figure in figures for cell in terms.people_of(figure)}


@dataclass(frozen=True)
class Terms:
    """What is needed to tell what a figure is.

    ``populations`` are by (year, area code); ``levels`` by area code; ``shown`` are the counts that some file shows;
    ``numbers`` the quantiles and averages as they are printed, known inside the release alone.
    """

    release: Release
    populations: Mapping[tuple[int, str], int] | None = None
    levels: Mapping[str, Level] | None = None
    shown: frozenset[Key] = frozenset()
    exempt: Exempt = nothing_exempt
    numbers: Mapping[Shown, int] | None = None

    def people(self, cell: Cell) -> Cell | None:
        """The count of people of a cell: its own, or for an amount that of those it is of, if it says whose."""
        measure = self.release.amounts.get(cell.measure)
        if measure is None:
            return cell
        return Cell(measure, cell.key) if measure else None

    def people_of(self, figure: Shown) -> list[Cell]:
        """The counts of people that protect a figure."""
        cell = figure.cell
        if figure.statistic == COUNT and not self.is_amount(cell):
            return [cell]
        match figure.statistic:
            case "percent":
                found = [self.people(cell), self.people(figure.whole)]
            case "average":
                found = [self.people(figure.whole), None if self.is_amount(cell) else cell]
            case "difference":
                found = [self.people(cell), self.people(figure.minus)]
            case "quantile":
                found = [cell, *(Cell(figure.measure, key) for key, _, _ in self.bands_of(figure))]
            case _:
                found = [self.people(cell)]
        return [one for one in found if one is not None]

    def is_amount(self, cell: Cell) -> bool:
        """Whether a cell adds up days, points or incidents."""
        return cell[0] in self.release.amounts

    def is_of_nobody(self, figure: Shown) -> bool:
        """Whether a figure is of posts, cases or the like, behind which there are no people to be recognised."""
        named = {figure.measure, figure.whole.measure}
        return named <= {one.name for one in self.release.measures if one.of_nobody}

    def bands_of(self, figure: Shown) -> list[tuple[str, int, int]]:
        """The key of each band of a quantile's histogram, within its own key, with its least and greatest number."""
        declared = next((one for one in self.release.histograms if one.name == figure.histogram), Histogram(""))
        return [
            (joined_key(figure.key, f"{declared.bands}={category}"), least, greatest)
            for category, least, greatest in declared.edges(UNBOUNDED)
        ]

    def bands_beside(self, figure: Shown) -> tuple[Band, ...]:
        """The counts of people in bands of the amount of an average, where files show any of them beside it."""
        if figure.statistic != AVERAGE:
            return ()
        found = next(
            (
                tuple(
                    Band(Key(one.of, figure.year, figure.area_code, joined_key(figure.key, key)), least, greatest)
                    for key, least, greatest in one.bands
                )
                for one in self.release.banded_amounts
                if one.amount == figure.measure and one.first_year <= year_of(figure.year) <= one.last_year
            ),
            (),
        )
        return found if any(band.count in self.shown for band in found) else ()

    def derived(self, figure: Shown) -> Derived | None:
        """What a figure is beside a plain count of people; None for one of those."""
        cell = figure.cell
        if figure.statistic == COUNT and not self.is_amount(cell):
            return None
        level = (self.levels or {})[figure.area_code]
        behind = tuple(Key(measure, figure.year, figure.area_code, key) for measure, key in self.people_of(figure))
        name = name_of(figure)
        unshown = frozenset(key for key in behind if key not in self.shown)
        if figure.statistic == QUANTILE:
            bands = tuple(
                Band(Key(figure.measure, figure.year, figure.area_code, key), least, greatest)
                for key, least, greatest in self.bands_of(figure)
            )
            number = (self.numbers or {}).get(figure)
            return Quantile(name, level, Fraction(figure.quantile), behind[0], bands, unshown, number)
        if self.is_amount(cell) or (figure.statistic in RELATIVE and self.is_amount(figure.whole)):
            if not behind and self.is_of_nobody(figure):
                return None
            if not behind:
                raise UsageError(
                    f"{figure.statistic} of {figure.measure}: it adds up amounts and does not say whose, so nothing "
                    "could protect it. Give amount_of in data_sets.yaml, or show only averages over people."
                )
            needs_base = figure.statistic in RELATIVE
            # A percentage is of its last count, so that is its base.
            base = behind[-1] if figure.statistic == PERCENT else behind[0]
            beside = tuple(key for key in behind if key != base)
            bands = self.bands_beside(figure)
            unshown |= {band.count for band in bands if band.count not in self.shown}
            return Mean(
                *(name, level, base, beside, needs_base, unshown, bands),
                scale_of(figure),
                (self.numbers or {}).get(figure),
            )
        if figure.statistic in RELATIVE:
            top = Key(*figure.place, figure.key)
            bottom = Key(figure.whole[0], figure.year, figure.area_code, figure.whole[1])
            scale = 100 if figure.statistic == PERCENT else 1
            is_exempt = self.exempt(figure.statistic, *cell, level)
            return Ratio(name, level, (top,), (bottom,), scale=scale, decimals=figure.decimals, is_exempt=is_exempt)
        if figure.statistic in PER:
            population = (self.populations or {}).get((figure.year, figure.area_code))
            if not population:
                return None
            return Ratio(
                name,
                level,
                behind,
                known_denominator=population,
                scale=PER[figure.statistic],
                decimals=figure.decimals,
                is_exempt=self.exempt(figure.statistic, *cell, level),
            )
        if figure.statistic == DIFFERENCE:
            return Difference(name, level, behind[:1], behind[1:])
        return None
