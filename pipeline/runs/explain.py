"""Explain one published cell: its model, its definition and, for those who may see them, its counted records."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.analyse.areas import read_areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import PublishedAbout, ReadFigure, read_about
from pipeline.analyse.unreliable_figures import read_out_of_rates
from pipeline.design.statistic import AVERAGE, PERCENT, Cell, Statistic
from pipeline.foundation.stages import TEMPLATES, UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.functions import Function, functions_called
from pipeline.process.models import Model
from pipeline.process.models_read import MODEL_STAGES, load_models
from pipeline.process.parts_of_cells import table_counting
from pipeline.protect.edition.partial_sums import without_of
from pipeline.protect.edition.unknowns import places_behind
from pipeline.reference.periods import period_of
from pipeline.runs.counted_records import counted_records
from pipeline.runs.named_cell import figures_of, find_cell, is_workbook_cell, open_release

NOT_PRINTED = "not printed"


@dataclass(frozen=True)
class Explanation:
    """A published figure and what it is made of; ``records`` are (path, line) of the counted records, if asked for.

    ``area`` is the area's name, ``parts`` the numerator and denominator of a percentage or average, as printed.
    ``protects`` names the numbers, in words, for whose sake it is suppressed though it is not small itself; ``without``
    the authorities that it is worked out without, though the numbers beside it have them.
    """

    cell: str
    printed: str
    shown: Shown
    files: tuple[str, ...]
    reason_suppressed: str
    reason_absent: str
    protects: tuple[str, ...]
    models: tuple[Model, ...]
    records: tuple[tuple[str, int], ...] | None
    without: tuple[str, ...] = ()
    release: str = ""
    functions: tuple[Function, ...] = ()
    area: str = ""
    parts: tuple[tuple[str, str, str], ...] = ()

    @property
    def declared_in(self) -> tuple[str, str]:
        """The files that decide what stands where, and how it is rounded and suppressed."""
        where = "tables.yaml" if is_workbook_cell(self.cell) else "data_sets.yaml"
        folder = f"{TEMPLATES.name}/{self.release}"
        return f"{folder}/{where}", f"{folder}/release.toml"

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {
            "cell": self.cell,
            "printed": self.printed,
            "statistic": self.shown.statistic,
            "measure": self.shown.measure,
            "year": self.shown.year,
            "area_code": self.shown.area_code,
            "area_name": self.area,
            "key": self.shown.key,
            "of_measure": self.shown.whole[0],
            "of_key": self.shown.of_key,
            "quantile": self.shown.quantile,
            "histogram": self.shown.histogram,
            "parts": [{"part": part, "cell": cell, "printed": text} for part, cell, text in self.parts],
            "printed_in": list(self.files),
            "suppressed_because": self.reason_suppressed,
            "absent_because": self.reason_absent,
            "worked_out_without": list(self.without),
            "declared_in": list(self.declared_in),
            "protects": list(self.protects),
            "models": [
                {
                    "name": model.name,
                    "row": model.summary,
                    "source": model.source,
                    "reads": list(model.reads),
                    "functions": [one.place for one in functions_called(model.query, self.functions)],
                }
                for model in self.models
            ],
            "records": None if self.records is None else [{"path": path, "line": line} for path, line in self.records],
        }

    def in_words(self) -> str:
        """For people."""
        lines = [
            f"{self.cell} prints {self.printed}",
            f"  {self.shown.statistic} of {self.shown.measure}, {self.shown.key or 'total'}{self._of()}; "
            f"{period_of(self.shown.year)}, {f'{self.area}, ' if self.area else ''}area {self.shown.area_code}",
            *(f"  {part}: {cell}, printed as {text}" for part, cell, text in self.parts),
            f"  printed in: {'; '.join(self.files)}",
        ]
        if self.reason_suppressed:
            lines.append(f"  suppressed: {self.reason_suppressed}")
        if self.reason_absent:
            lines.append(f"  no figure: {self.reason_absent}")
        if self.without:
            lines.append(f"  worked out without {', '.join(self.without)}: not relied on, and in totals alone")
        if self.protects:
            lines.append("  were it shown, readers could work out, exactly or nearly:")
            lines += [f"    {one}" for one in self.protects]
        for model in reversed(self.models):
            lines.append(f"  {model.name} ({model.place}): {model.summary}")
            lines += [f"    counted: {model.counted}"] if model.counted else []
            lines += [f"    not counted: {model.not_counted}"] if model.not_counted else []
            lines.append(f"    source: {model.source}")
            lines += [f"    by {one.place}: {one.summary}" for one in functions_called(model.query, self.functions)]
        lines.append(f"  row, column and label: {self.declared_in[0]}; rounding and suppression: {self.declared_in[1]}")
        if self.records is not None:
            lines.append(f"  {len(self.records)} counted records (restricted):")
            lines += [f"    {path} line {line}" for path, line in self.records]
        return "\n".join(lines)

    def _of(self) -> str:
        measure, key = self.shown.whole
        whole = f"{measure}, {key or 'total'}" if self.shown.of_measure else key or "the total"
        match self.shown.statistic:
            case "percent":
                return f", as a percentage of {whole}"
            case "average":
                return f", divided by {whole}"
            case "quantile":
                return f", the {self.shown.quantile} quantile of {self.shown.histogram}"
            case "difference":
                return f", less {self.shown.minus[0]}, {self.shown.minus[1] or 'total'}"
            case _:
                return ""


def explain_cell(cell: str, release_dir: Path, *, with_records: bool = False) -> Explanation:
    """Explain ``LAA5!D14``, or ``data_set:year:area:label`` with group and item as ``group=item`` and filters by ``;``.

    ``:column`` at its end names the column of a data set, which is else its first number; areas go by codes or names.
    Raises UsageError when there is no such cell, and UnreadableInput when records are asked for and the release's
    warehouse is not beside it.
    """
    about = read_about(release_dir / "publish")
    opened = open_release(release_dir / "publish", about)
    cell, read = find_cell(opened, cell)
    parts = _parts(read.shown)
    printed = figures_of(opened, {read.shown, *(shown for _, shown in parts)})
    release = opened.release
    files = tuple(dict.fromkeys(other.place.partition(" line ")[0] for other in printed.get(read.shown, ())))
    models = load_models()
    measures = dict.fromkeys([read.shown.measure, read.shown.whole[0], *filter(None, read.shown.minus[:1])])
    upstream = tuple(
        dict.fromkeys(
            model
            for measure in measures
            for model in models.upstream(table_counting(release.measures, measure))
            if model.stage in MODEL_STAGES
        )
    )
    warehouse_path = release_dir.parent / f".{release_dir.name}.duckdb"
    reason, protects, without, records = "", tuple[str, ...](), tuple[str, ...](), None
    if warehouse_path.is_file():
        with Warehouse(warehouse_path) as warehouse:
            reason = _reason_suppressed(warehouse, read.shown)
            protects = _protected_by(warehouse, read.shown)
            without = _without(warehouse, about, read.shown)
            records = counted_records(warehouse, read.shown) if with_records else None
    elif with_records:
        raise UnreadableInput(
            f"{warehouse_path} is not there: counted records are kept beside the release by `sfr release`, and stay "
            "where the returns are. Explain without --records, or on that machine."
        )
    absent = _reason_absent(release_dir / "publish", read.shown)
    return Explanation(
        cell, read.text, read.shown, files or (read.place,), reason, absent, protects, upstream, records, without,
        about.name, models.functions, opened.name_of(read.shown.area_code), _parts_in_words(parts, printed),
    )  # fmt: skip


def _parts(shown: Shown) -> list[tuple[str, Shown]]:
    """The counts that a percentage or average is worked out from, by what they are to it."""
    if shown.statistic not in (PERCENT, AVERAGE):
        return []
    cells = {"numerator": shown.cell, "denominator": shown.whole}
    return [
        (part, Shown.of(Statistic(), Cell(*cell), None, shown.year, shown.area_code)) for part, cell in cells.items()
    ]


def _parts_in_words(
    parts: Sequence[tuple[str, Shown]], printed: Mapping[Shown, Sequence[ReadFigure]]
) -> tuple[tuple[str, str, str], ...]:
    """What each part is, its cell, and what some file prints of it: nothing else is told of it."""
    found = []
    for part, shown in parts:
        figures = printed.get(shown, ())
        found.append((part, f"{shown.measure}, {shown.key or 'total'}", figures[0].text if figures else NOT_PRINTED))
    return tuple(found)


def write_page(explanation: Explanation, path: Path) -> None:
    """Write the explanation as a page of its own."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "check"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    path.write_text(
        environment.get_template("explanation.html.j2").render(
            told=explanation, models=list(reversed(explanation.models)), period=period_of(explanation.shown.year)
        ),
        encoding="utf-8",
    )


