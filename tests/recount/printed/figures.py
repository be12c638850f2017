"""The kinds of figure that the publications print, worked out exactly and written as they write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .cells import Cells, Counts

NOT_APPLICABLE, NOT_AVAILABLE = "not applicable", "not available"
DAYS_IN_A_MONTH = Fraction(36525, 1200)


@dataclass(frozen=True)
class Count:
    """A number of children, placements or incidents: as it is for an authority, to the nearest 10 above.

    ``of_none`` is what is written where there are none, if not 0.
    """

    of: Cells
    of_none: str = ""


@dataclass(frozen=True)
class Series:
    """A number of a long series: counted in the release's years, as once published in those before."""

    of: Cells


@dataclass(frozen=True)
class Sum:
    """Several numbers added up, or the difference where some are taken away."""

    more: tuple[Cells, ...]
    less: tuple[Cells, ...] = ()


@dataclass(frozen=True)
class Share:
    """A percentage, with what it is a percentage of."""

    of: Cells
    base: Cells
    sign: str = ""
    """What stands behind the number in the file."""
    of_none: str = ""


@dataclass(frozen=True)
class NetGain:
    """Those who came less those who went: in some editions not shown below 6, but for 0, or for England at all."""

    came: Cells
    went: Cells
    edition: int


@dataclass(frozen=True)
class Rate:
    """For each 10,000 of the children who live in the area."""

    of: Cells


@dataclass(frozen=True)
class Population:
    """The children who live in the area."""


@dataclass(frozen=True)
class Mean:
    """An amount for each of those counted. ``of_none`` is what is written where there are none."""

    amounts: tuple[Cells, ...]
    of: Cells
    decimals: int = 1
    of_none: str = NOT_APPLICABLE


@dataclass(frozen=True)
class YearsAndMonths:
    """A mean of days, in years and months."""

    days: tuple[Cells, ...]
    of: Cells


@dataclass(frozen=True)
class Median:
    """The middle of a list of whole days: the smallest number that at least half do not exceed."""

    of: Cells
    by: str


@dataclass(frozen=True)
class Text:
    """What is always written there."""

    text: str


@dataclass(frozen=True)
class Quantile:
    """The fewest whole days within which a part of those counted were done, of those whose days are known."""

    of: Cells
    by: str
    part: Fraction


@dataclass(frozen=True)
class Collected:
    """A figure of what was collected from one year to another: it does not apply to others."""

    of: Counted
    first_year: int = 0
    last_year: int = 9999

    def in_year(self, year: int) -> Counted:
        """What stands for a year."""
        return self.of if self.first_year <= year <= self.last_year else Text(NOT_APPLICABLE)


Counted = Count | Series | Sum | Share | NetGain | Rate | Population | Mean | YearsAndMonths | Median | Quantile | Text
Figure = Counted | Collected


@dataclass(frozen=True)
class Form:
    """How an edition's file or table writes figures."""

    round_to: int
    """What counts are rounded to at this level; 1: not at all."""
    decimals: int = 0
    """Of percentages."""
    rate_decimals: int = 0
    symbols: Mapping[str, str] = field(
        default_factory=lambda: {NOT_APPLICABLE: "z", NOT_AVAILABLE: "x", "negligible": "k"}
    )
    years_digits: int = 1
    months_digits: int = 1
    """Digits of an average in years and months, at least."""
    is_england: bool = False
    keeps_noughts: bool = False
    """Whether a decimal place that is 0 is written."""


def nearest(value: Fraction, base: Fraction = Fraction(1)) -> Fraction:
    """The nearest multiple of ``base``, a tie away from zero."""
    whole, rest = divmod(abs(value), base)
    up = whole + (1 if rest * 2 >= base else 0)
    return up * base * (-1 if value < 0 else 1)


def in_decimals(value: Fraction, decimals: int, keeps_noughts: bool = False) -> str:
    """A number with that many decimals, ties away from zero; without trailing noughts unless these are kept."""
    scaled = int(nearest(value * 10**decimals))
    text = str(abs(scaled))
    if decimals:
        text = text.zfill(decimals + 1)
        text = f"{text[:-decimals]}.{text[-decimals:]}"
        text = text if keeps_noughts else text.rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text


@dataclass(frozen=True)
class Area:
    """An area in a year: its authorities, and how many children live there."""

    las: Sequence[str]
    children: int | None = None


def written(figure: Figure, counts: Counts, year: int, area: Area, form: Form) -> str:
    """What stands in the file for a figure of an area and year whose authorities all sent what it needs."""

    def many(wanted: Cells) -> int:
        return counts.of(wanted, year, area.las)

    return _WRITERS[type(figure)](figure, many, counts, year, area, form)


