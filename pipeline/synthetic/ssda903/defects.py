"""Defects planted in returns at known places, so that a reader's findings can be held against what is really wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.ssda903.codes import columns_of
from pipeline.synthetic.ssda903.ledger import PlantedRecord
from pipeline.synthetic.ssda903.omissions import Omission
from pipeline.synthetic.ssda903.outliers import PlantedOutlier


class DefectKind(StrEnum):
    """What can be planted, in the order of planting; each value names the defect in the ledger."""

    BAD_DATE = "bad_date"
    UNKNOWN_CODE = "unknown_code"
    CEASED_BEFORE_STARTED = "ceased_before_started"
    TWO_DIGIT_YEAR = "two_digit_year"
    OVERLAPPING_EPISODES = "overlapping_episodes"
    DUPLICATE_RECORD = "duplicate_record"
    MISSING_HEADER = "missing_header"
    DISAGREEING_HEADERS = "disagreeing_headers"
    WRONG_ENCODING = "wrong_encoding"
    WRONG_AUTHORITY = "wrong_authority"
    EMPTY_FOLDER = "empty_folder"


# Defects of a whole return spoil it for others, so that each gets an authority of its own.
OF_A_WHOLE_RETURN = (DefectKind.WRONG_ENCODING, DefectKind.WRONG_AUTHORITY, DefectKind.EMPTY_FOLDER)


@dataclass(frozen=True, slots=True)
class PlantedDefect:
    """A defect to plant in one authority's return of one year (the LA code of that year)."""

    kind: DefectKind
    year: int
    la_code: str


