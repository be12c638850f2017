"""The stylesheet that turns a census document into lines: one for each record, in the order of the document.

A line is the record type's letter, the line of its element, the numbers that place it and its fields, separated by
tabs. libxslt does this nearly at the speed of the parser; walking the tree in Python is several times slower. A field
that is sent twice gives both values with a blank between them, so that typing finds it instead of the first passing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipeline.collect.collections.cin.document.layout import CHILDREN, ROOT, FieldPlace, Layout, RecordPlace

HEAD = (
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
    'xmlns:saxon="http://icl.com/saxon"><xsl:output method="text" encoding="UTF-8"/><xsl:template match="/">'
)
TAIL = "</xsl:template></xsl:stylesheet>"
TAB = "<xsl:text>&#9;</xsl:text>"
END = "<xsl:text>&#10;</xsl:text>"
# Elements keep their line in sixteen bits. Beyond, the parser answers with the line where the first text in the element
# ends, so the line breaks in that text are taken off again.
LAST_KEPT_LINE = 65534
LINE = "saxon:line-number()"
FIRST_TEXT = "descendant::text()[1]"
BREAKS = f"string-length({FIRST_TEXT}) - string-length(translate({FIRST_TEXT}, '&#10;', ''))"
MENDED_LINE = f"{LINE} - ({LINE} &gt; {LAST_KEPT_LINE}) * ({BREAKS})"


@dataclass(frozen=True, slots=True)
class Stylesheets:
    """The compiled stylesheets of a year: of documents whose lines elements keep, and of longer ones."""

    short: Any
    long: Any

    def lines(self, root: Any, content: bytes) -> list[bytes]:
        """A line for each record of the document ``root``, that was parsed from ``content``."""
        # Counted in bytes, line breaks are never too few: what is read is in an encoding that holds these.
        breaks = content.count(b"\n") + content.count(b"\r")
        transform = self.short if breaks < LAST_KEPT_LINE else self.long
        lines = bytes(transform(root)).replace(b" \t", b"\t").replace(b" \n", b"\n").split(b"\n")
        lines.pop()
        return lines


def stylesheets(layout: Layout) -> Stylesheets:
    """The stylesheets of a year; they may read and write nothing but the document that they are given."""
    return Stylesheets(_compiled(layout, LINE), _compiled(layout, MENDED_LINE))


def _compiled(layout: Layout, line: str) -> Any:
    text = HEAD + _records(layout, "", f"{ROOT}/{CHILDREN}/", line) + TAIL
    return etree.XSLT(etree.fromstring(text), access_control=etree.XSLTAccessControl.DENY_ALL)


def _records(layout: Layout, parent: str, above: str, line: str) -> str:
    return "".join(_record(layout, record, above, line) for record in layout.below(parent))


def _record(layout: Layout, record: RecordPlace, above: str, line: str) -> str:
    *upper, number = (f"${number}" for number in record.numbers)
    select = " | ".join(above + kind.element for kind in record.kinds)
    # The numbers are kept as the text that they are written as: turning each into text again for every record below it
    # would cost as much as finding the record.
    numbers = f"concat({upper[-1]}, '&#9;', position())" if upper else "string(position())"
    fields = "".join(TAB + _field(record, field) for field in record.fields)
    return (
        f"<xsl:for-each select={quoteattr(select)}>"
        f'<xsl:variable name="{number[1:]}" select="{numbers}"/>'
        f"<xsl:value-of select=\"concat('{record.letter}&#9;', {line}, '&#9;', {number})\"/>"
        f"{fields}{END}{_records(layout, record.name, '', line)}</xsl:for-each>"
    )


def _value(select: str) -> str:
    return f"<xsl:value-of select={quoteattr(select)}/>"


def _field(record: RecordPlace, field: FieldPlace) -> str:
    if field.is_kind:
        cases = "".join(
            f"<xsl:when test={quoteattr(f'self::{kind.element}')}>{kind.kind}</xsl:when>" for kind in record.kinds
        )
        return f"<xsl:choose>{cases}</xsl:choose>"
    return "".join(
        f"<xsl:for-each select={quoteattr(path)}>{_value('normalize-space(.)')}<xsl:text> </xsl:text></xsl:for-each>"
        for path in field.paths
    )
