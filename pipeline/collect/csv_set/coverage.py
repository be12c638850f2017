"""Who supplied what: raw.coverage, a row for each local authority and year, and findings on whole returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pipeline.collect.claimed_children import RULE as CLAIMED
from pipeline.collect.claimed_children import Children, find_claimed
from pipeline.collect.csv_set.items_sent import items_lacking, items_sent
from pipeline.collect.csv_set.statements import state_again
from pipeline.collect.expected_returns import UnitKey, expected_returns
from pipeline.collect.findings import Effect, Finding, Rule, Severity, finding_row
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.record_types import RecordType
from pipeline.collect.records_asked_for import asked_for
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification, YearSpecification
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.periods import period_of, year_of

# Rules on whole returns. A doubt about whose return it is, or of which year, sets every record of it aside.
RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("files_of_another_la", Severity.ERROR, Effect.SET_ASIDE, "{detail}"),
        Rule("return_of_another_year", Severity.ERROR, Effect.SET_ASIDE, "{detail}"),
        Rule("return_absent", Severity.ERROR, Effect.FILE_NOT_READ,
             "There is no return of this local authority. Its figures are not available until it sends one."),
        Rule("return_stated_later", Severity.QUERY, Effect.KEPT,
             "There is no return of this quarter. A later one of its year states it again, and counts."),
        Rule("return_empty", Severity.ERROR, Effect.FILE_NOT_READ,
             "The folder holds {files} files and not one usable record. Send the return again."),
        Rule("nil_return", Severity.QUERY, Effect.KEPT,
             "The files hold column names only, which is taken to mean that there is nothing to report."),
        Rule("no_usable_records", Severity.ERROR, Effect.KEPT,
             "The return has no usable {file} record, so nothing can be counted. Send the {file} file."),
        Rule("expected_file_missing", Severity.ERROR, Effect.KEPT,
             "There is no {file} file, so what depends on it is not available. Send it."),
        Rule("file_missing", Severity.QUERY, Effect.KEPT,
             "There is no {file} file, which is taken to mean that there is nothing to report. "
             "Send it, or name it in the manifest as not supplied."),
        Rule("records_not_sent", Severity.QUERY, Effect.KEPT,
             "There is no usable {file} record, though {children}. What depends on it is not known, and so not "
             "available. Send the file with its records."),
        Rule("figure_not_sent", Severity.ERROR, Effect.KEPT,
             "{file} has no usable figure of {item}, so it is not available. Send it, or 0 where there are none."),
        Rule("file_without_records", Severity.QUERY, Effect.KEPT,
             "The {file} file holds column names only, which is taken to mean that there is nothing to report."),
        Rule("file_of_others", Severity.QUERY, Effect.KEPT,
             "The {file} file is one that others send in place of this sender, so nothing of it counts. "
             "Leave it out, or say that the register of agencies is wrong."),
        Rule("manifest_contradicted", Severity.QUERY, Effect.KEPT,
             "The manifest says that {file} was not supplied, but it holds records; it is taken as not supplied."),
        Rule("la_code_not_of_the_year", Severity.QUERY, Effect.KEPT,
             "This is the code of no local authority in {year}, so nothing of it counts. Check the folder's name."),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a return cannot be used."""

    rule: str
    message: str


@dataclass(slots=True)
class SentReturn:
    """What one authority sent for one year: ``records`` not set aside, all ``sent``, ``items`` of files of figures."""

    paths: set[str] = field(default_factory=set)
    files_not_read: int = 0
    records: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    items: frozenset[str] = frozenset()

    @property
    def records_sent(self) -> int:
        """All records, those set aside included."""
        return sum(self.sent.values())

    def records_in(self, record_type: str) -> int:
        """The same of one record type."""
        return self.sent.get(record_type, 0)


