"""What can be wrong with a staying put return, and the sentence that tells the supplier where and what to do."""

from __future__ import annotations

from pipeline.returns.findings import ERROR, FILE_RULES, QUERY, Effect, Finding, Rule

RETURN = "staying_put"
NOT_READ, KEPT, SET_ASIDE = Effect.FILE_NOT_READ, Effect.KEPT, Effect.SET_ASIDE

RULES: dict[str, Rule] = {
    **{
        name: FILE_RULES[name]
        for name in ("file_refused", "folder_inside", "folder_name_not_a_code", "file_unreadable", "file_too_large",
                     "too_many_files")
    },
    **{
        rule.name: rule
        for rule in (
            Rule("return_not_collected", QUERY, NOT_READ,
                 "This return was collected from {first} to {last} only. Since then OC3 of the SSDA903 return tells."),
            Rule("workbook_empty", ERROR, NOT_READ, "The file is empty. Save the workbook again."),
            Rule("workbook_too_large", ERROR, NOT_READ,
                 "The workbook is larger than {limit} MB or unpacks to far more, which one row of figures never needs. "
                 "Copy the row into a new workbook."),
            Rule("workbook_old_or_locked", ERROR, NOT_READ,
                 "The workbook is in the format before 2007 or locked with a password. "
                 "Save it as .xlsx without a password."),
            Rule("file_not_workbook", ERROR, NOT_READ, "The file is not an .xlsx workbook. Save it as one."),
            Rule("workbook_unreadable", ERROR, NOT_READ,
                 "The workbook is damaged and cannot be read. Open it, check it, and save it again."),
            Rule("workbook_declares_entities", ERROR, NOT_READ,
                 "The workbook holds declarations that no spreadsheet program writes. Save it again in one."),
            Rule("headings_missing", ERROR, NOT_READ,
                 "No sheet has a row with the headings {field}. Use the return's own form."),
            Rule("headings_on_two_sheets", ERROR, NOT_READ,
                 "Sheets {sheets} both have the headings, so it cannot be told which one holds. Leave one."),
            Rule("heading_repeated", ERROR, NOT_READ,
                 "Sheet {sheet}, cell {cell}: the heading {field} stands in this row for the second time. Leave one."),
            Rule("sheet_too_long", ERROR, KEPT,
                 "Sheet {sheet}: only the first {limit} rows are read. Remove what is not part of the return."),
            Rule("line_without_figures", QUERY, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: the row has no figures and is taken to be a note. Leave notes out."),
            Rule("figures_missing", ERROR, KEPT,
                 "Sheet {sheet}: there is no row with figures below the headings. Fill in one row."),
            Rule("figures_repeated", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: more than one row of figures was sent, here or in another file, so it "
                 "cannot be told which one holds. Send one row in one workbook."),
            Rule("formula_in_cell", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: {field} is a formula, which is not worked out. Paste its value."),
            Rule("la_code_differs", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: {field} is not the local authority of the folder. "
                 "Send the authority's own return."),
            Rule("la_code_missing", QUERY, KEPT,
                 "Sheet {sheet}: {field} is blank, so the folder's was taken. Fill it in."),
            Rule("year_differs", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: {field} is not {year}, the year of the folder. Send that year's return."),
            Rule("year_missing", QUERY, KEPT,
                 "Sheet {sheet}: {field} is blank, so the folder's year was taken. Fill it in."),
            Rule("number_missing", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: {field} is blank. Fill it in, 0 where there was nobody."),
            Rule("number_not_readable", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: {field} is not a whole number from {minimum} to {maximum}. Correct it."),
            Rule("more_remain_than_left", ERROR, SET_ASIDE,
                 "Sheet {sheet}, cell {cell}: more young people remain with their carers than left care. "
                 "Correct {field}."),
            Rule("return_absent", QUERY, NOT_READ,
                 "There is no staying put return of this local authority. Its figures are not available."),
            Rule("return_not_usable", ERROR, NOT_READ,
                 "The folder holds {files} files and no usable row of figures. Send the return again."),
            Rule("la_code_not_of_the_year", QUERY, KEPT,
                 "This is the code of no local authority in {year}, so nothing of it counts. Check the folder's name."),
        )
    },
}  # fmt: skip
# Rules on whole returns, judged again in every run.
COVERAGE_RULES = ("return_absent", "return_not_usable", "la_code_not_of_the_year", "return_not_collected")


def finding(
    rule: str,
    year: int,
    la_code: str,
    path: str,
    file_id: int | None = None,
    line: int | None = None,
    field: str = "",
    **words: object,
) -> Finding:
    """A finding on a return; ``line`` is the sheet's row and ``words`` fill the rule's message."""
    broken = RULES[rule]
    message = broken.message.format(field=field, year=year, **words)
    return Finding(RETURN, year, la_code, file_id, path, line, field, rule, broken.severity, broken.effect, message)
