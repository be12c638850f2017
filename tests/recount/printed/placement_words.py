"""What the words of a label mean about placements: codes, types, places, distances, reasons and durations."""

from __future__ import annotations

from collections.abc import Collection

from .words import Lexicon, number_of, plain, words

WHERE = ("inside", "outside", "locality_not_known")
FOSTER = ("q1", "q2", "u1", "u2", "u3", "u4", "u5", "u6")
ADOPTIVE = ("a3", "a4", "a5", "a6")
SECURE_AND_HOMES, INDEPENDENT = ("k1", "k2"), ("h5", "p2", "k3")
RESIDENTIAL, SCHOOLS, MISSING = ("r1", "r2", "r3", "r5", "p3"), ("s1",), ("m1", "m2", "m3")
BUT_OTHER = (*FOSTER, *ADOPTIVE, "p1", *SECURE_AND_HOMES, *INDEPENDENT, *RESIDENTIAL, *SCHOOLS)
"""All but other placements and children missing, which files on localities have in a line of their own."""
REST = ("t0", "t1", "t2", "t3", "t4", "z1")
NOT_KNOWN = "placement_not_known"
# Editions to 2022 put hostels with homes, and residential employment with those living independently.
IN_COMMUNITY_TO_2022, HOMES_TO_2022 = ("p2", "p3"), ("k1", "k2", "h5", "k3")
RESIDENTIAL_TO_2022 = ("r1", "r2", "r3", "r5")

# The first words found in a label decide.
PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("relative or friend who is also approved adopter", ("u2",)),
    ("relative or friend who is approved adopter", ("u2",)),
    ("other foster carer who is also approved adopter", ("u5",)),
    ("other foster carer who is approved adopter", ("u5",)),
    ("other carer who is approved adopter", ("u5",)),
    ("relative or friend not ffa", ("q1", "u1", "u3")),
    ("other foster carer not ffa", ("q2", "u4", "u6")),
    ("with relative or friend", ("q1", "u1", "u2", "u3")),
    ("with other foster carer", ("q2", "u4", "u5", "u6")),
    ("foster placement", FOSTER),
    ("consent with current foster carer", ("a3",)),
    ("placement order with current foster carer", ("a5",)),
    ("consent not with current foster carer", ("a4",)),
    ("placement order not with current foster carer", ("a6",)),
    ("adoption", ADOPTIVE),
    ("with parents", ("p1",)),
    ("secure home placement", ("k1",)),
    ("secure unit placement", ("k1",)),
    ("children's home placement", ("k2",)),
    ("children's homes subject to", ("k2",)),
    ("secure homes and children's homes", SECURE_AND_HOMES),
    ("secure units, children's homes and", HOMES_TO_2022),
    ("secure children's homes, children's homes and semi", HOMES_TO_2022),
    ("secure homes, children's homes and semi", HOMES_TO_2022),
    ("semi-independent living accommodation not subject", ("h5",)),
    ("independent and semi-independent living", INDEPENDENT),
    ("placements in the community", IN_COMMUNITY_TO_2022),
    ("placement in the community", IN_COMMUNITY_TO_2022),
    ("placed in the community", IN_COMMUNITY_TO_2022),
    ("living independently", ("p2",)),
    ("supported accommodation", ("k3",)),
    ("residential care homes", ("r1",)),
    ("nhs", ("r2",)),
    ("family centre", ("r3",)),
    ("young offender", ("r5",)),
    ("residential employment", ("p3",)),
    ("residential schools", SCHOOLS),
)
TOTALS = (
    "total",
    "total children",
    "total placement",
    "total incidents",
    "all placements",
    "all children",
    "all new placements",
)


def codes_of(label: str, edition: int) -> tuple[str, ...] | None:
    """The placement codes that a label names in an edition; ``None`` for all."""
    text = plain(label)
    if text in TOTALS:
        return None
    if text == "living independently" and edition < 2024 and not number_of(label)[1:]:
        # A type of its own in those editions, with residential employment.
        return IN_COMMUNITY_TO_2022
    for phrase, codes in PHRASES:
        if phrase in text:
            return codes
    if "other residential settings" in text or text == "residential placements":
        return RESIDENTIAL if edition >= 2024 else RESIDENTIAL_TO_2022
    if "other placement" in text or text == "other":
        return REST
    raise KeyError(label)


def types_of(label: str, edition: int) -> tuple[str, ...] | None:
    """The same where the files have no other place for a placement that is not known than among the others."""
    codes = codes_of(label, edition)
    return (*codes, NOT_KNOWN) if codes is not None and "z1" in codes else codes


def with_place(codes: Collection[str] | None, where: Collection[str] = WHERE) -> frozenset[str] | None:
    """Placement codes with whether inside or outside, as the counts keep them."""
    return None if codes is None else frozenset(f"{code}_{place}" for code in codes for place in where)


def placement_of(label: str, edition: int) -> frozenset[str] | None:
    """The placements that a label of the detailed lists names, inside or outside as its number or words say."""
    text, number = plain(label), number_of(label)
    where = WHERE
    if "inside" in text or (number.startswith("1a") and text != "foster placements"):
        where = ("inside",)
    elif "outside" in text or number.startswith("1b"):
        where = ("outside",)
    return with_place(codes_of(label, edition), where)


