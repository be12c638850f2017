"""One defect of every kind that the rules find in the aggregate form, planted into a synthetic return of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.synthetic.workforce.defects import PlantedRecord

Line = tuple[str, str, str, str]
"""A figure as it is sent: item, measure, category and value."""


@dataclass(frozen=True, slots=True)
class FigureDefectKind:
    """A kind of defect: the rule that finds it, the field, and what becomes of the lines of a figure.

    ``item`` and ``measure`` name the figure, of which the first line is taken; where the authority does not state it,
    nothing is planted. Each kind has a figure of its own, so that no two meet.
    """

    rule: str
    field: str
    item: str
    measure: str
    changed: Callable[[Line], Sequence[Line]]


def _with_value(value: str) -> Callable[[Line], Sequence[Line]]:
    return lambda line: [(*line[:3], value)]


def _one_more(line: Line) -> Sequence[Line]:
    return [(*line[:3], str(int(line[3]) + 1))]


FIGURE_KINDS: Sequence[FigureDefectKind] = (
    FigureDefectKind("figure_repeated", "ITEM", "vacancies", "headcount", lambda line: [line, *_one_more(line)]),
    FigureDefectKind(
        "figure_category_of_another_item",
        "CATEGORY",
        "agency_workers",
        "headcount",
        lambda line: [(line[0], line[1], "20 to 29", line[3])],
    ),
    FigureDefectKind(
        "figure_measure_of_another_item",
        "MEASURE",
        "sickness_absence",
        "days",
        lambda line: [(line[0], "fte", line[2], line[3])],
    ),
    FigureDefectKind("fte_above_people", "VALUE", "leavers", "fte", _with_value("99999")),
    FigureDefectKind("number_not_read", "VALUE", "social_workers", "fte", _with_value("about 40")),
    FigureDefectKind("required_field_blank", "VALUE", "agency_workers", "fte", _with_value("")),
    FigureDefectKind(
        "code_not_of_the_year", "ITEM", "starters", "fte", lambda line: [("social_work_starters", *line[1:])]
    ),
    FigureDefectKind("figures_by_category_differ", "VALUE", "social_workers_by_age", "headcount", _one_more),
    FigureDefectKind(
        "stated_agency_cover_above_vacancies",
        "VALUE",
        "agency_workers_covering_vacancies",
        "fte",
        _with_value("99999"),
    ),
)


def plant_figures(lines: list[Line], year: int, la_code: str) -> list[PlantedRecord]:
    """Change the lines of one return in place; what was planted, each with the place of the figure in it from 1."""
    planted = []
    for kind in FIGURE_KINDS:
        at = next((n for n, line in enumerate(lines) if line[:2] == (kind.item, kind.measure)), None)
        if at is not None:
            lines[at : at + 1] = kind.changed(lines[at])
            planted.append(PlantedRecord(year, la_code, at + 1, kind.field, kind.rule))
    return planted
