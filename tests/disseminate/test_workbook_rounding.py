"""What is said of rounding follows from the disclosure policy of the edition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.design.files.policy_file import load_edition
from pipeline.design.policy import EditionPolicies, Policy
from pipeline.disseminate.rounding_sentences import rounding_of_files, rounding_sentences
from pipeline.foundation.stages import TEMPLATES


@pytest.fixture(scope="module")
def policies() -> EditionPolicies:
    return load_edition(TEMPLATES / "children-looked-after" / "release.toml", 2014)


@pytest.fixture
def policy(policies: EditionPolicies) -> Policy:
    return policies.tables


def test_levels_of_one_base_are_named_together(policy: Policy) -> None:
    assert rounding_sentences(policy, "local authorities")[0] == (
        "Numbers for England and regions are rounded to the nearest 10; numbers for local authorities are rounded to "
        "the nearest 5."
    )


def test_unrounded_numbers_are_said_to_be(policy: Policy) -> None:
    unrounded = replace(policy, rounding_national=1, rounding_regional=1, rounding_local_authority=1)
    assert rounding_sentences(unrounded, "local authorities")[0] == "Numbers are not rounded."
    authorities = replace(policy, rounding_local_authority=1)
    assert rounding_sentences(authorities, "agencies")[0].endswith("numbers for agencies are not rounded.")


@pytest.mark.parametrize(
    "places, said", [(0, "whole numbers"), (1, "given to 1 decimal place."), (2, "2 decimal places.")]
)
def test_decimal_places_are_those_of_the_policy(policy: Policy, places: int, said: str) -> None:
    assert said in rounding_sentences(replace(policy, percentage_decimals=places), "local authorities")[1]


def test_the_methodology_page_tells_data_sets_and_tables_apart_where_they_differ(policies: EditionPolicies) -> None:
    of_data_sets, of_tables = rounding_of_files(policies, "local authorities")
    assert of_data_sets.startswith("Data sets: Numbers for England")
    assert "rounded to the nearest 5" in of_tables and "nearest 5" not in of_data_sets
    same = rounding_of_files(replace(policies, tables=policies.data_sets), "agencies")
    assert same == rounding_sentences(policies.data_sets, "agencies")
