"""Defects planted in a census at known places: numbers and identifiers that cannot be right, and missing cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.cin.ledger import PlantedRecord


class CinDefectKind(StrEnum):
    """What can be planted, in the order of planting; each value names the defect in the ledger."""

    CHILD_RECORDED_TWICE = "child_recorded_twice"
    NUMBER_ON_SEVERAL_CHILDREN = "number_on_several_children"
    WRONG_CHECK_LETTER = "wrong_check_letter"
    NUMBER_DIFFERS_FROM_SSDA903 = "number_differs_from_ssda903"
    BIRTH_DATE_DIFFERS_FROM_SSDA903 = "birth_date_differs_from_ssda903"
    IDENTIFIER_DIFFERS_FROM_SSDA903 = "identifier_differs_from_ssda903"
    UNBORN_OVERDUE = "unborn_overdue"
    LOOKED_AFTER_CASE_CLOSED = "looked_after_case_closed"
    LOOKED_AFTER_NOT_SENT = "looked_after_not_sent"


@dataclass(frozen=True, slots=True)
class CinDefect:
    """A defect to plant in one authority's census of one year (the LA code of that year)."""

    kind: CinDefectKind
    year: int
    la_code: str


@dataclass(slots=True)
class SentChild:
    """A Child element as text, with what planting must know of it."""

    text: str
    looked_after: bool


