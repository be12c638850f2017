"""What can be wrong with a census document as a whole, and collecting it while the document is read."""

from __future__ import annotations

from pipeline.collect.findings import ERROR, FILE_RULES, QUERY, Effect, Finding, Rule

NOT_READ, KEPT, SET_ASIDE = Effect.FILE_NOT_READ, Effect.KEPT, Effect.SET_ASIDE

# Rules of folders, files and documents that any return breaks in the same way.
SHARED = (
    "file_refused",
    "folder_inside",
    "folder_name_not_a_code",
    "file_unreadable",
    "file_too_large",
    "too_many_files",
    "document_type_declared",
    "document_encoding",
    "document_not_well_formed",
    "document_too_complex",
)
CIN_FILE_RULES: dict[str, Rule] = {
    **{name: FILE_RULES[name] for name in SHARED},
    **{
        rule.name: rule
        for rule in (
            Rule("file_compressed", ERROR, NOT_READ,
                 "The file is a compressed archive or a workbook whatever its name says. Unpack it and send the XML."),
            Rule("file_not_xml", QUERY, NOT_READ, "The file is not XML, so it is not read. Send one XML file."),
            Rule("document_empty", ERROR, NOT_READ, "The file is empty. Export the census again."),
            Rule("document_not_a_census", ERROR, NOT_READ,
                 "The document is no children in need census: its root element must be Message, without a namespace."),
            Rule("document_of_another_collection", ERROR, NOT_READ,
                 "The header says that this is not the collection CIN. Send the children in need census."),
            Rule("document_repeated", ERROR, SET_ASIDE,
                 "More than one census document was sent, so it cannot be told which one holds. Send one."),
            Rule("header_missing", ERROR, KEPT,
                 "The header does not say {field}, so it cannot be checked against the folder. Fill it in."),
            Rule("header_of_another_la", ERROR, SET_ASIDE,
                 "LEA in the header is not the local authority of the folder. Send the authority's own return."),
            Rule("header_of_another_year", ERROR, SET_ASIDE,
                 "The header's year is not the folder's. Send the return of the year ending 31 March {year}."),
            Rule("header_year_differs", QUERY, KEPT,
                 "Year in the header does not agree with ReferenceDate, which was followed. Correct it."),
            Rule("header_reference_date_wrong", ERROR, KEPT,
                 "ReferenceDate in the header is not 31 March {year}. Check that the return was taken for that day."),
            Rule("element_not_collected", QUERY, KEPT,
                 "{count} of these elements, which are not collected in {year} in this form. Leave them out."),
            Rule("element_renamed", QUERY, KEPT,
                 "{count} of these elements, which {year} calls {now}; they were read as that. Send {now}."),
            Rule("element_misplaced", ERROR, KEPT,
                 "{count} of these elements stand where they do not belong, in {parent}, and are not read. Move them."),
            Rule("element_unknown", QUERY, KEPT,
                 "{count} of these elements, which are not part of the census, are not read. Leave them out."),
            Rule("value_too_long", ERROR, KEPT,
                 "An element near this line holds more than {limit} characters and is read cut short. Correct it."),
        )
    },
}  # fmt: skip
# A return that breaks one of these cannot be used; its records stay in raw.
UNUSABLE = ("document_repeated", "header_of_another_la", "header_of_another_year")


class CinNotebook:
    """Collects the findings on one census document."""

    def __init__(self, year: int, la_code: str, path: str, file_id: int | None) -> None:
        """``path`` is relative to the returns folder."""
        self._place = (year, la_code, file_id, path)
        self.findings: list[Finding] = []

    def note(self, rule: str, line: int | None = None, field: str = "", **words: object) -> None:
        """Write down that a rule of CIN_FILE_RULES was broken; ``words`` fill its message."""
        year, la_code, file_id, path = self._place
        broken = CIN_FILE_RULES[rule]
        message = broken.message.format(field=field, year=year, **words)
        self.findings.append(
            Finding("cin", year, la_code, file_id, path, line, field, rule, broken.severity, broken.effect, message)
        )
