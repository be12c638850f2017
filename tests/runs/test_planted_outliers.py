"""Outliers planted in returns of the small England are warned of, and little else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from pipeline.design.files.quality_file import load_quality
from pipeline.disseminate.quality.warnings import QualityWarning, read_warnings
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.assess import assess
from pipeline.runs.release import edition_of, prepare
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.synthetic import OutlierKind, PlantedOutlier, synthesise
from pipeline.synthetic.ssda903.outliers import plant_outlier
from tests.conftest import YEARS

YEAR = 2024
# The file and breakdown that each outlier is told of in.
SHOWN_IN = {
    OutlierKind.CHILDREN_LEFT_OUT: "episodes-total",
    OutlierKind.ONE_PLACEMENT_FOR_ALL: "episodes-placement",
    OutlierKind.ONE_NEED_FOR_ALL: "episodes-category-of-need",
    OutlierKind.ONE_REASON_FOR_ALL: "episodes-reason-episode-ceased",
    OutlierKind.INCIDENTS_LEFT_OUT: "missing-total",
    OutlierKind.CARE_LEAVERS_OUT_OF_TOUCH: "oc3-in-touch",
    OutlierKind.HEALTH_NOT_RECORDED: "oc2-health-assessment",
    OutlierKind.ONE_LEGAL_STATUS_FOR_ALL: "episodes-legal-status",
}
# Those that the small England has not, so that others are compared with their like.
MORE = ("202", "302", "303", "806", "931")
PLANTED = dict(zip(OutlierKind, ("886", "931", "908", "815", "316", "302", "304", "303"), strict=True))


@pytest.fixture(scope="module")
def warned(small_england: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[QualityWarning, ...]]:
    folder = tmp_path_factory.mktemp("outliers")
    copytree(small_england, folder / "returns")
    synthesise(YEARS, folder / "more", seed=7, las=MORE, processes=1)
    copytree(folder / "more" / "ssda903", folder / "returns" / "ssda903", dirs_exist_ok=True)
    for kind, code in PLANTED.items():
        place = folder / "returns" / "ssda903" / str(YEAR) / code
        files = {path.stem: path.read_bytes() for path in place.glob("*.csv")}
        plant_outlier(PlantedOutlier(kind, YEAR, code), f"ssda903/{YEAR}/{code}", files)
        for name, content in files.items():
            (place / f"{name}.csv").write_bytes(content)
    run = ReleaseRun("children-looked-after", YEAR, "", folder / "returns", folder / "out", accept_coverage=True)
    with open_run(run) as warehouse:
        prepare(run, warehouse, lambda _: None)
        yield warned_in(run, warehouse)


def warned_in(run: ReleaseRun, warehouse: Warehouse) -> tuple[QualityWarning, ...]:
    edition = edition_of(run, warehouse)
    assess(warehouse, edition, None, (), 10)
    return read_warnings(warehouse, load_quality(), edition)


@pytest.mark.parametrize("kind", OutlierKind)
def test_a_planted_outlier_is_a_change(kind: OutlierKind, warned: tuple[QualityWarning, ...]) -> None:
    assert f"change-{PLANTED[kind]}-{SHOWN_IN[kind]}" in [one.id for one in warned if one.kind.level == 3]


def test_few_other_authorities_have_one(warned: tuple[QualityWarning, ...]) -> None:
    others = [one.id for one in warned if one.kind.level > 1 and one.la_code and one.la_code not in PLANTED.values()]
    assert len(others) <= 3, others


def test_what_an_authority_has_always_had_otherwise_is_one_warning(warned: tuple[QualityWarning, ...]) -> None:
    standing = [one for one in warned if one.kind.id == "standing_difference"]
    assert sorted(one.id for one in standing) == sorted({f"standing-difference-{one.la_code}" for one in standing})
    assert all("; by " in one.words for one in standing)
