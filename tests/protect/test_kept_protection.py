"""Protection with answers that were kept is protection without them, whatever changed since; and it asks for little."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.foundation.kept_answers import KeptAnswers, using
from pipeline.foundation.numbers import Cells, Pattern
from pipeline.protect.attack.audit import AuditReport, audit
from pipeline.protect.attack.insiders import InsidersReport, audit_insiders
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.suppress import suppress
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import YEAR, england, policy

YEARS = (YEAR - 1, YEAR)


def protected(returns: tuple[int, ...], threshold: int) -> tuple[Pattern, AuditReport, InsidersReport]:
    """Protection of two years, each of the returns that a number stands for, small from the threshold down.

    The number is also the key of the year's returns, as in a release, and so many percentages are not shown.
    """
    named, trees, ratios = [], {}, []
    for year, seed in zip(YEARS, returns, strict=True):
        cells, hierarchies, of_them = england(seed, regions=2, authorities=3, breakdowns=1, categories=3, mean=15)
        trees[year] = hierarchies.areas[YEAR]
        for one, value, level in zip(cells.keys, cells.values.tolist(), cells.levels.tolist(), strict=True):
            named.append((one._replace(collection_year=year), value, level, True, True))
        ratios += [
            replace(
                one,
                key=one.key._replace(collection_year=year),
                numerator=tuple(key._replace(collection_year=year) for key in one.numerator),
                denominator=tuple(key._replace(collection_year=year) for key in one.denominator),
            )
            for one in of_them[seed:]
        ]
    cells = Cells.of(named)
    relations = build_relations(cells.keys, Hierarchies(trees, hierarchies.categories), ratios)
    rules = policy("ees", threshold=threshold)
    of_year = dict(zip(YEARS, returns, strict=True))
    pattern = suppress(cells, relations, rules, secret=lambda year: bytes([of_year[year]]))
    view = published_view("test", cells, relations, rules, pattern)
    report = audit(view, relations, Attacker.of(rules), pattern.structural)
    return pattern, report, audit_insiders(
        view, relations, cells, Attacker.of(rules), rules.insider_width, pattern.structural, pattern.insiders
    )  # fmt: skip


clean = cache(protected)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(2, 3), st.sampled_from([4, 5])), min_size=2, max_size=3))
def test_whatever_changes_in_turn_the_outcome_is_that_of_a_clean_run(
    tmp_path: Path, runs: list[tuple[int, int, int]]
) -> None:
    """The folder stays over all examples: what any of them left is there for the next."""
    for first, second, threshold in runs:
        with using(KeptAnswers(tmp_path, pytest.fail)):
            kept = protected((first, second), threshold)
        assert kept == clean((first, second), threshold)


def test_a_return_sent_again_leaves_the_parts_of_other_years_as_they_were(tmp_path: Path) -> None:
    def asked(returns: tuple[int, int]) -> tuple[int, int]:
        kept = KeptAnswers(tmp_path, pytest.fail)
        with using(kept):
            protected(returns, 5)
        return kept.found, kept.asked

    found, parts = asked((1, 2))
    assert found == 0 and parts > 2
    assert asked((1, 2)) == (parts, parts)
    found, parts = asked((1, 3))
    assert parts / 3 < found < parts
    # The earlier year sent again, with other numbers of percentages that tell anything.
    found, parts = asked((4, 3))
    assert parts / 3 < found < parts
