"""Every figure that an edition of stability prints, beside its recount from the returns: data files and workbooks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from pipeline.foundation.stages import REFERENCE
from pipeline.synthetic.pupils.england import synthesise_pupils
from pipeline.synthetic.ssda903.england import synthesise
from tests.recount.printed.comparison import Difference, Result
from tests.recount.printed.data_files import area_of, files_of, regions_of, rows_of, within
from tests.recount.printed.figures import in_decimals, nearest
from tests.recount.printed.tiny_england import copy_project, publish
from tests.recount.printed.workbooks import TableCell, cells_of
from tests.recount.stability.definitions import is_in_being
from tests.recount.stability.questions import Asked, asked_of_cell, asked_of_row
from tests.recount.stability.sent import Sent

RELEASE, YEARS, EDITIONS = "stability", range(2020, 2026), (2022, 2024, 2025)
NUMBERS = ("number", "children_count", "sw_episode_count", "move_count")
PERCENTAGES = ("percentage", "children_percent", "sw_episode_percent", "move_percent")
FEWEST_NEIGHBOURS = 5
Row = Mapping[str, str]
Files = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Printed:
    """What has to stand in the files of an edition."""

    sent: Sent
    edition: int
    regions: Mapping[str, str]
    """The region of each authority."""

    def las_of(self, area: str) -> tuple[str, ...]:
        """The authorities of an area: England, a region, or one of them; an edition knows none that came after it."""
        known = (la for la in self.sent.las if la in self.regions or is_in_being(la, self.edition))
        return within(area, known, self.regions)

    def figures(self, asked: Asked, year: int, area: str) -> tuple[str, str]:
        """A number and its percentage, as a file has to write them."""
        is_authority = area in self.sent.las
        if is_authority and not is_in_being(area, year):
            return "z", "z"
        las = tuple(la for la in self.las_of(area) if self.sent.is_known(asked.needs, asked.span, year, la))
        if not las:
            return "x", "x"
        base = {
            answer: number for answer, number in self.sent.answers(asked, year, las).items() if asked.is_of(answer[0])
        }
        whole = sum(base.values())
        number = sum(number for (_, value), number in base.items() if asked.part(value))
        if not whole:
            # In files of authorities parts of nobody do not apply.
            return "z" if asked.of_authorities and is_authority and not asked.is_whole else "0", "z"
        share = in_decimals(Fraction(100 * number, whole), 0)
        return (
            in_decimals(nearest(Fraction(number), Fraction(1 if is_authority else 10)), 0),
            "k" if share == "0" and number else share,
        )


def compare_edition(published: Path, sent: Sent, edition: int) -> Result:
    """Set every figure of an edition's files and tables beside its recount; what is suppressed is not compared."""
    result = Result()
    files = files_of(published)
    printed = Printed(sent, edition, regions_of(files))
    for name, rows in files.items():
        if name == "la_cla_stability_and_statistical_neighbours":
            _compare_neighbours(result, printed, name, rows, files, REFERENCE)
            continue
        for row in rows:
            _compare_row(result, printed, name, row)
    for path in sorted((published / "tables").glob("*.xlsx")):
        for cell in cells_of(path):
            _compare_cell(result, printed, path.stem, cell)
    return result


def _compare_row(result: Result, printed: Printed, name: str, row: Row) -> None:
    year, area = int(row["time_period"]), area_of(row)
    if not printed.las_of(area):
        return
    asked = asked_of_row(name, row, printed.edition)
    number, share = printed.figures(asked, year, area)
    for column in row:
        if column in (*NUMBERS, *PERCENTAGES):
            judge(result, f"{name} [{column}]", year, row, row[column], number if column in NUMBERS else share)


def judge(result: Result, name: str, year: int, row: Row, printed: str, figure: str) -> None:
    """Note whether what is printed is what was counted."""
    if printed in ("c", "[c]"):
        result.suppressed[name] += 1
    elif printed == figure:
        result.agreed[name] += 1
    else:
        data_set, _, column = name.partition(" [")
        labels = tuple(value for key, value in row.items() if key in LABELS)
        result.differences.append(Difference(data_set, column.rstrip("]"), year, area_of(row), labels, printed, figure))


LABELS = (
    "cla_group", "population_group", "characteristic", "breakdown", "move_measure", "school_stability", "sw_stability",
    "social_worker_stability", "combined_stability", "placement_stability", "sw_episode_reason", "stability_measure",
    "years_of_high_instability", "kind_of_move", "reason_for_placement_change", "line", "heading",
)  # fmt: skip
COMPARED = {
    "placements_3_or_more": ("la_cla_placement_stability", "With 3 or more placements during the year"),
    "mid_year_moves": ("la_cla_school_moves", "With one or more mid-year moves during the year"),
    "social_workers_3_or_more": ("la_cla_swcount", "3 or more social workers during the year"),
}
FIRST_OF_COMPARED = {"social_workers_3_or_more": 2024}


