"""No text of a return or a manifest is a formula in a CSV file, whatever separator it is opened with."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation.spreadsheet_text import harmless

SIGNS = "=+-@"
PIECES = st.sampled_from([*SIGNS, *"\uff1d\uff0b\uff0d\uff20;\t\r\n| \u30001a'"])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; \uff0d1", "a; '\uff0d1"),
        ("a\n@x", "a\n'@x"),
        ("\t1", "'\t1"),
        ("-5", "'-5"),
        ("1 - 5 = 4, +1", "1 - 5 = 4, +1"),
        ("2024-25", "2024-25"),
        ("", ""),
    ],
)
def test_what_is_written(text: str, written: str) -> None:
    assert harmless(text) == written


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_cell_begins_with_a_sign(text: str) -> None:
    """A cell begins with the text, and after each separator; spaces before a sign and its width change nothing."""
    written = harmless(text)
    for cell in re.split(r"[;|\t\r\n]", written):
        assert unicodedata.normalize("NFKC", cell).lstrip()[:1] not in (*SIGNS,)
    assert written.replace("'", "") == text.replace("'", "")
    assert harmless(written) == written
