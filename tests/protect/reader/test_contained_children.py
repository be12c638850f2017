"""What two printed counts of the same children leave is declared, and so protected: asked of their records."""

from __future__ import annotations

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.release import RunSummary
from tests.protect.reader import contained_children
from tests.protect.reader.contained_children import compare, reasons
from tests.protect.reader.undeclared import Relation, implied


@pytest.fixture(scope="module")
def warehouse(published: RunSummary):  # type: ignore[no-untyped-def]
    folder = published.folder
    with Warehouse(folder.parent / f".{folder.name}.duckdb") as opened:
        yield opened


def test_nothing_is_left_over_without_a_name(published: RunSummary, warehouse: Warehouse) -> None:
    compared = compare(published.folder, warehouse)
    assert compared.counted > 0.9 * compared.printed > 200
    found = {one.words: one.places for one in compared.leftovers}
    assert not {words: places for words, places in found.items() if words not in reasons()}


def test_without_the_declarations_it_is_found(
    published: RunSummary, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were nothing declared but the trees of categories, children looked after for two years would be left over."""

    def by_trees_alone(one: Relation, *others: object) -> bool:
        return len({cell.measure for cell in one.coefficients}) == 1 and implied(one, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(contained_children, "implied", by_trees_alone)
    found = {one.whole.measure for one in compare(published.folder, warehouse).leftovers}
    assert "looked_after_on_31_march" in found
