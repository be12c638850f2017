"""The stylesheet that turns a census document into lines: one for each record, in the order of the document.

A line is the record type's letter, the line of its element, the numbers that place it and its fields, separated by
tabs. libxslt does this nearly at the speed of the parser; walking the tree in Python is several times slower. A field
that is sent twice gives both values with a blank between them, so that typing finds it instead of the first passing.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipeline.returns.cin.layout import CHILDREN, ROOT, FieldPlace, Layout, RecordPlace

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


def stylesheet(layout: Layout) -> Any:
    """The compiled stylesheet of a year; it may read and write nothing but the document that it is given."""
    text = HEAD + _records(layout, "", f"{ROOT}/{CHILDREN}/") + TAIL
    return etree.XSLT(etree.fromstring(text), access_control=etree.XSLTAccessControl.DENY_ALL)


def _records(layout: Layout, parent: str, above: str) -> str:
    return "".join(_record(layout, record, above) for record in layout.below(parent))


def _record(layout: Layout, record: RecordPlace, above: str) -> str:
    number = record.numbers[-1]
    select = " | ".join(above + kind.element for kind in record.kinds)
    line = [f"<xsl:text>{record.letter}&#9;</xsl:text>", _line(record.letter)]
    line += [TAB + _value(f"${column}") for column in record.numbers]
    line += [TAB + _field(record, field) for field in record.fields]
    return (
        f"<xsl:for-each select={quoteattr(select)}>"
        f'<xsl:variable name="{number}" select="position()"/>'
        f"{''.join(line)}{END}{_records(layout, record.name, '')}</xsl:for-each>"
    )


def _line(letter: str) -> str:
    line, text = "saxon:line-number()", f"$text_{letter}"
    mended = f"{line} - string-length({text}) + string-length(translate({text}, '&#10;', ''))"
    return (
        f"<xsl:choose><xsl:when test={quoteattr(f'{line} <= {LAST_KEPT_LINE}')}>{_value(line)}</xsl:when>"
        f'<xsl:otherwise><xsl:variable name="text_{letter}" select="string(descendant::text()[1])"/>'
        f'<xsl:value-of select="{mended}"/></xsl:otherwise></xsl:choose>'
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
