"""Reading the measures of ``data_sets.yaml``: what each counts and needs, and the histograms that quantiles are of."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.grossing.coverage import Measure
from pipeline.publication.data_sets import ALWAYS, Histogram
from pipeline.publication.declarations import Declaration


def read_measures(entries: Declaration) -> tuple[Measure, ...]:
    """The measures of a release; raises UsageError with file, line and field."""
    found = []
    for name in _names(entries):
        entry = entries.part(name)
        entry.only("counts", "return", "items", "earlier_returns", "additive", "amount_of")
        if entry.text("additive", "amount") != "amount":
            raise entry.problem("additive", "only 'amount' is known: a sum of days, points or incidents.")
        people = entry.text("amount_of", "")
        if people and (people not in entries.names() or entries.part(people).has("additive")):
            raise entry.problem("amount_of", f"{people!r} is no measure that counts people.")
        if people and not entry.has("additive"):
            raise entry.problem("amount_of", "only a measure with additive: amount is of another.")
        # Whoever supplied the amount must have supplied the people, or nothing would protect it.
        if people and not (
            entries.part(people).text("return") == entry.text("return")
            and set(entries.part(people).texts("items")) <= set(entry.texts("items"))
            and entries.part(people).whole("earlier_returns", 0) <= entry.whole("earlier_returns", 0)
        ):
            raise entry.problem("amount_of", f"the return, items and earlier_returns of {people} are needed here too.")
        found.append(
            Measure(
                name,
                entry.text("counts"),
                entry.text("return"),
                entry.texts("items"),
                entry.whole("earlier_returns", 0),
                entry.has("additive"),
                people,
            )
        )
    return tuple(found)


def _names(entries: Declaration) -> tuple[str, ...]:
    """The names that a mapping gives; they become names of tables and breakdowns."""
    for name in entries.names():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise entries.problem(name, "a name has small letters, digits and underscores, and begins with a letter.")
    return entries.names()


def read_histograms(declared: Declaration) -> tuple[Histogram, ...]:
    """``histograms``: names, or for each name its ``bands`` and where they begin (``from``); a list or a mapping."""
    if not declared.has("histograms"):
        return ()
    if declared.is_list("histograms"):
        return tuple(Histogram(name) for name in declared.texts("histograms"))
    entries = declared.part("histograms")
    found = []
    for name in _names(entries):
        entry = entries.part(name)
        entry.only("bands", "from", "to")
        if not entry.has("bands"):
            found.append(Histogram(name))
            continue
        begin = entry.part("from")
        first = [(category, begin.whole(category)) for category in begin.names()]
        ends = entry.part("to") if entry.has("to") else None
        one = Histogram(
            name, entry.text("bands"), tuple(first), {band: ends.whole(band) for band in ends.names()} if ends else {}
        )
        edges = [(least, greatest) for _, least, greatest in one.edges(ALWAYS)]
        if not edges or any(
            not (before[0] < least <= before[1] + 1 and before[1] < greatest)
            for before, (least, greatest) in pairwise(edges)
        ):
            raise entry.problem("from", "give the least whole number of each band in order, without a gap between two.")
        if any(after[0] <= before[1] + 1 for before, _, after in zip(edges, edges[1:], edges[2:], strict=False)):
            raise entry.problem("to", "a band must have numbers that are in no other.")
        found.append(one)
    return tuple(found)
