"""Populations by edition: a release of an old year has those of its day."""

from __future__ import annotations

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference import tables as reference
from pipeline.reference.loading import load_reference
from tests.reference.test_reference import AREAS_WITH_POPULATIONS, rows


@pytest.mark.parametrize(
    ("release", "edition", "england", "hartlepool"),
    [
        # As printed in the population column of each edition's cla_number_and_rate_per_10k_children.
        ("children-looked-after", 2023, {2022: 11_762_878, 2023: 11_886_906}, {2023: 20_116}),
        ("children-looked-after", 2024, {2023: 11_885_789, 2024: 11_998_646}, {2023: 20_089, 2024: 20_417}),
        ("children-looked-after", 2025, {2024: 12_059_476, 2025: 12_183_016}, {2024: 20_541}),
        # Not known: the latest series.
        ("children-looked-after", 2022, {2022: 11_762_878}, {2023: 20_164}),
        ("children-in-need", 2023, {2023: 11_901_267}, {}),
    ],
)
def test_an_edition_has_the_populations_of_its_day(
    release: str, edition: int, england: dict[int, int], hartlepool: dict[int, int]
) -> None:
    with Warehouse() as opened:
        held = reference.edition_of_populations(release, edition)
        load_reference(opened, with_postcodes=False, populations=held)
        query = "SELECT collection_year, population FROM reference.child_population WHERE area_code = '{}'"
        assert england.items() <= dict(rows(opened, query.format("E92000001"))).items()
        assert hartlepool.items() <= dict(rows(opened, query.format("805"))).items()
        # The areas are those of the series, whichever edition.
        assert len(rows(opened, "FROM reference.child_population")) == len(rows(opened, AREAS_WITH_POPULATIONS))
        assert (
            rows(
                opened,
                "SELECT collection_year FROM reference.child_population WHERE area_level <> 'local_authority' "
                "AND NOT starts_with(area_code, 'E13') GROUP BY collection_year "
                "HAVING 2 * sum(population) FILTER (WHERE area_level = 'national') <> sum(population)",
            )
            == []
        )


def test_published_rates_come_out_of_the_edition_of_populations() -> None:
    """England's children looked after per 10,000 are 70 for 2024 as published then, 69 with the later estimates.

    83,630 / 11,998,646 = 69.7 and 83,630 / 12,059,476 = 69.3. Children in need, 399,460 on 31 March 2024 and 403,090
    a year before, were published as 332.9 and 339.1: the same estimates.
    """
    with Warehouse() as opened:
        load_reference(opened, with_postcodes=False, populations=2024)
        people = dict(
            rows(
                opened,
                "SELECT collection_year, population FROM reference.child_population WHERE area_level = 'national'",
            )
        )
    assert round(83_630 / people[2024] * 10_000, 1) == 69.7
    assert round(399_460 / people[2024] * 10_000, 1) == 332.9
    assert round(403_090 / people[2023] * 10_000, 1) == 339.1
    assert reference.edition_of_populations("children-in-need", 2024) == 2024
