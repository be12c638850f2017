"""The returns folder: which local authority sent which files; links and odd entries are refused, never followed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.collect.formats.parquet import SUFFIX
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UnreadableInput
from pipeline.reference.periods import period_of

LA_CODE = re.compile(r"[0-9A-Z]{3}")
# Agencies are local authorities or shared services (213B), regional (RAA12) and voluntary adoption agencies (VAA3).
# Dummy codes of suppliers' test data have a letter more: Z01, RAAZ1.
_AGENCY_CODE = re.compile(r"[0-9]{3}[A-Z]?|[A-Z][0-9]{2}|[RV]AA[A-Z]?[0-9]{1,2}")
ENGLAND, FOR_ENGLAND = "england", "ENG"
"""What a return of all England is supplied by, and the code that its records have in place of an authority's."""
UNIT_CODES = {
    "authority": LA_CODE,
    "agency": _AGENCY_CODE,
    "authority_or_agency": _AGENCY_CODE,
    ENGLAND: re.compile(FOR_ENGLAND),
}
# Files of every return are numbered here and nowhere else, by the number that its specification gives a return.
FIRST_YEAR, MOST_UNITS, MOST_RETURNS, MOST_POSITIONS, MOST_PARTS = 1990, 36**5, 100, 1000, 32
MOST_FILES = 200
LARGEST_FILE = 200 * 1024 * 1024
# What operating systems leave behind in any folder.
CLUTTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a return: its path relative to the returns folder, and its bytes, or the rule that refused it."""

    path: str
    file_id: int
    content: bytes
    sha256: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One local authority's return of one year: a folder, or one file, and its path within the returns folder."""

    collection_year: int
    la_code: str
    location: Path
    shown_as: str
    files: tuple[SentFile, ...] = field(default=(), repr=False)


def file_number(return_name: str, year: int, la_code: str, position: int, part: int = 0) -> int:
    """A file's id, its own among all files of all returns: the same in every run, in order of year, authority and path.

    ``part`` tells the record types of one file apart, where a file holds several.
    """
    number = load_specification(return_name).number
    unit = ((year - FIRST_YEAR) * MOST_UNITS + int(la_code, 36)) * MOST_RETURNS + number
    return (unit * MOST_POSITIONS + position) * MOST_PARTS + part


def list_units(
    returns_folder: Path, return_name: str, year: int, las: frozenset[str] | None
) -> tuple[list[Unit], list[str]]:
    """The folders of those who sent returns of one year or quarter, in order of code, and the names that are none.

    A return of all England is the folder of its year itself, whichever authorities are asked for.
    Raises UnreadableInput when the returns folder is not a folder.
    """
    if not returns_folder.is_dir():
        raise UnreadableInput(f"{returns_folder}: there is no such folder. Give --returns the folder of returns.")
    places = period_of(year).folder
    folder = returns_folder.joinpath(return_name, *places)
    for depth in range(len(places) + 1):
        refuse_link(returns_folder.joinpath(return_name, *places[:depth]))
    if not folder.is_dir():
        return [], []
    supplied_by = load_specification(return_name).supplied_by
    if supplied_by == ENGLAND:
        return [Unit(year, FOR_ENGLAND, folder, "/".join((return_name, *places)))], []
    code = UNIT_CODES[supplied_by]
    units: list[Unit] = []
    odd: list[str] = []
    for name in sorted(os.listdir(folder)):
        shown = "/".join((return_name, *places, printable(name)))
        location = folder / name
        if name.lower() in CLUTTER or name.startswith("."):
            continue
        if not code.fullmatch(name) or location.is_symlink() or not location.is_dir():
            odd.append(shown)
        elif las is None or name in las:
            units.append(Unit(year, name, location, shown))
    return units, odd


def refuse_link(folder: Path) -> None:
    """Raise UnreadableInput for a link in the place of a year or a return.

    Followed, it would bring in what nobody looked at; passed over, a year would be missing and nobody would know.
    """
    if folder.is_symlink():
        raise UnreadableInput(
            f"{folder} is a link, and links in a returns folder are not followed. Put the folder itself there, or give "
            "--returns the place where it really lies."
        )


def printable(name: str) -> str:
    """A file name as valid text, whatever bytes it is made of."""
    return "".join(c if c.isprintable() else "?" for c in os.fsencode(name).decode("utf-8", "backslashreplace"))


def read_bytes(unit: Unit, return_name: str) -> Unit:
    """The unit with its files read and numbered, in order of name."""
    if unit.location.is_file() and not unit.location.is_symlink():
        names: Iterable[tuple[Path, str]] = [(unit.location, unit.shown_as)]
    else:
        names = [
            (path, f"{unit.shown_as}/{'/'.join(map(printable, path.relative_to(unit.location).parts))}")
            for path in _listed(unit.location)
        ]
    files = [
        _sent_file(path, shown, file_number(return_name, unit.collection_year, unit.la_code, position), position)
        for position, (path, shown) in enumerate(list(names)[: MOST_FILES + 1], start=1)
    ]
    return Unit(unit.collection_year, unit.la_code, unit.location, unit.shown_as, tuple(files))


def _listed(folder: Path) -> list[Path]:
    """What lies in a folder, in order of name; a folder that is called .parquet is a file in parts."""
    found: list[Path] = []
    for name in sorted(name for name in os.listdir(folder) if not _is_clutter(name)):
        path = folder / name
        if name.lower().endswith(SUFFIX) and path.is_dir() and not path.is_symlink():
            # Programs that write such folders mark their own files in them with an underscore.
            parts = sorted(part for part in os.listdir(path) if not _is_clutter(part) and not part.startswith("_"))
            found += [path / part for part in parts]
        else:
            found.append(path)
    return found


def _is_clutter(name: str) -> bool:
    return name.lower() in CLUTTER or name.startswith((".", "~$"))


def _sent_file(path: Path, shown: str, file_id: int, position: int) -> SentFile:
    if position > MOST_FILES:
        return SentFile(shown, file_id, b"", "", "too_many_files")
    try:
        # The file itself is opened, never what a link points to, and never a pipe that would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return SentFile(shown, file_id, b"", "", "file_refused" if path.is_symlink() else "file_unreadable")
    try:
        state = os.fstat(descriptor)
        rule = _refusal(state)
        if rule:
            return SentFile(shown, file_id, b"", "", rule)
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            content = opened.read()
    except OSError:
        return SentFile(shown, file_id, b"", "", "file_unreadable")
    finally:
        os.close(descriptor)
    return SentFile(shown, file_id, content, hashlib.sha256(content).hexdigest())


def _refusal(state: os.stat_result) -> str:
    if stat.S_ISDIR(state.st_mode):
        return "folder_inside"
    if not stat.S_ISREG(state.st_mode):
        return "file_refused"
    return "file_too_large" if state.st_size > LARGEST_FILE else ""


def fingerprint(unit: Unit, specification_digest: str, reader_version: str) -> str:
    """What a unit was read from and how: changes when a file, its place, the specification or the reader changes."""
    digest = hashlib.sha256(f"{reader_version} {specification_digest}".encode())
    for sent in unit.files:
        digest.update(f"\n{sent.path}\t{sent.sha256}\t{sent.rule}".encode())
    return digest.hexdigest()
