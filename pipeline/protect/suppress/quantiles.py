"""Quantiles: what one tells of the counts in bands, and when it may be shown.

Let n(i) be the count of band i, whose members have numbers from least(i) to greatest(i), N their sum, and x the
published quantile at the share q: the smallest number with cum(x) >= qN, cum(x) being how many have x or less. Then

    (A)  sum of n(i) over bands with least(i) <= x     >=  cum(x)      >=  qN
    (B)  sum of n(i) over bands with greatest(i) < x   <=  cum(x - 1)  <   qN

Nothing else follows for the counts in bands: given counts that satisfy A and B, put everybody whose band holds x at x
itself, all others anywhere in their bands, and the quantile is x. The same holds for several quantiles of one
distribution, x <= y at q < r: put as many of the bands that hold both at x as (A) of q needs, and the others at y.

A quantile is therefore shown only where A and B hold whatever the suppressed counts are: then it tells nothing that the
bands shown beside it do not. Whether they do is worked out here from what is shown alone (the least and the largest
count that would be shown the same, nothing at all of suppressed ones but that together they fit into the count that the
bands are within), so that a quantile that is missing tells nothing either: where the numbers of some band pass, they do
so whatever the suppressed counts are, and the true one is among them. A quantile inside a suppressed band can never
pass: (A) would need the band's people and (B) would need them not to be there. It is also suppressed with its count,
and on too small a base.

Not covered: quantiles of an area and of the areas in it, taken together, order the places within one band. Only where
nearly everybody of a region is in one authority could such an order tell something of another authority's suppressed
bands.

A mean beside bands of the same amount tells more in the same way: the amounts of all are no less than the least of each
one's band added up and no more than the greatest, so that with s the mean as shown, in units of 1/scale,

    (C)  2 scale x sum of least(i) n(i)     <  (2 s + 1) N
    (D)  2 scale x sum of greatest(i) n(i)  >=  (2 s - 1) N

and it is shown under the same condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.foundation.numbers import UNBOUNDED, Key, Mean, Quantile

Terms = tuple[tuple[Key, int], ...]
Bounds = tuple[int, int]


def quantile_terms(one: Quantile, number: int) -> list[tuple[Terms, int, int]]:
    """Return (A) and (B) of the module's explanation as rows (terms, lower, upper) with whole coefficients."""
    share, of = one.at.numerator, one.at.denominator
    return [
        (_weighed(one, of - share, share, {band.count for band in one.bands if band.least <= number}), 0, UNBOUNDED),
        (
            _weighed(one, of - share, share, {band.count for band in one.bands if band.greatest < number}),
            -UNBOUNDED,
            -1,
        ),
    ]


def mean_terms(one: Mean, number: int) -> list[tuple[Terms, int, int]]:
    """Return (C) and (D) of the module's explanation as rows (terms, lower, upper) with whole coefficients."""
    by, of = 2 * one.scale.numerator, one.scale.denominator
    low, high = of * (2 * number - 1), of * (2 * number + 1)
    return [
        (tuple((band.count, by * band.least - high) for band in one.bands), -UNBOUNDED, -1),
        (tuple((band.count, by * band.greatest - low) for band in one.bands), 0, UNBOUNDED),
    ]


def _weighed(one: Quantile, inside: int, outside: int, chosen: set[Key]) -> Terms:
    """The chosen bands less the share of all: of x (chosen) - share x (all), term by term."""
    return tuple((band.count, inside if band.count in chosen else -outside) for band in one.bands)


def follows_from_bands(one: Quantile | Mean, number: int, bounds: Callable[[Key], Bounds | None]) -> bool:
    """Return whether (A) and (B), or (C) and (D), hold whatever the suppressed counts are.

    `bounds` gives what is shown of a count, None for one that is suppressed or in no table.
    """
    shown = {band.count: bounds(band.count) for band in one.bands}
    room = 0
    if None in shown.values():
        whole = bounds(one.count)
        if whole is None:
            return False
        room = max(whole[1] - sum(pair[0] for pair in shown.values() if pair is not None), 0)
    for terms, lower, upper in quantile_terms(one, number) if isinstance(one, Quantile) else mean_terms(one, number):
        least = sum(_extreme(coefficient, shown[key], room, low=True) for key, coefficient in _apart(terms, shown))
        most = sum(_extreme(coefficient, shown[key], room, low=False) for key, coefficient in _apart(terms, shown))
        if least < lower or most > upper:
            return False
    return True


def _apart(terms: Terms, shown: dict[Key, Bounds | None]) -> Iterable[tuple[Key, int]]:
    """The terms of shown counts, and one of the suppressed ones for each coefficient: all of the room may be in any."""
    seen = set()
    for key, coefficient in terms:
        if shown[key] is not None:
            yield key, coefficient
        elif coefficient not in seen:
            seen.add(coefficient)
            yield key, coefficient


def _extreme(coefficient: int, bounds: Bounds | None, room: int, *, low: bool) -> int:
    least, most = bounds if bounds is not None else (0, room)
    return coefficient * (least if (coefficient > 0) == low else most)
