"""The editions of 2013 to 2016 from stated figures: what is printed, what is estimated, and what never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runs.country import all_of_england
from tests.runs.workforce_release import publish, rows_of

SAMPLE = (Path(__file__).parents[1] / "collect/workforce/301_2014_aggregate.csv").read_text(encoding="utf-8")
FIGURES = "csww_authority_figures_2013_to_{year}"
VOLUNTARY = "csww_voluntary_figures_2014_to_{year}"
GIVING = "csww_authorities_giving_voluntary_figures_2014_to_{year}"
# The sample's figures, and by hand from them: turnover 34.1 of 196.4, 36 of 210; agency 28 of 224.4, 29 of 239;
# vacancies 31.5 of 227.9; absence 1985.5 of 196.4 x 253 = 49,689.2 days.
PRINTED = {
    "inpost_fte": "196.4", "inpost_headcount": "210", "starters_fte": "38.2", "starters_headcount": "40",
    "leavers_fte": "34.1", "leavers_headcount": "36", "turnover_rate_fte": "17.4", "turnover_rate_headcount": "17.1",
    "agency_fte": "28", "agency_headcount": "29", "agency_rate_fte": "12.5", "agency_rate_headcount": "12.1",
    "vacancy_fte": "31.5", "vacancy_headcount": "33", "vacancy_rate_fte": "13.8", "agency_cover_fte": "25",
    "working_days_lost_fte": "1985.5", "absence_rate_fte": "4",
}  # fmt: skip


def returns_of(folder: Path, texts: dict[str, str], year: int = 2014) -> Path:
    for code, text in texts.items():
        path = folder / "workforce" / str(year) / code / "figures.csv"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder


def without(*items: str) -> str:
    return "".join(line for line in SAMPLE.splitlines(keepends=True) if not line.startswith(items))


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An England of three authorities: one sent everything, one no vacancies in FTE, one nothing by age."""
    folder = tmp_path_factory.mktemp("figures")
    texts = {"301": SAMPLE, "302": without("vacancies,fte"), "303": without("social_workers_by_age")}
    returns_of(folder / "returns", texts)
    with all_of_england(texts):
        return publish(folder / "returns", folder / "out", 2014, with_pages=True)


def of_area(release: Path, data_set: str, area: str) -> list[dict[str, str]]:
    return [row for row in rows_of(release, data_set) if area in (row["old_la_code"] or row["country_name"])]


def test_the_sample_agrees_cell_by_cell(three: Path) -> None:
    row = of_area(three, FIGURES, "301")[0]
    assert {column: row[column] for column in PRINTED} == PRINTED
    stated = {
        (item, category): value
        for item, _, category, value in (line.split(",") for line in SAMPLE.splitlines()[1:])
        if category
    }
    printed = {
        (row["breakdown_topic"], row["breakdown"]): row["number"]
        for row in of_area(three, VOLUNTARY, "301")
        if row["number"] not in ("x", "0") and row["breakdown"] != "Total"
    }
    assert sorted(printed.values()) == sorted(stated.values())
    assert printed["Social workers by age group", "30 to 39 years old"] == "62"
    assert printed["Social workers by time in service", "20 years or more"] == "12"
    assert printed["Starters by origin", "Newly qualified"] == "11"
    assert printed["Leavers by destination", "Agency or consultancy"] == "8"


def test_a_figure_that_was_not_stated_is_not_available_and_estimated_in_england(three: Path) -> None:
    row = of_area(three, FIGURES, "302")[0]
    assert (row["vacancy_fte"], row["vacancy_rate_fte"]) == ("x", "x")
    assert (row["vacancy_headcount"], row["inpost_fte"]) == ("33", "196.4")
    england = next(row for row in rows_of(three, FIGURES) if row["geographic_level"] == "National")
    assert england["inpost_fte"] == "589.2"  # 3 x 196.4
    # Two stated 31.5 each, of 59,326 and 55,535 children in mid-2014; the third has 86,720:
    # 63 x 86,720 / 114,861 = 47.57.
    assert england["vacancy_fte"] == "110.6"


def test_voluntary_figures_are_of_those_who_gave_them_and_never_estimated(three: Path) -> None:
    topic = "Social workers by age group"
    assert {row["number"] for row in of_area(three, VOLUNTARY, "303") if row["breakdown_topic"] == topic} == {"x"}
    giving = {row["figure"]: row["authorities"] for row in of_area(three, GIVING, "England")}
    assert giving[topic] == "2"
    assert giving["Starters by origin"] == "3"
    assert giving["Leavers by time in service"] == "0"
    coverage = (three / "publish/coverage.csv").read_text(encoding="utf-8").splitlines()
    of_303 = [line for line in coverage if line.startswith("aggregate_social_workers_by_age,2014,303,")]
    assert len(of_303) == 1
    assert ",no,not supplied: social_workers_by_age headcount,no," in of_303[0]


def test_the_edition_has_only_what_figures_tell(three: Path) -> None:
    names = {path.name for path in (three / "publish/data").glob("*.csv") if ".meta." not in path.name}
    assert names == {f"{name.format(year=2014)}.csv" for name in (FIGURES, VOLUNTARY, GIVING)}


def test_before_2014_there_is_nothing_voluntary(tmp_path: Path) -> None:
    six = without("social_workers_with", "social_workers_by", "starters_by", "leavers_by", "agency_workers_covering")
    release = publish(
        returns_of(tmp_path / "returns", {"301": six}, 2013), tmp_path / "out", 2013, with_workbooks=False
    )
    assert {path.name for path in (release / "publish/data").glob("*.csv") if ".meta." not in path.name} == {
        "csww_authority_figures_2013_to_2013.csv"
    }
    row = of_area(release, FIGURES, "301")[0]
    assert row["inpost_headcount"] == "210" and "agency_cover_fte" not in row
