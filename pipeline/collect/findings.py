"""What is found wrong with a return: a finding names the file, line and field, never a child's id or date of birth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.reference.periods import period_of


class Severity(StrEnum):
    """Error: cannot be right, send it again. Query: may be right, look at it."""

    ERROR = "error"
    QUERY = "query"


class Effect(StrEnum):
    """What a finding does to the record."""

    KEPT = "kept"
    FIELD_EMPTIED = "field emptied"
    SET_ASIDE = "set aside"
    FILE_NOT_READ = "file not read"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, how serious it is, what it does to the record, and the sentence for the supplier."""

    name: str
    severity: Severity
    effect: Effect
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken at one place; ``file_id``, ``line`` and ``field`` are None or blank for a whole return.

    ``public_numbers`` are those of the public rules that say the same, where an authority is told.
    """

    return_name: str
    collection_year: int
    la_code: str
    file_id: int | None
    path: str
    line: int | None
    field: str
    rule: str
    severity: Severity
    effect: Effect
    message: str
    public_numbers: tuple[str, ...] = ()


ERROR, QUERY = Severity.ERROR, Severity.QUERY

# Rules on files and lines, applied while reading. Values in braces are names and numbers, never what a field holds.
FILE_RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("file_refused", ERROR, Effect.FILE_NOT_READ,
             "This is a link or not an ordinary file. Copy the file itself into the folder."),
        Rule("folder_inside", QUERY, Effect.FILE_NOT_READ,
             "A folder inside the local authority's folder is not read. Move its files up."),
        Rule("folder_name_not_a_code", QUERY, Effect.FILE_NOT_READ,
             "Not read: a local authority's folder is named by its three-character code in capitals, e.g. 201."),
        Rule("file_unreadable", ERROR, Effect.FILE_NOT_READ,
             "The file cannot be opened. Check that it is complete and may be read."),
        Rule("file_too_large", ERROR, Effect.FILE_NOT_READ,
             "The file is larger than {limit} MB, which no return needs. Check how it was exported."),
        Rule("too_many_files", ERROR, Effect.FILE_NOT_READ,
             "Only the first {limit} files of the folder are read. Remove what does not belong to the return."),
        Rule("file_is_archive", ERROR, Effect.FILE_NOT_READ,
             "The file is a workbook or a zip archive whatever its name says. Save each sheet as CSV UTF-8."),
        Rule("document_type_declared", ERROR, Effect.FILE_NOT_READ,
             "The document declares a document type, which could define entities, so it is not read. "
             "Remove <!DOCTYPE ...>."),
        Rule("document_encoding", ERROR, Effect.FILE_NOT_READ,
             "The text does not agree with the encoding that the document declares, or that encoding is not read. "
             "Export it in UTF-8."),
        Rule("document_not_well_formed", ERROR, Effect.FILE_NOT_READ,
             "The document is not well-formed XML: reading failed here. It may be cut short. Export it again."),
        Rule("document_too_complex", ERROR, Effect.FILE_NOT_READ,
             "An element holds more text or lies deeper than any return needs. Check how the file was exported."),
        Rule("document_not_a_return", ERROR, Effect.FILE_NOT_READ,
             "The document is no SSDA903 return: its root element must be {root}, without a namespace. Send that, or "
             "CSV files."),
        Rule("document_of_another_return", ERROR, Effect.FILE_NOT_READ,
             "The document is no return of this kind: its root element must be {root}, without a namespace."),
        Rule("header_incomplete", ERROR, Effect.KEPT,
             "The header does not say {field}. Fill it in: only the folder tells whose return this is, of which year."),
        Rule("header_of_another_collection", ERROR, Effect.FILE_NOT_READ,
             "The header names another collection than {called}. Send the return of this collection."),
        Rule("collection_misspelt", QUERY, Effect.KEPT, "The collection is called {called}. Read all the same."),
        Rule("header_of_another_year", ERROR, Effect.FILE_NOT_READ,
             "The header names another year than {year}. Send that of {year}, or put this one into its own folder."),
        Rule("reference_date_differs", ERROR, Effect.KEPT,
             "The reference date of {year} is {date}. Correct the header."),
        Rule("header_of_another_authority", ERROR, Effect.FILE_NOT_READ,
             "The header names another local authority than that of the folder. Check whose return this is."),
        Rule("document_without_lines", QUERY, Effect.KEPT,
             "Several records stand on one line, so each is named by its place among the records of its file, from 1 "
             "on, instead of its line. Export the document with line breaks."),
        Rule("element_unknown", QUERY, Effect.KEPT,
             "{count} of these elements, which are no part of the return where they stand, are not read. "
             "Leave them out."),
        Rule("element_not_collected", QUERY, Effect.KEPT,
             "{count} of these elements, which are not collected in {year}, are not read."),
        Rule("element_ambiguous", ERROR, Effect.KEPT,
             "{count} of these elements are neither 0 nor 1, so whether the child has a {file} record is not known."),
        Rule("file_not_text", ERROR, Effect.FILE_NOT_READ,
             "The file is not text. Export it again as CSV UTF-8."),
        Rule("parquet_not_read", ERROR, Effect.FILE_NOT_READ,
             "The file begins as Parquet and cannot be read as such, has columns of lists, structures or bytes, or is "
             "more than 200 MB as text. Write it again with a single value in each column, or send CSV."),
        Rule("file_empty", QUERY, Effect.FILE_NOT_READ,
             "The file is empty, without even the row of column names. Export it again or leave it out."),
        Rule("file_in_utf_16", QUERY, Effect.KEPT,
             "The file is in UTF-16 and was read as such. Other software will refuse it: save as CSV UTF-8."),
        Rule("other_separator", QUERY, Effect.KEPT,
             "Fields are not separated by commas. Read all the same; send commas."),
        Rule("lines_before_names", QUERY, Effect.KEPT,
             "The column names stand on this line; what stands above them was passed over. Begin the file with them."),
        Rule("file_not_recognised", ERROR, Effect.FILE_NOT_READ,
             "The first row does not hold the column names of any file of this return. {detail}"),
        Rule("file_not_collected", QUERY, Effect.FILE_NOT_READ,
             "{file} is not collected in {year}: {reason}. Leave the file out."),
        Rule("file_repeated", QUERY, Effect.KEPT,
             "More than one {file} file; all are read together. Send one, so that nothing old is counted."),
        Rule("column_repeated", ERROR, Effect.FILE_NOT_READ,
             "The column {field} appears twice, so it cannot be told which one holds. Send it once."),
        Rule("column_missing", ERROR, Effect.KEPT, 
             "The column {field} of {file} is missing and is read as blank. Add it."),
        Rule("column_not_collected", QUERY, Effect.KEPT, 
             "The column {field} is not collected in {year} and is not read."),
        Rule("column_unknown", QUERY, Effect.KEPT, 
             "Column {position} ({field}) is not part of {file} and is not read."),
        Rule("record_ragged", ERROR, Effect.SET_ASIDE,
             "The line has {found} fields where the column names have {wanted}. Look for a stray comma or line break."),
        Rule("record_surplus_blank", QUERY, Effect.KEPT,
             "Lines from here on end in surplus blank fields, which are not read. Remove the empty columns."),
        Rule("record_damaged", ERROR, Effect.SET_ASIDE,
             "The line holds NUL characters, so it was damaged on its way. Export the file again."),
        Rule("record_too_long", ERROR, Effect.SET_ASIDE,
             "A field of this line is longer than {limit} characters. Look for a missing line break."),
        Rule("quote_unclosed", ERROR, Effect.SET_ASIDE,
             "A quotation mark on this line is never closed or stands inside a field. Double it or remove it."),
    )
}  # fmt: skip


class Notebook:
    """Collects the findings of one file while it is read."""

    def __init__(self, return_name: str, year: int, la_code: str, path: str, file_id: int | None) -> None:
        """``path`` is relative to the returns folder."""
        self._place = (return_name, year, la_code, file_id, path)
        self.findings: list[Finding] = []

    def note(self, rule: str, line: int | None = None, field: str = "", **words: object) -> None:
        """Write down that a rule of FILE_RULES was broken; ``words`` fill its message."""
        return_name, year, la_code, file_id, path = self._place
        broken = FILE_RULES[rule]
        message = broken.message.format(field=field, year=period_of(year), **words)
        self.findings.append(
            Finding(
                return_name, year, la_code, file_id, path, line, field, rule, broken.severity, broken.effect, message
            )
        )


def finding_row(finding: Finding) -> tuple[object, ...]:
    """A finding as a row of raw.findings."""
    return (
        finding.return_name, finding.collection_year, finding.la_code, finding.file_id, finding.path, finding.line,
        finding.field, finding.rule, finding.severity.value, finding.effect.value, finding.message,
    )  # fmt: skip
