"""The staying put returns of the synthetic England: one workbook of each authority for 2014 and 2015.

The young people are those whose care ends at eighteen in the same England's SSDA903 returns. About one in six of all of
them stays on: three in ten leave foster care then, and a little under half of these stayed (figures of 2013 to 2015).
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from pipeline import reference
from pipeline.stages import UsageError
from pipeline.synthetic.days import first_day, last_day
from pipeline.synthetic.draws import stable_seed
from pipeline.synthetic.flows import simulate
from pipeline.synthetic.patches import patches, patches_of
from pipeline.synthetic.stays import Leaving
from pipeline.synthetic.targets import patch_targets
from pipeline.synthetic.transfers import transfers

RETURN = "staying_put"
YEARS = (2014, 2015)
_STAY = 0.16
_HEADINGS = (
    "LA code",
    "LA name",
    "Year ending 31 March",
    "Young people who left care on their 18th birthday",
    "Of whom remaining with former foster carers",
)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Staying put" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


@dataclass(frozen=True, slots=True)
class StayingPutSummary:
    """What was written: young people who left care on the eighteenth birthday, and of them who stayed, by year."""

    out: Path
    years: tuple[int, ...]
    files: int
    left_care: tuple[tuple[int, int], ...]
    stayed: tuple[tuple[int, int], ...]

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "files": self.files,
            "left_care": {str(year): count for year, count in self.left_care},
            "stayed": {str(year): count for year, count in self.stayed},
        }

    def in_words(self) -> str:
        """One sentence for a person."""
        stayed = dict(self.stayed)
        counts = ", ".join(f"{left:,} in {year}, of whom {stayed[year]:,} stayed" for year, left in self.left_care)
        return f"{self.files:,} workbooks in {self.out / RETURN}. Left care on the 18th birthday: {counts}."


def synthesise_staying_put(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    report: Callable[[str], None] | None = None,
) -> StayingPutSummary:
    """Write workbooks to ``<out>/staying_put/<year>/<la_code>/``; arguments as those of ``synthesise``.

    Returns of the same years in the folder are replaced. Raises UsageError for a year without this return, or
    authorities that no such year knows.
    """
    wanted = tuple(sorted(set(years)))
    if not wanted or not set(wanted) <= set(YEARS):
        raise UsageError(f"--years: the staying put return was collected in {YEARS[0]} and {YEARS[-1]}; choose these.")
    if scale <= 0:
        raise UsageError(f"--scale {scale}: choose a number above 0.")
    figures: dict[tuple[int, str], tuple[int, int]] = {}
    targets = patch_targets(seed, scale)
    moves = transfers(patches(), targets, seed)
    for patch in patches_of(las) if las else patches():
        own = [move for move in moves if patch.key in (move.origin, move.destination)]
        flows = simulate(patch, targets[patch.key], seed, own)
        for year in wanted:
            code = patch.code(year)
            if las and code not in las:
                continue
            rng = Random(stable_seed(seed, RETURN, patch.key, year))
            left = sum(
                stay.leaving is Leaving.EIGHTEEN and first_day(year) <= stay.end <= last_day(year)
                for stay in flows.stays
            )
            stayed = sum(rng.random() < _STAY for _ in range(left))
            before = figures.get((year, code), (0, 0))
            figures[year, code] = (before[0] + left, before[1] + stayed)
    if not figures:
        raise UsageError("--las: none of these codes is used in the years asked for.")
    if report:
        report(f"{len(figures)} staying put returns")
    _write(out, wanted, figures)
    return StayingPutSummary(
        out,
        wanted,
        len(figures),
        tuple((year, sum(left for (of, _), (left, _) in figures.items() if of == year)) for year in wanted),
        tuple((year, sum(stayed for (of, _), (_, stayed) in figures.items() if of == year)) for year in wanted),
    )


def staying_put_workbook(rows: Sequence[Sequence[str | int]]) -> bytes:
    """An .xlsx workbook with one sheet of these rows; the same rows give the same bytes."""
    cells = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            package.writestr(zipfile.ZipInfo(name, _ZIP_TIME), f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return buffer.getvalue()


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _write(out: Path, years: Sequence[int], figures: dict[tuple[int, str], tuple[int, int]]) -> None:
    for year in years:
        names = {authority.la_code: authority.la_name for authority in reference.local_authorities(year)}
        folder = out / RETURN / str(year)
        shutil.rmtree(folder, ignore_errors=True)
        for (of, code), (left, stayed) in sorted(figures.items()):
            if of != year:
                continue
            (folder / code).mkdir(parents=True)
            rows = (_HEADINGS, (code, names.get(code, ""), year, left, stayed))
            (folder / code / "staying_put.xlsx").write_bytes(staying_put_workbook(rows))
