"""Data sets of children looked after on 31 March, during the year and for longer."""

from __future__ import annotations

from .cells import Cells, cells
from .figures import NOT_APPLICABLE, Count, Figure, Population, Rate, Series, Share, Sum
from .placement_words import (
    BUT_OTHER,
    DISTANCE,
    LOCALITY,
    MISSING,
    NOT_KNOWN,
    REST,
    WHERE,
    codes_of,
    placement_of,
    types_of,
    with_place,
)
from .reading import GROUP_AND_LABEL, NUMBER, PERCENTAGE, DataSet, Row, by_group, need_of, number_and_share
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
    if plain(group) == "placement stability":
        stays = {"1": "1_placement", "2": "2_placements", "3": "3_or_more_placements"}.get(plain(label)[5:6])
        return number_and_share(ON_31_MARCH.also(number_of_placements=stays), ON_31_MARCH)
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


def by_distance(placement: str, distance: str, edition: int) -> Row:
    """Distance and locality of one type of placement, as a share of the children in it."""
    base = ON_31_MARCH.also(placement=with_place(codes_of(placement, edition)))
    if plain(placement) in ("other placements", "other"):
        base = ON_31_MARCH.also(placement=with_place(_other_with_residential(edition)))
    return number_and_share(base.also(distance_and_locality=DISTANCE[plain(distance)]), base)


def _other_with_residential(edition: int) -> tuple[str, ...]:
    """Footnote of the distance files: other placements take in other residential settings and residential schools."""
    found: tuple[str, ...] = ()
    for label in ("Other residential settings", "Residential schools", "Other placements"):
        found += types_of(label, edition) or ()
    return (*found, *MISSING)


def by_provider(placement: str, provider: str, edition: int) -> Row:
    """Who provides one type of placement inside or outside the boundary, as a share of the children in it.

    The last row holds what no other row does: other placements, and all of which the locality is not known.
    """
    text = plain(placement)
    base = ON_31_MARCH
    if text == "other placement":
        not_known = with_place(BUT_OTHER, ("locality_not_known",)) or frozenset()
        base = base.also(placement_by_locality=(with_place((*REST, NOT_KNOWN, *MISSING)) or frozenset()) | not_known)
    elif text != "all children looked after at 31 march":
        where = "inside" if placement.strip().startswith("2") else "outside"
        codes = BUT_OTHER if text.startswith("all children placed") else codes_of(placement, edition)
        base = base.also(placement_by_locality=with_place(codes, (where,)))
    of, none = base.also(placement_provider=PROVIDER[plain(provider)]), ""
    if cannot_provide(plain(provider), text):
        none = NOT_APPLICABLE
    return {NUMBER: Count(of, of_none=none), PERCENTAGE: Share(of, base, of_none=none)}


def cannot_provide(provider: str, placement: str) -> bool:
    """By the rules of the return: only parents provide placements with them, and everybody else but those of "other"
    and adoptive placements has a provider; other public bodies have no foster homes, children's homes or adopters."""
    if placement.startswith(("all children", "other placement")) and placement != "other placement in the community":
        return False
    with_parents = "with parents" in placement
    adoptive = "for adoption" in placement
    if provider == "all children":
        return False
    if provider.startswith("parents"):
        return not with_parents
    if with_parents:
        return True
    if "not reported" in provider:
        return not adoptive
    homes = placement.startswith("secure homes and children")
    return provider.startswith("other public") and (adoptive or homes or placement.startswith("foster"))


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
        codes = (*(code for row in rows for code in types_of(row, edition) or ()), *MISSING)
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
