"""The reader of returns of a few figures a local authority: each one's files, their rows, findings and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.collect.collection import Collection, typed_records
from pipeline.collect.expected_returns import expected_returns
from pipeline.collect.few_figures.figures_rules import COVERAGE_RULES
from pipeline.collect.few_figures.figures_sheet import Form, Place, Record, read_sheets
from pipeline.collect.findings import Finding, finding_row
from pipeline.collect.folders import LARGEST_FILE, MOST_FILES, SentFile, Unit, fingerprint, list_units, read_bytes
from pipeline.collect.formats.workbooks import LARGEST_WORKBOOK, Workbook
from pipeline.collect.manifest import load_manifest, read_manifest
from pipeline.collect.quality import FileQuality, quality_counts
from pipeline.collect.raw_tables import SHARED_TABLES, differ, insert_rows, record_tables, tables_made
from pipeline.collect.read_summary import ReadSummary, with_totals
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse


@dataclass(frozen=True)
class FiguresReturn:
    """How one such return is read.

    ``reader_version`` is raised when the same bytes are read differently, so that nothing stale is kept.
    """

    form: Form
    reader_version: str
    open_file: Callable[[bytes], Workbook]

    @property
    def name(self) -> str:
        """The return's name, and that of its only record type."""
        return self.form.return_name

    @property
    def tables(self) -> tuple[str, str]:
        """Its tables in the raw stage: rows as sent, and typed."""
        return f"{self.name}_{self.name}", f"typed_{self.name}"


def stage_figures(
    one: FiguresReturn,
    warehouse: Warehouse,
    returns_folder: Path,
    years: Iterable[int],
    las: Iterable[str] | None = None,
) -> ReadSummary:
    """Read and check the returns of the years (and of these local authorities only).

    Fills the return's two tables and its rows of raw.files, raw.findings, raw.set_aside, raw.units and raw.coverage;
    makes the tables when there is nothing to read. Reads a unit again only when its files or the reader changed. Raises
    UnreadableInput for a folder or manifest that cannot be read.
    """
    specification = one.form.specification
    wanted = None if las is None else frozenset(las)
    _create_tables(warehouse, specification)
    chosen = sorted(set(years))
    if not chosen:
        return ReadSummary()
    load_manifest(warehouse, read_manifest(returns_folder))
    summary = ReadSummary()
    for year in chosen:
        units, odd = list_units(returns_folder, one.name, year, wanted)
        if specification.first_year <= year <= specification.last_year:
            summary = summary.plus(_read_year(one, warehouse, specification, year, units, wanted))
            _judge_coverage(one, warehouse, year, units, odd, wanted)
        else:
            _refuse_year(one, warehouse, specification, year, units)
    quality_counts(warehouse, one.name)
    return with_totals(summary, warehouse, one.name, chosen)


def examine_figures(one: FiguresReturn, warehouse: Warehouse, units: Sequence[Unit]) -> list[FileQuality]:
    """Read and check one authority's returns, each a folder or a file, in an empty warehouse."""
    _create_tables(warehouse, one.form.specification)
    for unit in units:
        _read_unit(one, warehouse, read_bytes(unit, one.name))
        _judge_coverage(one, warehouse, unit.collection_year, [unit], [], None)
    return quality_counts(warehouse, one.name)


def figures_collection(one: FiguresReturn) -> Collection:
    """The return as what the steps after collecting know of it."""
    return Collection(
        one.form.specification,
        partial(stage_figures, one),
        partial(examine_figures, one),
        partial(quality_counts, return_name=one.name),
        tables_made(record_tables(one.form.specification)),
        typed_records(one.form.specification, record_tables(one.form.specification)),
    )


def _create_tables(warehouse: Warehouse, specification: Specification) -> None:
    own = record_tables(specification)
    if differ(warehouse, own):
        for table in own:
            warehouse.connection.execute(f"DROP TABLE IF EXISTS raw.{table}")
        if warehouse.has_table("raw.units"):
            warehouse.connection.execute(f"DELETE FROM raw.units WHERE \"return\" = '{specification.return_name}'")
    for table, columns in {**SHARED_TABLES, **own}.items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
        warehouse.connection.execute(f"CREATE TABLE IF NOT EXISTS raw.{table} ({listed})")


