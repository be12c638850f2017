"""The reader on files made by hand: what adds up is found, what it tells is worked out, what does not hold is not."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from pipeline.foundation.stages import UnreadableInput
from pipeline.protect.attack.attack import System
from pipeline.protect.reader.attack import attack
from pipeline.protect.reader.files import read_published
from pipeline.protect.reader.known import known_counts
from pipeline.protect.reader.mining import mine

CODES = tuple(f"E0600000{index}" for index in range(1, 10)) + tuple(f"E080000{index}" for index in range(10, 16))
Lines = dict[str, list[str]]
"""The number of every authority, as it is printed, by the label of the line."""


def counts(seed: int, *labels: str) -> Lines:
    """A number from 6 for each label and authority, and their total."""
    rng = np.random.default_rng(seed)
    table = {label: rng.integers(6, 60 + 30 * at, len(CODES)).tolist() for at, label in enumerate(labels)}
    table["Total"] = [sum(column) for column in zip(*table.values(), strict=True)]
    return {label: [str(number) for number in row] for label, row in table.items()}


PLACE = ("region_code", "new_la_code")


def publish(folder: Path, **files: Lines) -> Path:
    """A publish folder of data files of one filter, with what the certificate says of rounding."""
    (folder / "data").mkdir(parents=True)
    policy = {"threshold": 5, "zeros_visible": True, "minimum_width": 3} | {
        f"rounding_{level}": base for level, base in (("local_authority", 1), ("regional", 10), ("national", 10))
    }
    (folder / "certificate.json").write_text(json.dumps({"policy": policy}), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"year": 2024, "years": [2024]}), encoding="utf-8")
    for name, lines in files.items():
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["time_period", "time_identifier", "geographic_level", *PLACE, "item", "number"])
            for label, row in lines.items():
                for code, text in zip(CODES, row, strict=True):
                    writer.writerow([2024, "Reporting year", "Local authority", "E12000001", code, label, text])
        with (folder / "data" / f"{name}.meta.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["col_name", "col_type", "label", "indicator_unit", "filter_grouping_column"])
            writer.writerow(["item", "Filter", "Item", "", ""])
            writer.writerow(["number", "Indicator", "Number", "", ""])
    return folder


def told(folder: Path) -> set[tuple[str, str, int, int]]:
    """File and label of every suppressed count that is known too well, with its bounds."""
    return {(one.series[0].file, one.series[0].row[0][1], one.lower, one.upper) for one in attack(folder).told}


def test_one_suppressed_part_of_a_shown_total(tmp_path: Path) -> None:
    lines = counts(1, "A", "B", "C")
    rest = int(lines["Total"][0]) - int(lines["C"][0]) - int(lines["B"][0])
    lines["Total"][0] = str(int(lines["Total"][0]) - rest + 4)
    lines["A"][0] = "c"
    assert told(publish(tmp_path, ages=lines)) == {("ages", "A", 4, 4)}


@pytest.mark.parametrize(("suppressed", "found"), [("A", {("days", "A", 4, 4)}), ("AC", set())])
def test_sums_of_days_of_a_million_are_no_limit(tmp_path: Path, suppressed: str, found: set[object]) -> None:
    """Beside a large part a small one: 4 = total - B - C is told there, as beside small ones."""
    lines = counts(1, "A", "B", "C")
    lines["A"][0], lines["B"][0] = "4", "1500000"
    lines["Total"] = [str(sum(map(int, column))) for column in zip(lines["A"], lines["B"], lines["C"], strict=True)]
    for label in suppressed:
        lines[label][0] = "c"
    assert told(publish(tmp_path, days=lines)) == found


def test_numbers_counted_from_their_least_satisfy_the_same() -> None:
    whole = [np.array(one, dtype=np.int64) for one in ([2_000_000, 0], [2_000_009, 9], [0, 2], [0, 1], [1, -1])]
    system = System(*whole, np.array([2_000_000]), np.array([2_000_000]))
    moved, base = system.from_least()
    assert base.tolist() == [2_000_000, 0] and moved.lower.tolist() == [0, 0]
    for table in ([2_000_003, 3], [2_000_003, 4], [2_000_010, 10]):
        each = np.array(table)
        assert moved.holds(each - base) == system.holds(each)


def test_two_suppressed_parts_tell_nothing(tmp_path: Path) -> None:
    lines = counts(1, "A", "B", "C")
    lines["A"][0] = lines["B"][0] = "c"
    assert told(publish(tmp_path, ages=lines)) == set()


def test_one_number_in_two_files_under_two_names(tmp_path: Path) -> None:
    """Each file suppresses two parts, and the other shows one of them: 4 follows."""
    ages, again = counts(2, "A", "B", "C"), counts(3, "D", "E")
    again["F"] = list(ages["B"])
    again["Total"] = [str(int(whole) + int(part)) for whole, part in zip(again["Total"], again["F"], strict=True)]
    ages["Total"][0] = str(4 + int(ages["B"][0]) + int(ages["C"][0]))
    ages["A"][0] = ages["B"][0] = "c"
    assert told(publish(tmp_path, ages=ages, again=again)) == {("ages", "A", 4, 4)}


def test_what_one_area_refutes_is_not_believed(tmp_path: Path) -> None:
    ages, again = counts(2, "A", "B", "C"), counts(3, "D", "E")
    again["F"] = list(ages["B"])
    again["F"][5] = str(int(again["F"][5]) + 1)
    ages["A"][0] = ages["B"][0] = "c"
    folder = publish(tmp_path, ages=ages, again=again)
    known = known_counts(read_published(folder))
    assert all(len(members) == 1 for members in known.members)
    assert told(folder) == set()


def test_fewer_than_ten_areas_are_believed_by_nobody(tmp_path: Path) -> None:
    ages, again = counts(2, "A", "B", "C"), counts(3, "D", "E")
    again["F"] = list(ages["B"])
    for at in range(6):
        again["F"][at] = "c"
    known = known_counts(read_published(publish(tmp_path, ages=ages, again=again)))
    assert all(len(members) == 1 for members in known.members)


def test_what_only_fractions_satisfy_is_not_believed(tmp_path: Path) -> None:
    """Where A + B, B + C and A + C are all shown as 7, each would be 3.5: something of it does not hold there.

    The sum that the fewest areas show is given up, here of C and A (one area less); A + B = B + C = 7 tell no count.
    """
    ages, more, rest = counts(2, "A", "B"), counts(3, "D", "C"), counts(4, "E", "F")
    more["D"], rest["E"], rest["F"] = list(ages["B"]), list(ages["A"]), list(more["C"])
    for lines in (ages, more, rest):
        first, second = (row for label, row in lines.items() if label != "Total")
        first[0] = second[0] = "c"
        lines["Total"] = [str(int(a) + int(b)) if a != "c" else "7" for a, b in zip(first, second, strict=True)]
    rest["E"][1] = rest["Total"][1] = "c"
    assert told(publish(tmp_path, ages=ages, more=more, rest=rest)) == set()


def test_what_together_never_exceeds_another_count_is_mined(tmp_path: Path) -> None:
    """8 children in 9 incidents: whoever sees that two incidents are needed has the suppressed 1 of more than once."""
    rng = np.random.default_rng(5)
    children, more = rng.integers(20, 90, len(CODES)), rng.integers(6, 20, len(CODES))
    incidents = children + more + rng.integers(0, 9, len(CODES))
    lines = {"Children": children, "More than once": more, "Incidents": incidents}
    texts = {label: [str(number) for number in row.tolist()] for label, row in lines.items()}
    texts["Children"][0], texts["More than once"][0], texts["Incidents"][0] = "8", "c", "9"
    mined = mine(read_published(publish(tmp_path, missing=texts)))
    (found,) = mined.containments
    labels = [mined.known.members[count][0].row[0][1] for count in (found.whole, *sorted(found.parts))]
    assert labels == ["Incidents", "Children", "More than once"]
    assert (found.areas, found.tells) == (len(CODES) - 1, 1)


def test_an_area_is_one_by_whatever_code_a_file_has_it(tmp_path: Path) -> None:
    """Underlying files of 2015 have Northumberland's code of 2012, and London's for its parts; workbooks have not."""
    folder = publish(tmp_path)
    areas = (
        ("E12000001", "REGION", "A", "NORTH EAST", "17"),
        ("E12000007", "REGION", "G", "LONDON", "70"),
        ("E12000007", "REGION", "H", "INNER LONDON", "30"),
        ("E12000007", "REGION", "I", "OUTER LONDON", "40"),
        ("E06000048", "LA", "929", "Northumberland", "17"),
    )
    with (folder / "data" / "children.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("New_geog_code", "geog_l", "geog_c", "geog_n", "number"), *areas])
    with (folder / "data" / "children_metadata.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("column", "description", "unit"), ("number", "Children", "")])
    (folder / "tables").mkdir()
    book = Workbook()
    book.active.append(("Code", "New code", "Region", "Name", "Children"))
    for row in (
        ("", "E13000001", "London", "Inner London", 30),
        ("929", "E06000057", "North East", "Northumberland", 17),
    ):
        book.active.append(row)
    book.save(folder / "tables" / "tables.xlsx")
    read = read_published(folder)
    place = {(one.area, one.level): at for at, one in enumerate(read.places)}
    assert place.keys() == {
        ("E12000001", 1), ("E12000007", 1), ("E13000001", 1), ("E13000002", 1), ("E06000048", 0)
    }  # fmt: skip
    numbers = read.number[:, [place["E12000007", 1], place["E13000001", 1], place["E06000048", 0]]]
    assert sorted(numbers.tolist()) == sorted([[70, 30, 17], [read.number.min(), 30, 17]])


def test_files_that_do_not_say_their_rules_are_refused(tmp_path: Path) -> None:
    folder = publish(tmp_path, ages=counts(1, "A", "B"))
    (folder / "certificate.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="how figures are rounded and suppressed"):
        attack(folder)
