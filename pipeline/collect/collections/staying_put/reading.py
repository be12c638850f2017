"""The reader of staying put returns (2014 and 2015): a workbook of each local authority with one row of figures."""

from __future__ import annotations

from typing import Final

from pipeline.collect.few_figures.figures_return import FiguresReturn
from pipeline.collect.few_figures.figures_rules import NOT_READ, SET_ASIDE, rules_of_return
from pipeline.collect.few_figures.figures_sheet import Form
from pipeline.collect.findings import ERROR, QUERY, Rule
from pipeline.collect.formats.workbooks import open_workbook

_RULES = rules_of_return(
    "staying put return",
    "an .xlsx workbook",
    Rule("return_not_collected", QUERY, NOT_READ,
         "This return was collected from {first} to {last} only. Since then OC3 of the SSDA903 return tells."),
    Rule("figures_repeated", ERROR, SET_ASIDE,
         "Sheet {sheet}, cell {cell}: more than one row of figures was sent, here or in another file, so it "
         "cannot be told which one holds. Send one row in one workbook."),
    Rule("more_remain_than_left", ERROR, SET_ASIDE,
         "Sheet {sheet}, cell {cell}: more young people remain with their carers than left care. Correct {field}."),
)  # fmt: skip
STAYING_PUT: Final = FiguresReturn(
    Form("staying_put", _RULES, "remaining_with_carers", "left_care_on_18th_birthday", "more_remain_than_left"),
    reader_version="3",
    open_file=open_workbook,
)
