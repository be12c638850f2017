"""What must hold of one authority's preview before it is sealed: above all, that the children add up to the figures."""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.consult.bundle.preview import AuthorityPreview, Period, Preview
from pipeline.foundation.stages import CheckFailed

CODE = re.compile(r"[a-z][a-z0-9_]*")
UNITS = ("percent", "days")


def check_preview(preview: Preview) -> None:
    """Check what authorities share; raises CheckFailed naming the indicator."""
    seen: set[str] = set()
    for indicator in preview.indicators:
        if CODE.fullmatch(indicator.code) is None:
            raise CheckFailed(f"indicator {indicator.code!r}: a code is lower-case letters, digits and underscores.")
        if indicator.code in seen:
            raise CheckFailed(f"indicator {indicator.code} is declared twice; keep one.")
        if indicator.unit not in UNITS:
            raise CheckFailed(f"indicator {indicator.code}: unit {indicator.unit!r} is not one of {', '.join(UNITS)}.")
        seen.add(indicator.code)


def check_authority(preview: Preview, authority: AuthorityPreview) -> None:
    """Check one authority; raises CheckFailed naming authority, indicator and year, never a child."""
    place = f"authority {authority.la_code}"
    known = {indicator.code: indicator for indicator in preview.indicators}
    added: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in authority.children:
        if row.indicator not in known:
            raise CheckFailed(f"{place}: children are listed for an unknown indicator, {row.indicator}.")
        if row.counted != (row.denominator > 0) or (not row.counted and row.numerator != 0):
            raise CheckFailed(
                f"{place}, {row.indicator}, {row.year}: a row counts exactly when it adds to the denominator."
            )
        if not row.reason:
            raise CheckFailed(f"{place}, {row.indicator}, {row.year}: a child is listed without a reason.")
        sums = added[row.indicator, row.year]
        sums[0] += row.numerator
        sums[1] += row.denominator
    numbers: dict[tuple[str, Period, int], tuple[int, int]] = {}
    figures: set[tuple[str, Period, int]] = set()
    for figure in authority.figures:
        key = (figure.indicator, figure.period, figure.year)
        if figure.indicator not in known:
            raise CheckFailed(f"{place}: a figure of an unknown indicator, {figure.indicator}.")
        if key in figures:
            raise CheckFailed(f"{place}, {figure.indicator}, {figure.year}: two {figure.period} figures; keep one.")
        figures.add(key)
        if figure.numerator is not None and figure.denominator is not None:
            numbers[key] = (figure.numerator, figure.denominator)
    _check_adding_up(preview, place, numbers, {key: (sums[0], sums[1]) for key, sums in added.items()})
    for comparison in authority.comparisons:
        if comparison.year >= preview.collection_year:
            raise CheckFailed(
                f"{place}, {comparison.indicator}: a comparison of {comparison.year} is not published yet; a preview "
                f"compares with years before {preview.collection_year} only."
            )


def _check_adding_up(
    preview: Preview,
    place: str,
    numbers: dict[tuple[str, Period, int], tuple[int, int]],
    added: dict[tuple[str, int], tuple[int, int]],
) -> None:
    for indicator, year in added:
        if (indicator, Period.SINGLE, year) not in numbers:
            raise CheckFailed(f"{place}, {indicator}, {year}: children are listed without a figure of that year.")
    listed = {indicator.code for indicator in preview.indicators if indicator.has_child_list}
    for (indicator, period, year), number in numbers.items():
        if period is Period.SINGLE:
            must_be_listed = indicator in listed and year == preview.collection_year
            if (must_be_listed or (indicator, year) in added) and added.get((indicator, year), (0, 0)) != number:
                raise CheckFailed(
                    f"{place}, {indicator}, {year}: the children listed add up to "
                    f"{' / '.join(map(str, added.get((indicator, year), (0, 0))))}, the figure is "
                    f"{' / '.join(map(str, number))}."
                )
        else:
            years = [numbers.get((indicator, Period.SINGLE, year - back)) for back in range(3)]
            if all(one is not None for one in years) and tuple(map(sum, zip(*filter(None, years), strict=True))) != (
                number
            ):
                raise CheckFailed(f"{place}, {indicator}, {year}: the three years do not add up to their average's.")
