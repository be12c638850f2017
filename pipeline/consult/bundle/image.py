"""One authority's preview as a small database in memory: made by the writer, sealed, and queried by the server."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.consult.bundle.preview import (
    SEPARATOR,
    AreaKind,
    AuthorityPreview,
    Change,
    ChildRow,
    Comparison,
    Figure,
    Move,
    Period,
    Statistic,
    Treatment,
)

TABLES = """
CREATE TABLE authority (la_code TEXT, la_name TEXT, basis TEXT);
CREATE TABLE figures (indicator TEXT, period TEXT, year INTEGER, numerator INTEGER, denominator INTEGER, value TEXT,
    shown TEXT, treatment TEXT, treatment_reason TEXT);
CREATE TABLE comparisons (indicator TEXT, period TEXT, year INTEGER, area_kind TEXT, area TEXT, shown TEXT,
    source TEXT);
CREATE TABLE children (indicator TEXT, year INTEGER, reference TEXT, child_id TEXT, counted INTEGER,
    numerator INTEGER, denominator INTEGER, reason TEXT, facts TEXT);
CREATE TABLE changes (indicator TEXT, year INTEGER, period TEXT, child_id TEXT, what TEXT, before TEXT, after TEXT);
CREATE TABLE statistics (release TEXT, label TEXT, years TEXT, shown TEXT);
CREATE TABLE moves (kind TEXT, child_id TEXT, happened_on TEXT, moved_from TEXT, moved_to TEXT, counted INTEGER,
    reason TEXT);
"""
INDEXES = """
CREATE INDEX children_of_indicator ON children (indicator, year, counted);
CREATE INDEX children_by_reference ON children (reference);
"""
CHILD_COLUMNS = "indicator, year, child_id, counted, numerator, denominator, reason, facts"


@dataclass(frozen=True, slots=True)
class ListedChild:
    """A row of the children's list with the reference by which a page or a query names it: no identifier in it."""

    reference: str
    row: ChildRow


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many rows of one indicator and year have one reason, and what they add."""

    counted: bool
    reason: str
    rows: int
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class ChildFilter:
    """Which children of an indicator and year are wanted; ``counted`` None and empty texts mean any."""

    indicator: str
    year: int
    counted: bool | None = None
    reason: str = ""
    child_id: str = ""

    def condition(self) -> tuple[str, list[str | int]]:
        """The filter as an SQL condition with its values."""
        parts = ["indicator = ? AND year = ?"]
        values: list[str | int] = [self.indicator, self.year]
        for clause, value in (
            ("counted = ?", self.counted),
            ("reason = ?", self.reason or None),
            ("child_id = ?", self.child_id or None),
        ):
            if value is not None:
                parts.append(clause)
                values.append(value)
        return " AND ".join(parts), values


def references(rows: Iterable[ChildRow], la_code: str, key: bytes) -> list[str]:
    """Name every row without its identifier; the same child, indicator and year keep their name between bundles."""
    met: Counter[tuple[str, int, str]] = Counter()
    names = []
    for row in rows:
        same = (row.indicator, row.year, row.child_id)
        text = SEPARATOR.join((la_code, row.indicator, str(row.year), row.child_id, str(met[same])))
        met[same] += 1
        names.append(hashlib.blake2b(text.encode(), key=key, digest_size=12).hexdigest())
    return names


def make_image(authority: AuthorityPreview, changes: Iterable[Change], reference_key: bytes) -> bytes:
    """The authority's preview as bytes, the same for the same content."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    connection.execute(
        "INSERT INTO authority VALUES (?, ?, ?)", (authority.la_code, authority.la_name, authority.basis)
    )
    connection.executemany(
        "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                f.indicator,
                f.period,
                f.year,
                f.numerator,
                f.denominator,
                f.value,
                f.shown,
                f.treatment,
                f.treatment_reason,
            )
            for f in authority.figures
        ),
    )
    connection.executemany(
        "INSERT INTO comparisons VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((c.indicator, c.period, c.year, c.area_kind, c.area, c.shown, c.source) for c in authority.comparisons),
    )
    named = zip(authority.children, references(authority.children, authority.la_code, reference_key), strict=True)
    connection.executemany(
        "INSERT INTO children VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (c.indicator, c.year, name, c.child_id, c.counted, c.numerator, c.denominator, c.reason, c.facts)
            for c, name in named
        ),
    )
    connection.executemany(
        "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((c.indicator, c.year, c.period, c.child_id, c.what, c.before, c.after) for c in changes),
    )
    connection.executemany(
        "INSERT INTO statistics VALUES (?, ?, ?, ?)",
        ((s.release, s.label, SEPARATOR.join(s.years), SEPARATOR.join(s.shown)) for s in authority.statistics),
    )
    connection.executemany(
        "INSERT INTO moves VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((m.kind, m.child_id, m.happened_on, m.moved_from, m.moved_to, m.counted, m.reason) for m in authority.moves),
    )
    connection.executescript(INDEXES)
    connection.commit()
    image = connection.serialize()
    connection.close()
    return zlib.compress(image, 1)


