"""What a reader can add up over the years, and which counts another release also shows under a name of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pipeline.design.data_sets import Release
from pipeline.design.related_counts import SameCount
from pipeline.design.statistic import Cell
from pipeline.foundation.numbers import DisclosureError, Form, Key, PublishedView
from pipeline.process.added_years import AddedYears, sums_over_years
from pipeline.protect.edition.identities import Suppliers, Wanted
from pipeline.reference.periods import year_of


def add_single_years(
    release: Release, wanted: Wanted, years: Collection[int], supplied: Collection[tuple[str, int, str]]
) -> None:
    """Add to ``wanted`` the single years of every sum of years that is there.

    Who ``supplied`` a single year and not the sum is in the single year of its region all the same. Where a single year
    is shown in total alone, no more of it is added: whatever the numbers of categories over the years and of years in
    total are, some numbers of a category in one year agree with them, so that these tell nothing of the others. A
    number of that kind is in no narrower an interval than the least of both and of what each leaves of all, every one
    of which is protected.
    """
    require_in_total(release, ((measure, key) for (measure, _, _), keys in wanted.items() for key in keys))
    asked: dict[tuple[str, int, str, int], set[str]] = {}
    for measure, year, area, keys_of_sum in _places(release, wanted):
        keys = keys_of_sum & {""} if measure.single_in_total else keys_of_sum
        for single in _years_of(measure, year):
            if single in years:
                wanted.setdefault((measure.adds_up, single, area), set()).update(keys)
                asked.setdefault((measure.adds_up, single, measure.name, year), set()).update(keys)
    for (single_measure, single, name, year), of_single in asked.items():
        for area in {area for other, of, area in supplied if (other, of) == (single_measure, single)}:
            if (name, year, area) not in supplied:
                wanted.setdefault((single_measure, single, area), set()).update(of_single)


def require_in_total(release: Release, shown: Iterable[tuple[str, str]]) -> None:
    """Raise DisclosureError where a (measure, key) that is shown is more of a single year than its declared total."""
    in_total = {one.adds_up: one.name for one in sums_over_years(release.measures) if one.single_in_total}
    for measure, key in shown:
        if key and measure in in_total:
            raise DisclosureError(
                f"{in_total[measure]} says that single years of {measure} are shown in total alone (single_in_total), "
                f"and {key} of it is shown. Take single_in_total away in data_sets.yaml."
            )


def published_cells(view: PublishedView) -> Iterator[tuple[str, str]]:
    """The (measure, key) of which an earlier release has a number or a symbol in some file."""
    for key, form in zip(view.keys, view.forms.tolist(), strict=True):
        if form != Form.UNPUBLISHED:
            yield key.measure, key.breakdown


def sums_of_years(release: Release, wanted: Wanted, suppliers: Suppliers) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """Sums of years as (whole, parts), wherever the same authorities supplied every year."""
    for measure, year, area, keys in _places(release, wanted):
        years = _years_of(measure, year)
        places = [(measure.name, year, area), *((measure.adds_up, single, area) for single in years)]
        if len({suppliers.get(place) for place in places}) != 1:
            continue
        for key in sorted(keys):
            if all(key in wanted.get(place, ()) for place in places):
                yield Key(*places[0], key), tuple(Key(*place, key) for place in places[1:])


def believed_so_far(
    release: Release, wanted: Wanted, suppliers: Suppliers
) -> Iterator[tuple[tuple[Key, ...], tuple[Key, ...]]]:
    """What readers think of a year so far, as (parts, wholes): it is neither less nor more than its quarters.

    A child with two orders in one year is counted once in the year and in both quarters, so that no definition says it.
    """
    of = {measure.name: measure.so_far_of for measure in release.measures if measure.so_far_of}
    for name, year, area in sorted(place for place in wanted if place[0] in of):
        quarters = [(of[name], quarter, area) for quarter in range(10 * year_of(year) + 1, year + 1)]
        if len({suppliers.get(place) for place in ((name, year, area), *quarters)}) != 1:
            continue
        for key in sorted(wanted[name, year, area]):
            if all(key in wanted.get(place, ()) for place in quarters):
                so_far, parts = Key(name, year, area, key), tuple(Key(*place, key) for place in quarters)
                yield (so_far,), parts
                yield parts, (so_far,)


def same_counts(release: Release, wanted: Wanted, suppliers: Suppliers) -> Iterator[tuple[Key, Key]]:
    """Pairs of names of one count: of two cells of this release, or of a cell of it and one of another release.

    Several cells may be one count of the other release (the children looked after on 31 March) and so one unknown,
    wherever the same authorities supplied them; the other release's name goes to those that most supplied.
    """
    alike: dict[Key, dict[frozenset[str], list[Key]]] = {}
    for same in _same_cells(release):
        for measure, year, area in sorted(wanted):
            if measure != same.ours[0] or year < same.first_year:
                continue
            if same.ours[1] in wanted[measure, year, area]:
                groups = alike.setdefault(Key(same.theirs[0], year, area, same.theirs[1]), {})
                together = groups.setdefault(suppliers.get((measure, year, area), frozenset()), [])
                together.append(Key(measure, year, area, same.ours[1]))
    for other_key, groups in alike.items():
        most = max(groups, key=lambda codes: (len(codes), sorted(codes)))
        yield other_key, groups[most][0]
        for together in groups.values():
            yield from ((together[0], key) for key in together[1:])


def _same_cells(release: Release) -> list[SameCount]:
    """The cells of single years, and those of sums of as many years of one and the same count."""
    return [
        *release.same_counts,
        *(
            SameCount(
                Cell(measure.name, same.ours.key),
                Cell(f"{same.theirs.measure} of {measure.years} years", same.theirs.key),
            )
            for measure in sums_over_years(release.measures)
            for same in release.same_counts
            if same.ours[0] == measure.adds_up and not same.first_year
        ),
    ]


def _places(release: Release, wanted: Wanted) -> list[tuple[AddedYears, int, str, frozenset[str]]]:
    by_name = {measure.name: measure for measure in sums_over_years(release.measures)}
    return [
        (by_name[name], year, area, frozenset(keys))
        for (name, year, area), keys in sorted(wanted.items())
        if name in by_name
    ]


def _years_of(measure: AddedYears, year: int) -> range:
    return range(year - measure.years + 1, year + 1)
