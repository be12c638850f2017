"""What the checks say of synthetic returns in which nothing is planted: no error, and queries as seldom as in life."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.collect.folders import Unit
from pipeline.collect.public_rules import public_rules
from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from tests.conftest import LITTLE_AUTHORITIES, LITTLE_YEAR
from tests.process.identified_england import LAS, YEAR, write_england

# Of a hundred records of its file, how many a rule may query; one assessment in seventeen is without factors by design.
OFTEN = 8.0
# Written by mistake before 2026-11-30: what real returns never have in numbers.
NEVER_SSDA903 = ("178", "188", "214", "218", "222", "226", "230", "392d", "399", "628", "1016")
NEVER_CIN = ("1530", "2990", "8772", "8890")


def queried(
    returns: Path, name: str, year: int, codes: tuple[str, ...]
) -> tuple[list[tuple[str, str]], dict[str, float]]:
    """Errors as (rule, message), and findings for a hundred records of its file of each rule."""
    units = [Unit(year, code, returns / name / str(year) / code, code) for code in codes]
    with Warehouse() as warehouse:
        collection(name).examine(warehouse, units)
        found = warehouse.connection.execute(
            "SELECT rule, severity, message, record_type FROM raw.findings JOIN raw.files USING (file_id)"
        ).fetchall()
        records = dict(
            warehouse.connection.execute("SELECT record_type, sum(records) FROM raw.files GROUP BY ALL").fetchall()
        )
    errors = [(rule, message) for rule, severity, message, _ in found if severity == "error"]
    hits = Counter((rule, kind) for rule, _, _, kind in found)
    return errors, {rule: 100 * count / float(records[kind]) for (rule, kind), count in hits.items()}


def broken(name: str, shares: dict[str, float], numbers: tuple[str, ...]) -> set[str]:
    ours = {rule for one in public_rules(name) if one.number in numbers for rule in one.rules}
    assert ours
    return ours & set(shares)


def test_ssda903_returns_break_no_rule_but_by_chance(little_england: Path) -> None:
    errors, shares = queried(little_england, "ssda903", LITTLE_YEAR, LITTLE_AUTHORITIES)
    assert not errors
    assert shares
    assert not broken("ssda903", shares, NEVER_SSDA903) - {"provider_does_not_fit_placement"}
    assert {rule: share for rule, share in shares.items() if share > OFTEN} == {}


def test_censuses_break_no_rule_but_by_chance(tmp_path: Path) -> None:
    write_england(tmp_path, plant_defects=False)
    errors, shares = queried(tmp_path, "cin", YEAR, LAS)
    assert not errors
    assert shares
    assert not broken("cin", shares, NEVER_CIN)
    assert {rule: share for rule, share in shares.items() if share > OFTEN} == {}


@pytest.mark.parametrize(("name", "numbers"), [("ssda903", NEVER_SSDA903), ("cin", NEVER_CIN)])
def test_what_is_never_broken_is_a_public_rule(name: str, numbers: tuple[str, ...]) -> None:
    assert set(numbers) <= {one.number for one in public_rules(name)}
