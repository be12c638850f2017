"""Social workers over the years: who is in post where, leaves, starts, and works for an agency; they keep their number.

All authorities are simulated whichever are written, since workers move between them. The ages of those in post follow
the published ones: who leaves is taken from bands that would be too large, who starts from those that would be small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random

from pipeline.reference.tables import area_changes, joint_returns
from pipeline.synthetic.country.days import birthday, completed_years, ordinal, weekday_before
from pipeline.synthetic.country.draws import Draw, between, exponential, stable_seed
from pipeline.synthetic.workforce.targets import FIRST_YEAR, Target, allotted, national, shares, targets

BANDS = {
    "20_to_29": (22, 29),
    "30_to_39": (30, 39),
    "40_to_49": (40, 49),
    "50_to_59": (50, 59),
    "60_and_over": (60, 69),
}
_ETHNICITIES = {
    "white": ("WBRI", "WIRI", "WOTH"),
    "mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "black": ("BAFR", "BCRB", "BOTH"),
    "other_ethnic_group": ("OOTH",),
    "ethnicity_not_known": ("REFU", "NOBT"),
}
_TO_AUTHORITY, _TO_AGENCY = "1", "3"
_DESTINATION = Draw({"1": 0.34, "3": 0.2, "2": 0.02, "4": 0.05, "5": 0.05, "6": 0.16, "7": 0.06, "8": 0.12})
_FROM_AUTHORITY, _FROM_AGENCY = "2", "4"
_ORIGIN = Draw({"1": 0.5, "3": 0.04, "5": 0.08, "6": 0.12, "7": 0.08, "8": 0.08, "9": 0.1})
_REASON = Draw({"1": 0.72, "2": 0.03, "3": 0.01, "4": 0.02, "5": 0.11, "7": 0.04, "8": 0.04, "9": 0.03})
_STAY_WITH_AGENCY = 0.55
_OF_MOVERS = 0.6  # of starters, as long as there is somebody who left another authority
_YEARS_IN_SERVICE = 6.0
_NEWCOMERS = 8  # one in so many of those in post is new to authorities in a year


@dataclass(slots=True)
class Worker:
    """A social worker, with traits from 0 to 1 that say whether the worker is part-time, and how senior."""

    number: int
    born: int
    male: bool
    ethnicity: str
    hours: float
    seniority: float
    started: int = 0
    origin: str = ""


@dataclass(slots=True)
class Leaving:
    """How a worker left a post."""

    worker: Worker
    day: int
    destination: str
    reason: str
    started: int
    origin: str


@dataclass(slots=True)
class Year:
    """One return of a year: who is in post on 30 September, who left, who came and went, and agency workers."""

    target: Target
    in_post: list[Worker] = field(default_factory=list)
    leavers: list[Leaving] = field(default_factory=list)
    brief: list[Leaving] = field(default_factory=list)
    agency: list[tuple[Worker, int]] = field(default_factory=list)


class Workforce:
    """England's social workers, year by year from the first."""

    def __init__(self, seed: int, scale: float) -> None:
        """Begin with nobody: the first year's workers were all there before it, but for its starters."""
        self._seed, self._scale, self._people = seed, scale, 0
        self._stock: dict[str, list[Worker]] = {}
        self._agency: dict[str, list[tuple[Worker, int]]] = {}

    def years(self, last: int) -> Iterator[tuple[int, dict[str, Year]]]:
        """Each year up to the last, with the return of every authority by its code."""
        for year in range(FIRST_YEAR, last + 1):
            yield year, self._year(year)

    def _year(self, year: int) -> dict[str, Year]:
        wanted = targets(year, self._scale)
        first, last = ordinal(year - 1, 10, 1), ordinal(year, 9, 30)
        found = {code: Year(target) for code, target in sorted(wanted.items())}
        self._hand_over(wanted)
        leavers = self._leavers(wanted)
        movers: dict[str, list[Leaving]] = {band: [] for band in BANDS}
        to_agency: list[Worker] = []
        plans = {}
        for code, one in found.items():
            rng = Random(stable_seed(self._seed, "workforce leaving", year, code))
            if not self._stock.get(code):
                self._stock[code] = self._opening(one.target, year, rng)
            plans[code] = self._leave(one, self._stock[code], leavers[code], year, first, last, rng)
            for leaving in one.leavers:
                if leaving.destination == _TO_AUTHORITY:
                    movers[band_of(leaving.worker, last)].append(leaving)
                elif leaving.destination == _TO_AGENCY:
                    to_agency.append(leaving.worker)
        for code, one in found.items():
            rng = Random(stable_seed(self._seed, "workforce starting", year, code))
            own = {leaving.worker.number for leaving in one.leavers}
            for band, count in plans[code].items():
                for _ in range(count):
                    self._stock[code].append(self._starter(band, movers[band], own, year, first, last, rng))
            one.in_post = sorted(self._stock[code], key=lambda worker: worker.number)
            self._stock[code] = one.in_post[:]
            one.brief = [self._brief(year, first, last, rng) for _ in range(len(one.in_post) // 150)]
            one.agency = self._of_agency(code, one.target, to_agency, year, first, last, rng)
        return found

    def _leavers(self, wanted: Mapping[str, Target]) -> dict[str, int]:
        """How many leave each authority: as published, or more where it shrinks, and so many fewer elsewhere."""
        least = {
            code: max(0, len(self._stock[code]) - one.in_post) if self._stock.get(code) else 0
            for code, one in wanted.items()
        }
        more = sum(max(0, least[code] - one.leavers) for code, one in wanted.items())
        free = [max(0, one.leavers - least[code]) for code, one in wanted.items()]
        fewer = dict(zip(wanted, allotted(min(more, sum(free)), free), strict=True))
        return {code: max(one.leavers, least[code]) - fewer[code] for code, one in wanted.items()}

    def _hand_over(self, wanted: Mapping[str, Target]) -> None:
        """Give the workers of authorities that are no more to those that took over, in proportion to their size."""
        first_of = {code: one.la_codes[0] for one in joint_returns() for code in one.la_codes}
        for gone in sorted(self._stock.keys() - wanted.keys()):
            after = {change.successor_la_code for change in area_changes() if change.predecessor_la_code == gone}
            heirs = sorted({first_of.get(code, code) for code in after} & wanted.keys())
            workers = self._stock.pop(gone)
            self._agency.pop(gone, None)
            for heir, count in zip(heirs, allotted(len(workers), [wanted[one].in_post for one in heirs]), strict=True):
                self._stock.setdefault(heir, []).extend(workers[:count])
                del workers[:count]

    def _opening(self, target: Target, year: int, rng: Random) -> list[Worker]:
        """Those in post a year before the first, about as many as then were in post, at the ages of the first."""
        by_band = shares(year, "age_of_worker")
        size = max(target.in_post + target.leavers - round(target.in_post * 0.18), 0)
        workers = []
        for band, count in zip(by_band, allotted(size, list(by_band.values())), strict=True):
            for _ in range(count):
                worker = self._person(band, year, rng)
                served = int(exponential(rng, _YEARS_IN_SERVICE) * 365) + 1
                worker.started = max(ordinal(year - 1, 9, 30) - served, birthday(worker.born, 21))
                worker.origin = _ORIGIN.pick(rng)
                workers.append(worker)
        return workers

    def _person(self, band: str, year: int, rng: Random) -> Worker:
        """Somebody new in an age band on 30 September of the year."""
        self._people += 1
        low, high = BANDS[band]
        born = (
            ordinal(year, 9, 30) - 365 * between(rng, low, high) - between(rng, 1, 360) - between(rng, low, high) // 4
        )
        group = Draw(_of_newcomers(year, "ethnicity_of_worker")).pick(rng)
        codes = _ETHNICITIES[group]
        code = codes[0] if group == "white" and rng.random() < 0.86 else codes[between(rng, 0, len(codes) - 1)]
        number = 1_000_000 + self._people * 7 % 8_999_993
        is_male = rng.random() < _of_newcomers(year, "sex")["male"]
        return Worker(number, born, is_male, code, rng.random(), rng.random())

    def _leave(
        self, one: Year, stock: list[Worker], leavers: int, year: int, first: int, last: int, rng: Random
    ) -> Mapping[str, int]:
        """Let so many workers leave; returns how many are to start in each age band."""
        by_band: dict[str, list[Worker]] = {band: [] for band in BANDS}
        for worker in stock:
            by_band[band_of(worker, last)].append(worker)
        ages = shares(year, "age_of_worker")
        wanted = dict(zip(BANDS, allotted(one.target.in_post, [ages[band] for band in BANDS]), strict=True))
        leavers = min(leavers, len(stock))
        excess = {band: max(0, len(by_band[band]) - wanted[band]) for band in BANDS}
        if sum(excess.values()) >= leavers:
            leaving = dict(zip(BANDS, allotted(leavers, [excess[band] for band in BANDS]), strict=True))
        else:
            more = allotted(leavers - sum(excess.values()), [len(by_band[band]) - excess[band] for band in BANDS])
            leaving = {band: excess[band] + count for band, count in zip(BANDS, more, strict=True)}
        for band, workers in by_band.items():
            # Who came lately leaves first, more often than not.
            order = sorted(workers, key=lambda worker: rng.random() * (1 + (last - worker.started) / 3000))
            if band == "60_and_over":
                order.sort(key=lambda worker: worker.born)
            for worker in order[: leaving[band]]:
                day = weekday_before(between(rng, first, last))
                day = max(day, first)
                destination = "6" if band == "60_and_over" else _DESTINATION.pick(rng)
                reason = "5" if band == "60_and_over" else _REASON.pick(rng)
                one.leavers.append(Leaving(worker, day, destination, reason, worker.started, worker.origin))
        gone = {leaving.worker.number for leaving in one.leavers}
        stock[:] = [worker for worker in stock if worker.number not in gone]
        starters = one.target.in_post - len(stock)
        lacking = [wanted[band] - len(by_band[band]) + leaving[band] for band in BANDS]
        return dict(zip(BANDS, allotted(starters, [max(0, count) for count in lacking]), strict=True))

    def _starter(
        self, band: str, movers: list[Leaving], own: set[int], year: int, first: int, last: int, rng: Random
    ) -> Worker:
        """Somebody who starts in the year: who left another authority in it, or somebody new to authorities."""
        earliest = first
        if movers and rng.random() < _OF_MOVERS and movers[-1].worker.number not in own:
            left = movers.pop()
            worker, origin, earliest = left.worker, _FROM_AUTHORITY, min(left.day + 1, last)
        else:
            worker, origin = self._person(band, year, rng), _ORIGIN.pick(rng)
        worker.started, worker.origin = max(earliest, weekday_before(between(rng, first, last))), origin
        return worker

    def _brief(self, year: int, first: int, last: int, rng: Random) -> Leaving:
        """Somebody who starts and leaves within the year, and counts nowhere but in days lost."""
        worker = self._person("30_to_39", year, rng)
        started = weekday_before(between(rng, first + 3, last - 100))
        ended = weekday_before(started + between(rng, 20, 95))
        return Leaving(worker, ended, _DESTINATION.pick(rng), "1", started, _FROM_AGENCY)

    def _of_agency(
        self, code: str, target: Target, leavers: list[Worker], year: int, first: int, last: int, rng: Random
    ) -> list[tuple[Worker, int]]:
        """The agency workers of 30 September, with the day on which each came: some stay, some left an authority."""
        stay = [one for one in self._agency.get(code, []) if rng.random() < _STAY_WITH_AGENCY][: target.agency_workers]
        while len(stay) < target.agency_workers:
            worker = leavers.pop() if leavers and rng.random() < 0.5 else self._person("30_to_39", year, rng)
            stay.append((worker, max(first, weekday_before(between(rng, first, last)))))
        self._agency[code] = stay
        return stay


@cache
def _of_newcomers(year: int, breakdown: str) -> Mapping[str, float]:
    """The shares among who is new: what changes among all of them in a year changes several times as much there."""
    now, before = shares(year, breakdown), shares(max(year - 1, FIRST_YEAR), breakdown)
    return {name: max(share + _NEWCOMERS * (share - before[name]), 0.001) for name, share in now.items()}


def band_of(worker: Worker, day: int) -> str:
    """The age band of a worker on a day."""
    age = completed_years(worker.born, day)
    return next((band for band, (_, high) in BANDS.items() if age <= high), "60_and_over")


def hundredths(worker: Worker, year: int, ratio: float) -> int:
    """A worker's FTE where the mean is ``ratio``: full-time, or part-time in one of three shares."""
    part_time = (1 - ratio) / 0.34
    if worker.hours >= part_time:
        return 100
    return (50, 60, 80)[min(int(worker.hours / part_time * 3.2), 2)] if year else 0


def roles(workers: Sequence[Worker], year: int) -> dict[int, str]:
    """The role code of each worker: the published shares, the older ones and those with the trait the more senior."""
    order = sorted(workers, key=lambda worker: (worker.born - 9000 * worker.seniority, worker.number))
    by_role = shares(year, "role_of_worker")
    senior = ("senior_manager", "middle_manager", "first_line_manager", "senior_practitioner")
    counts = allotted(len(order), [by_role[role] for role in (*senior, "case_holder", "qualified_without_cases")])
    found: dict[int, str] = {}
    for code, count in zip(("1", "2", "3", "4"), counts, strict=False):
        found |= {worker.number: code for worker in order[:count]}
        del order[:count]
    order.sort(key=lambda worker: (worker.hours * 7.0) % 1.0)
    return found | {worker.number: "5" if at < counts[4] else "6" for at, worker in enumerate(order)}


def mean_fte(year: int, who: str) -> float:
    """England's FTE per person of those in post, leaving or of agencies."""
    return national(year, f"{who}_fte") / national(year, who)


def iso(day: int) -> str:
    """A day as the document writes it."""
    return date.fromordinal(day).isoformat()
