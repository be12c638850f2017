"""A synthetic workforce return: its records by element, and the document that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from pipeline.synthetic.country.days import ordinal
from pipeline.synthetic.country.draws import between, exponential
from pipeline.synthetic.workforce.careers import Leaving, Worker, Year, hundredths, iso, mean_fte, roles
from pipeline.synthetic.workforce.targets import allotted, national

Record = dict[str, str]
# The register of social workers moved in December 2019: the element's name before is a guess, which the reader shares.
_SWE_SINCE = 2020
_UNIVERSITIES = ("Northshire", "Eastmouth", "the Marches", "Southwold", "Westhaven")
_NO_DAYS = 0.42
_ABSENT = 0.04
_FRONTLINE, _STEP_UP = 0.05, 0.04


def records(one: Year, year: int, rng: Random) -> list[Record]:
    """The records of a return's workers: in post, left, come and gone, and of agencies."""
    role = roles(one.in_post, year)
    fte = {worker.number: hundredths(worker, year, mean_fte(year, "in_post")) for worker in one.in_post}
    agency = [_agency_fte(worker, year) for worker, _ in one.agency]
    holding = _cases(one, role, fte, agency, year)
    days = iter(_days_lost(one, fte, rng))
    found = []
    for worker in one.in_post:
        is_new = worker.started > ordinal(year - 1, 9, 30)
        before = 0 if is_new else hundredths(worker, year - 1, mean_fte(max(year - 1, 2017), "in_post"))
        record = _employed(worker, role[worker.number], fte[worker.number], before, next(days), year)
        record |= {"RoleStartDate": iso(worker.started), "StartOrigin": worker.origin}
        record["Cases30"] = str(holding.get(worker.number, 0))
        if rng.random() < _ABSENT and role[worker.number] != "5":
            record |= {"Absat30Sept": "1", "ReasonAbsence": "MAT" if rng.random() < 0.6 else "SIC"}
        found.append(record)
    for leaving in (*one.leavers, *one.brief):
        earlier = 0 if leaving in one.brief else hundredths(leaving.worker, year, mean_fte(year, "leavers"))
        record = _employed(leaving.worker, str(between(rng, 4, 6)), 0, earlier, next(days), year)
        found.append(record | _left(leaving))
    for at, (worker, came) in enumerate(one.agency):
        found.append(_of_agency(worker, agency[at], came, holding.get(-at - 1, 0), year, rng))
    return found


def _employed(worker: Worker, role: str, fte: int, before: int, days: int, year: int) -> Record:
    place = worker.number % len(_UNIVERSITIES)
    return {
        "AgencyWorker": "0",
        _number(year): f"SW{worker.number}",
        "FTE": _decimal(fte),
        "PersonBirthDate": iso(worker.born),
        "GenderCurrent": "1" if worker.male else "2",
        "Ethnicity": worker.ethnicity,
        "QualInst": f"University of {_UNIVERSITIES[place]}",
        "QualLevel": "2" if worker.seniority < 0.45 else "1",
        "StepUpGrad": "1" if worker.seniority < _STEP_UP else "0",
        "OrgRole": role,
        "FTE30": _decimal(before),
        "WorkingDaysLost": _decimal(days),
        "FrontlineGrad": "1" if worker.seniority > 1 - _FRONTLINE else "0",
    }


def _left(leaving: Leaving) -> Record:
    return {
        "RoleStartDate": iso(leaving.started),
        "StartOrigin": leaving.origin,
        "RoleEndDate": iso(leaving.day),
        "LeaverDestination": leaving.destination,
        "ReasonLeave": leaving.reason,
    }


def _of_agency(worker: Worker, fte: int, came: int, cases: int, year: int, rng: Random) -> Record:
    return {
        "AgencyWorker": "1",
        _number(year): f"SW{worker.number}",
        "FTE": _decimal(fte),
        "OrgRole": "5" if cases else "6",
        "RoleStartDate": iso(came),
        "Cases30": str(cases),
        "ContractWeeks": f"{between(rng, 4, 52)}.0",
    }


def _agency_fte(worker: Worker, year: int) -> int:
    return hundredths(worker, year, mean_fte(year, "agency_workers"))


def _cases(one: Year, role: dict[int, str], fte: dict[int, int], agency: Sequence[int], year: int) -> dict[int, int]:
    """Cases by register number (agency workers by their place, from -1 down): all of the target's, by FTE."""
    share = national(year, "case_holders_fte") / (national(year, "in_post_fte") + national(year, "agency_workers_fte"))
    wanted = share * (sum(fte.values()) + sum(agency))
    # Case holders first, then agency workers, then those next in line.
    order = [(number, fte[number]) for number in sorted(fte, key=lambda number: (role[number] != "5", number % 97))]
    holders = sum(role[number] == "5" for number in fte)
    order[holders:holders] = [(-at - 1, amount) for at, amount in enumerate(agency)]
    chosen: list[tuple[int, int]] = []
    for place, (number, amount) in enumerate(order):
        if place >= holders and sum(held for _, held in chosen) >= wanted:
            break
        if amount:
            chosen.append((number, amount))
    weights = [amount * (0.7 + number % 61 / 100) for number, amount in chosen]
    return {number: count for (number, _), count in zip(chosen, allotted(one.target.cases, weights), strict=True)}


def _days_lost(one: Year, fte: dict[int, int], rng: Random) -> list[int]:
    """Hundredths of days of everybody who was employed in the year: halves of days that add up to the target."""
    people = len(one.in_post) + len(one.leavers) + len(one.brief)
    weights = [0.0 if rng.random() < _NO_DAYS else min(exponential(rng, 1.0), 6.0) for _ in range(people)]
    return [50 * halves for halves in allotted(one.target.days_lost // 50, weights)]


def text_of(la_code: str, year: int, one: Year, workers: Sequence[Record]) -> Iterator[str]:
    """The lines of the document."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<Message>"
    yield "<Header>"
    yield f"<CollectionDetails><Collection>CSWW</Collection><Year>{year}</Year>"
    yield f"<ReferenceDate>{year}-09-30</ReferenceDate></CollectionDetails>"
    yield f"<Source><SourceLevel>L</SourceLevel><LEA>{la_code}</LEA><SoftwareCode>First Release</SoftwareCode>"
    yield f"<DateTime>{year}-10-21T09:30:00</DateTime></Source>"
    yield "</Header>"
    yield "<LALevelVacancies>"
    yield f"<NumberOfVacancies>{_decimal(one.target.vacancies)}</NumberOfVacancies>"
    covering = min(one.target.agency_cover, sum(_agency_fte(worker, year) for worker, _ in one.agency))
    yield f"<NoAgencyFTE>{_decimal(covering)}</NoAgencyFTE>"
    yield f"<NoAgencyHeadcount>{-(-covering // 100)}</NoAgencyHeadcount>"
    yield "</LALevelVacancies>"
    for worker in workers:
        yield "<CSWWWorker>"
        for name, value in worker.items():
            yield f"<{name}>{value}</{name}>"
        yield "</CSWWWorker>"
    yield "</Message>"


def _number(year: int) -> str:
    return "SWENo" if year >= _SWE_SINCE else "HCPCNo"


def _decimal(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}".rstrip("0").rstrip(".")