_NUMBER = re.compile(r"<UPN>(.*?)</UPN>")
_IDENTIFIER = re.compile(r"<LAchildID>(.*?)</LAchildID>")
_BIRTH = re.compile(r"<PersonBirthDate>(.*?)</PersonBirthDate>")
_EXPECTED = re.compile(r"<ExpectedPersonBirthDate>(.*?)</ExpectedPersonBirthDate>")
# The last element before a closure would stand, in a case that has none.
_OPEN_CASE = re.compile(r"(</PrimaryNeedCode>)(\n|<DateOfInitialCPC>)")
_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def standard_defects(sizes: Mapping[tuple[int, str], int], omitted: Iterable[tuple[int, str]]) -> list[CinDefect]:
    """One defect of every kind in the latest year, in larger authorities spread over England, none of the omitted.

    ``sizes`` holds the children in need by (year, LA code).
    """
    year = max(year for year, _ in sizes)
    left_out = set(omitted)
    codes = sorted(code for its_year, code in sizes if its_year == year and (year, code) not in left_out)
    usual = sorted(sizes[year, code] for code in codes)
    large = [code for code in codes if sizes[year, code] >= usual[len(usual) // 2]]
    step = max(1, len(large) // len(CinDefectKind))
    return [CinDefect(kind, year, large[(place * step) % len(large)]) for place, kind in enumerate(CinDefectKind)]


class Planter:
    """Plants defects in one census; ``children`` are its elements in order, changed in place."""

    def __init__(self, year: int, la_code: str, path: str, children: list[SentChild], lines_before: int) -> None:
        """Take the census; ``lines_before`` are the lines of the document before its first child."""
        self._year = year
        self._la_code = la_code
        self._path = path
        self._children = children
        self._lines_before = lines_before
        self._touched: set[int] = set()
        self._planted: list[tuple[CinDefectKind, SentChild | None, str, str]] = []

    def plant(self, kind: CinDefectKind) -> None:
        """Plant one defect; raises UsageError when the census has no child for it."""
        self._planted.append((kind, *_PLANTERS[kind](self)))

    def records(self) -> Iterator[PlantedRecord]:
        """Where the defects stand, once all are planted."""
        lines: dict[int, tuple[int, int]] = {}
        line = self._lines_before + 1
        for number, child in enumerate(self._children, start=1):
            lines[id(child)] = (line, number)
            line += child.text.count("\n")
        for kind, spoilt, field, what in self._planted:
            place = lines[id(spoilt)] if spoilt else (0, 0)
            yield PlantedRecord(self._year, self._la_code, kind.value, self._path, *place, field, what)

    def child_recorded_twice(self) -> tuple[SentChild, str, str]:
        """A child sent a second time, as the last one, under another identifier and the same number."""
        child = self._take(_NUMBER, looked_after=False)
        again = SentChild(_with(child.text, _IDENTIFIER, self._new_identifier()), looked_after=False)
        self._children.append(again)
        return again, "UPN", "the child stands in the file before, under another LAchildID"

    def number_on_several_children(self) -> tuple[SentChild, str, str]:
        """Three different children with one number; the place is the first of them."""
        child, *others = [self._take(_NUMBER, looked_after=False) for _ in range(3)]
        number = _value(child.text, _NUMBER)
        for other in others:
            other.text = _with(other.text, _NUMBER, number)
        return child, "UPN", "three children have this number"

    def wrong_check_letter(self) -> tuple[SentChild, str, str]:
        """A number whose first letter does not agree with its digits."""
        child = self._take(_NUMBER, looked_after=False)
        number = _value(child.text, _NUMBER)
        child.text = _with(child.text, _NUMBER, _letter(number[1:], shifted_by=1) + number[1:])
        return child, "UPN", "the check letter is wrong"

    def number_differs_from_ssda903(self) -> tuple[SentChild, str, str]:
        """A valid number that is not the one in SSDA903."""
        child = self._take(_NUMBER, looked_after=True)
        number = _value(child.text, _NUMBER)
        digits = f"{number[1:-1]}{(int(number[-1]) + 5) % 10}"
        child.text = _with(child.text, _NUMBER, _letter(digits) + digits)
        return child, "UPN", "SSDA903 has another number for this child"

    def birth_date_differs_from_ssda903(self) -> tuple[SentChild, str, str]:
        """A date of birth that is not the one in SSDA903."""
        child = self._take(_BIRTH, looked_after=True)
        born = date.fromisoformat(_value(child.text, _BIRTH)) - timedelta(days=10)
        child.text = _with(child.text, _BIRTH, born.isoformat())
        return child, "PersonBirthDate", "SSDA903 has another date of birth for this child"

    def identifier_differs_from_ssda903(self) -> tuple[SentChild, str, str]:
        """A child in care whose identifier is not the one in SSDA903."""
        child = self._take(_NUMBER, looked_after=True)
        child.text = _with(child.text, _IDENTIFIER, self._new_identifier())
        return child, "LAchildID", "SSDA903 has this child's UPN under another identifier"

    def unborn_overdue(self) -> tuple[SentChild, str, str]:
        """An unborn child who should have been born long before 31 March."""
        child = self._take(_EXPECTED, looked_after=False)
        child.text = _with(child.text, _EXPECTED, (date(self._year, 3, 31) - timedelta(days=60)).isoformat())
        return child, "ExpectedPersonBirthDate", "expected sixty days before 31 March and not born"

    def looked_after_case_closed(self) -> tuple[SentChild, str, str]:
        """A child in care whose case is closed on 31 March."""
        child = self._take(_OPEN_CASE, looked_after=True)
        closure = f"<CINclosureDate>{self._year}-03-31</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"
        child.text = _OPEN_CASE.sub(rf"\g<1>{closure}\g<2>", child.text)
        return child, "CINclosureDate", "looked after on 31 March in SSDA903, but no case is open"

    def looked_after_not_sent(self) -> tuple[None, str, str]:
        """A child in care whom the census does not have."""
        child = self._take(_OPEN_CASE, looked_after=True)
        self._children.remove(child)
        return None, "", "a child looked after on 31 March in SSDA903 is not in the census"

    def _take(self, needed: re.Pattern[str], *, looked_after: bool) -> SentChild:
        """The child nearest after the middle that has what is needed and that no defect has touched."""
        alike = [child for child in self._children if child.looked_after == looked_after]
        middle = len(alike) // 2
        for child in (*alike[middle:], *alike[:middle]):
            if id(child) not in self._touched and needed.search(child.text):
                self._touched.add(id(child))
                return child
        raise UsageError(
            f"{self._path}: no child fit for planting a defect. Choose a larger authority or a larger --scale."
        )

    def _new_identifier(self) -> str:
        return str(900_000_000 + len(self._touched))


_PLANTERS: dict[CinDefectKind, Callable[[Planter], tuple[SentChild | None, str, str]]] = {
    CinDefectKind.CHILD_RECORDED_TWICE: Planter.child_recorded_twice,
    CinDefectKind.NUMBER_ON_SEVERAL_CHILDREN: Planter.number_on_several_children,
    CinDefectKind.WRONG_CHECK_LETTER: Planter.wrong_check_letter,
    CinDefectKind.NUMBER_DIFFERS_FROM_SSDA903: Planter.number_differs_from_ssda903,
    CinDefectKind.BIRTH_DATE_DIFFERS_FROM_SSDA903: Planter.birth_date_differs_from_ssda903,
    CinDefectKind.IDENTIFIER_DIFFERS_FROM_SSDA903: Planter.identifier_differs_from_ssda903,
    CinDefectKind.UNBORN_OVERDUE: Planter.unborn_overdue,
    CinDefectKind.LOOKED_AFTER_CASE_CLOSED: Planter.looked_after_case_closed,
    CinDefectKind.LOOKED_AFTER_NOT_SENT: Planter.looked_after_not_sent,
}


def _value(text: str, element: re.Pattern[str]) -> str:
    found = element.search(text)
    return found.group(1) if found else ""


def _with(text: str, element: re.Pattern[str], value: str) -> str:
    """The text with another value in the first such element."""
    found = element.search(text)
    return f"{text[: found.start(1)]}{value}{text[found.end(1) :]}" if found else text


def _letter(digits: str, *, shifted_by: int = 0) -> str:
    """The check letter of a number's digits, or the one so many places after it."""
    total = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2))
    return _CHECK_LETTERS[(total + shifted_by) % len(_CHECK_LETTERS)]
