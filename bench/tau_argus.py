"""The pattern of tau-Argus on one table, attacked by this project's audit, where pytauargus happens to be installed."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, Key, Level, Pattern, Reason
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, Relations, build_relations
from pipeline.protect.suppress.view import published_view

RULES = ("MAN(10)|FREQ(6,20)", "MAN(10)|FREQ(6,100)")


@dataclass(frozen=True)
class TauArgus:
    """What one of its settings suppresses beyond the small cells, and what a reader who sees the zeros works out."""

    rules: str
    secondary: int
    exact: int
    narrow: int
    seconds: float


def is_installed() -> bool:
    """Return whether pytauargus can be imported; it is never a dependency."""
    return importlib.util.find_spec("pytauargus") is not None


def compare(cells: Cells, hierarchies: Hierarchies, policy: Policy, measure: str, year: int) -> list[TauArgus]:
    """Protect one table (areas by one breakdown, without groups) with tau-Argus and audit what it leaves."""
    relations = build_relations(cells.keys, hierarchies)
    counts = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    return [_compare(rules, cells, relations, policy, hierarchies.areas[year], counts, measure) for rules in RULES]


def _compare(
    rules: str,
    cells: Cells,
    relations: Relations,
    policy: Policy,
    tree: Mapping[str, tuple[str, ...]],
    counts: Mapping[Key, int],
    measure: str,
) -> TauArgus:
    engine = importlib.import_module("pytauargus")
    records: dict[str, list[object]] = {"area": [], "category": [], "children": []}
    for key, level in zip(cells.keys, cells.levels.tolist(), strict=True):
        if level == Level.LOCAL_AUTHORITY and key.breakdown:
            for _ in range(counts[key]):
                for name, value in (("area", key.area_code), ("category", key.breakdown.partition("=")[2])):
                    records[name].append(value)
                records["children"].append(1)
    with tempfile.TemporaryDirectory() as folder:
        areas = Path(folder) / "areas.hrc"
        regions = tree["E"]
        areas.write_text("".join(f"{r}\n" + "".join(f"@{a}\n" for a in tree[r]) for r in regions), encoding="utf-8")
        start = time.perf_counter()
        done = engine.protect(
            records, ["area", "category"], "children", rules, "MOD(1)", hrc={"area": str(areas)}, workdir=folder
        )
        seconds = time.perf_counter() - start
    name = next(key.breakdown for key in cells.keys if key.breakdown).partition("=")[0]
    year = cells.keys[0].collection_year
    suppressed: dict[Key, Reason] = {}
    for row in done.tables[0].rows:
        area = "E" if row["area"] == "Total" else row["area"]
        breakdown = "" if row["category"] == "Total" else f"{name}={row['category']}"
        if row["status"] in ("U", "M"):
            suppressed[Key(measure, year, area, breakdown)] = (
                Reason.PRIMARY if row["status"] == "U" else Reason.SECONDARY
            )
    pattern = Pattern(suppressed, (), 0.0)
    view = published_view("tau-Argus", cells, relations, policy, pattern)
    report = audit(view, relations, Attacker.of(policy))
    exact = sum(1 for one in report.findings if one.kind == "exact" and one.key in suppressed)
    narrow = sum(1 for one in report.findings if one.kind == "narrow" and one.key in suppressed)
    return TauArgus(rules, pattern.count(Reason.SECONDARY), exact, narrow, seconds)
