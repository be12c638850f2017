"""What can be wrong with a return of a few figures: the rules that all such returns share, and their sentences."""

from __future__ import annotations

from pipeline.collect.findings import ERROR, FILE_RULES, QUERY, Effect, Rule

NOT_READ, KEPT, SET_ASIDE = Effect.FILE_NOT_READ, Effect.KEPT, Effect.SET_ASIDE
# Rules on whole returns, judged again in every run.
COVERAGE_RULES = ("return_absent", "return_not_usable", "la_code_not_of_the_year", "return_not_collected")


def rules_of_return(name: str, file_kind: str, *own: Rule) -> dict[str, Rule]:
    """The rules of the return called ``name`` in its messages, sent as ``file_kind``; ``own`` are those only it has."""
    shared = (
        Rule("workbook_empty", ERROR, NOT_READ, "The file is empty. Save the workbook again."),
        Rule("workbook_too_large", ERROR, NOT_READ,
             "The workbook is larger than {limit} MB or unpacks to far more, which a few rows of figures never need. "
             "Copy the rows into a new workbook."),
        Rule("workbook_old_or_locked", ERROR, NOT_READ,
             "The workbook is in the format before 2007 or locked with a password. "
             "Save it as .xlsx without a password."),
        Rule("file_not_workbook", ERROR, NOT_READ, f"The file is not {file_kind}. Save it as one."),
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
        Rule("return_absent", QUERY, NOT_READ,
             f"There is no {name} of this local authority. Its figures are not available."),
        Rule("return_not_usable", ERROR, NOT_READ,
             "The folder holds {files} files and no usable row of figures. Send the return again."),
        Rule("la_code_not_of_the_year", QUERY, KEPT,
             "This is the code of no local authority in {year}, so nothing of it counts. Check the folder's name."),
    )  # fmt: skip
    of_files = ("file_refused", "folder_inside", "folder_name_not_a_code", "file_unreadable", "file_too_large",
                "too_many_files")  # fmt: skip
    return {**{rule: FILE_RULES[rule] for rule in of_files}, **{rule.name: rule for rule in (*shared, *own)}}
