"""Text from outside as it may stand in a CSV file that somebody opens in a spreadsheet."""

from __future__ import annotations

import re

# Full-width signs are taken for the others. Where the separator is another than the comma, or a line is broken within a
# text, a cell begins there.
_BEGINS_FORMULA = re.compile(r"(^|[;|\t\r\n])([ \u00a0\u3000]*)(?=[=+@\uff1d\uff0b\uff0d\uff20-])")
_BEGINS_BLANK = re.compile(r"^(?=[\t\r\n])")


def harmless(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would take for the beginning of a formula.

    >>> harmless("=1+1"), harmless("see note; =1+1"), harmless("a = b")
    ("'=1+1", "see note; '=1+1", 'a = b')
    """
    return _BEGINS_BLANK.sub("'", _BEGINS_FORMULA.sub(r"\1\2'", text))