def _read_year(
    one: FiguresReturn,
    warehouse: Warehouse,
    specification: Specification,
    year: int,
    units: Sequence[Unit],
    las: frozenset[str] | None,
) -> ReadSummary:
    known = dict(
        warehouse.connection.execute(
            'SELECT la_code, read_as FROM raw.units WHERE "return" = ? AND collection_year = ? ORDER BY la_code',
            [one.name, year],
        ).fetchall()
    )
    present = {unit.la_code for unit in units}
    gone = [la for la in known if la not in present and (las is None or la in las)]
    summary = ReadSummary(units_removed=tuple((year, la) for la in gone))
    _forget(one, warehouse, year, gone)
    for unit in (read_bytes(unit, one.name) for unit in units):
        read_as = fingerprint(unit, specification.digest, one.reader_version)
        if known.get(unit.la_code) == read_as:
            summary = replace(summary, units_unchanged=(*summary.units_unchanged, (year, unit.la_code)))
            continue
        _forget(one, warehouse, year, [unit.la_code])
        records = _read_unit(one, warehouse, unit)
        insert_rows(warehouse, "raw.units", [(one.name, year, unit.la_code, read_as, read_as)])
        summary = summary.plus(
            ReadSummary(
                units_read=((year, unit.la_code),),
                files_read=len(unit.files),
                records_read=records,
                bytes_read=sum(len(sent.content) for sent in unit.files),
            )
        )
    return summary


def _read_unit(one: FiguresReturn, warehouse: Warehouse, unit: Unit) -> int:
    """Read an authority's files into the raw stage; returns how many rows they hold."""
    read = [(sent, *_read_file(one, sent, unit)) for sent in unit.files]
    findings = [each for _, _, found, _ in read for each in found]
    figures = [
        (sent, record)
        for sent, records, _, _ in read
        for record in records
        if not {"line_without_figures", "code_not_known"} & set(record.set_aside)
    ]
    times = Counter(record.code for _, record in figures)
    for sent, record in figures:
        if times[record.code] > 1:
            record.set_aside.append("figures_repeated")
            place = Place(unit.collection_year, unit.la_code, sent.path, sent.file_id, one.form)
            findings.append(place.finding("figures_repeated", record.line, sheet=record.sheet, cell=record.cell))
    raw: list[tuple[object, ...]] = []
    typed: list[tuple[object, ...]] = []
    aside: list[tuple[object, ...]] = []
    files: list[tuple[object, ...]] = []
    for sent, records, _, is_recognised in read:
        files.append(
            (sent.file_id, one.name, unit.collection_year, unit.la_code, sent.path, sent.sha256, len(sent.content),
             one.name if is_recognised else None, "", len(records))
        )  # fmt: skip
        for record in records:
            keys = (unit.collection_year, unit.la_code, sent.file_id, record.line)
            sent_texts = {name: text or None for name, text in record.as_sent.items()}
            read_values = {**sent_texts, **record.numbers}
            if one.form.code:
                read_values[one.form.code] = record.code or None
            raw.append((*keys, *sent_texts.values()))
            typed.append((*keys, *read_values.values()))
            # A record is set aside once, by the first rule that it broke: the account counts records.
            aside += [(sent.file_id, record.line, record.set_aside[0])] if record.set_aside else []
    as_sent, as_read = one.tables
    insert_rows(warehouse, "raw.files", files)
    insert_rows(warehouse, f"raw.{as_sent}", raw)
    insert_rows(warehouse, f"raw.{as_read}", typed)
    insert_rows(warehouse, "raw.set_aside", aside)
    insert_rows(warehouse, "raw.findings", [finding_row(each) for each in findings])
    return len(raw)


