"""A quarter that the next return states otherwise: what counts, what the next release says of it, and what both tell.

Durham states 10 decisions of the second quarter in its return of the third, and 12 in that of the fourth; Darlington
8 in both. Of the third quarter both state what they stated before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pipeline.runs.audit import audit_release
from pipeline.runs.compare import Comparison, compare_releases
from pipeline.runs.run import ReleaseRun
from tests.runs.adoption_quarterly.returned import write_return
from tests.runs.country import only_senders
from tests.runs.figures_alone import publish_figures

# The two authorities, their region's agency, another region's authority, and agencies of all England.
SENDERS = ("840", "841", "806", "301", "RAA10", "RAA12", "RAA20", "RAA31", "VAA1")
SECOND, THIRD = "2022-08-01", "2022-11-01"
STATED = {
    "Q3": {"840": {SECOND: 10, THIRD: 9}, "841": {SECOND: 8, THIRD: 7}},
    "Q4": {"840": {SECOND: 12, THIRD: 9}, "841": {SECOND: 8, THIRD: 7}},
}


@pytest.fixture(scope="module", autouse=True)
def few_senders() -> Iterator[None]:
    """Both releases, and whoever reads them, have an England of few senders."""
    with only_senders(SENDERS):
        yield


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    returns, out = tmp_path_factory.mktemp("returns"), tmp_path_factory.mktemp("out")
    folders = {}
    for quarter, stated in STATED.items():
        for code, decided in stated.items():
            child = {"birth_date": "2020-01-01", "sex": "F", "ethnicity": "WBRI", "entered_care_on": "2022-01-01"}
            children = [
                {**child, "child_id": f"{day}{number}", "adm_decision_on": day}
                for day, count in decided.items()
                for number in range(count)
            ]
            write_return(returns, quarter, code, children=children, sgo=[])
        run = ReleaseRun(
            "adoption-quarterly", 2023, quarter.lower(), returns, out, accept_coverage=True, all_earlier=True
        )
        publish_figures(run)
        folders[quarter] = run.folder
    return folders


@pytest.fixture(scope="module")
def compared(published: Mapping[str, Path]) -> Comparison:
    return compare_releases(published["Q3"], published["Q4"])


def test_the_latest_statement_counts_and_the_change_is_shown(compared: Comparison) -> None:
    decided = {
        (one.shown.year, one.shown.area_code): (one.old, one.new)
        for one in compared.revisions
        if (one.shown.measure, one.shown.key) == ("adoption_events", "adoption_event=decision")
    }
    assert decided[20232, "840"] == ("10", "12")
    # Darlington states what it stated, and nobody the third quarter anew.
    assert (20232, "841") not in decided and (20233, "840") not in decided
    said = [line for line in compared.in_words().splitlines() if line.strip().startswith("2022-23 Q2 840 ")]
    assert any("adoption_events adoption_event=decision (count): 10 -> 12" in line for line in said), said


def test_both_releases_together_tell_no_small_count(published: Mapping[str, Path]) -> None:
    """What was stated and what is stated now are both in readers' hands, and neither gives a small count away."""
    assert audit_release(published["Q4"], [published["Q3"]]).is_safe
