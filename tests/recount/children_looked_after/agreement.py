"""What a test asks of cells that models and recount counted: that they agree, and are of categories that are known."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from pipeline.foundation.stages import REFERENCE

from .comparison import differences, leaves_in

LEDGERS_BREAKDOWNS = ["total", "sex", "age_group", "uasc", "reason_episode_ceased"]


def leaves_of_the_tree() -> set[tuple[str, str]]:
    """Every breakdown and category that is no group of others."""
    rows = pandas.read_csv(REFERENCE / "categories.csv", dtype="str", keep_default_na=False)
    groups = set(rows[["breakdown", "parent"]].itertuples(index=False, name=None))
    return set(rows[["breakdown", "category"]].itertuples(index=False, name=None)) - groups


def must_agree(counts: pandas.DataFrame) -> None:
    """Fail with the cells on which models and recount differ, or with categories that the tree does not know."""
    wrong = differences(counts)
    if wrong:
        pytest.fail(wrong, pytrace=False)
    days = {leaf for leaf in leaves_in(counts) if leaf[0] in ("duration_in_days", "days_of_incident")}
    assert all(category.isdigit() for _, category in days)
    assert leaves_in(counts) - days - leaves_of_the_tree() == set()


def ledger_must_agree(counts: pandas.DataFrame, england: Path) -> None:
    """What the generator says that it made is what the recount found."""
    ledger = pandas.read_csv(england / "ledger" / "totals.csv", dtype={"la_code": "str"})
    ledger["category"] = ledger["category"].str.lower()
    # Its care leavers are all records sent, also of those outside the totals.
    ledger = ledger[ledger["measure"] != "care_leavers"]
    # The ledger names no breakdown; its categories each belong to one of those that it means.
    single = counts[counts["breakdown_2"].eq("") & counts["breakdown"].isin(LEDGERS_BREAKDOWNS)]
    both = ledger.merge(single, on=["collection_year", "la_code", "measure", "category"], how="left")
    assert len(both) == len(ledger) > 0
    wrong = both[both["children"] != both["of_recount"]]
    assert wrong.empty, f"{len(wrong)} totals of the ledger differ, first:\n{wrong.head(20).to_string()}"
