"""What is hidden beside small counts in a family of measures, as the department hides it: few people, and nought.

It comes after all that protects: suppression and attack take to be known what is hidden here, so that nobody's safety
rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pipeline.analyse.data_set_rows import label_rows, shown_by
from pipeline.design.data_sets import Release
from pipeline.design.policy import Family, hides_zeros
from pipeline.design.statistic import COUNT
from pipeline.foundation.numbers import Derived, Key, Level, Ratio, Reason


def hidden_by_family(
    families: Iterable[Family], derived: Iterable[Derived], count: Callable[[Key], int], shown: Callable[[Key], bool]
) -> dict[Key, Reason]:
    """The counts and percentages of authorities that families hide, whatever else does.

    ``derived`` are what is worked out from counts; ``count`` is the true count of a key, and ``shown`` whether some
    file shows it.
    """
    given = tuple(families)
    found: dict[Key, Reason] = {}
    for one in derived if given else ():
        if not isinstance(one, Ratio) or one.level is not Level.LOCAL_AUTHORITY or len(one.numerator) != 1:
            continue
        (numerator,), base = one.numerator, sum(count(key) for key in one.denominator)
        for family in given:
            if not base or not family.covers(numerator.measure, numerator.breakdown):
                continue
            is_none = family.zeros and count(numerator) == 0
            if is_none or base < family.least_base:
                found[one.key] = Reason.FAMILY
            if (is_none or (family.counts and base < family.least_base)) and shown(numerator):
                found[numerator] = Reason.FAMILY
    return found


def zeros_hidden_in(release: Release, edition: int, families: Iterable[Family]) -> list[list[str]]:
    """The [file, column] of the data sets in which the symbol of a suppressed count may stand for 0 too."""
    given = tuple(families)
    return [list(one) for one in sorted(set(_hiding_zeros(release, edition, given)))] if given else []


def _hiding_zeros(release: Release, edition: int, families: tuple[Family, ...]) -> Iterator[tuple[str, str]]:
    for data_set in release.data_sets_in(edition):
        for labels in label_rows(release, data_set, edition):
            for indicator in data_set.indicators_in(edition):
                shown = shown_by(data_set, labels, indicator, 0, "")
                if shown is not None and shown.statistic == COUNT and hides_zeros(
                    families, shown.measure, shown.key, Level.LOCAL_AUTHORITY
                ):  # fmt: skip
                    yield data_set.file_name.at(edition), indicator.column.at(edition)


def with_families(suppressed: Mapping[Key, Reason], families: Mapping[Key, Reason]) -> dict[Key, Reason]:
    """All that is suppressed, in order of keys; what protects somebody keeps its reason."""
    return dict(sorted({**families, **suppressed}.items()))
