"""From a file's bytes to an XML document, or the rule that says why it is none; hostile files cost only a finding.

Documents with a document type are refused before they are parsed, so no entity is ever defined, expanded or fetched.
The parser's own limits on depth and on the length of a text stay on: a document of any size may still be read.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from lxml import etree

from pipeline.collect.formats.decoding import ARCHIVES, NOT_TEXT

CHUNK = 1 << 16
# A document up to this size is parsed whole, three times as fast as in parts: its tree is some ten times as large.
LARGEST_WHOLE = 1 << 24
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


class _NotWellFormed(Exception):
    """A syntax error, with the kinds of all that this one parser found and the line of the first.

    The exception of the parser itself has what other documents of the process were guilty of too.
    """

    def __init__(self, log: Any, line: int | None) -> None:
        super().__init__()
        self.kinds, self.line = {entry.type_name for entry in log}, line


class _RootElement(Exception):
    """The root element begins: nothing that follows can declare a document type."""


OPTIONS: dict[str, bool] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}


def open_document(content: bytes, root_name: str, other_root: str) -> Document:
    """Parse a document whose root element is to be ``root_name``; never raises on what the bytes hold.

    ``other_root`` is the rule that a document with another root element breaks.
    """
    return _parsed(content, root_name, other_root, _tree)


def read_in_parts(content: bytes, root_name: str, other_root: str, take: Callable[[Any], None]) -> Document:
    """The same for a document that may be large: ``take`` is given each child of the root, and none is kept.

    What is taken from a document that proves faulty further on is to be thrown away; its root holds nothing.
    """
    return _parsed(content, root_name, other_root, lambda text: _in_parts(text, root_name, take))


def _tree(content: bytes) -> Any:
    parser = etree.XMLParser(recover=False, **OPTIONS)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _NotWellFormed(parser.error_log, error.lineno) from None


def _in_parts(content: bytes, root_name: str, take: Callable[[Any], None]) -> Any:
    if len(content) <= LARGEST_WHOLE:
        whole = _tree(content)
        if whole.tag == root_name:
            for child in list(whole):
                take(child)
            whole.clear()
        return whole
    events = etree.iterparse(io.BytesIO(content), events=("start", "end"), recover=False, **OPTIONS)
    root, depth = None, 0
    try:
        for event, element in events:
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if root.tag != root_name:
                return root
            if event == "end" and depth == 1:
                take(element)
                root.clear()
    except etree.XMLSyntaxError as error:
        raise _NotWellFormed(events.error_log, error.lineno) from None
    return root


def _parsed(content: bytes, root_name: str, other_root: str, parse: Callable[[bytes], Any]) -> Document:
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
    try:
        root = parse(content)
    except _NotWellFormed as error:
        return _refusal(error.kinds, error.line)
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


def _refusal(kinds: set[str], line: int | None) -> Document:
    """The rule for a syntax error. The parser's own words are left out: they may repeat what an element holds."""
    if kinds & LIMIT_ERRORS:
        return Document(rule="document_too_complex", line=line)
    if kinds & ENCODING_ERRORS:
        return Document(rule="document_encoding", line=line)
    return Document(rule="document_not_well_formed", line=line)