def judge_coverage(
    warehouse: Warehouse,
    specification: Specification,
    years: Sequence[int],
    las: frozenset[str] | None = None,
    doubts: Mapping[UnitKey, Doubt] = MappingProxyType({}),
    children: Children | None = None,
) -> None:
    """Fill raw.coverage for the years (and these authorities), and set whole returns aside that cannot be used.

    It has a row for each of ``expected_returns``. ``doubts`` are returns that their records do not fit; ``children``
    tells those whom several authorities hold.
    """
    _forget(warehouse, specification.return_name, years, las)
    sent = _sent(warehouse, specification)
    roles = _roles(warehouse)
    tiny = _tiny(warehouse, specification)
    collected = {year: specification.for_year(year) for year in years}
    asked = asked_for(warehouse, specification.return_name)
    rows: list[list[object]] = []
    findings: list[Finding] = []
    for one in expected_returns(warehouse, specification.return_name, years, las, sent):
        unit, (year, la) = one.unit, one.unit
        judged = _Judgement(collected[year], unit, one.declared, findings, roles.get(unit))
        if not one.is_of_the_year:
            judged.note("la_code_not_of_the_year")
        later = specification.restates_year and any(
            of == la and year_of(other) == year_of(year) and other > year for other, of in sent
        )
        if not one.is_sent and later:
            judged.note("return_stated_later")
            status = "absent"
        else:
            status = judged.status(sent.get(unit), doubts.get(unit), may_be_nil=unit in tiny)
        items = judged.items_not_supplied(sent[unit], asked.get(unit, {})) if status == "supplied" else judged.declared
        rows.append([specification.return_name, year, la, status, ";".join(sorted(items))])
    if specification.restates_year:
        rows = state_again(warehouse, specification, rows)
    insert_rows(warehouse, "raw.coverage", rows)
    insert_rows(warehouse, "raw.findings", [finding_row(finding) for finding in findings])
    _set_aside(warehouse, specification, findings)
    if children is not None:
        claimed = find_claimed(warehouse, children, years, las)
        insert_rows(warehouse, "raw.findings", [finding_row(finding) for finding in claimed])


class _Judgement:
    """The judgement on one return."""

    def __init__(
        self,
        collected: YearSpecification,
        unit: UnitKey,
        declared: frozenset[str],
        findings: list[Finding],
        roles: frozenset[str] | None,
    ) -> None:
        self.declared = declared
        self._collected = collected
        # A sender of whom no role is known, as one with a dummy code, may send every file, and need not send those that
        # are for some roles.
        self._knows_role = roles is not None
        self._kinds = [
            kind
            for kind in collected.record_types
            if roles is None or not kind.sent_by or roles.intersection(kind.sent_by)
        ]
        self._unit = unit
        self._findings = findings

    def note(self, name: str, **words: object) -> None:
        (year, la), return_name = self._unit, self._collected.return_name
        rule = RULES[name]
        message = rule.message.format(year=period_of(year), **words)
        self._findings.append(
            Finding(return_name, year, la, None, f"{return_name}/{year}/{la}", None, "", name, rule.severity,
                    rule.effect, message)
        )  # fmt: skip

    def status(self, sent: SentReturn | None, doubt: Doubt | None, *, may_be_nil: bool) -> str:
        """One of absent, empty, not usable, supplied."""
        if sent is None:
            self.note("return_absent")
            return "absent"
        if may_be_nil and not sent.files_not_read and self._has_headings_only(sent):
            self.note("nil_return")
            return "supplied"
        if not any(sent.records.values()):
            self.note("return_empty", files=len(sent.paths))
            return "not usable" if sent.files_not_read else "empty"
        if doubt is not None:
            self.note(doubt.rule, detail=doubt.message)
            return "not usable"
        for kind in self._kinds:
            if kind.essential and not sent.records.get(kind.name) and kind.file not in self.declared:
                self.note("no_usable_records", file=kind.file)
                return "not usable"
        return "supplied"

    def items_not_supplied(self, sent: SentReturn, asked: Mapping[str, str]) -> frozenset[str]:
        """What the manifest names, files that every return has and this one lacks, and files without ``asked`` records.

        Notes files that are missing or hold column names only. ``asked`` says of how many children each item is asked.
        """
        items = set(self.declared)
        for kind in self._collected.record_types:
            if kind not in self._kinds and kind.name in sent.records:
                self.note("file_of_others", file=kind.file)
        for kind in self._kinds:
            if kind.file in asked and kind.file not in self.declared and not sent.records.get(kind.name):
                self.note("records_not_sent", file=kind.file, children=asked[kind.file])
                items.add(kind.file)
            elif kind.name not in sent.records and kind.file not in self.declared and self._must_send(kind):
                self.note("expected_file_missing" if kind.expected else "file_missing", file=kind.file)
            if kind.may_be_empty and sent.records.get(kind.name) == 0 and not sent.records_in(kind.name):
                self.note("file_without_records", file=kind.file)
            elif kind.expected and not sent.records.get(kind.name) and not self._has_headings_only(sent):
                items.add(kind.file)
            if sent.records.get(kind.name) and kind.file in self.declared:
                self.note("manifest_contradicted", file=kind.file)
            for item in items_lacking(kind, sent.items):
                items.add(item.name)
                if not item.is_voluntary and item.name not in self.declared:
                    self.note("figure_not_sent", file=kind.file, item=item.name.replace("_", " "))
        return frozenset(items)

    def _must_send(self, kind: RecordType) -> bool:
        return not kind.optional and (self._knows_role or not kind.sent_by)

    def _has_headings_only(self, sent: SentReturn) -> bool:
        expected = {kind.name for kind in self._kinds if kind.expected}
        return expected <= set(sent.records) and not sent.records_sent


