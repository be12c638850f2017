"""Every figure of a small workforce release, worked out again from the documents and compared as printed.

`make recount` does the same with all authorities at a tenth of England's size, and with the figures of 2013 to 2016.
"""

from __future__ import annotations

import pytest

from tests.recount.printed.comparison import Result
from tests.recount.workforce.printed import compare_edition
from tests.runs.workforce_release import publish_small_england

YEARS = (2019, 2023, 2024)
# Small and large, joint, of both parts of London and another region; 301's return of 2024 is the sample with its edges.
LAS = ("201", "301", "314", "420", "816", "839")
AREAS = 1 + 5 + len(LAS)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("workforce")
    release = publish_small_england(folder, YEARS, LAS)
    return compare_edition(release / "publish", folder / "returns/workforce", 2024)


def test_every_figure_is_the_recounts(result: Result) -> None:
    assert not result.differences, result.report()


def test_every_figure_was_read(result: Result) -> None:
    """Of each year and area 22 indicators, 27 rows of characteristics with 12 columns, 7 roles by 17 rows with 4."""
    by_data_set = {name.partition("_2")[0]: count for name, count in result.agreed.items() if name.startswith("csww")}
    assert by_data_set == {
        "csww_indicators": len(YEARS) * AREAS * 22,
        "csww_characteristics": len(YEARS) * AREAS * 27 * 12,
        "csww_role_by_characteristics_inpost": len(YEARS) * AREAS * 7 * 17 * 4,
        "csww_cross_characteristics_inpost": len(YEARS) * 3 * 6 * 8 * 2,
    }
    tables = {name: count for name, count in result.agreed.items() if name.startswith(("W1", "LAW1"))}
    assert tables == {f"W1 {year}": 22 for year in YEARS} | {
        f"LAW1 {code}": 22 for code in ("201", "301", "314 / 318", "420", "816", "839")
    }
