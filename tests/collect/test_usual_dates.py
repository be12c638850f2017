"""The short SELECT that reads the dates of most returns reads them as the long one does."""

from __future__ import annotations

import random

from pipeline.collect.dates import date_expression, day_expression, usual_date, usual_days
from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse

FIELD = next(
    field for kind in collection("ssda903").specification.for_year(2024).record_types for field in kind.fields
    if field.column == "date_of_birth"
)  # fmt: skip
USUAL = ["01/02/2024", "31/02/2024", "13/31/2024", "29/02/2023", "2024-02-29", "2023-02-29", "01/02/1899", "ab/cd/2024"]
UNUSUAL = ["1/2/2024", "01/02/24", "2024-02-1Z", "1 may 2024", "01/02/2024 00:00", "2024-02-03T10:00:00Z", "01.02.2024"]


def _read(values: list[str]) -> list[tuple[str, bool, object, object]]:
    """Each value with whether it is usual, and as the short SELECT and the long one read it."""
    listed = ", ".join(f"('{value}')" for value in values)
    sent = f"(VALUES {listed}) AS sent(value)"
    short, long = (
        f"SELECT value, {read} AS read FROM (SELECT value, {day} AS date_of_birth_day FROM {sent})"
        for read, day in ((usual_date(FIELD), "value"), (date_expression(FIELD, 2024), day_expression("value")))
    )
    with Warehouse(threads=1) as warehouse:
        return warehouse.connection.execute(
            f"SELECT short.value, {usual_days(['short.value'])}, short.read, long.read FROM ({short}) AS short "
            f"JOIN ({long}) AS long USING (value)"
        ).fetchall()


def test_what_is_usual_is_read_alike() -> None:
    draw = random.Random(1)
    drawn = [
        "".join(draw.choice("001123" if one == "9" else f"{one * 40}9. TZja") for one in shape)
        for shape in ("99/99/2099", "99/99/1999", "2099-99-99", "1999-99-99")
        for _ in range(500)
    ]
    read = _read(sorted({*USUAL, *drawn}))
    assert [(value, short, long) for value, is_usual, short, long in read if is_usual and short != long] == []
    assert 500 < sum(is_usual for _, is_usual, _, _ in read) < len(read)
    assert sum(short is not None for _, is_usual, short, _ in read if is_usual) > 100


def test_all_else_is_left_to_the_long_select() -> None:
    assert not any(is_usual for _, is_usual, _, _ in _read(UNUSUAL))
    assert all(is_usual for _, is_usual, _, _ in _read(USUAL))


def test_one_unusual_date_among_others_and_nothing_are_told() -> None:
    asked = f"SELECT bool_and({usual_days(['a', 'b'])}) FROM (VALUES ('01/02/2024', NULL), (NULL, $1)) AS t(a, b)"
    with Warehouse(threads=1) as warehouse:
        answers = [warehouse.connection.execute(asked, [one]).fetchone() for one in ("2024-01-02", "1 may 2024")]
    assert answers == [(True,), (False,)]
