"""Figures that authorities stated until 2016, added up as the form's words say, without the project's models."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from tests.recount.workforce.definitions import one_decimal, rate

Figures = Mapping[tuple[str, str, str], Fraction]
"""By item, measure and category."""

# What a label of the data files says of figures by category, in the words of the form.
TOPICS = {
    "Social workers by age group": "social_workers_by_age",
    "Social workers by time in service": "social_workers_by_time_in_service",
    "Starters by origin": "starters_by_origin",
    "Starters by age group": "starters_by_age",
    "Leavers by destination": "leavers_by_destination",
    "Leavers by time in service": "leavers_by_time_in_service",
    "Leavers by age group": "leavers_by_age",
    "Social workers with a caseload or oversight": "social_workers_with_caseload_or_oversight",
    "Agency workers covering vacancies": "agency_workers_covering_vacancies",
}
# What a form did not ask for does not apply to its year.
SINCE = {"starters_by_age": 2015, "leavers_by_age": 2015}
CATEGORIES = {
    "Under 20 years old": "under 20",
    "20 to 29 years old": "20 to 29",
    "30 to 39 years old": "30 to 39",
    "40 to 49 years old": "40 to 49",
    "50 to 59 years old": "50 to 59",
    "60 years old and over": "60 and over",
    "Less than 2 years": "under 2 years",
    "2 years or more but less than 5 years": "2 to under 5 years",
    "5 years or more but less than 10 years": "5 to under 10 years",
    "10 years or more but less than 20 years": "10 to under 20 years",
    "20 years or more": "20 years and over",
    "Social work in another local authority": "other la social worker",
    "Social work outside England": "outside england",
    "Agency or consultancy": "agency",
    "No social care or no employment": "not social care or none",
}


def read_figures(path: Path) -> Figures:
    """The figures of a return, as they were stated."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["item"], row["measure"], row["category"].lower()): Fraction(row["value"]) for row in rows}


def total(sent: Sequence[Figures], item: str, measure: str) -> Fraction:
    """What the authorities stated, added up."""
    return sum((one[item, measure, ""] for one in sent), Fraction(0))


def authority_figures(sent: Sequence[Figures], row: Mapping[str, str]) -> dict[str, str]:
    """The figures of an area and its rates, of the returns of its authorities."""
    year = int(row["time_period"])
    workers, workers_fte = total(sent, "social_workers", "headcount"), total(sent, "social_workers", "fte")
    leavers, leavers_fte = total(sent, "leavers", "headcount"), total(sent, "leavers", "fte")
    agency, agency_fte = total(sent, "agency_workers", "headcount"), total(sent, "agency_workers", "fte")
    vacancies, days = total(sent, "vacancies", "fte"), total(sent, "sickness_absence", "days")
    found = {
        "inpost_fte": one_decimal(workers_fte),
        "inpost_headcount": str(workers),
        "starters_fte": one_decimal(total(sent, "starters", "fte")),
        "starters_headcount": str(total(sent, "starters", "headcount")),
        "leavers_fte": one_decimal(leavers_fte),
        "leavers_headcount": str(leavers),
        "turnover_rate_fte": rate(leavers_fte, workers_fte),
        "turnover_rate_headcount": rate(leavers, workers),
        "agency_fte": one_decimal(agency_fte),
        "agency_headcount": str(agency),
        "agency_rate_fte": rate(agency_fte, agency_fte + workers_fte),
        "agency_rate_headcount": rate(agency, agency + workers),
        "vacancy_fte": one_decimal(vacancies),
        "vacancy_headcount": str(total(sent, "vacancies", "headcount")),
        "vacancy_rate_fte": rate(vacancies, vacancies + workers_fte),
        "working_days_lost_fte": one_decimal(days),
        "absence_rate_fte": rate(days, workers_fte * (254 if year % 4 == 0 else 253)),
    }
    if "agency_cover_fte" in row:
        cover = [one.get(("agency_workers_covering_vacancies", "fte", "")) for one in sent]
        given = [one for one in cover if one is not None]
        # Voluntary in 2014: where somebody did not give it, the area has none.
        found["agency_cover_fte"] = one_decimal(sum(given, Fraction(0))) if len(given) == len(cover) else "x"
    return found


def voluntary(sent: Sequence[Figures], row: Mapping[str, str]) -> dict[str, str]:
    """A figure by category of an authority, with its percentage of all that it stated of the item."""
    item = TOPICS[row["breakdown_topic"]]
    if int(row["time_period"]) < SINCE.get(item, 0):
        return {"number": "z", "percentage": "z"}
    stated = {category: number for (of, _, category), number in sent[0].items() if of == item}
    if not stated:
        return {"number": "x", "percentage": "x" if "_by_" in item else "z"}
    if "_by_" not in item:
        return {"number": str(stated[""]), "percentage": "z"}
    whole = sum(stated.values())
    if row["breakdown"] == "Total":
        return {"number": str(whole), "percentage": rate(whole, whole)}
    number = stated.get(CATEGORIES.get(row["breakdown"], row["breakdown"].lower()), Fraction(0))
    return {"number": str(number), "percentage": rate(number, whole)}


def giving(sent: Sequence[Figures], row: Mapping[str, str]) -> dict[str, str]:
    """How many authorities stated an item."""
    item = TOPICS[row["figure"]]
    if int(row["time_period"]) < SINCE.get(item, 0):
        return {"authorities": "z"}
    return {"authorities": str(sum(any(of == item for of, _, _ in one) for one in sent))}
