"""Disclosure control on generated linked tables of England's shape: leaks, second numbers beside the fewest, time.

Run `python -m bench.disclosure`. The tables are synthetic: 153 authorities in nine regions, sizes lognormal, one of 4
and one of 14 children, categories from a Dirichlet distribution that leaves many counts small.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import tau_argus
from pipeline.design.files.policy_file import load_policies
from pipeline.design.policy import Policy
from pipeline.foundation.numbers import Cells, Key, Level, Pattern, Reason
from pipeline.foundation.stages import TEMPLATES
from pipeline.protect.attack.audit import audit
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Hierarchies, Kind, Relations, build_relations
from pipeline.protect.suppress.primary import small
from pipeline.protect.suppress.rows import cells_for_rows
from pipeline.protect.suppress.setting_up import gather, no_secret, set_up
from pipeline.protect.suppress.suppress import suppress as protect
from pipeline.protect.suppress.view import published_view

AUTHORITIES_OF_REGION = (12, 24, 15, 10, 14, 11, 33, 19, 15)
YEAR = 2024


@dataclass(frozen=True)
class Outcome:
    """One run: what was suppressed, what an attacker learns, second numbers by rows alone, and the seconds taken."""

    name: str
    pattern: Pattern
    exact: int
    narrow: int
    structural: int
    fewest: int
    by_row_rule: int
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


def measure(name: str, cells: Cells, hierarchies: Hierarchies, policy: Policy, processes: int = 1) -> Outcome:
    """Suppress and audit one release, and count what the rows of its authorities alone ask for."""
    relations = build_relations(cells.keys, hierarchies)
    start = time.perf_counter()
    pattern = protect(cells, relations, policy, processes=processes)
    view = published_view(name, cells, relations, policy, pattern)
    report = audit(view, relations, Attacker.of(policy), pattern.structural, processes=processes)
    seconds = time.perf_counter() - start
    fewest, by_row_rule = of_rows(cells, relations, policy)
    narrow = sum(1 for one in report.findings if one.kind != "exact")
    exact = len(report.findings) - narrow
    return Outcome(name, pattern, exact, narrow, len(report.structural), fewest, by_row_rule, seconds)


def of_rows(cells: Cells, relations: Relations, policy: Policy) -> tuple[int, int]:
    """Return how many second numbers the rows of authorities ask for at the least, and how many DfE's row rule takes.

    The row rule suppresses the next smallest number of a row in which one small number stands alone, and looks no
    further.
    """
    values, levels, published, sensitive = gather(cells, relations)
    primary = small(values, published, sensitive, policy)
    problem, _ = set_up(relations, values, levels, published, sensitive, primary, policy, None, (), no_secret, ())
    fewest = len(cells_for_rows(replace(problem, cost=np.ones(len(values))), policy.minimum_width))
    taken = set()
    for row in np.flatnonzero((problem.kinds == Kind.CATEGORY) & (problem.item < 0)).tolist():
        own = problem.columns[problem.starts[row] : problem.starts[row + 1]]
        free = own[problem.may_suppress[own] & (own != problem.head[row])]
        if not levels[own].any() and problem.suppressed[own].sum() == 1 and len(free):
            taken.add(int(free[np.argmin(values[free])]))
    return fewest, len(taken)


def show(console: Console, outcomes: list[Outcome]) -> None:
    """Print one table of outcomes."""
    heads = ("primary", "secondary", "exact", "narrow", "structural", "fewest by rows", "row rule", "seconds")
    table = Table("suppressed and audited", *heads, title="Disclosure control on generated tables of England's shape")
    for one in outcomes:
        counts = [one.pattern.count(Reason.PRIMARY), one.pattern.count(Reason.SECONDARY)]
        numbers = [f"{number:,}" for number in (*counts, one.exact, one.narrow, one.structural)]
        numbers += [f"{one.fewest:,}", f"{one.by_row_rule:,}"]
        table.add_row(one.name, *numbers, f"{one.seconds:.1f}")
    console.print(table)


def main(seeds: int = 3) -> None:
    """Print the measures."""
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
                outcomes.append(measure(f"{name}, {title}, seed {seed}", cells, hierarchies, policy))
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
