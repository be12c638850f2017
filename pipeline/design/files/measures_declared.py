"""Reading the measures of ``data_sets.yaml``: what each counts and needs, and the histograms that quantiles are of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from pipeline.collect.specification import load_specification
from pipeline.design.editions import ALWAYS
from pipeline.design.related_counts import Histogram
from pipeline.foundation.declarations import Declaration
from pipeline.process.added_years import AddedYears, FixedPanel, OfSomeSenders
from pipeline.process.coverage import Measure
from pipeline.process.parts_of_cells import CellsWithin, GroupOfCells, PartOfCells

NAME = r"[a-z][a-z0-9_]*"
"""What may become the name of a table, a breakdown or a category."""
MOST_DECIMALS = 3
OF_SOME_SENDERS = ("panel_of", "in_regions_of", "beside_regions_of")
"""What a measure may be declared to be of another: of those alone who told all, or are of a region, or of none."""
FOLLOWED = ("children", "authority")
"""Whose earlier returns a measure looks back on: all that tell of its children, or the authority's own alone."""


def read_measures(entries: Declaration) -> tuple[Measure, ...]:
    """The measures of a release; raises UsageError with file, line and field."""
    found: list[Measure] = []
    for name in _names(entries):
        entry = entries.part(name)
        if entry.has("unavailable"):
            entry.only("unavailable")
            found.append(Measure(name, "", "", ()))
            continue
        if entry.has("adds_up"):
            found.append(_added_years(entry, name, found))
            continue
        if some := [one for one in OF_SOME_SENDERS if entry.has(one)]:
            found.append(_of_some_senders(entry, name, some[0], found))
            continue
        entry.only("counts", "return", "items", "earlier_returns", "follows", "additive", "amount_of",
                   "cells", "group", "within", "first_year", "last_year", "of_nobody", "decimals", "applies_to",
                   "from_last_return", "voluntary", "not_known", "beside", "of_rounded_people", "known_too",
                   "left_unread", "so_far_of")  # fmt: skip
        if entry.text("additive", "amount") != "amount":
            raise entry.problem("additive", "only 'amount' is known: a sum of days, points or incidents.")
        if entry.text("follows", "children") not in FOLLOWED:
            raise entry.problem("follows", f"one of {', '.join(FOLLOWED)}: whose earlier returns the measure looks at.")
        people = entry.text("amount_of", "")
        if people and (people not in entries.names() or entries.part(people).has("additive")):
            raise entry.problem("amount_of", f"{people!r} is no measure that counts people.")
        if people and not entry.has("additive"):
            raise entry.problem("amount_of", "only a measure with additive: amount is of another.")
        if entry.has("of_rounded_people") and not people:
            raise entry.problem("of_rounded_people", "only amounts that say with amount_of whose they are.")
        if entry.has("of_nobody") and (people or not entry.has("additive")):
            raise entry.problem("of_nobody", "only amounts, and of these only those that are of no measure of people.")
        for field in ("applies_to", "so_far_of"):
            if entry.text(field, name) not in entries.names():
                raise entry.problem(field, f"{entry.text(field)!r} is no measure.")
        if entry.has("so_far_of") and not load_specification(entry.text("return")).is_quarterly:
            raise entry.problem("so_far_of", "only returns of quarters tell of a year so far.")
        if entry.whole("decimals", 0) > MOST_DECIMALS:
            raise entry.problem(
                "decimals", f"{MOST_DECIMALS} at most: what has decimals is kept in hundredths or thousandths."
            )
        # Whoever supplied the amount must have supplied the people, or nothing would protect it.
        if people and not (
            entries.part(people).text("return") == entry.text("return")
            and set(entries.part(people).texts("items")) <= set(entry.texts("items"))
            and entries.part(people).whole("earlier_returns", 0) <= entry.whole("earlier_returns", 0)
            and entries.part(people).text("follows", "children") == entry.text("follows", "children")
        ):
            raise entry.problem(
                "amount_of", f"the return, items, earlier_returns and follows of {people} are needed here too."
            )
        own: dict[str, Any] = {
            "name": name,
            "count_column": entry.text("counts"),
            "returns": entry.text("return"),
            "items": entry.texts("items"),
            "earlier_returns": entry.whole("earlier_returns", 0),
            "follows_children": entry.text("follows", "children") == "children",
            "is_amount": entry.has("additive"),
            "amount_of": people,
            "first_year": entry.whole("first_year", 0),
            "last_year": entry.whole("last_year", ALWAYS),
            "of_nobody": entry.truth("of_nobody", False),
            "decimals": entry.whole("decimals", 0),
            "applies_to": entry.text("applies_to", ""),
            "from_last_return": entry.truth("from_last_return", False),
            "is_voluntary": entry.truth("voluntary", False),
            "not_known": entry.text("not_known", ""),
            "of_rounded_people": entry.truth("of_rounded_people", False),
            "beside": entry.texts("beside") if entry.has("beside") else (),
            "known_too": entry.text("known_too", ""),
            "left_unread": entry.texts("left_unread") if entry.has("left_unread") else (),
            "so_far_of": entry.text("so_far_of", ""),
        }
        is_part = any(entry.has(name) for name in ("cells", "group", "within"))
        found.append(_part(entry, own) if is_part else Measure(**own))
    return tuple(found)


