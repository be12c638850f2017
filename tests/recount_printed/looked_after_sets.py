"""Data sets of children looked after on 31 March, during the year and for longer."""

from __future__ import annotations

from .cells import Cells, cells
from .figures import Count, Figure, Population, Rate, Series, Sum
from .placement_words import (
    DISTANCE,
    LOCALITY,
    WHERE,
    codes_of,
    placement_of,
    type_used,
    types_of,
    with_place,
)
from .reading import GROUP_AND_LABEL, NUMBER, DataSet, Row, by_group, need_of, number_and_share
from .words import AGE, AGE_UNDER_16, ETHNICITY, LEGAL_STATUS, PROVIDER, SEX, UASC, plain, words

ON_31_MARCH = cells("looked_after_on_31_march")
OF_OTHERS = cells("children_placed_within_local_authority", la_of_placement="other_children_placed_within")
PLACED_WITHIN = words(
    {
        "own la children placed internally within the local authority boundary": "own_children_placed_internally",
        "other la children externally placed within the local authority boundary": "other_children_placed_within",
    }
)
POPULATIONS = {
    "ceas": cells("ceased_during_year"),
    "start": cells("started_during_year"),
    "unaccompanied": ON_31_MARCH.also(uasc="uasc"),
    "adopted": cells("adopted_during_year"),
    "looked after": ON_31_MARCH,
}
BASE_OF_GROUP = (
    "all children of the data set (title: children looked after on 31 March, each characteristic 100 per cent)"
)


def population(label: str) -> Cells:
    """The children whom the words of a national series name."""
    text = plain(label)
    return next(found for word, found in POPULATIONS.items() if word in text)


def headline(edition: int) -> Row:
    """The one row of the headline file."""
    return {
        "cla_31_march": Count(ON_31_MARCH),
        "cla_ceasing": Count(POPULATIONS["ceas"]),
        "cla_starting": Count(POPULATIONS["start"]),
        "cla_adopted": Count(POPULATIONS["adopted"]),
        "cla_march_rate": Rate(ON_31_MARCH),
        "cla_uasc": Count(POPULATIONS["unaccompanied"]),
    }


def numbers_and_rates(label: str, edition: int) -> Row:
    """Numbers, and rates by the children who live in the area."""
    of = population(label)
    return {NUMBER: Count(of), "rate_per_10000": Rate(of), "population_estimate": Population()}


def time_series(label: str, edition: int) -> Row:
    """Numbers of England since 1994, those of years without returns as they were published."""
    return {NUMBER: Series(population(label))}


_on_31_march = by_group(
    ON_31_MARCH,
    {
        "age group": ("age_group", AGE),
        "category of need": ("category_of_need", need_of),
        "distance between home and placement": ("distance_and_locality", DISTANCE),
        "distance between home and placement and locality of placement": ("distance_and_locality", DISTANCE),
        "ethnicity": ("ethnicity", ETHNICITY),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
        "legal status": ("legal_status", LEGAL_STATUS),
        "locality of placement": ("locality", LOCALITY),
        "place providers": ("placement_provider", PROVIDER),
        "placement": ("placement", placement_of),
        "unaccompanied asylum-seeking children": ("uasc", UASC),
    },
)


def on_31_march(group: str, label: str, edition: int) -> Row:
    """Characteristics; those placed within the boundary and mothers have bases of their own."""
    if plain(group) == "la of placement":
        total = cells("children_placed_within_local_authority")
        return number_and_share(total.also(la_of_placement=PLACED_WITHIN[plain(label)]), total)
    if plain(group) == "motherhood status":
        if plain(label) == "total children":
            return number_and_share(ON_31_MARCH, ON_31_MARCH)
        girls = ON_31_MARCH.also(motherhood=("mother_12_and_over", "female_12_and_over_not_mother"))
        return number_and_share(ON_31_MARCH.also(motherhood="mother_12_and_over"), girls)
    return _on_31_march(group, label, edition)


def net_gain(label: str, edition: int) -> Row:
    """Children of others placed here, own children placed elsewhere, and the one less the other."""
    outside = ON_31_MARCH.also(locality="outside")
    figure: Figure
    if "net gain" in plain(label):
        figure = Sum((OF_OTHERS,), less=(outside,))
    else:
        figure = Count(OF_OTHERS if "responsibility of other" in plain(label) else outside)
    return {NUMBER: figure}


