"""The unique pupil number's check letter, as SQL for every return that carries the number.

The first letter checks the twelve characters after it: each digit times its place in the number, the second to the
thirteenth, summed and divided by 23; the remainder is the letter's place in the list, from 0. A temporary number ends
in a letter, which counts as its place in the list.
"""

from __future__ import annotations

from pipeline.collect.sent_values import literal

# I, O and S are not used.
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def check_letter_is_wrong(column: str) -> str:
    """SQL that is true where ``column`` holds a number whose letters cannot be right, false for a reason code."""
    total = " + ".join(f"{place} * TRY_CAST(substr({column}, {place}, 1) AS INTEGER)" for place in range(2, 13))
    letters = literal(CHECK_LETTERS)
    last = f"substr({column}, 13, 1)"
    value = (
        f"CASE WHEN {last} BETWEEN '0' AND '9' THEN TRY_CAST({last} AS INTEGER) ELSE strpos({letters}, {last}) - 1 END"
    )
    # A reason code in the number's place is none, and a CASE keeps its letters from being cast.
    return (
        f"CASE WHEN length({column}) <> 13 THEN FALSE WHEN {last} IN ('I', 'O', 'S') THEN TRUE "
        f"ELSE substr({letters}, ({total} + 13 * ({value})) % 23 + 1, 1) <> substr({column}, 1, 1) END"
    )