def _part(entry: Declaration, own: Mapping[str, Any]) -> PartOfCells:
    """A measure that is a part of the table ``cells``: a ``group`` of categories, or what is ``within`` a cell."""
    cells, how = entry.text("cells"), "group" if entry.has("group") else "within"
    if entry.has("group") and entry.has("within"):
        raise entry.problem("within", "a part is a group or within a cell, not both.")
    breakdown, equals, category = entry.text(how).partition("=")
    for text in (cells, breakdown, f"in_{category}" if category else ""):
        if not (equals and re.fullmatch(NAME, text)):
            raise entry.problem(how, "write it as breakdown=category, with the table's name in the field cells.")
    if how == "within":
        return CellsWithin(**own, cells=cells, within=entry.text("within"))
    return GroupOfCells(**own, cells=cells, breakdown=breakdown, group=category)


def _added_years(entry: Declaration, name: str, before: Sequence[Measure]) -> AddedYears:
    """A measure that adds up several years of one declared above it."""
    entry.only("adds_up", "years", "amount_of", "single_in_total")
    single = next((one for one in before if one.name == entry.text("adds_up")), None)
    if single is None or isinstance(single, AddedYears):
        raise entry.problem("adds_up", f"{entry.text('adds_up')!r} is no measure of single years declared above.")
    if entry.whole("years") < 2:
        raise entry.problem("years", "two at least: one year is the measure itself.")
    people = entry.text("amount_of", "")
    of_them = next((one for one in before if one.name == people), None)
    if people and not (isinstance(of_them, AddedYears) and of_them.years == entry.whole("years")):
        raise entry.problem("amount_of", f"{people!r} adds up no people of so many years, or is not declared above.")
    if bool(people) != bool(single.amount_of):
        raise entry.problem("amount_of", "name whose amounts these are, exactly where the single year does.")
    of_single = {one.name: getattr(single, one.name) for one in fields(Measure)}
    of_all = {"name": name, "amount_of": people, "earlier_returns": single.earlier_returns + entry.whole("years") - 1}
    if single.first_year:
        of_all["first_year"] = single.first_year + entry.whole("years") - 1
    in_total = entry.truth("single_in_total", False)
    return AddedYears(
        **{**of_single, **of_all}, adds_up=single.name, years=entry.whole("years"), single_in_total=in_total
    )


def _of_some_senders(entry: Declaration, name: str, of: str, before: Sequence[Measure]) -> OfSomeSenders:
    """Another measure of some senders alone: of who told every quarter, is of a region, or is of none."""
    entry.only(of)
    single = next((one for one in before if one.name == entry.text(of)), None)
    if single is None or isinstance(single, AddedYears) or single.is_amount:
        raise entry.problem(of, f"{entry.text(of)!r} is no measure of people in single periods above.")
    if not load_specification(single.returns).is_quarterly:
        raise entry.problem(of, f"{single.returns} is no return of quarters, of which a panel could tell all.")
    of_single = {one.name: getattr(single, one.name) for one in fields(Measure)} | {"name": name}
    if of == "panel_of":
        return FixedPanel(**{**of_single, "from_last_return": False}, adds_up=single.name)
    return OfSomeSenders(**of_single, adds_up=single.name, in_a_region=of == "in_regions_of")


def _names(entries: Declaration) -> tuple[str, ...]:
    """The names that a mapping gives; they become names of tables and breakdowns."""
    for name in entries.names():
        if not re.fullmatch(NAME, name):
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