def _count(figure: Count | Series, many: Callable[[Cells], int], *rest: object) -> str:
    if isinstance(figure, Count) and figure.of_none and many(figure.of) == 0:
        return _form(rest).symbols[figure.of_none]
    return in_decimals(nearest(Fraction(many(figure.of)), Fraction(_form(rest).round_to)), 0)


def _sum(figure: Sum, many: Callable[[Cells], int], *rest: object) -> str:
    total = sum(map(many, figure.more)) - sum(map(many, figure.less))
    return in_decimals(nearest(Fraction(total), Fraction(_form(rest).round_to)), 0)


def _share(figure: Share, many: Callable[[Cells], int], *rest: object) -> str:
    form, base = _form(rest), many(figure.base)
    if base == 0:
        return form.symbols[NOT_APPLICABLE]
    share = Fraction(100 * many(figure.of), base)
    if figure.of_none and share == 0:
        return form.symbols[figure.of_none]
    text = in_decimals(share, form.decimals)
    if text == "0" and share > 0:
        return form.symbols["negligible"]
    return text + figure.sign


def _net_gain(figure: NetGain, many: Callable[[Cells], int], *rest: object) -> str:
    form = _form(rest)
    if form.is_england and figure.edition == 2014:
        return form.symbols[NOT_AVAILABLE]
    gain = int(nearest(Fraction(many(figure.came) - many(figure.went)), Fraction(form.round_to)))
    is_authority = form.round_to == 1
    suppresses = (is_authority and figure.edition != 2015) or (form.is_england and figure.edition == 2017)
    return "x" if suppresses and gain < 6 and gain != 0 else in_decimals(Fraction(gain), 0)


def _rate(figure: Rate, many: Callable[[Cells], int], *rest: object) -> str:
    area, form = _area(rest), _form(rest)
    if not area.children:
        return form.symbols[NOT_AVAILABLE]
    rate = Fraction(10_000 * many(figure.of), area.children)
    text = in_decimals(rate, form.rate_decimals)
    return form.symbols["negligible"] if text == "0" and rate > 0 else text


def _population(_: Population, __: object, *rest: object) -> str:
    children = _area(rest).children
    return str(children) if children else _form(rest).symbols[NOT_AVAILABLE]


def _mean(figure: Mean, many: Callable[[Cells], int], *rest: object) -> str:
    of = many(figure.of)
    if of == 0:
        return _form(rest).symbols.get(figure.of_none, figure.of_none)
    return in_decimals(Fraction(sum(map(many, figure.amounts)), of), figure.decimals, _form(rest).keeps_noughts)


def _years_and_months(figure: YearsAndMonths, many: Callable[[Cells], int], *rest: object) -> str:
    form, of = _form(rest), many(figure.of)
    if of == 0:
        return form.symbols[NOT_APPLICABLE]
    months = int(nearest(Fraction(sum(map(many, figure.days)), of) / DAYS_IN_A_MONTH))
    years, months = divmod(months, 12)
    return f"{years:0{form.years_digits}}:{months:0{form.months_digits}}"


def _median(figure: Median, _: object, counts: Counts, year: int, area: Area, form: Form) -> str:
    return _quantile(Quantile(figure.of, figure.by, Fraction(1, 2)), _, counts, year, area, form)


def _quantile(figure: Quantile, _: object, counts: Counts, year: int, area: Area, form: Form) -> str:
    found = counts.by_leaf(figure.of, figure.by, year, area.las)
    known = {int(days): number for days, number in found.items() if days.isdigit()}
    total, done = sum(known.values()), 0
    for days in sorted(known):
        done += known[days]
        if done >= figure.part * total:
            return str(days)
    # There are some, and of none of them the days are known.
    return form.symbols[NOT_AVAILABLE if any(found.values()) else NOT_APPLICABLE]


def _text(figure: Text, _: object, *rest: object) -> str:
    return _form(rest).symbols.get(figure.text, figure.text)


def _form(rest: Sequence[object]) -> Form:
    form = rest[-1]
    assert isinstance(form, Form)
    return form


def _area(rest: Sequence[object]) -> Area:
    area = rest[-2]
    assert isinstance(area, Area)
    return area


_WRITERS: dict[type, Callable[..., str]] = {
    Count: _count,
    Series: _count,
    Sum: _sum,
    Share: _share,
    NetGain: _net_gain,
    Rate: _rate,
    Population: _population,
    Mean: _mean,
    YearsAndMonths: _years_and_months,
    Median: _median,
    Quantile: _quantile,
    Text: _text,
}
