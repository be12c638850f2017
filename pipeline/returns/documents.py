"""From a file's bytes to an XML document, or the rule that says why it is none; hostile files cost only a finding.

Documents with a document type are refused before they are parsed, so no entity is ever defined, expanded or fetched.
The parser's own limits on depth and on the length of a text stay on: a document of any size may still be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from lxml import etree

from pipeline.returns.decoding import ARCHIVES, NOT_TEXT

CHUNK = 1 << 16
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
COMPRESSED = (*ARCHIVES, b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
ENCODING_ERRORS = frozenset(
    {
        "ERR_INVALID_ENCODING",
        "ERR_UNKNOWN_ENCODING",
        "ERR_UNSUPPORTED_ENCODING",
        "ERR_ENCODING_NAME",
        "I18N_CONV_FAILED",
    }
)
LIMIT_ERRORS = frozenset({"ERR_RESOURCE_LIMIT", "ERR_NAME_TOO_LONG", "ERR_NO_MEMORY", "ERR_ENTITY_LOOP"})


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document and its encoding, or the rule that it breaks and the line where."""

    root: Any = None
    encoding: str = ""
    rule: str = ""
    line: int | None = None


class _DocumentType(Exception):
    """A document type declaration begins."""


class _RootElement(Exception):
    """The root element begins: nothing that follows can declare a document type."""


def open_document(content: bytes, root_name: str, other_root: str) -> Document:
    """Parse a document whose root element is to be ``root_name``; never raises on what the bytes hold.

    ``other_root`` is the rule that a document with another root element breaks.
    """
    if not content.strip(b" \t\r\n\x1a\x00\xef\xbb\xbf\xfe\xff"):
        return Document(rule="document_empty")
    if content.startswith(COMPRESSED):
        return Document(rule="file_compressed")
    if content.startswith(NOT_TEXT) or not begins_as_xml(content):
        return Document(rule="file_not_xml")
    # DOS programs close a file with Ctrl-Z.
    content = content.rstrip(b"\x1a")
    refused = _read_prolog(content)
    if refused is not None:
        return refused
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return _refusal(parser, error.lineno)
    except (MemoryError, RecursionError):
        return Document(rule="document_too_complex")
    except (ValueError, LookupError):
        return Document(rule="document_encoding")
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.doctype:
        return Document(rule="document_type_declared")
    if root.tag != root_name:
        return Document(rule=other_root, line=root.sourceline)
    return Document(root, (information.encoding or "utf-8").lower())


def begins_as_xml(content: bytes) -> bool:
    """Whether the first mark of the file is that of an element, in whatever encoding."""
    beginning = content[:CHUNK]
    for mark in BYTE_ORDER_MARKS:
        beginning = beginning.removeprefix(mark)
    return beginning.replace(b"\x00", b"").lstrip().startswith(b"<")


def _read_prolog(content: bytes) -> Document | None:
    """What is wrong before the root element, by a second parser that is stopped there; None when nothing is."""

    def refuse(*_: object) -> None:
        raise _DocumentType

    def stop(*_: object) -> None:
        raise _RootElement

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for start in range(0, len(content), CHUNK):
            parser.Parse(content[start : start + CHUNK], start + CHUNK >= len(content))
    except _RootElement:
        return None
    except _DocumentType:
        return Document(rule="document_type_declared", line=parser.CurrentLineNumber)
    except expat.ExpatError as error:
        codes = expat.errors.codes
        encoding = (expat.errors.XML_ERROR_UNKNOWN_ENCODING, expat.errors.XML_ERROR_INCORRECT_ENCODING)
        rule = "document_encoding" if error.code in [codes[name] for name in encoding] else "document_not_well_formed"
        return Document(rule=rule, line=error.lineno)
    except (ValueError, LookupError):
        return Document(rule="document_encoding")
    return Document(rule="document_not_well_formed")


def _refusal(parser: Any, line: int | None) -> Document:
    """The rule for a syntax error. The parser's own words are left out: they may repeat what an element holds."""
    kinds = {entry.type_name for entry in parser.error_log}
    if kinds & LIMIT_ERRORS:
        return Document(rule="document_too_complex", line=line)
    if kinds & ENCODING_ERRORS:
        return Document(rule="document_encoding", line=line)
    return Document(rule="document_not_well_formed", line=line)
