"""What an authority sees of its own figures that are marked as unreliable: its count, the symbol, and the reason."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from pipeline.analyse.figures import Figures
from pipeline.consult.bundle.preview import Period
from pipeline.consult.making.build import _Shares
from pipeline.consult.making.indicator_figures import value_columns
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.indicators import defined
from pipeline.foundation.stages import TEMPLATES

NAME, YEAR, LA_CODE = "performance-tables", 2024, "301"
PLACE = ("placements_1", YEAR, LA_CODE)
WHY = "a third of the placements are missing"


@pytest.mark.parametrize(
    ("is_counted", "numerator", "denominator", "value"),
    [(True, 30, 200, "15.0"), (False, None, None, "")],  # 30 of 200; what is left out of totals is no count
)
def test_the_preview_says_why_a_figure_is_printed_as_u(
    is_counted: bool, numerator: int | None, denominator: int | None, value: str
) -> None:
    shares = object.__new__(_Shares)
    shares._year, shares._unreliable = YEAR, {PLACE: WHY}
    # How small numbers are suppressed says nothing here.
    shares._protection = Mock(spec=["policy"])
    shares._definitions = {one.code: one for one in defined()}
    shares._symbols = load_contents(TEMPLATES / NAME / "tables.yaml").edition_for(YEAR).symbols
    shares._figures = Figures(
        counts={PLACE: {"": 200, "result=in_numerator": 30}} if is_counted else {},
        known=frozenset({PLACE}) if is_counted else frozenset(),
        in_being=frozenset({(YEAR, LA_CODE)}),
        populations={},
        levels={LA_CODE: "local_authority"},
        rounding={"local_authority": 1},
        unreliable={PLACE},
    )
    column = next(
        one
        for one in value_columns(load_release(NAME), YEAR)
        if one.code == PLACE[0] and one.period is Period.SINGLE and not one.is_of_neighbours
    )
    figure = shares._figure(column, column.shown(YEAR, LA_CODE))
    assert figure.treatment_reason == f"Marked as unreliable: {WHY}."
    assert (figure.shown, figure.numerator, figure.denominator, figure.value) == (
        "u", numerator, denominator, value
    )  # fmt: skip
