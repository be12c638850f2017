"""From a file's bytes to its text: encodings that suppliers use, and what is no text at all."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"SQLite format", b"\x7fELF")
# A row of column names is shorter than this, and a NUL in it means that nothing in the file can be trusted.
HEADING_BYTES = 512
# What DOS programs close a file with: Ctrl-Z.
END_OF_FILE = "\x1a"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and encoding, or the rule that says why there is none."""

    text: str
    encoding: str
    rule: str = ""

    @property
    def is_text(self) -> bool:
        """Whether there is a text to read."""
        return self.rule in ("", "file_in_utf_16")


def decode(content: bytes) -> Decoded:
    """The text of a file: UTF-8 with or without byte order mark, UTF-16 with one, else cp1252; never raises."""
    if not content.strip(b" \t\r\n\x1a\xef\xbb\xbf"):
        return Decoded("", "", "file_empty")
    if content.startswith(ARCHIVES):
        return Decoded("", "", "file_is_archive")
    if content.startswith(NOT_TEXT):
        return Decoded("", "", "file_not_text")
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return Decoded("", "", "file_not_text")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded(content.decode("utf-16", errors="replace").rstrip(END_OF_FILE), "utf-16", "file_in_utf_16")
    if b"\x00" in content[:HEADING_BYTES]:
        return Decoded("", "", "file_not_text")
    try:
        text = content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        # Western European Windows is what case systems write when they do not write UTF-8.
        text = content.decode("cp1252", errors="replace")
        encoding = "cp1252"
    if text.startswith("\ufeff"):
        text = text[1:]
        encoding = f"{encoding}-bom"
    return Decoded(text.rstrip(END_OF_FILE), encoding)