def _without(warehouse: Warehouse, about: PublishedAbout, shown: Shown) -> tuple[str, ...]:
    """The names of the authorities that a percentage, rate or average is worked out without."""
    if not warehouse.has_table("grossed.policy"):  # of a release before 29 November 2026, which marked none so
        return ()
    areas = read_areas(warehouse, about.years)
    names = {area.area_code: area.area_name for area in areas.local_authorities}
    return tuple(names[code] for code in without_of(shown, read_out_of_rates(warehouse, areas)))


def _reason_suppressed(warehouse: Warehouse, shown: Shown) -> str:
    row = warehouse.connection.execute(
        """
        SELECT reason FROM protected.suppressed
        WHERE statistic = ? AND measure = ? AND collection_year = ? AND area_code = ?
            AND breakdown_key = ? AND of_measure = ? AND of_key = ? AND quantile = ?
        """,
        [shown.statistic, *shown.place, shown.key, shown.of_measure, shown.of_key, shown.quantile],
    ).fetchone()
    return str(row[0]) if row else ""


def _reason_absent(publish: Path, shown: Shown) -> str:
    """Why an authority's figure was not supplied or is unreliable, as coverage.csv says of what is behind it."""
    behind = {(measure, str(period_of(year)), area) for measure, year, area in places_behind(shown)}
    try:
        with (publish / "coverage.csv").open(encoding="utf-8", newline="") as file:
            reasons = [
                row["reason"]
                for row in csv.DictReader(file)
                if (row["measure"], row["time_period"], row["old_la_code"]) in behind and row["reason"]
            ]
    except (OSError, KeyError) as error:
        raise UnreadableInput(f"{publish / 'coverage.csv'} cannot be read as the coverage of a release.") from error
    return "; ".join(dict.fromkeys(reasons))


def _protected_by(warehouse: Warehouse, shown: Shown) -> tuple[str, ...]:
    """The numbers that a count suppressed for another's sake protects, in words; none for any other figure."""
    if shown.statistic != "count" or not warehouse.has_table("protected.second_cells"):
        return ()
    rows = warehouse.connection.execute(
        """
        SELECT second.for_measure, second.for_breakdown_key, second.for_collection_year, second.for_area_code,
            min(areas.la_name)
        FROM protected.second_cells AS second
        LEFT JOIN reference.reporting_units AS areas
            ON areas.la_code = second.for_area_code AND areas.collection_year = second.for_collection_year
        WHERE second.measure = ? AND second.collection_year = ? AND second.area_code = ? AND second.breakdown_key = ?
        GROUP BY ALL
        ORDER BY ALL
        """,
        [*shown.place, shown.key],
    ).fetchall()
    return tuple(
        f"{measure}, {key or 'total'}; {year}, area {area}{f' ({name})' if name else ''}"
        for measure, key, year, area, name in rows
    )
