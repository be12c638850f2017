"""Answers that are kept: found by all that they follow from, never believed when spoilt, and their owner's only."""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.kept_answers import FILE, KeptAnswers, key_of, using
from pipeline.foundation.workers import solve_all

SOLVED: list[int] = []


@dataclass(frozen=True)
class Part:
    """A part as those of protection are: numbers, and arrays of them."""

    number: int
    counts: Any = None
    names: tuple[str, ...] = ()


def doubled(part: Part) -> tuple[int, Any]:
    """Twice the number, and the counts; notes that it was asked."""
    SOLVED.append(part.number)
    return 2 * part.number, part.counts


def halved(part: Part) -> float:
    """Another function of the same part."""
    return part.number / 2


@pytest.fixture
def told() -> list[str]:
    """What is reported."""
    SOLVED.clear()
    return []


def solve(folder: Path, told: list[str], parts: list[Part], function: Callable[[Part], Any] = doubled) -> list[Any]:
    """The answers as a run gets them that keeps answers in the folder."""
    with using(KeptAnswers(folder, told.append)):
        return solve_all(function, parts, [1] * len(parts), 1)


def test_what_was_solved_is_not_solved_again_and_what_is_new_is(tmp_path: Path, told: list[str]) -> None:
    one, two = Part(1, np.arange(3)), Part(2)
    assert solve(tmp_path, told, [one])[0][0] == 2
    again = solve(tmp_path, told, [two, Part(1, np.arange(3))])
    assert [number for number, _ in again] == [4, 2] and again[1][1].tolist() == [0, 1, 2]
    assert SOLVED == [1, 2] and not told
    assert solve(tmp_path, told, [one], halved) == [0.5], "another function has answers of its own"


def test_without_a_folder_everything_is_solved(told: list[str]) -> None:
    for _ in range(2):
        solve_all(doubled, [Part(1)], [1], 1)
    assert SOLVED == [1, 1]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "1", "a", "b"]) | st.sampled_from([0.0, 1.0]),
    lambda inner: st.lists(inner, max_size=2) | st.lists(inner, max_size=2).map(tuple),
    max_leaves=4,
)


@given(VALUES, VALUES)
def test_two_parts_have_one_key_only_where_they_are_the_same_to_the_last_value(one: object, two: object) -> None:
    assert (key_of(doubled, one) == key_of(doubled, two)) == (repr(one) == repr(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (np.array([1, 2]), np.array([1, 3])),
        (np.array([1, 2]), np.array([1, 2], dtype=np.int32)),
        (np.zeros((1, 2)), np.zeros((2, 1))),
        (Part(1, names=("ab", "c")), Part(1, names=("a", "bc"))),
        ({"a": 1}, {"a": 2}),
    ],
)
def test_arrays_and_records_have_a_key_by_their_content(one: object, two: object) -> None:
    assert key_of(doubled, one) != key_of(doubled, two)
    assert key_of(doubled, one) == key_of(doubled, pickle.loads(pickle.dumps(one)))


def test_what_no_digest_can_tell_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        key_of(doubled, Part(1, {1, 2}))


def change(folder: Path, statement: str, *values: object) -> None:
    """Change what is kept, as a disk or a hand might."""
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(statement, values)


def test_an_answer_that_is_not_as_it_was_written_is_worked_out_again(tmp_path: Path, told: list[str]) -> None:
    solve(tmp_path, told, [Part(1)])
    change(tmp_path, "UPDATE answers SET answer = ?", pickle.dumps((3, None)))
    assert solve(tmp_path, told, [Part(1)]) == [(2, None)]
    assert SOLVED == [1, 1] and "not as they were written" in told[0]
    assert solve(tmp_path, told, [Part(1)]) == [(2, None)] and len(told) == 1, "it was kept again"


def test_an_answer_cannot_be_taken_for_that_of_another_part(tmp_path: Path, told: list[str]) -> None:
    solve(tmp_path, told, [Part(1)])
    change(tmp_path, "UPDATE answers SET key = ?", key_of(doubled, Part(7)))
    assert solve(tmp_path, told, [Part(7)]) == [(14, None)]


def test_a_file_that_is_none_of_ours_is_made_again(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, and longer than its header would be" * 20)
    assert solve(tmp_path, told, [Part(1)]) == [(2, None)]
    assert "could not be read" in told[0]
    solve(tmp_path, told, [Part(1)])
    solve(tmp_path, told, [Part(1)])
    assert SOLVED.count(1) == 1, "from then on answers are kept"


def test_a_folder_that_cannot_be_used_stops_nothing(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "file").write_text("")
    assert solve(tmp_path / "file", told, [Part(1)]) == [(2, None)] and told


def test_those_that_no_run_asked_for_longest_go_first(tmp_path: Path, told: list[str]) -> None:
    def run(*numbers: int) -> None:
        with using(KeptAnswers(tmp_path, told.append, largest=600)):
            solve_all(doubled, [Part(number, "x" * 200) for number in numbers], [1] * len(numbers), 1)

    run(1)
    run(2)
    run(1)
    run(3)
    SOLVED.clear()
    run(1, 3)
    assert SOLVED == []
    run(2)
    assert SOLVED == [2]


def test_what_is_kept_is_its_owners_only(tmp_path: Path, told: list[str]) -> None:
    solve(tmp_path / "kept", told, [Part(1)])
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept", tmp_path / "kept" / FILE)]
    assert modes == [0o700, 0o600]


def test_nothing_but_numbers_is_read_from_what_is_kept(tmp_path: Path, told: list[str]) -> None:
    solve(tmp_path, told, [Part(1)])
    planted, key = pickle.dumps(print), key_of(doubled, Part(1))
    change(tmp_path, "UPDATE answers SET answer = ?, digest = ?", planted, hashlib.sha256(key + planted).digest())
    assert solve(tmp_path, told, [Part(1)]) == [(2, None)] and told