class AuthorityImage:
    """An opened preview of one authority; read only, safe to share between threads."""

    def __init__(self, image: bytes) -> None:
        """Open what make_image made."""
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.deserialize(zlib.decompress(image))
        self._connection.execute("PRAGMA query_only = ON")
        self._lock = threading.Lock()
        self.la_code, self.la_name, self.basis = self._rows("SELECT la_code, la_name, basis FROM authority")[0]

    def _rows(self, query: str, values: Iterable[str | int] = ()) -> list[tuple[str, ...]]:
        with self._lock:
            return self._connection.execute(query, tuple(values)).fetchall()

    def figures(self) -> list[Figure]:
        """Every figure of the authority, in the order it was given."""
        return [
            Figure(f[0], Period(f[1]), int(f[2]), _number(f[3]), _number(f[4]), f[5], f[6], Treatment(f[7]), f[8])
            for f in self._rows("SELECT * FROM figures ORDER BY rowid")
        ]

    def comparisons(self) -> list[Comparison]:
        """Every published figure to compare with."""
        return [
            Comparison(c[0], Period(c[1]), int(c[2]), AreaKind(c[3]), c[4], c[5], c[6])
            for c in self._rows("SELECT * FROM comparisons ORDER BY rowid")
        ]

    def changes(self) -> list[Change]:
        """What differs from the last preview."""
        return [
            Change(c[0], int(c[1]), c[2], c[3], c[4], c[5], c[6])
            for c in self._rows("SELECT * FROM changes ORDER BY rowid")
        ]

    def statistics(self) -> list[Statistic]:
        """The authority's figures of statistical releases, in the order they were given."""
        return [
            Statistic(s[0], s[1], tuple(s[2].split(SEPARATOR)), tuple(s[3].split(SEPARATOR)))
            for s in self._rows("SELECT * FROM statistics ORDER BY rowid")
        ]

    def move_sums(self) -> list[tuple[str, bool, str, int]]:
        """How many moves there are by kind, whether they count, and reason."""
        query = (
            "SELECT kind, counted, reason, count(*) FROM moves "
            "GROUP BY kind, counted, reason ORDER BY kind, counted DESC, reason"
        )
        return [(kind, bool(counted), reason, int(number)) for kind, counted, reason, number in self._rows(query)]

    def moves(self, kind: str, skipped: int, most: int) -> list[Move]:
        """Some moves of a kind, in the order they were given."""
        query = "SELECT * FROM moves WHERE kind = ? ORDER BY rowid LIMIT ? OFFSET ?"
        return [Move(m[0], m[1], m[2], m[3], m[4], bool(m[5]), m[6]) for m in self._rows(query, (kind, most, skipped))]

    def years_listed(self, indicator: str) -> list[int]:
        """The single years whose children are listed, latest first."""
        query = "SELECT DISTINCT year FROM children WHERE indicator = ? ORDER BY year DESC"
        return [int(row[0]) for row in self._rows(query, (indicator,))]

    def reasons(self, indicator: str, year: int) -> list[ReasonCount]:
        """Rows by counted and reason, with what they add to numerator and denominator."""
        query = (
            "SELECT counted, reason, count(*), sum(numerator), sum(denominator) FROM children "
            "WHERE indicator = ? AND year = ? GROUP BY counted, reason ORDER BY counted DESC, reason"
        )
        return [
            ReasonCount(bool(c), reason, int(rows), int(numerator), int(denominator))
            for c, reason, rows, numerator, denominator in self._rows(query, (indicator, year))
        ]

    def count_children(self, wanted: ChildFilter) -> int:
        """How many rows the filter finds."""
        condition, values = wanted.condition()
        return int(self._rows(f"SELECT count(*) FROM children WHERE {condition}", values)[0][0])

    def children(self, wanted: ChildFilter, offset: int = 0, limit: int = -1) -> list[ListedChild]:
        """The rows the filter finds, in the order given; ``limit`` -1 is all of them."""
        condition, values = wanted.condition()
        query = f"SELECT reference, {CHILD_COLUMNS} FROM children WHERE {condition} ORDER BY rowid LIMIT ? OFFSET ?"
        return [_listed(row) for row in self._rows(query, [*values, limit, offset])]

    def child(self, reference: str) -> ListedChild | None:
        """The row with that reference, or None."""
        found = self._rows(f"SELECT reference, {CHILD_COLUMNS} FROM children WHERE reference = ?", (reference,))
        return _listed(found[0]) if found else None

    def listed_children(self) -> list[ListedChild]:
        """Every row of every indicator, in the order given."""
        return [_listed(row) for row in self._rows(f"SELECT reference, {CHILD_COLUMNS} FROM children ORDER BY rowid")]


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _listed(row: tuple[str, ...]) -> ListedChild:
    return ListedChild(
        row[0], ChildRow(row[1], int(row[2]), row[3], bool(row[4]), int(row[5]), int(row[6]), row[7], row[8])
    )
