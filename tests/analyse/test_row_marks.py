"""Noughts of a file that are not available: of those of whom something is known, where nothing is known of anybody."""

from __future__ import annotations

from pathlib import Path

from pipeline.design.figure import Marker
from pipeline.design.statistic import Cell
from pipeline.disseminate.data_files import write_data_set
from tests.analyse.test_data_set_rows import AREAS, YEARS, data_set, figures, indicator, label, release, rows_of


def test_columns_of_known_people_are_not_available_where_nobody_is_known(tmp_path: Path) -> None:
    """As published in 2022 of an authority that gave no ethnicity, and so too in a role of which none is known."""
    columns = (
        indicator("known", "count", key="group=known"),
        indicator("white", "count", key="group=white"),
        indicator("white_perc", "percent", key="group=white", of="group=known"),
    )
    one = data_set(*columns, known_whole=Cell("children", "group=known"))
    labels = tuple(label(key, text=key or "all") for key in ("", "role=manager", "role=other", "role=third"))
    of_2023 = {"": 5, "role=manager": 2, "role=other": 3, "group=known": 3, "group=known;role=other": 3}
    counts = {("children", 2023, "805"): of_2023, ("children", 2024, "805"): {"": 4, "role=other": 4}}
    symbols = {marker: marker.value for marker in Marker}
    path, _ = write_data_set(tmp_path, release(one, *labels), one, 2024, YEARS, AREAS, figures(counts), symbols)
    shown = {
        (row["time_period"], row["f0"]): (row["known"], row["white"], row["white_perc"])
        for row in rows_of(path)
        if row["old_la_code"] == "805"
    }
    unknown = ("0", "not_available", "not_available")
    assert shown["2023", "all"] == shown["2023", "role=other"] == ("3", "0", "0")
    assert shown["2023", "role=manager"] == unknown
    assert shown["2023", "role=third"] == ("0", "0", "not_applicable")
    assert {shown["2024", one.text] for one in labels} == {unknown}
