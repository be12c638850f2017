"""Social workers of looked-after children in SSDA903 beside those whom the workforce release counts on 30 September.

By hand: Camden (202) has four of them and the returns of children name two, Greenwich (203) has one and they name two,
Hackney (204) sends no SSDA903 return.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.agreement import (
    AGREEMENTS,
    Agreement,
    Compared,
    compare_with_other_return,
    return_agreed_with,
)

WORKFORCE = TEMPLATES / "social-work-workforce"
FILES = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA,F,01/05/2014,WBRI,UN5,,\n",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "A,01/06/2020,S,C2,N1,U6,PR4,,,,NW1 1AA,NW1 1AA,SC000001\n",
    "social_workers": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n"
    "A,01/05/2014,SW1,01/04/2023,01/10/2024,FCONTA\nA,01/05/2014,SW2,30/09/2024,,MANAGE\n"
    "A,01/05/2014,SW3,01/01/2023,31/03/2024,MANAGE\n",
}


@pytest.fixture(scope="module")
def agreement(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    returns = tmp_path_factory.mktemp("returns")
    for code in ("202", "203"):
        folder = returns / "ssda903/2025" / code
        folder.mkdir(parents=True)
        for name, text in FILES.items():
            folder.joinpath(f"{name}.csv").write_text(text, encoding="utf-8")
    with Warehouse() as warehouse:
        warehouse.replace_table(
            "grossed.coverage",
            "SELECT 'social_workers_with_agency' AS measure, 2024 AS collection_year, unnest(['202', '203', '204']) "
            "AS la_code, TRUE AS is_supplied",
        )
        warehouse.replace_table(
            "grossed.local_authority_counts",
            "SELECT 'social_workers_with_agency' AS measure, 2024 AS collection_year, unnest(['202', '203', '204']) "
            "AS la_code, '' AS breakdown_key, unnest([4, 1, 9]) AS value",
        )
        found = compare_with_other_return(warehouse, returns, WORKFORCE / AGREEMENTS, 2024)
    assert found is not None
    return found


def test_the_return_whose_year_holds_the_day_is_read(agreement: Agreement) -> None:
    assert (agreement.return_name, agreement.year) == ("ssda903", 2025)
    assert return_agreed_with(WORKFORCE, 2024) == Path("ssda903/2025")
    assert return_agreed_with(TEMPLATES / "adoption-quarterly", 20234) == Path("ssda903/2023")
    assert return_agreed_with(TEMPLATES / "children-looked-after", 2024) is None


def test_more_workers_than_children_have_is_agreement_and_fewer_is_not(agreement: Agreement) -> None:
    assert agreement.rows == (
        ("202", "social workers of children looked after", 4, 2),
        ("203", "social workers of children looked after", 1, 2),
    )
    assert agreement.sentence() == (
        "Compared with ssda903 of 2025, the number differs for social workers of children looked after of 1 of 2 "
        "authorities (restricted/agreement_with_ssda903.csv). Not compared: 204."
    )


@pytest.mark.parametrize(
    ("at_least", "number", "other", "apart"),
    [(False, 4, 2, 2), (False, 2, 4, 2), (True, 4, 2, 0), (True, 2, 4, 2), (True, 3, 3, 0)],
)
def test_how_far_two_numbers_cannot_both_be_right(at_least: bool, number: int, other: int, apart: int) -> None:
    assert Compared("", "", "", "", at_least).apart(number, other) == apart
