"""Disclosure control on generated linked tables of England's shape: what leaks, cost against the optimum, time.

Run `python -m bench.disclosure`. The tables are synthetic: 153 authorities in nine regions, sizes lognormal, one of 4
and one of 14 children, categories from a Dirichlet distribution that leaves many counts small.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import tau_argus
from pipeline.disclosure import (
    Attacker,
    Cells,
    Hierarchies,
    Key,
    Level,
    Pattern,
    Policy,
    Reason,
    Relations,
    audit,
    build_relations,
    load_policies,
    protect,
    published_view,
)
from pipeline.disclosure.optimum import Budget, Cutter, cheapest
from pipeline.disclosure.primary import small
from pipeline.disclosure.problem import components
from pipeline.disclosure.secondary import Need
from pipeline.disclosure.setting_up import gather, set_up
from pipeline.stages import TEMPLATES

AUTHORITIES_OF_REGION = (12, 24, 15, 10, 14, 11, 33, 19, 15)
YEAR = 2024
PROOF = Budget(rounds=150, nodes=100_000, gap=1e-6)


@dataclass(frozen=True)
class Outcome:
    """One run: what was hidden, what an attacker learns, the cost beside the proven optimum, and the seconds taken."""

    name: str
    pattern: Pattern
    exact: int
    narrow: int
    structural: int
    ratio: float | None
    seconds: float


def linked_tables(
    tables: int, categories: int, seed: int, grouped: bool = False, groups_of_tables: int = 1
) -> tuple[Cells, Hierarchies]:
    """Return `tables` over one total in each of `groups_of_tables` measures; `grouped` has categories in groups."""
    rng = np.random.default_rng(seed)
    region = np.repeat(np.arange(9), AUTHORITIES_OF_REGION)
    tree = {"E": tuple(f"R{r}" for r in range(9))}
    tree |= {f"R{r}": tuple(f"L{a:03d}" for a in range(153) if region[a] == r) for r in range(9)}
    trees: dict[str, dict[str, str]] = {}
    for table in range(tables):
        grouping = grouped and table == 1
        trees[f"t{table}"] = {f"c{c}": f"g{min(c // 3, 2)}" if grouping else "" for c in range(categories)}
        if grouping:
            trees[f"t{table}"] |= {f"g{g}": "" for g in range(3)}
    counts: dict[tuple[str, str, str], int] = {}
    for group in range(groups_of_tables):
        measure = f"measure_{group:02d}"
        totals = np.maximum(1, np.round(rng.lognormal(np.log(550) - 0.32, 0.8, 153))).astype(int)
        totals[-1], totals[40] = 4, 14
        for table in range(tables):
            shares = np.maximum(rng.dirichlet(np.full(categories, 0.6)), 0.002)
            shares /= shares.sum()
            for a in range(153):
                row = rng.multinomial(totals[a], rng.dirichlet(shares * 40)).tolist()
                for place in (f"L{a:03d}", f"R{region[a]}", "E"):
                    if table == 0:
                        counts[measure, place, ""] = counts.get((measure, place, ""), 0) + int(totals[a])
                    for c, count in enumerate(row):
                        names = {f"c{c}", trees[f"t{table}"][f"c{c}"] or f"c{c}"}
                        for name in sorted(names):
                            key = (measure, place, f"t{table}={name}")
                            counts[key] = counts.get(key, 0) + count
    levels = {"L": Level.LOCAL_AUTHORITY, "R": Level.REGIONAL, "E": Level.NATIONAL}
    cells = Cells.of((Key(m, YEAR, p, b), v, levels[p[0]], True, True) for (m, p, b), v in counts.items())
    return cells, Hierarchies({YEAR: tree}, trees)


def measure(
    name: str, cells: Cells, hierarchies: Hierarchies, policy: Policy, prove: bool = False, processes: int = 1
) -> Outcome:
    """Suppress and audit one release, and prove the optimum of the same criterion if asked."""
    relations = build_relations(cells.keys, hierarchies)
    start = time.perf_counter()
    pattern = protect(cells, relations, policy, processes=processes)
    view = published_view(name, cells, relations, policy, pattern)
    primaries = [key for key, reason in pattern.hidden.items() if reason is Reason.PRIMARY]
    report = audit(view, relations, Attacker.of(policy), primaries, pattern.structural, processes=processes)
    seconds = time.perf_counter() - start
    ratio = ratio_to_optimum(cells, relations, policy, pattern) if prove else None
    narrow = sum(1 for one in report.findings if one.kind != "exact")
    exact = len(report.findings) - narrow
    return Outcome(name, pattern, exact, narrow, len(report.structural), ratio, seconds)


def ratio_to_optimum(cells: Cells, relations: Relations, policy: Policy, pattern: Pattern) -> float:
    """Return the pattern's cost over a lower bound of the cost of any pattern that gives the same room.

    The choice is over authorities' cells and the higher ones that the pattern uses; a block that is too large to settle
    counts with the bound that was reached.
    """
    values, levels, published, sensitive = gather(cells, relations)
    primary = small(values, published, sensitive, policy)
    problem, _ = set_up(relations, values, levels, published, sensitive, primary, policy, None)
    hidden = np.zeros(len(values), dtype=np.bool_)
    hidden[[relations.unknown[k] for k, reason in pattern.hidden.items() if reason is Reason.SECONDARY]] = True
    openable = (~problem.is_total & (problem.levels == 0)) | hidden
    excused = {relations.unknown[one.key] for one in pattern.structural}
    bound = 0.0
    for part in components(problem, np.arange(len(values)), openable):
        cutter = Cutter(problem, part, openable)
        needs = [
            Need(cell, amount)
            for cell in part[problem.target_lower[part] < problem.target_upper[part]].tolist()
            if cell not in excused
            for amount in (policy.threshold - int(values[cell]), policy.smallest_hidden - int(values[cell]))
            if amount
        ]
        bound += cheapest(cutter, [need for need in needs if cutter.can_meet(need)], PROOF).bound
    return pattern.cost / bound


def show(console: Console, outcomes: list[Outcome]) -> None:
    """Print one table of outcomes."""
    heads = ("primary", "secondary", "exact", "narrow", "structural", "cost / optimum", "seconds")
    table = Table("suppressed and audited", *heads, title="Disclosure control on generated tables of England's shape")
    for one in outcomes:
        counts = [one.pattern.count(Reason.PRIMARY), one.pattern.count(Reason.SECONDARY)]
        numbers = [f"{number:,}" for number in (*counts, one.exact, one.narrow, one.structural)]
        table.add_row(one.name, *numbers, f"{one.ratio:.3f}" if one.ratio else "", f"{one.seconds:.1f}")
    console.print(table)


def main(seeds: int = 3, prove: bool = False) -> None:
    """Print the measures; `prove` adds the optimum of the same criterion, which takes minutes."""
    console = Console(width=140)
    policies = load_policies(TEMPLATES / "children-in-need" / "release.toml")
    outcomes = []
    for title, edition in (("exact parents", "cin-actual"), ("parents to 10", "ees")):
        policy = policies[edition]
        for seed in range(seeds):
            for name, tables, categories, grouped in (
                ("1 table of 153 x 8", 1, 8, False),
                ("3 linked tables x 10", 3, 10, False),
                ("3 linked tables, grouped", 3, 10, True),
            ):
                cells, hierarchies = linked_tables(tables, categories, seed, grouped)
                outcomes.append(measure(f"{name}, {title}, seed {seed}", cells, hierarchies, policy, prove))
    for title, edition in (("exact parents", "cin-actual"), ("parents to 10", "ees")):
        cells, hierarchies = linked_tables(3, 10, 0, groups_of_tables=20)
        name = f"60 tables in 20 groups, {title}, 2 processes"
        outcomes.append(measure(name, cells, hierarchies, policies[edition], processes=2))
    show(console, outcomes)
    _show_tau_argus(console, policies["cin-actual"], seeds)


def _show_tau_argus(console: Console, policy: Policy, seeds: int) -> None:
    if not tau_argus.is_installed():
        console.print("pytauargus is not installed, so it is not compared.")
        return
    table = Table("tau-Argus, 1 table of 153 x 8, exact parents", "secondary", "exact", "narrow", "seconds")
    for seed in range(seeds):
        cells, hierarchies = linked_tables(1, 8, seed)
        for one in tau_argus.compare(cells, hierarchies, policy, cells.keys[0].measure, YEAR):
            numbers = [f"{number:,}" for number in (one.secondary, one.exact, one.narrow)]
            table.add_row(f"{one.rules}, seed {seed}", *numbers, f"{one.seconds:.1f}")
    console.print(table)


if __name__ == "__main__":
    main()
