"""A corrected return that came over the web, checked on the spot: what is found, and what it comes to."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.collect.findings import Finding
from pipeline.collect.sources.zip_file import unpack
from pipeline.consult.making.own_headlines import own_headlines
from pipeline.consult.making.own_indicators import RETURN, own_indicators
from pipeline.foundation.stages import UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.working_folder import working_folder
from pipeline.reference.loading import load_reference
from pipeline.runs.check import check_in, is_whole_return

ENDINGS = (".zip", ".xml")
LARGEST_UPLOAD = 40_000_000  # bytes: the zip file of the largest authority's return has less than a tenth
LARGEST_UNPACKED = 400_000_000
EXAMPLES = 20  # places of one rule that are listed


@dataclass(frozen=True)
class RuleFound:
    """The findings of one rule: how many, and where the first of them are (file, line and field, with the message)."""

    rule: str
    public_numbers: tuple[str, ...]
    severity: str
    findings: int
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IndicatorOfReturn:
    """A figure that the return alone comes to, before rounding; ``why_not`` says why there is no ``value``."""

    indicator: str
    numerator: int | None
    denominator: int | None
    value: str
    why_not: str


@dataclass(frozen=True)
class CheckedUpload:
    """What was found in an upload; ``status`` is that of the return, or "unreadable" with the reason in ``problem``."""

    status: str
    errors: int = 0
    queries: int = 0
    records: int = 0
    problem: str = ""
    rules: tuple[RuleFound, ...] = ()
    headlines: tuple[tuple[str, str], ...] = ()
    indicators: tuple[IndicatorOfReturn, ...] = ()


def check_upload(name: str, content: bytes, year: int, la_code: str) -> CheckedUpload:
    """Check a zip file of the return's CSV files, or its XML document, as ``sfr check`` does.

    What the return holds is on disk in a private folder meanwhile, and gone at the end.
    """
    with working_folder(None) as working:
        folder = working / "return"
        folder.mkdir()
        try:
            lay_out(name, content, folder)
            documents = list(folder.iterdir())
            is_document = len(documents) == 1 and documents[0].is_file() and is_whole_return(documents[0])
            return _checked(documents[0] if is_document else folder, year, la_code)
        except UnreadableInput as error:
            return CheckedUpload("unreadable", problem=re.sub(r"\S*/(?=return)", "", str(error)))


def lay_out(name: str, content: bytes, folder: Path) -> None:
    """Write an upload into an empty folder as the files of a return.

    Raises UnreadableInput for a zip file that is refused, or holds too much.
    """
    if name.lower().endswith(ENDINGS[1]):
        (folder / "return.xml").write_bytes(content)
        return
    with working_folder(None) as working:
        packed, unpacked = working / "return.zip", working / "return"
        packed.write_bytes(content)
        if zipfile.is_zipfile(packed):
            with zipfile.ZipFile(packed) as opened:
                if sum(entry.file_size for entry in opened.infolist()) > LARGEST_UNPACKED:
                    raise UnreadableInput("return.zip: unpacked it has more than 400 megabytes; send the return alone.")
        unpacked.mkdir()
        unpack(packed, unpacked)
        inside = list(unpacked.iterdir())
        # A folder that was packed whole holds the files.
        files = inside[0] if len(inside) == 1 and inside[0].is_dir() else unpacked
        for file in sorted(files.iterdir()):
            shutil.move(file, folder / file.name)


def _checked(path: Path, year: int, la_code: str) -> CheckedUpload:
    with Warehouse() as warehouse:
        report = check_in(warehouse, path, year, la_code, RETURN)
        headlines: tuple[tuple[str, str], ...] = ()
        indicators: tuple[IndicatorOfReturn, ...] = ()
        if report.status == "supplied" and is_whole_return(path):
            load_reference(warehouse, with_postcodes=True)
            told = own_headlines(warehouse, RETURN, year, la_code)
            headlines = tuple((one.label, one.in_words()) for one in told)
            indicators = tuple(
                IndicatorOfReturn(one.indicator, one.numerator, one.denominator, one.value, one.why_not)
                for one in own_indicators(warehouse, year, la_code)
            )
    by_rule: dict[tuple[bool, str], list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault((finding.severity != "error", finding.rule), []).append(finding)
    rules = tuple(
        RuleFound(
            rule,
            tuple(sorted({number for one in found for number in one.public_numbers})),
            found[0].severity.value,
            len(found),
            tuple((_place(one), one.message) for one in found[:EXAMPLES]),
        )
        for (_, rule), found in sorted(by_rule.items())
    )
    records = sum(file.staged for file in report.files)
    return CheckedUpload(report.status, report.errors, report.queries, records, "", rules, headlines, indicators)


def _place(finding: Finding) -> str:
    line = "" if finding.line is None else f", line {finding.line}"
    return f"{finding.path.removeprefix('return/')}{line} {finding.field}".rstrip()


def checked_upload_of(kept: Mapping[str, Any]) -> CheckedUpload:
    """What was kept of a check, as asdict tells it, again as it was."""
    rules = tuple(
        RuleFound(
            **{
                **one,
                "public_numbers": tuple(one["public_numbers"]),
                "places": tuple((place, message) for place, message in one["places"]),
            }
        )
        for one in kept["rules"]
    )
    return CheckedUpload(
        **{
            **kept,
            "rules": rules,
            "headlines": tuple((label, words) for label, words in kept["headlines"]),
            "indicators": tuple(IndicatorOfReturn(**one) for one in kept["indicators"]),
        }
    )