def stability(group: str, label: str, edition: int) -> Row:
    """Placements in one year and two, and living with the same carer."""
    total, some = {
        "cla on 31 march": (ON_31_MARCH, {"number_of_placements": "3_or_more_placements"}),
        "cla 2 years on 31 march": (
            cells("looked_after_2_years_on_31_march"),
            {"three_or_more_placements": "with_3_or_more_placements"},
        ),
    }.get(plain(group), (cells("looked_after_2_and_half_years_aged_under_16"), {"same_carer": "same_carer_2_years"}))
    return number_and_share(total if plain(label) == "total children" else total.also(**some), total)


_PLACEMENTS_HELD = {str(number): f"{number}_placements" for number in range(2, 7)} | {
    "1": "1_placement",
    "7 or more": "7_or_more_placements",
}
_3_OR_MORE = [_PLACEMENTS_HELD[number] for number in ("3", "4", "5", "6", "7 or more")]


def _characteristic(total: Cells, group: str, label: str, edition: int, placement: str) -> Cells:
    """The children of a characteristic, which in these files is itself the base of the shares."""
    group = plain(group)
    if group in ("total children", "total"):
        return total
    if "legal status" in group:
        return total.also(legal_status=LEGAL_STATUS[plain(label)])
    if "placement" in group:
        leaves = with_place(codes_of(label, edition)) if placement == "placement" else types_of(label, edition)
        return total.also(**{placement: leaves})
    breakdown, how = {
        "age group": ("age_group", AGE),
        "ethnicity": ("ethnicity", ETHNICITY),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
        "unaccompanied asylum-seeking children": ("uasc", UASC),
        "unaccompanied asylum-seeking children (uasc)": ("uasc", UASC),
    }[group]
    return total.also(**{breakdown: how[plain(label)]})


def number_of_placements(cohort: str, group: str, label: str, stay: str, edition: int) -> Row:
    """How many placements children of a characteristic had."""
    text, cohort = plain(stay), plain(cohort)
    measure = "placements_of_looked_after_on_31_march"
    if "2 years" in cohort:
        measure = "placements_of_looked_after_2_years"
    elif "less than 12" in cohort or "under 12" in cohort:
        measure = "placements_of_looked_after_under_12_months"
    elif "12 months" in cohort:
        measure = "placements_of_looked_after_12_months"
    base = _characteristic(cells(measure), group, label, edition, "placement_type")
    if text == "total children":
        return number_and_share(base, base)
    named = text.removeprefix("with ").split(" placement")[0]
    held = _3_OR_MORE if named == "3 or more" else _PLACEMENTS_HELD[named]
    return number_and_share(base.also(number_of_placements_held=held), base)


def same_carer(group: str, label: str, stay: str, edition: int) -> Row:
    """Whether children of a characteristic live with the same carer."""
    total = cells("looked_after_2_and_half_years_aged_under_16")
    base = _characteristic(total, group, label, edition, "placement")
    text = plain(stay)
    if text == "total children":
        return number_and_share(base, base)
    carer = "not_same_carer_2_years" if text.startswith("not living") else "same_carer_2_years"
    return number_and_share(base.also(same_carer=carer), base)


def during_and_12_months(cohort: str, group: str, label: str, edition: int) -> Row:
    """Numbers only: during the year and for 12 months on 31 March."""
    group, during = plain(group), plain(cohort).startswith("all children looked after during")
    total = cells("looked_after_during_year" if during else "looked_after_12_months_on_31_march")
    if group == "placement" and during and codes_of(label, edition) is not None:
        return {NUMBER: Count(cells("placement_types_used_during_year", placement_types_used=type_used(label)))}
    return {NUMBER: Count(_characteristic(total, group, label, edition, "placement_type"))}


def by_distance(placement: str, distance: str, edition: int) -> Row:
    """Distance and locality of one type of placement, as a share of the children in it."""
    base = ON_31_MARCH.also(placement=with_place(codes_of(placement, edition)))
    if plain(placement) == "other placements":
        base = ON_31_MARCH.also(placement=with_place(_other_with_residential(edition)))
    return number_and_share(base.also(distance_and_locality=DISTANCE[plain(distance)]), base)


def _other_with_residential(edition: int) -> tuple[str, ...]:
    """Footnote of the distance files: other placements take in other residential settings and residential schools."""
    found: tuple[str, ...] = ()
    for label in ("Other residential settings", "Residential schools", "Other placements"):
        found += types_of(label, edition) or ()
    return found


