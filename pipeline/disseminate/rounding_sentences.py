"""How an edition's figures were rounded, in words that follow from its disclosure policy."""

from __future__ import annotations

from pipeline.design.policy import EditionPolicies, Policy


def rounding_sentences(policy: Policy, senders: str) -> list[str]:
    """What a cover sheet and the methodology page say of rounding, ``senders`` being who sends the returns."""
    places = policy.percentage_decimals
    percentages = "whole numbers" if not places else f"given to {places} decimal place{'s' if places > 1 else ''}"
    apart = sorted({places for _, places in policy.percentage_decimals_of})
    if apart:
        percentages += f", and of some measures to {' or '.join(map(str, apart))}"
    return [
        _of_numbers(policy, senders),
        f"Percentages are {percentages}. Percentages, rates and averages are worked out before rounding, so rows need "
        "not add up to their totals.",
    ]


def rounding_of_files(policies: EditionPolicies, senders: str) -> list[str]:
    """What the methodology page says of rounding: once where data sets and tables round alike, else of each."""
    of_data_sets, of_tables = (rounding_sentences(one, senders) for one in (policies.data_sets, policies.tables))
    if of_data_sets == of_tables:
        return of_data_sets
    return [f"Data sets: {' '.join(of_data_sets)}", f"Tables: {' '.join(of_tables)}"]


def _of_numbers(policy: Policy, senders: str) -> str:
    by_level = {
        "England": policy.rounding_national,
        "regions": policy.rounding_regional,
        senders: policy.rounding_local_authority,
    }
    levels: dict[int, list[str]] = {}
    for level, base in by_level.items():
        levels.setdefault(base, []).append(level)
    if len(levels) == 1:
        return f"Numbers are {rounded_to(next(iter(levels)))}."
    said = [f"numbers for {' and '.join(names)} are {rounded_to(base)}" for base, names in levels.items()]
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def rounded_to(base: int) -> str:
    """How numbers of a level are rounded, in words."""
    return "not rounded" if base == 1 else f"rounded to the nearest {base}"