def _read_file(one: FiguresReturn, sent: SentFile, unit: Unit) -> tuple[list[Record], list[Finding], bool]:
    place = Place(unit.collection_year, unit.la_code, sent.path, sent.file_id, one.form)
    if sent.rule:
        limit = MOST_FILES if sent.rule == "too_many_files" else LARGEST_FILE >> 20
        return [], [place.finding(sent.rule, limit=limit)], False
    workbook = one.open_file(sent.content)
    if workbook.rule:
        return [], [place.finding(workbook.rule, limit=LARGEST_WORKBOOK >> 20)], False
    return read_sheets(workbook.sheets, place)


def _forget(one: FiguresReturn, warehouse: Warehouse, year: int, las: Sequence[str]) -> None:
    connection = warehouse.connection
    for la in las:
        mine = f"\"return\" = '{one.name}' AND collection_year = ? AND la_code = ?"
        # The unit's own row goes first: should the process die here, the next run reads the unit again.
        connection.execute(f"DELETE FROM raw.units WHERE {mine}", [year, la])
        connection.execute(
            f"DELETE FROM raw.set_aside WHERE file_id IN (SELECT file_id FROM raw.files WHERE {mine})", [year, la]
        )
        for table in ("files", "findings", "coverage"):
            connection.execute(f"DELETE FROM raw.{table} WHERE {mine}", [year, la])
        for table in one.tables:
            connection.execute(f"DELETE FROM raw.{table} WHERE collection_year = ? AND la_code = ?", [year, la])


def _forget_judgement(one: FiguresReturn, warehouse: Warehouse, year: int, las: frozenset[str] | None) -> None:
    mine = f"\"return\" = '{one.name}' AND collection_year = {year}"
    if las is not None:
        mine += f" AND la_code IN ({', '.join(repr(la) for la in sorted(las)) or 'NULL'})"
    rules = ", ".join(f"'{rule}'" for rule in (*COVERAGE_RULES, "folder_name_not_a_code"))
    warehouse.connection.execute(f"DELETE FROM raw.findings WHERE {mine} AND rule IN ({rules})")
    warehouse.connection.execute(f"DELETE FROM raw.coverage WHERE {mine}")


def _judge_coverage(
    one: FiguresReturn,
    warehouse: Warehouse,
    year: int,
    units: Sequence[Unit],
    odd: Sequence[str],
    las: frozenset[str] | None,
) -> None:
    """Rows of raw.coverage for a year in which anybody sent anything: supplied, not usable or absent."""
    _forget_judgement(one, warehouse, year, las)
    findings = [one.form.finding("folder_name_not_a_code", year, "", shown) for shown in odd]
    usable = {
        la
        for (la,) in warehouse.connection.execute(
            f"SELECT typed.la_code FROM raw.{one.tables[1]} AS typed WHERE typed.collection_year = ? AND NOT EXISTS ("
            "SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)",
            [year],
        ).fetchall()
    }
    sent = {unit.la_code: unit for unit in units}
    rows: list[tuple[object, ...]] = []
    for expected in expected_returns(warehouse, one.name, [year], las, [(year, la) for la in sent]):
        la = expected.unit[1]
        path = f"{one.name}/{year}/{la}"
        if not expected.is_of_the_year:
            findings.append(one.form.finding("la_code_not_of_the_year", year, la, path))
        if not expected.is_sent:
            status = "absent"
            findings.append(one.form.finding("return_absent", year, la, path))
        elif la not in usable:
            status = "not usable"
            findings.append(
                one.form.finding("return_not_usable", year, la, path, files=len(read_bytes(sent[la], one.name).files))
            )
        else:
            status = "supplied"
        rows.append((one.name, year, la, status, ";".join(sorted(expected.declared))))
    insert_rows(warehouse, "raw.coverage", rows)
    insert_rows(warehouse, "raw.findings", [finding_row(each) for each in findings])


def _refuse_year(
    one: FiguresReturn, warehouse: Warehouse, specification: Specification, year: int, units: Sequence[Unit]
) -> None:
    _forget_judgement(one, warehouse, year, None)
    first, last = specification.first_year, specification.last_year
    found = [
        one.form.finding("return_not_collected", year, unit.la_code, unit.shown_as, first=first, last=last)
        for unit in units
    ]
    insert_rows(warehouse, "raw.findings", [finding_row(each) for each in found])