def by_provider(placement: str, provider: str, edition: int) -> Row:
    """Who provides one type of placement inside or outside the boundary, as a share of the children in it.

    The last row holds what no other row does: other placements, and all of which the locality is not known.
    """
    text = plain(placement)
    base, every = ON_31_MARCH, _every_code(edition)
    if text == "other placement":
        not_known = with_place(every, ("locality_not_known",)) or frozenset()
        base = base.also(placement_by_locality=(with_place(types_of(placement, edition)) or frozenset()) | not_known)
    elif text != "all children looked after at 31 march":
        where = "inside" if placement.strip().startswith("2") else "outside"
        codes = every if text.startswith("all children placed") else codes_of(placement, edition)
        base = base.also(placement_by_locality=with_place(codes, (where,)))
    return number_and_share(base.also(placement_provider=PROVIDER[plain(provider)]), base)


def _every_code(edition: int) -> tuple[str, ...]:
    """All but other placements, which the file has in a row of their own."""
    labels = ("foster placements", "adoption", "placed with parents", "secure homes and children's homes")
    more = ("independent and semi-independent living", "other residential settings", "residential schools")
    return tuple(code for label in (*labels, *more) for code in codes_of(label, edition) or ())


_of_uasc = by_group(
    ON_31_MARCH.also(uasc="uasc"),
    {
        "age group": ("age_under_16", AGE_UNDER_16),
        "category of need": ("category_of_need", need_of),
        "ethnicity": ("ethnicity", ETHNICITY),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
    },
)


def asylum_seekers(group: str, label: str, edition: int) -> Row:
    """Characteristics of unaccompanied asylum-seeking children; other placements are all that have no row."""
    if not plain(group).startswith("placement"):
        return _of_uasc(group, label, edition)
    total = ON_31_MARCH.also(uasc="uasc")
    codes = codes_of(label, edition)
    if plain(label) == "other placements":
        rows = (
            "other placements",
            "other residential settings",
            "residential schools",
            "adoption",
            "placed with parents",
        )
        codes = tuple(code for row in rows for code in types_of(row, edition) or ())
    return number_and_share(total.also(placement=with_place(codes, WHERE)), total)


_NO_SHARE = "no percentage"
LOOKED_AFTER = {
    "cla_headline_figure": DataSet((), headline, _NO_SHARE),
    "cla_number_and_rate_per_10k_children": DataSet(
        ("population_count|population_type",), numbers_and_rates, "children aged 0 to 17, mid-year before (footnote)"
    ),
    "cla_time_series": DataSet(("population_count|population_type",), time_series, _NO_SHARE),
    "la_cla_on_31_march_by_characteristics": DataSet(GROUP_AND_LABEL, on_31_march, BASE_OF_GROUP),
    "national_cla_on_31_march_by_characteristics": DataSet(
        GROUP_AND_LABEL,
        on_31_march,
        BASE_OF_GROUP + "; mothers of all looked after females aged 12 and over (footnote)",
    ),
    "la_cla_on_31_march_la_of_placement_netgain": DataSet(("characteristic|breakdown",), net_gain, _NO_SHARE),
    "la_cla_placement_stability": DataSet(
        ("cla_group", "placement_stability"), stability, "the children of the group (its row Total children)"
    ),
    "national_cla_pl_count_by_characteristics": DataSet(
        ("cla_group", "population_group", "characteristic|breakdown", "placement_stability"),
        number_of_placements,
        "children of the characteristic (its row Total children)",
    ),
    "national_cla_2_and_half_years_by_characteristics": DataSet(
        ("population_group", "characteristic|breakdown", "placement_stability"),
        same_carer,
        "children of the characteristic looked after for 2.5 years (its row Total children)",
    ),
    "national_cla_during_the_year_and_on_31_march_for_at_least_12_mths_by_characteristics": DataSet(
        ("cla_group", "population_group", "characteristic|breakdown"), during_and_12_months, _NO_SHARE
    ),
    "national_cla_on_31_march_by_placement_distance_and_placement_locality": DataSet(
        GROUP_AND_LABEL, by_distance, "children in the type of placement (its row Total)"
    ),
    "national_cla_on_31_march_by_placement_provider_placement_type_and_locality": DataSet(
        ("placement_type", "placement_provider"), by_provider, "children in the placement (its row All children)"
    ),
    "national_cla_on_31_march_who_were_unaccompanied_asylum_seeking_children": DataSet(
        GROUP_AND_LABEL, asylum_seekers, "all unaccompanied asylum-seeking children on 31 March (title)"
    ),
}
