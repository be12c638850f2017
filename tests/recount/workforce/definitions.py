"""Social workers counted from returns as DfE's definitions say (local authority interactive tool; methodology pages).

Written from the definitions, without the project's models: every amount is a fraction, every document is read with
another parser, and each number is counted in a pass of its own.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

ROLES = {
    "1": "Senior manager", "2": "Middle manager", "3": "First line manager", "4": "Senior practitioner",
    "5": "Case holder", "6": "Qualified without cases",
}  # fmt: skip
ETHNIC = {"W": "White", "M": "Mixed / Multiple ethnic groups", "A": "Asian / Asian British"}
BLACK, OTHER = "Black / African / Caribbean / Black British", "Other ethnic group"


@dataclass(frozen=True, eq=False)
class Post:
    """A record of a return, as sent."""

    fields: Mapping[str, str]
    place: int
    year: int

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def number(self) -> str:
        return self.get("SWENo") or self.get("HCPCNo")

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.get(name)) if self.get(name) else None

    def amount(self, name: str) -> Fraction:
        """In hundredths of a unit, halves up, as the project keeps amounts."""
        exact = Fraction(self.get(name) or 0) * 100
        return Fraction((2 * exact.numerator + exact.denominator) // (2 * exact.denominator), 100)

    @property
    def is_agency(self) -> bool:
        return self.get("AgencyWorker") == "1"

    @cached_property
    def has_left(self) -> bool:
        end = self.day("RoleEndDate")
        return end is not None and end <= date(self.year, 9, 30)

    @cached_property
    def is_new(self) -> bool:
        start = self.day("RoleStartDate")
        return start is not None and start >= date(self.year - 1, 10, 1)

    @property
    def is_ethnicity_known(self) -> bool:
        return self.get("Ethnicity") not in ("", "REFU", "NOBT")

    @cached_property
    def ethnic_group(self) -> str:
        code = self.get("Ethnicity")
        if not self.is_ethnicity_known:
            return "Not known"
        if code in ("BCRB", "BAFR", "BOTH"):
            return BLACK
        return OTHER if code == "OOTH" else ETHNIC.get(code[0], ETHNIC["A"])

    @property
    def counted_on(self) -> date:
        end = self.day("RoleEndDate")
        return end if self.has_left and end else date(self.year, 9, 30)

    def years_since(self, name: str) -> int | None:
        then, now = self.day(name), self.counted_on
        return None if then is None else now.year - then.year - ((now.month, now.day) < (then.month, then.day))

    @cached_property
    def age_group(self) -> str:
        age = self.years_since("PersonBirthDate") or 0
        return "60 years old and over" if age >= 60 else f"{age // 10}0 to {age // 10}9 years old"

    @cached_property
    def service(self) -> str:
        years = self.years_since("RoleStartDate") or 0
        if years < 2:
            return "Less than 2 years"
        for least, end in ((2, 5), (5, 10), (10, 20), (20, 30)):
            if years < end:
                return f"{least} years or more but less than {end} years"
        return "30 years or more"


@dataclass(frozen=True, eq=False)
class Return:
    """One authority's return of a year."""

    posts: tuple[Post, ...]
    vacancies: Fraction
    cover: Fraction

    @cached_property
    def in_post(self) -> list[Post]:
        return [one for one in self.posts if not one.is_agency and not one.has_left]

    @cached_property
    def starters(self) -> list[Post]:
        return [one for one in self.in_post if one.is_new]

    @cached_property
    def leavers(self) -> list[Post]:
        return [one for one in self.posts if not one.is_agency and one.has_left and not one.is_new]

    @cached_property
    def agency(self) -> list[Post]:
        return [one for one in self.posts if one.is_agency and not one.has_left]

    @cached_property
    def case_holding(self) -> list[Post]:
        return [one for one in (*self.in_post, *self.agency) if int(one.get("Cases30") or 0) and one.amount("FTE")]

    @property
    def days_lost(self) -> Fraction:
        return sum((one.amount("WorkingDaysLost") for one in self.posts if not one.is_agency), Fraction(0))


def read_return(path: Path, year: int) -> Return:
    root = ElementTree.parse(path).getroot()
    posts = tuple(
        Post({field.tag: field.text or "" for field in worker}, place, year)
        for place, worker in enumerate(root.iter("CSWWWorker"))
    )
    vacancies = root.find("LALevelVacancies")
    assert vacancies is not None
    return Return(
        posts, Fraction(vacancies.findtext("NumberOfVacancies") or 0), Fraction(vacancies.findtext("NoAgencyFTE") or 0)
    )


def fte(posts: Iterable[Post]) -> Fraction:
    """The FTE of posts: who left is counted with that of the 30 September before."""
    return sum((one.amount("FTE30" if one.has_left else "FTE") for one in posts), Fraction(0))


def people(posts: Sequence[Post], day: str = "") -> list[Post]:
    """One post of each person, and each day on which the person came or went: the most senior, then the oldest."""
    found: dict[tuple[str, ...], Post] = {}
    for one in posts:
        key = (*(one.get(name) for name in ("PersonBirthDate", "GenderCurrent", "Ethnicity", day)), one.number)
        if not one.number:
            key = (str(one.place),)
        held = found.get(key)
        if held is None or rank(one) < rank(held):
            found[key] = one
    return list(found.values())


def rank(one: Post) -> tuple[str, str, int]:
    return one.get("OrgRole") or "9", one.get("RoleStartDate") or "9999", one.place