def _forget(warehouse: Warehouse, return_name: str, years: Sequence[int], las: frozenset[str] | None) -> None:
    listed = ", ".join(str(year) for year in years)
    rules = ", ".join(literal(rule) for rule in (*RULES, CLAIMED.name))
    mine = f'"return" = {literal(return_name)} AND collection_year IN ({listed})'
    connection = warehouse.connection
    connection.execute(
        f"DELETE FROM raw.set_aside WHERE rule IN ({rules}) AND file_id IN (SELECT file_id FROM raw.files WHERE {mine})"
    )
    connection.execute(f"DELETE FROM raw.findings WHERE {mine} AND rule IN ({rules})")
    connection.execute(f"DELETE FROM raw.coverage WHERE {mine}")


def _sent(warehouse: Warehouse, specification: Specification) -> dict[UnitKey, SentReturn]:
    connection, return_name = warehouse.connection, specification.return_name
    found = {
        (year, la): SentReturn()
        for year, la in connection.execute(
            'SELECT collection_year, la_code FROM raw.units WHERE "return" = ?', [return_name]
        ).fetchall()
    }
    for year, la, record_type, paths, records_sent, records in connection.execute(
        """
        SELECT files.collection_year, files.la_code, files.record_type, list(DISTINCT files.path),
            CAST(sum(files.records) AS BIGINT),
            CAST(sum(files.records - coalesce(aside.records, 0)) AS BIGINT)
        FROM raw.files AS files
        LEFT JOIN (SELECT file_id, count(*) AS records FROM raw.set_aside GROUP BY file_id) AS aside
            ON aside.file_id = files.file_id
        WHERE files."return" = ?
        GROUP BY files.collection_year, files.la_code, files.record_type
        """,
        [return_name],
    ).fetchall():
        sent = found.setdefault((year, la), SentReturn())
        sent.paths |= set(paths)
        sent.sent[record_type or ""] = records_sent
        if record_type is None:
            sent.files_not_read += len(paths)
        else:
            sent.records[record_type] = records
    for unit, items in items_sent(warehouse, specification).items():
        found.setdefault(unit, SentReturn()).items = items
    return found


def _roles(warehouse: Warehouse) -> dict[UnitKey, frozenset[str]]:
    """What those send whose role is known."""
    if not warehouse.has_table("reference.senders"):
        return {}
    rows = warehouse.connection.execute(
        "SELECT collection_year, la_code, list(role) FROM reference.senders GROUP BY ALL"
    ).fetchall()
    return {(year, la): frozenset(roles) for year, la, roles in rows}


def _tiny(warehouse: Warehouse, specification: Specification) -> set[UnitKey]:
    """Those that may have nothing to report, since few children live there."""
    fewest = specification.content.get("nil_returns", {}).get("below_population")
    if fewest is None or not warehouse.has_table("reference.child_population"):
        return set()
    return set(
        warehouse.connection.execute(
            "SELECT collection_year, area_code FROM reference.child_population "
            "WHERE area_level = 'local_authority' AND population < ?",
            [fewest],
        ).fetchall()
    )


def _set_aside(warehouse: Warehouse, specification: Specification, findings: Sequence[Finding]) -> None:
    """Set every record of a doubtful return aside."""
    for finding in findings:
        if finding.effect is not Effect.SET_ASIDE:
            continue
        for name in specification.record_type_names:
            warehouse.connection.execute(
                f"INSERT INTO raw.set_aside SELECT typed.file_id, typed.line, ? FROM raw.typed_{name} AS typed "
                "WHERE typed.collection_year = ? AND typed.la_code = ? AND NOT EXISTS ("
                "SELECT 1 FROM raw.set_aside AS aside "
                "WHERE aside.file_id = typed.file_id AND aside.record = typed.line)",
                [finding.rule, finding.collection_year, finding.la_code],
            )
