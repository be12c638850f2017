"""The certificate tells no more than the published files: readers who never saw it find what it lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.foundation.numbers import Cells, Level, Pattern, PublishedView, Ratio
from pipeline.protect.attack.audit import AuditReport, audit
from pipeline.protect.attack.certificate import certify
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES, england, key

ONE_AREA = Hierarchies({2024: {"E": ("L0", "L1")}}, {"b": {"c0": "", "c1": ""}})
TOTALS_MAY_BE_SEEN = 3, 4, 5, 6, 7, 9


def publish(
    cells: Cells, hierarchies: Hierarchies, ratios: list[Ratio], edition: str, secondary: bool = True
) -> tuple[dict[str, Any], AuditReport, Pattern, PublishedView]:
    """The certificate of a release, what a stranger's audit of it finds, the pattern and what is shown."""
    rules = replace(POLICIES[edition], secondary=secondary)
    relations = build_relations(cells.keys, hierarchies, ratios)
    pattern = protect(cells, relations, rules)
    view = published_view("release", cells, relations, rules, pattern)
    report = audit(view, relations, Attacker.of(rules), pattern.structural)
    stranger = audit(view, relations, Attacker.of(rules))
    return certify(rules, pattern, report).as_dict(), stranger, pattern, view


def split(total: int, first: int) -> Cells:
    """One authority whose total may be seen however small, in two categories; the other makes England the same."""
    counts = [("L0", "", total), ("L0", "b=c0", first), ("L0", "b=c1", total - first)]
    counts += [("L1", "", 90), ("L1", "b=c0", 50 - first), ("L1", "b=c1", 40 + first)]
    counts += [("E", kind, sum(n for _, other, n in counts if other == kind)) for kind in ("", "b=c0", "b=c1")]
    return Cells.of(
        (key(area, kind), n, Level.NATIONAL if area == "E" else Level.LOCAL_AUTHORITY, True, area != "L0" or bool(kind))
        for area, kind, n in counts
    )


@pytest.mark.parametrize("edition", ["ees", "cin-actual"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_stranger_finds_each_number_that_is_listed_and_no_other(edition: str, seed: int) -> None:
    # Nothing but small numbers is suppressed, so that structure leaves some of them too narrow.
    document, stranger, pattern, _ = publish(*england(seed), edition, secondary=False)
    assert pattern.structural, "there is nothing that could be listed"
    listed = {(*one["key"], one["lower"], one["upper"]) for one in document["structural"]}
    assert listed == {(*one.key, one.lower, one.upper) for one in stranger.findings}


@pytest.mark.parametrize("total", TOTALS_MAY_BE_SEEN)
def test_two_truths_that_look_the_same_have_the_same_certificate(total: int) -> None:
    """Wholly: how many numbers are suppressed because they are small is no part of it, only how many are suppressed."""
    seen = [publish(split(total, first), ONE_AREA, [], "cin-actual") for first in range(1, total)]
    alike = [
        (document, sorted(pattern.suppressed.values()))
        for document, _, pattern, view in seen
        if (view.forms == seen[0][3].forms).all() and (view.lower == seen[0][3].lower).all()
    ]
    documents = [document for document, _ in alike]
    assert len(documents) > 1
    assert all(document == documents[0] for document in documents)
    assert not documents[0]["structural"], "a total that may be seen is suppressed where its parts would be known"