def one_decimal(value: Fraction) -> str:
    """Halves up, without a nought after the point; what is above 0 and rounds to it is low."""
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    if tenths == 0 and value > 0:
        return "low"
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def rate(part: Fraction | int, whole: Fraction | int, never_more: bool = False) -> str:
    if not whole:
        return "z"
    return "u" if never_more and part > whole else one_decimal(Fraction(part) * 100 / Fraction(whole))


def indicators(returns: Sequence[Return], year: int, is_authority: bool) -> dict[str, str]:
    """The 22 figures of an area, of the returns of its authorities."""

    def number(of: Callable[[Return], Fraction | int]) -> Fraction:
        return sum((Fraction(of(one)) for one in returns), Fraction(0))

    in_post, in_post_people = number(lambda one: fte(one.in_post)), number(lambda one: len(people(one.in_post)))
    leavers = number(lambda one: fte(one.leavers))
    leaving = number(lambda one: len(people(one.leavers, "RoleEndDate")))
    agency, agency_people = number(lambda one: fte(one.agency)), number(lambda one: len(one.agency))
    cover, vacancies = number(lambda one: one.cover), number(lambda one: one.vacancies)
    holders = number(lambda one: fte(one.case_holding))
    cases = number(lambda one: sum(int(post.get("Cases30")) for post in one.case_holding))
    days = number(lambda one: one.days_lost)
    working = in_post * (254 if year % 4 == 0 else 253)
    return {
        "inpost_fte": one_decimal(in_post),
        "inpost_headcount": str(in_post_people),
        "starters_fte": one_decimal(number(lambda one: fte(one.starters))),
        "starters_headcount": str(number(lambda one: len(people(one.starters, "RoleStartDate")))),
        "leavers_fte": one_decimal(leavers),
        "leavers_headcount": str(leaving),
        "turnover_rate_fte": rate(leavers, in_post),
        "turnover_rate_headcount": rate(leaving, in_post_people),
        "agency_fte": one_decimal(agency),
        "agency_headcount": str(agency_people),
        "agency_rate_fte": rate(agency, agency + in_post),
        "agency_rate_headcount": rate(agency_people, agency_people + in_post_people),
        "agency_cover_fte": one_decimal(cover),
        "agency_cover_rate_fte": rate(cover, agency, never_more=True),
        "vacancy_fte": one_decimal(vacancies),
        "vacancy_rate_fte": rate(vacancies, vacancies + in_post),
        "vacancy_agency_cover_rate_fte": rate(cover, vacancies, never_more=True),
        "case_holders_fte": one_decimal(holders),
        "cases": str(cases),
        "caseload_fte": one_decimal(cases / holders) if holders else "z",
        "working_days_lost_fte": "z" if is_authority and not in_post_people and not days else one_decimal(days),
        "absence_rate_fte": rate(days, working),
    }


def is_in(one: Post, topic: str, label: str) -> bool:
    """Whether a post is in a breakdown of a topic; Total is everybody."""
    if label == "Total":
        return True
    match topic:
        case "Age group":
            return one.age_group == label
        case "Sex":
            return one.get("GenderCurrent") == {"Male": "1", "Female": "2"}[label]
        case "Role":
            return ROLES.get(one.get("OrgRole")) == label
        case "Time in service":
            return one.service == label
        case _:
            return one.is_ethnicity_known if label == "Known" else one.ethnic_group == label


def is_of_known(topic: str, label: str) -> bool:
    """Whether the percentage of a breakdown is of those whose ethnicity is known: that of an ethnic group is."""
    return topic == "Ethnicity major" and label not in ("Total", "Known", "Not known")


@cache
def tally(sent: Return, who: str, role: str, topic: str, label: str) -> tuple[Fraction, Fraction]:
    """FTE and people of a return in a role and a breakdown."""
    day = {"in_post": "", "starters": "RoleStartDate", "leavers": "RoleEndDate"}[who]

    def are_in(posts: Sequence[Post]) -> list[Post]:
        return [one for one in posts if is_in(one, "Role", role) and is_in(one, topic, label)]

    return fte(are_in(getattr(sent, who))), Fraction(len(are_in(people_of(sent, who, day))))


@cache
def people_of(sent: Return, who: str, day: str) -> list[Post]:
    """Those in post, starting or leaving, as people."""
    return people(getattr(sent, who), day)


def characteristics(
    returns: Sequence[Return], who: str, topic: str, label: str, role: str = "Total"
) -> tuple[str, str, str, str]:
    """FTE and people in a breakdown, each with its percentage, of those in post, starting or leaving."""
    parts = [tally(sent, who, role, topic, label) for sent in returns]
    base = ("Ethnicity major", "Known") if is_of_known(topic, label) else ("", "Total")
    wholes, everybody = ([tally(sent, who, role, *of) for sent in returns] for of in (base, ("", "Total")))
    part, few = (sum((one[at] for one in parts), Fraction(0)) for at in (0, 1))
    whole, all_of_them = (sum((one[at] for one in wholes), Fraction(0)) for at in (0, 1))
    # Of an ethnic group nothing is known where nobody's is, and somebody is there.
    nobody_known = "x" if any(number for _, number in everybody) else "z"
    nobody_known_fte = "x" if any(amount for amount, _ in everybody) else "z"
    return (
        one_decimal(part),
        rate(part, whole) if whole else nobody_known_fte,
        str(few),
        rate(few, all_of_them) if all_of_them else nobody_known,
    )