@cache
def _neighbours(reference: Path, year: int) -> Mapping[str, list[str]]:
    """The neighbours of each authority by the last model until a year that has it, or else by the first after."""
    models: dict[int, dict[str, list[str]]] = {}
    for row in sorted(rows_of(reference / "statistical_neighbours.csv"), key=lambda row: int(row["rank"])):
        models.setdefault(int(row["model"]), {}).setdefault(row["la_code"], []).append(row["neighbour_la_code"])
    found: dict[str, list[str]] = {}
    for model in sorted(models, key=lambda one: (one <= year, one if one <= year else -one)):
        found |= models[model]
    return found


def _compare_neighbours(
    result: Result, printed: Printed, name: str, rows: Sequence[Row], files: Files, reference: Path
) -> None:
    """Percentages are those of the other files; ranks and means are of percentages that are shown there."""
    for column, (data_set, label) in COMPARED.items():
        shown = {
            (int(row["time_period"]), area_of(row)): next(row[one] for one in PERCENTAGES if one in row)
            for row in files[data_set]
            if label in row.values()
        }
        for row in rows:
            year, area = int(row["time_period"]), area_of(row)
            if printed.las_of(area):
                due = ("x", "x", "x")
                if not is_in_being(area, year):
                    due = ("z", "z", "z")
                elif year >= FIRST_OF_COMPARED.get(column, 0):
                    due = _compared(shown, year, area, _neighbours(reference, year).get(area, []))
                for kind, figure in zip(("percent", "rank", "neighbours"), due, strict=True):
                    judge(result, f"{name} [{column}_{kind}]", year, row, row[f"{column}_{kind}"], figure)


def _compared(
    shown: Mapping[tuple[int, str], str], year: int, area: str, neighbours: Sequence[str]
) -> tuple[str, str, str]:
    own = shown[year, area]
    if not area.isdigit():
        return own, "z", "z"
    numbers = {
        of: 0 if text == "k" else int(text)
        for (when, of), text in shown.items()
        if when == year and of.isdigit() and (text == "k" or text.isdigit())
    }
    near = [numbers[one] for one in neighbours if one in numbers]
    mean = in_decimals(Fraction(sum(near), len(near)), 0) if len(near) >= FEWEST_NEIGHBOURS else "x"
    rank = str(1 + sum(one < numbers[area] for one in numbers.values())) if area in numbers else own
    return own, rank, "z" if own == "z" else mean


def _compare_cell(result: Result, printed: Printed, workbook: str, cell: TableCell) -> None:
    if not printed.las_of(cell.area):
        return
    asked, year, is_percentage = asked_of_cell(cell, printed.edition)
    row = {"old_la_code": cell.area, "line": " > ".join(cell.line), "heading": cell.heading}
    number, share = printed.figures(asked, year, cell.area)
    figure = share if is_percentage else number
    due = f"[{figure}]" if figure.isalpha() else figure
    judge(result, f"{workbook} {cell.sheet} [cell]", year, row, cell.printed, due)


def recounted(folder: Path, scale: float, say: Callable[[str], None], editions: Sequence[int] = EDITIONS) -> int:
    """Publish editions of a synthetic England and recount them; how many figures differ."""
    shutil.rmtree(folder, ignore_errors=True)
    returns = folder / "returns"
    synthesise(YEARS, returns, scale=scale)
    synthesise_pupils(YEARS, returns, scale=scale)
    las = with_children(returns)
    project = copy_project(folder / "project", las)
    publish(project, returns, folder / "out", [(RELEASE, one) for one in editions])
    sent, wrong = Sent(returns, sorted(las)), 0
    for edition in editions:
        found = compare_edition(folder / "out" / RELEASE / str(edition) / "publish", sent, edition)
        wrong += len(found.differences)
        say(f"{RELEASE} {edition}: {sum(found.agreed.values()):,} figures agree, 0 rest on estimates.")
        if report := found.report():
            say(report)
    return wrong


def with_children(returns: Path) -> set[str]:
    """The authorities that look after somebody in each of their returns; the returns of the others are taken away."""
    folders = list((returns / "ssda903").glob("*/*"))
    without = {path.name for path in folders if not rows_of(path / "episodes.csv")}
    for path in folders:
        if path.name in without:
            shutil.rmtree(path)
    return {path.name for path in folders} - without
