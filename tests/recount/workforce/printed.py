"""Every figure that an edition of the workforce prints, beside its recount from the returns: data files and workbooks.

An England of a share of the size is published without marks on figures, and without authorities that have no workers in
some year, so that nothing in it is estimated.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from openpyxl import load_workbook

from pipeline.synthetic.workforce.returns import synthesise_workforce
from tests.recount.printed.comparison import Difference, Result
from tests.recount.printed.tiny_england import copy_project, publish
from tests.recount.workforce import definitions
from tests.recount.workforce.definitions import Post, Return, characteristics, indicators, is_in, one_decimal, people
from tests.recount.workforce.figures import Figures, authority_figures, giving, read_figures, voluntary

RELEASE = "social-work-workforce"
YEARS, EDITIONS = range(2013, 2026), (2016, 2019, 2025)
FIRST_OF_WORKERS, FIRST_OF_INDICATORS = 2017, 2023
# The columns of the first file until the edition of 2022, by the names that they have since.
HEADLINE_MEASURES = {
    "social_worker_fte": "inpost_fte",
    "leaver_fte": "leavers_fte",
    "turnover_rate_fte_%": "turnover_rate_fte",
    "working_days_lost_fte": "working_days_lost_fte",
    "absence_rate_fte_%": "absence_rate_fte",
    "agency_fte": "agency_fte",
    "agency_worker_rate_fte_%": "agency_rate_fte",
    "agency_cover_fte": "agency_cover_fte",
    "agency_cover_rate_fte_%": "agency_cover_rate_fte",
    "vacancy_fte": "vacancy_fte",
    "vacancy_rate_fte_%": "vacancy_rate_fte",
    "vacancy_agency_cover_rate_fte_%": "vacancy_agency_cover_rate_fte",
    "case_holders_fte": "case_holders_fte",
    "cases": "cases",
    "caseload_fte": "caseload_fte",
    "social_worker_headcount": "inpost_headcount",
    "leaver_headcount": "leavers_headcount",
    "turnover_rate_headcount_%": "turnover_rate_headcount",
    "agency_headcount": "agency_headcount",
    "agency_worker_rate_headcount_%": "agency_rate_headcount",
}
# Whoever sends a return for others too: they are printed in one row, under the code of the first.
TOGETHER = {"318": "314", "941": "940"}
WHO = {"inpost": "in_post", "starters": "starters", "leavers": "leavers"}
LONDON = "E12000007"
Row = Mapping[str, str]
Sent = Mapping[tuple[int, str], Return | Figures]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a data file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_returns(folder: Path, years: Iterable[int]) -> dict[tuple[int, str], Return | Figures]:
    """The returns of these years by year and the code that they come under."""
    found: dict[tuple[int, str], Return | Figures] = {}
    for year in years:
        for path in sorted(folder.glob(f"{year}/*/*")):
            is_document = path.suffix == ".xml"
            found[year, path.parent.name] = definitions.read_return(path, year) if is_document else read_figures(path)
    return found


def members(row: Row, sent: Sent, regions: Mapping[str, str]) -> list[Return | Figures]:
    """The returns that a row is of; ``regions`` are of authorities."""
    year, wanted = int(row["time_period"]), row["region_code"]
    if row.get("old_la_code"):
        return [sent[year, row["old_la_code"].partition(" / ")[0]]]
    return [
        one
        for (of, code), one in sent.items()
        if of == year and (wanted in ("", regions[code]) or (wanted == LONDON and regions[code].startswith("E13")))
    ]


def compare_edition(publish_folder: Path, returns: Path, edition: int) -> Result:
    """Set every figure of an edition's data files beside its recount, and every one of its tables beside the files."""
    first = FIRST_OF_WORKERS if edition >= FIRST_OF_WORKERS else YEARS[0]
    sent = read_returns(returns, range(first, edition + 1))
    result = Result()
    files = {path.stem: rows_of(path) for path in sorted((publish_folder / "data").glob("*.csv")) if not _is_meta(path)}
    regions = {
        row["old_la_code"].partition(" / ")[0]: row["region_code"]
        for rows in files.values()
        for row in rows
        if row.get("old_la_code")
    }
    for name, rows in files.items():
        expected = next(count for begins, count in RECOUNTS.items() if name.startswith(begins))
        for row in rows:
            counted = expected(members({"region_code": "", **row}, sent, regions), row)
            for column, figure in counted.items():
                judge(result, name, column, row, row[column], figure)
    main = next(
        rows
        for name, rows in files.items()
        if name.startswith(("csww_headline", "csww_indicators", "csww_authority_figures"))
    )
    if FIRST_OF_WORKERS <= edition < FIRST_OF_INDICATORS:
        # The file of these editions has fewer columns than the tables, in another order.
        main = [_with_all_indicators(members(row, sent, regions), row) for row in main]
    for where, ours, printed in table_cells(publish_folder / "tables", main, edition):
        for (column, figure), cell in zip(ours, printed, strict=True):
            judge(result, where, column, {}, cell, figure)
    return result


