"""The last look at a release: what its files tell by what adds up in them is listed, and chance is not."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.analyse.areas import Areas, read_areas
from pipeline.design.figure import Area, AreaLevel
from pipeline.disseminate.release_folder import ReleaseFolder
from pipeline.foundation.numbers import Key, Structural
from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.reader.attack import Told
from pipeline.protect.reader.files import _when, read_published
from pipeline.protect.reader.known import counts_apart
from pipeline.protect.reader.published import AUTHORITY, Place
from pipeline.protect.reader.sums import Sum
from pipeline.runs.run_summary import RunSummary
from pipeline.runs.told_by_figures import Truth, _as_read, _bounds, _is_listed, look
from tests.protect.reader.test_reader import CODES, publish
from tests.protect.reader.true_figures import YEAR, write_true

FILES = ("la_cla_on_31_march_by_characteristics", "cla_number_and_rate_per_10k_children")
PLACE = ("measure", "collection_year", "area_code", "breakdown_key")
LABELS = {"age_group=16_and_over": "16 years and over", "age_group=10_to_15": "10 to 15 years"}


class Half:
    """Two data files of the published release, and the writer of the same with true counts."""

    def __init__(self, published: RunSummary, folder: Path) -> None:
        self.building = ReleaseFolder(folder / "publish", folder / "restricted")
        (folder / "publish" / "data").mkdir(parents=True)
        (folder / "restricted").mkdir()
        for name in ("certificate.json", "manifest.json"):
            shutil.copy(published.folder / "publish" / name, folder / "publish" / name)
        for name in FILES:
            for path in (published.folder / "publish" / "data").glob(f"{name}.*"):
                shutil.copy(path, folder / "publish" / "data" / path.name)
        self.published = published
        self.warehouse = published.folder.parent / f".{YEAR}.duckdb"
        with Warehouse(self.warehouse) as warehouse:
            self.areas = read_areas(warehouse, published.years)
        self.true_was_written = False

    def write_true(self, folder: Path) -> None:
        self.true_was_written = True
        write_true(self.published, folder / "data", FILES)

    def look(self, *structural: Structural, stopped: Path | None = None) -> str:
        return look(self.building, self.write_true, structural, self.areas, stopped=stopped)

    def print_in_place_of_c(self, year: str, code: str, label: str, number: int) -> None:
        path = self.building.publish / "data" / f"{FILES[0]}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        header = rows[0]
        for row in rows[1:]:
            at = dict(zip(header, row, strict=True))
            if (at["time_period"], at["old_la_code"]) == (year, code) and label in row:
                assert at["number"] == "c"
                row[header.index("number")] = str(number)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture
def half(published: RunSummary, tmp_path: Path) -> Half:
    return Half(published, tmp_path / "half")


def own_second_cell(published: RunSummary) -> dict[str, str]:
    """A second cell of a count on 31 March that protects a small one of the same area and year."""
    with (published.folder / "restricted" / "second_cells.csv").open(encoding="utf-8", newline="") as file:
        return next(
            row
            for row in csv.DictReader(file)
            if row["measure"] == row["for_measure"] == "looked_after_on_31_march"
            and row["area_code"] == row["for_area_code"]
            and row["breakdown_key"] in LABELS
            and row["for_breakdown_key"] in LABELS
        )


def true_count(half: Half, row: dict[str, str], before: str = "") -> int:
    with Warehouse(half.warehouse) as warehouse:
        found = warehouse.connection.execute(
            "SELECT value FROM grossed.cells WHERE measure = ? AND collection_year = ? AND area_code = ? "
            "AND breakdown_key = ?",
            [row[before + name] for name in PLACE],
        ).fetchone()
    assert found is not None
    return int(found[0])


def test_nothing_is_told_and_the_true_figures_are_not_left_behind(half: Half) -> None:
    assert "what adds up in them tells none" in half.look()
    assert list(half.building.restricted.iterdir()) == []


def test_a_second_cell_that_is_shown_is_told_and_listed(half: Half, published: RunSummary) -> None:
    row = own_second_cell(published)
    shown, small = true_count(half, row), true_count(half, row, "for_")
    half.print_in_place_of_c(row["collection_year"], row["area_code"], LABELS[row["breakdown_key"]], shown)
    assert "listed in restricted/told_by_figures.csv" in half.look()
    assert half.true_was_written
    (listed,) = half.building.restricted.iterdir()
    with listed.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert any(one["time_period"] == row["collection_year"] and one["lower"] == str(small) for one in told)


def test_what_is_told_stops_the_release_until_it_is_said_to_be_chance(
    half: Half, published: RunSummary, tmp_path: Path
) -> None:
    row = own_second_cell(published)
    stopped = tmp_path / "2024-told_by_figures.csv"
    stopped.write_text("of the run before\n", encoding="utf-8")
    assert "tells none" in half.look(stopped=stopped)
    assert not stopped.exists()
    code, label = row["area_code"], LABELS[row["breakdown_key"]]
    half.print_in_place_of_c(row["collection_year"], code, label, true_count(half, row))
    with pytest.raises(
        CheckFailed, match=r"Nothing was published; .*2024-told_by_figures.csv lists them.*--accept-told"
    ):
        half.look(stopped=stopped)
    assert list(half.building.restricted.iterdir()) == []
    assert str(true_count(half, row, "for_")) in stopped.read_text(encoding="utf-8")
    assert stopped.stat().st_mode & 0o777 == 0o600


def test_a_structural_exception_is_let_through_and_no_closer_knowledge(half: Half, published: RunSummary) -> None:
    row = own_second_cell(published)
    shown, small = true_count(half, row), true_count(half, row, "for_")
    half.print_in_place_of_c(row["collection_year"], row["area_code"], LABELS[row["breakdown_key"]], shown)
    key = Key(row["for_measure"], int(row["collection_year"]), row["area_code"], row["for_breakdown_key"])
    assert "taken to be chance" in half.look(
        Structural(key, small, small + 1, "listed with a width of 1, and known exactly")
    )
    assert "tells none" in half.look(Structural(key, small, small, "listed as it is known"))


def test_what_true_counts_contradict_is_not_believed(half: Half, tmp_path: Path) -> None:
    shutil.copytree(half.building.publish, tmp_path / "true", ignore=shutil.ignore_patterns("*.csv"))
    for path in (half.building.publish / "data").glob("*.meta.csv"):
        shutil.copy(path, tmp_path / "true" / "data" / path.name)
    half.write_true(tmp_path / "true")
    seen, true = read_published(half.building.publish), read_published(tmp_path / "true")
    apart = counts_apart(seen)
    everybody, boys, girls = (
        next(at for at, members in enumerate(apart.members) if text in str(members[0]) and FILES[0] in str(members[0]))
        for text in ("[LA of placement | Total]", "[Gender | Male]", "[Gender | Female]")
    )
    # The underlying files to 2017 do not say which region an authority is in.
    truth = Truth(seen, replace(true, places=tuple(replace(one, region="") for one in true.places)))
    # Not all who are placed in an authority are its own, and boys are not girls: both hold nowhere or rarely.
    assert truth.adding_up_too(apart, [Sum(everybody, (boys, girls), 10), Sum(boys, (boys,), 10)]) == [
        Sum(boys, (boys,), 10)
    ]
    assert truth.equal_too(apart, [[boys, girls, boys]]) == [[boys, boys], [girls]]


def with_workbook(folder: Path, hidden: str) -> Path:
    """Children by age, and one age once more in a workbook; ``hidden`` is who else there is in the first area."""
    aged_10 = [10 + at for at in range(len(CODES))]
    publish(folder, ages={"10": list(map(str, aged_10)), "11": [hidden, *["0"] * (len(CODES) - 1)]})
    (folder / "tables").mkdir()
    book = Workbook()
    for row in [("", "Code", "Region", "Name", "Aged 10"), *zip(CODES, CODES, CODES, CODES, aged_10, strict=True)]:
        book.active.append(("", row[0], "North East", f"Authority {row[0]}", row[4]))
    book.save(folder / "tables" / "tables.xlsx")
    return folder


def test_a_sum_with_a_column_of_a_workbook_is_believed_only_where_its_true_counts_add_up(tmp_path: Path) -> None:
    """Aged 10 in the workbook look like those aged 10 and 11 together, where nobody is 11: the first area tells."""
    seen, true = (
        read_published(with_workbook(tmp_path / name, hidden)) for name, hidden in (("seen", "c"), ("true", "3"))
    )
    apart = counts_apart(seen)
    in_book, aged_10, aged_11 = (
        next(at for at, members in enumerate(apart.members) if text in str(members[0]))
        for text in ("Aged 10", "ages [10]", "ages [11]")
    )
    chance = Sum(in_book, (aged_10, aged_11), 10)
    assert Truth(seen, true).adding_up_too(apart, [chance]) == []
    alone = replace(true, series=true.series[:2], number=true.number[:2])
    assert Truth(seen, alone).adding_up_too(apart, [chance]) == [chance], "no true counts contradict it"


def test_areas_are_named_as_readers_see_them(half: Half) -> None:
    assert any(area.new_la_code and area.new_la_code != area.area_code for area in half.areas.local_authorities)


def test_an_exception_of_a_quarter_is_found_under_the_time_that_files_print() -> None:
    """20234 is printed as 202223, Financial year Q4; a reader of the files calls it 2022234."""
    anywhere = Area("301", "Anywhere", AreaLevel.LOCAL_AUTHORITY, "", "301", "E09000002")
    bounds = _bounds(
        [Structural(Key("waiting", 20234, "301", ""), 1, 3, "no more room")],
        Areas((), (anywhere,), {}, frozenset(), {}),
    )
    last, before = (Told((), Place(when, "E09000002", AUTHORITY), 1, 3) for when in (2022234, 2022233))
    assert _is_listed(last, bounds)
    assert not _is_listed(before, bounds)


def test_a_structural_exception_of_a_release_with_agencies_is_found() -> None:
    """Full England's quarterly adoption data broke on its agencies, which no underlying file has."""
    agency = Area("RAA10", "Adopt Somewhere", AreaLevel.AGENCY, "", "RAA10", "")
    bounds = _bounds(
        [Structural(Key("families", 20234, "RAA10", ""), 1, 3, "no more room")],
        Areas((), (agency,), {}, frozenset(), {}),
    )
    assert _is_listed(Told((), Place(2022234, "RAA10", AUTHORITY), 1, 3), bounds)


@pytest.mark.parametrize(
    ("collection_year", "printed"), [(2024, ("2024", "Reporting year")), (20234, ("202223", "Financial year Q4"))]
)
def test_a_period_is_numbered_as_the_reader_does(collection_year: int, printed: tuple[str, str]) -> None:
    assert _as_read(collection_year) == _when(*printed)
