"""White space that looks like a space, or like nothing: made plain on reading, since no return means anything by it."""

from __future__ import annotations

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
PLAIN = {**dict.fromkeys(map(ord, SPACES), " "), **dict.fromkeys(map(ord, NOTHING))}


def with_plain_spaces(text: str, separator: str = "") -> str:
    """The text with a plain space for every other kind of space, tabs included unless they separate fields."""
    if "\t" in text and separator != "\t":
        text = text.replace("\t", " ")
    return text if text.isascii() else text.translate(PLAIN)