def judge(result: Result, name: str, column: str, row: Row, printed: str, figure: str) -> None:
    """Note whether what is printed is what was counted."""
    if printed == figure:
        result.agreed[name] += 1
        return
    area = row.get("la_name") or row.get("region_name") or "England"
    labels = tuple(row.get(label, "") for label in ("role", "breakdown_topic", "breakdown", "figure"))
    year = int(row.get("time_period") or 0)
    result.differences.append(Difference(name, column, year, area, labels, printed, figure))


def _is_meta(path: Path) -> bool:
    return path.name.endswith(".meta.csv")


def _indicators(sent: Sequence[Return], row: Row) -> dict[str, str]:
    return indicators(sent, int(row["time_period"]), bool(row["old_la_code"]))


def _headline_measures(sent: Sequence[Return], row: Row) -> dict[str, str]:
    found = _indicators(sent, row)
    return {column: found[indicator] for column, indicator in HEADLINE_MEASURES.items()}


def _with_all_indicators(sent: Sequence[Return], row: Row) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in HEADLINE_MEASURES} | _indicators(sent, row)


def _characteristics(sent: Sequence[Return], row: Row) -> dict[str, str]:
    found: dict[str, str] = {}
    for prefix, who in WHO.items():
        if f"{prefix}_FTE" in row:
            columns = (f"{prefix}_{kind}" for kind in ("FTE", "FTE_percentage", "headcount", "headcount_percentage"))
            figures = characteristics(sent, who, row["breakdown_topic"], row["breakdown"], row.get("role", "Total"))
            found |= dict(zip(columns, figures, strict=True))
    return found


ETHNIC_GROUPS = {
    "white": "White",
    "mixed": "Mixed / Multiple ethnic groups",
    "asian": "Asian / Asian British",
    "black": "Black / African / Caribbean / Black British",
    "other": "Other ethnic group",
}
"""The columns of the file of role by ethnicity by what later files call them."""


def _by_ethnicity(sent: Sequence[Return], row: Row) -> dict[str, str]:
    """People of a role by ethnic group, of those whose ethnicity is known; of nobody known there is no figure."""
    role = "Total" if row["OrgRole"].startswith("All ") else row["OrgRole"]
    figures = {
        column: characteristics(sent, "in_post", "Ethnicity major", label, role)
        for column, label in ETHNIC_GROUPS.items()
    }
    known = {of: int(characteristics(sent, "in_post", "Ethnicity major", "Known", of)[2]) for of in (role, "Total")}
    everybody = {of: int(characteristics(sent, "in_post", "", "Total", of)[2]) for of in (role, "Total")}
    is_unknown = any(everybody[of] and not known[of] for of in known)
    found = {"known_headcount": str(known[role])}
    for column, (_, _, number, percentage) in figures.items():
        found[column] = "x" if is_unknown else number
        found[f"{column}_perc"] = "x" if is_unknown else percentage
    return found


def _crossed(sent: Sequence[Return], row: Row) -> dict[str, str]:
    sex = row.get("sex") or row["gender"]
    topics = (("Sex", sex), ("Age group", row["age_group"]), ("Ethnicity major", row["ethnicity_major"]))

    def are_in(posts: Sequence[Post]) -> list[Post]:
        return [one for one in posts if all(is_in(one, topic, label) for topic, label in topics)]

    amount = sum((definitions.fte(are_in(one.in_post)) for one in sent), Fraction(0))
    number = sum(len(are_in(people(one.in_post))) for one in sent)
    return {"inpost_fte": one_decimal(amount) if amount else "0", "inpost_headcount": str(number)}


