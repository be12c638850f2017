"""Adoptions and special guardianship orders of the quarterly return beside those of SSDA903, by hand.

Hartlepool (805) tells of three adoptions in the quarters of 2022-23 and of two in SSDA903, and of one special
guardianship order in each. Middlesbrough (806) sends no SSDA903 return.
"""

from __future__ import annotations

import csv

import pytest

from pipeline.foundation.stages import TEMPLATES
from pipeline.process.agreement import compare_with_other_return
from pipeline.runs.run import ReleaseRun, open_run
from tests.runs.adoption_quarterly.returned import write_return
from tests.runs.country import only_senders
from tests.runs.figures_alone import publish_figures

ADOPTED = {"birth_date": "2019-05-01", "sex": "F", "ethnicity": "WBRI", "adm_decision_on": "2021-01-01",
           "entered_care_on": "2020-06-01", "placement_order_on": "2021-02-01", "matched_on": "2021-06-01",
           "placed_on": "2021-07-01"}  # fmt: skip
ORDER = {"birth_date": "2015-05-01", "sex": "F", "ethnicity": "WBRI", "sgo_on": "2022-10-10"}
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
ENDED = {"A": "E11", "B": "E12", "C": "E45"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ReleaseRun:
    returns = tmp_path_factory.mktemp("returns")
    for code in ("805", "806"):
        days = ("2022-04-01", "2022-11-11", "2023-03-31")
        children = [{**ADOPTED, "child_id": f"C{day}", "adoption_order_on": day} for day in days]
        write_return(returns, "Q4", code, children=children, sgo=[{**ORDER, "child_id": "G"}])
    folder = returns / "ssda903/2023/805"
    folder.mkdir(parents=True)
    folder.joinpath("header.csv").write_text(
        HEADER + "".join(f"{child},2,01/05/2019,WBRI,UN5,,\n" for child in ENDED), encoding="utf-8"
    )
    folder.joinpath("episodes.csv").write_text(
        EPISODES
        + "".join(
            f"{child},01/06/2020,S,C2,N1,U1,PR1,10/10/2022,{reason},,TS24 7AA,TS24 7AA,SC000001\n"
            for child, reason in ENDED.items()
        ),
        encoding="utf-8",
    )
    one = ReleaseRun("adoption-quarterly", 2023, "q4", returns, tmp_path_factory.mktemp("out"), accept_coverage=True)
    with only_senders(("805", "806", "RAA10", "301", "RAA20")):
        publish_figures(one, with_workbooks=False)
    return one


def test_both_numbers_and_the_difference_are_listed_for_each_authority(run: ReleaseRun) -> None:
    with (run.folder / "restricted/agreement_with_ssda903.csv").open(encoding="utf-8", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ["805", "children adopted", "3", "2", "1"],
        ["805", "special guardianship orders", "1", "1", "0"],
    ]


def test_who_was_not_compared_is_said_and_a_year_that_has_not_ended_is_not(run: ReleaseRun) -> None:
    declared = TEMPLATES / "adoption-quarterly/agreements.yaml"
    with open_run(run) as warehouse:
        found = compare_with_other_return(warehouse, run.returns, declared, 20234)
        assert compare_with_other_return(warehouse, run.returns, declared, 20233) is None
        assert compare_with_other_return(warehouse, run.returns / "ssda903", declared, 20234) is None
    assert found is not None and found.sentence() == (
        "Compared with ssda903 of 2023, the number differs for children adopted of 1 of 1, special guardianship "
        "orders of 0 of 1 authorities (restricted/agreement_with_ssda903.csv). Not compared: 806."
    )