def standard_defects(sizes: Mapping[tuple[int, str], int], omitted: Iterable[tuple[int, str]]) -> list[PlantedDefect]:
    """One defect of every kind in the latest year, in authorities spread over England and not among the omitted.

    ``sizes`` holds the children looked after by (year, LA code). Where there are too few authorities of any size,
    defects of records share them and those of whole returns are left out.
    """
    year = max(year for year, _ in sizes)
    left_out = set(omitted)
    codes = sorted(code for its_year, code in sizes if its_year == year and (year, code) not in left_out)
    usual = sorted(sizes[year, code] for code in codes)
    large = [code for code in codes if sizes[year, code] >= usual[len(usual) // 2]]
    kinds = list(DefectKind)
    if len(large) < len(kinds):
        kinds = [kind for kind in kinds if kind not in OF_A_WHOLE_RETURN]
    step = max(1, len(large) // len(kinds))
    return [PlantedDefect(kind, year, large[(number * step) % len(large)]) for number, kind in enumerate(kinds)]


def require_whole_returns(
    defects: Sequence[PlantedDefect | PlantedOutlier],
    written: frozenset[tuple[int, str]],
    omissions: Sequence[Omission],
) -> None:
    """Raise UsageError for a defect or outlier in a return that is not written whole."""
    whole = written - {(each.year, each.la_code) for each in omissions}
    for defect in defects:
        if (defect.year, defect.la_code) not in whole:
            raise UsageError(
                f"defect '{defect.kind}': the return of '{defect.la_code}' for {defect.year} is not written, or not "
                "whole. Choose an authority that is written and from which nothing is omitted."
            )
        if defect.kind is DefectKind.WRONG_AUTHORITY and len({code for _, code in whole}) < 2:
            raise UsageError("defect 'wrong_authority': it takes two authorities; name another in --las.")


Row = dict[str, str]


class Planter:
    """Plants defects in one return; ``files`` are its files (name without ending -> bytes), changed in place."""

    def __init__(self, year: int, la_code: str, folder: str, files: dict[str, bytes]) -> None:
        """Take the return's files; ``folder`` is its path as the ledger gives it."""
        self.files = files
        self._year = year
        self._la_code = la_code
        self._folder = folder
        self._touched: set[str] = set()

    def plant(self, kind: DefectKind) -> PlantedRecord:
        """Plant one defect and say where; raises UsageError when the return has no record for it."""
        file, line, field, what = _PLANTERS[kind](self)
        path = f"{self._folder}/{file}.csv" if file else self._folder
        return PlantedRecord(self._year, self._la_code, kind.value, path, line, field, what)

    def bad_date(self) -> tuple[str, int, str, str]:
        """A day that no calendar has."""
        return self._change("DECOM", lambda row: "30/02/" + row["DECOM"][6:], _any, "a day that does not exist")

    def unknown_code(self) -> tuple[str, int, str, str]:
        """A legal status that was never collected."""
        return self._change("LS", lambda row: "X9", _any, "a code of no year")

    def ceased_before_started(self) -> tuple[str, int, str, str]:
        """An episode that ends ten days before it starts."""
        return self._change("DEC", lambda row: _shift(row["DECOM"], -10), _closed, "ceased ten days before it started")

    def two_digit_year(self) -> tuple[str, int, str, str]:
        """A date with a year of two digits."""
        return self._change("DEC", lambda row: row["DEC"][:6] + row["DEC"][8:], _closed, "a year of two digits")

    def overlapping_episodes(self) -> tuple[str, int, str, str]:
        """An episode that starts five days before the one before it ends."""
        rows = self._rows("episodes")
        for position in self._from_the_middle(rows):
            row, before = rows[position], rows[position - 1]
            follows = position and row["CHILD"] == before["CHILD"] and before["DEC"] == row["DECOM"]
            if follows and _days(before["DECOM"], before["DEC"]) > 10 and row["DECOM"] != row["DEC"]:
                row["DECOM"] = _shift(row["DECOM"], -5)
                return self._done(
                    "episodes", rows, position, "DECOM", "starts five days before the episode before it ends"
                )
        raise self._no_record("overlapping_episodes")

    def duplicate_record(self) -> tuple[str, int, str, str]:
        """An episode sent twice, the second time at the end of the file."""
        rows = self._rows("episodes")
        for position in self._from_the_middle(rows):
            rows.append(dict(rows[position]))
            return self._done("episodes", rows, len(rows) - 1, "", "the same record as an earlier line")
        raise self._no_record("duplicate_record")

    def missing_header(self) -> tuple[str, int, str, str]:
        """A child with episodes and no header; the place is the first of its episodes."""
        episodes, headers = self._rows("episodes"), self._rows("header")
        for position in self._from_the_middle(episodes):
            child = episodes[position]["CHILD"]
            first = next(index for index, row in enumerate(episodes) if row["CHILD"] == child)
            self._write("header", [row for row in headers if row["CHILD"] != child])
            return self._done("episodes", episodes, first, "CHILD", "a child without a header")
        raise self._no_record("missing_header")

    def disagreeing_headers(self) -> tuple[str, int, str, str]:
        """A second header of a child, at the end of the file, with another date of birth."""
        rows = self._rows("header")
        for position in self._from_the_middle(rows):
            rows.append({**rows[position], "DOB": _shift(rows[position]["DOB"], 31)})
            return self._done("header", rows, len(rows) - 1, "DOB", "a second header with another date of birth")
        raise self._no_record("disagreeing_headers")

    def wrong_encoding(self) -> tuple[str, int, str, str]:
        """A file in UTF-16."""
        self.files["reviews"] = self.files["reviews"].decode().encode("utf-16")
        return "reviews", 0, "", "the file is in UTF-16"

    def wrong_authority(self) -> tuple[str, int, str, str]:
        """The files of another authority; ``england`` puts them here when every return is written."""
        return "", 0, "", "every file is that of another authority"

    def empty_folder(self) -> tuple[str, int, str, str]:
        """A folder without files."""
        self.files.clear()
        return "", 0, "", "the folder has no files"

    def _change(
        self, field: str, value: Callable[[Row], str], fits: Callable[[Row], bool], what: str
    ) -> tuple[str, int, str, str]:
        rows = self._rows("episodes")
        for position in self._from_the_middle(rows):
            if fits(rows[position]):
                rows[position][field] = value(rows[position])
                return self._done("episodes", rows, position, field, what)
        raise self._no_record(field)

    def _from_the_middle(self, rows: Sequence[Row]) -> Iterable[int]:
        """Positions of the rows of children no defect has touched, the middle ones first."""
        middle = len(rows) // 2
        order = [*range(middle, len(rows)), *range(middle)]
        return (position for position in order if rows[position]["CHILD"] not in self._touched)

    def _rows(self, file: str) -> list[Row]:
        names = columns_of(file, self._year)
        lines = self.files[file].decode().splitlines()[1:]
        return [dict(zip(names, line.split(","), strict=True)) for line in lines]

    def _write(self, file: str, rows: Sequence[Row]) -> None:
        names = columns_of(file, self._year)
        lines = [",".join(names), *(",".join(row[name] for name in names) for row in rows)]
        self.files[file] = ("\n".join(lines) + "\n").encode()

    def _done(self, file: str, rows: Sequence[Row], position: int, field: str, what: str) -> tuple[str, int, str, str]:
        self._touched.add(rows[position]["CHILD"])
        self._write(file, rows)
        # The heading is line 1.
        return file, position + 2, field, what

    def _no_record(self, wanted: str) -> UsageError:
        return UsageError(
            f"{self._folder}: no record fit for planting '{wanted}'. Choose a larger authority or a larger --scale."
        )


_PLANTERS: dict[DefectKind, Callable[[Planter], tuple[str, int, str, str]]] = {
    DefectKind.BAD_DATE: Planter.bad_date,
    DefectKind.UNKNOWN_CODE: Planter.unknown_code,
    DefectKind.CEASED_BEFORE_STARTED: Planter.ceased_before_started,
    DefectKind.TWO_DIGIT_YEAR: Planter.two_digit_year,
    DefectKind.OVERLAPPING_EPISODES: Planter.overlapping_episodes,
    DefectKind.DUPLICATE_RECORD: Planter.duplicate_record,
    DefectKind.MISSING_HEADER: Planter.missing_header,
    DefectKind.DISAGREEING_HEADERS: Planter.disagreeing_headers,
    DefectKind.WRONG_ENCODING: Planter.wrong_encoding,
    DefectKind.WRONG_AUTHORITY: Planter.wrong_authority,
    DefectKind.EMPTY_FOLDER: Planter.empty_folder,
}


def _any(row: Row) -> bool:
    return True


def _closed(row: Row) -> bool:
    return bool(row["DEC"]) and row["DEC"] != row["DECOM"]


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y")


def _shift(text: str, days: int) -> str:
    return (_day(text) + timedelta(days=days)).strftime("%d/%m/%Y")


def _days(start: str, end: str) -> int:
    return (_day(end) - _day(start)).days