RECOUNTS: Mapping[str, Callable[..., dict[str, str]]] = {
    "csww_headline_measures": _headline_measures,
    "csww_indicators": _indicators,
    "csww_characteristics": _characteristics,
    "csww_role_by_characteristics": _characteristics,
    "csww_workforce_role_by_ethnicity": _by_ethnicity,
    "csww_cross_characteristics": _crossed,
    "csww_authority_figures": authority_figures,
    "csww_voluntary_figures": voluntary,
    "csww_authorities_giving": giving,
}


def table_cells(
    tables: Path, rows: Sequence[Row], edition: int
) -> Iterator[tuple[str, list[tuple[str, str]], list[str]]]:
    """Of the tables' columns of England and rows of authorities: where, the figures of the data file, and the cells."""
    columns = list(rows[0])[list(rows[0]).index("la_name") + 1 :]
    years = sorted({int(row["time_period"]) for row in rows})
    for path in sorted(tables.glob("*.xlsx")):
        book = load_workbook(path, read_only=True)
        for number in {"W1", "LAW1"} & set(book.sheetnames):
            lines = list(book[number].iter_rows(values_only=True))
            if number == "W1":
                for at, year in enumerate(years[-len(lines[-1]) + 1 :], start=1):
                    england = next(
                        row for row in rows if row["time_period"] == str(year) and row["geographic_level"] == "National"
                    )
                    printed = [as_text(line[at]) for line in lines[-len(columns) :]]
                    yield f"{number} {year}", [(column, england[column]) for column in columns], printed
            else:
                ours = {row["old_la_code"]: row for row in rows if row["time_period"] == str(edition)}
                for line in lines:
                    if line[0] and re.fullmatch(r"\d{3}( / \d{3})?", str(line[0])):
                        row = ours[str(line[0])]
                        printed = [as_text(value) for value in line[4:]]
                        yield f"{number} {line[0]}", [(column, row[column]) for column in columns], printed


def as_text(value: object) -> str:
    """A workbook's cell as a data file writes it."""
    return f"{value:.10g}" if isinstance(value, int | float) else str(value).strip("[]")


def recounted(folder: Path, scale: float, say: Callable[[str], None], editions: Sequence[int] = EDITIONS) -> int:
    """Publish editions of a synthetic England and recount them; how many figures differ."""
    shutil.rmtree(folder, ignore_errors=True)
    returns = folder / "returns"
    synthesise_workforce(YEARS, returns, scale=scale)
    las = _with_workers(returns / "workforce")
    project = copy_project(folder / "project", las)
    _without_marks(project / "data/reference/decisions_on_figures.csv")
    # Editions of figures and of workers read different years.
    for begins, ends in ((0, FIRST_OF_WORKERS), (FIRST_OF_WORKERS, YEARS[-1] + 1)):
        publish(project, returns, folder / "out", [(RELEASE, one) for one in editions if begins <= one < ends])
    wrong = 0
    for edition in editions:
        found = compare_edition(folder / "out" / RELEASE / str(edition) / "publish", returns / "workforce", edition)
        wrong += len(found.differences)
        say(f"{RELEASE} {edition}: {sum(found.agreed.values()):,} figures agree, 0 rest on estimates.")
        if report := found.report():
            say(report)
    return wrong


def _with_workers(folder: Path) -> set[str]:
    """The authorities that have somebody in post in each of their returns; returns of the others are taken away."""
    without = set()
    for path in folder.glob("*/*/csww.xml"):
        workers = definitions.read_return(path, int(path.parent.parent.name))
        if not (workers.in_post and workers.agency):
            without.add(path.parent.name)
    for code in without:
        for path in folder.glob(f"*/{code}"):
            shutil.rmtree(path)
    codes = {path.name for path in folder.glob("*/*")}
    return codes | {code for code, first in TOGETHER.items() if first in codes}


def _without_marks(path: Path) -> None:
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith(f"{RELEASE},")), encoding="utf-8")