TYPES_USED: tuple[tuple[str, str], ...] = (
    ("foster", "foster"),
    ("adoption", "placed_for_adoption"),
    ("parents", "placed_with_parents"),
    ("secure homes and children's homes", "secure_and_childrens_homes"),
    ("independent and semi-independent", "independent_living"),
    ("other residential", "other_residential"),
    ("residential schools", "residential_schools"),
    ("other placement", "other_placements"),
)


def type_used_to_2022(label: str) -> str:
    """The same in editions to 2022."""
    text, then = plain(label), dict(TYPES_USED)
    if "community" in text:
        return "other_in_community"
    if "secure units" in text:
        return "secure_childrens_homes_and_semi_independent"
    return next(name for phrase, name in then.items() if phrase in text)


def type_used(label: str) -> str:
    """The type of placement, where each child is counted once for each type."""
    text = plain(label)
    return next(name for phrase, name in TYPES_USED if phrase in text)


def _miles(near: str, far: str, unknown: str) -> dict[str, str]:
    def leaves(distance: str, where: Collection[str] = WHERE) -> str:
        return " ".join(f"{distance}_{place}" for place in where)

    up_to, over, not_known = "up_to_20_miles", "over_20_miles", "distance_not_known"
    return {
        near: leaves(up_to),
        far: leaves(over),
        unknown: leaves(not_known),
        "20 miles or less inside la boundary": f"{up_to}_inside",
        "20 miles or less outside la boundary": f"{up_to}_outside",
        "over 20 miles inside la boundary": f"{over}_inside",
        "over 20 miles outside la boundary": f"{over}_outside",
        "placed inside the la boundary, 20 miles or less from home": f"{up_to}_inside",
        "placed outside the la boundary, 20 miles or less from home": f"{up_to}_outside",
        "placed inside the la boundary, more than 20 miles from home": f"{over}_inside",
        "placed outside the la boundary, more than 20 miles from home": f"{over}_outside",
        "placed inside the la boundary, distance not known or not recorded": f"{not_known}_inside",
        "placed outside the la boundary, distance not known or not recorded": f"{not_known}_outside",
        "placed inside la boundary less than 20 miles from home": f"{up_to}_inside",
        "placed outside la boundary less than 20 miles from home": f"{up_to}_outside",
        "placed inside la boundary more than 20 miles from home": f"{over}_inside",
        "placed outside la boundary more than 20 miles from home": f"{over}_outside",
        "placed 20 miles or less from home": leaves(up_to),
        "placed more than 20 miles from home": leaves(over),
    }


DISTANCE: Lexicon = words(
    _miles("20 miles or less", "over 20 miles", "distance not known or not recorded"), "total new placements"
)
LOCALITY = words(
    {
        "placed inside the local authority boundary": "inside",
        "placed outside the local authority boundary": "outside",
    }
)

_REASONS = {
    "alleg": ("allegation (s47)",),
    "apprr": ("approval removed",),
    "creqo": ("carer requests placement end other than due to child's behaviour",),
    "creqb": ("carer requests placement ends due to child's behaviour",),
    "place": ("change in the status of a placement only",),
    "carpl": ("change to/implementation of care plan",),
    "child": ("child requests placement to end",),
    "custod": ("custody arrangement", "custody"),
    "other": ("other",),
    "close": ("resignation or closure of provision",),
    "lareq": (
        "responsible/area authority requests placement ends",
        "responsible/area authority requests placement to end",
    ),
    "stand": ("standards of care concern",),
}
REASON_FOR_CHANGE = {
    **words({label: reason for reason, labels in _REASONS.items() for label in labels}, "all placements"),
    "total placements changing": None,
}

_UNDER_1 = "under_2_weeks 2_weeks_to_8_weeks 8_weeks_to_6_months 6_months_to_1_year"
TIME_IN_CARE = words(
    {
        "under 2 weeks": "under_2_weeks",
        "from 2 weeks to under 8 weeks": "2_weeks_to_8_weeks",
        "from 8 weeks to under 6 months": "8_weeks_to_6_months",
        "from 6 months to under 1 year": "6_months_to_1_year",
        "from 1 year to under 2 years": "1_to_2_years",
        "from 2 years to under 3 years": "2_to_3_years",
        "from 3 years to under 5 years": "3_to_5_years",
        "from 5 years to under 10 years": "5_to_10_years",
        "10 years and over": "10_years_and_over",
        "under 1 year": _UNDER_1,
        "1 to 2 years": "1_to_2_years",
        "2 to 3 years": "2_to_3_years",
        "3 years and over": "3_to_5_years 5_to_10_years 10_years_and_over",
    }
)
TIME_IN_PLACEMENT = words(
    {
        "1 to 7 days": "1_to_7_days",
        "from 8 days to under 1 month": "8_days_to_1_month",
        "from 1 month to under 3 months": "1_to_3_months",
        "from 3 months to under 6 months": "3_to_6_months",
        "from 6 months to under 1 year": "6_months_to_1_year",
        "from 1 year to under 2 years": "1_to_2_years",
        "from 2 years to under 5 years": "2_to_5_years",
        "from 5 years and over": "5_years_and_over",
    },
    "all placements",
)
