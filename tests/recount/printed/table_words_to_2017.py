"""What the words of the tables of 2014 to 2017 mean, where they are others than those of the data sets since."""

from __future__ import annotations

from .leaver_sets import NOT_KNOWN, none_of
from .placement_words import (
    ADOPTIVE,
    FOSTER,
    HOMES_TO_2022,
    IN_COMMUNITY_TO_2022,
    MISSING,
    RESIDENTIAL_TO_2022,
    REST,
    SCHOOLS,
    WHERE,
    with_place,
)
from .placement_words import NOT_KNOWN as PLACEMENT_NOT_KNOWN
from .words import AGE, AGE_ON_CEASING, ETHNICITY, LEGAL_STATUS, NEED, PROVIDER, SEX, Lexicon, words

LEGAL = {
    **LEGAL_STATUS,
    **words(
        {
            "under police protection": "l1",
            "under an emergency protection order": "l2",
            "under a child assessment order": "l3",
            "on remand, or committed for trial or sentence": "j1",
            "detained under the police and criminal evidence act": "j2",
            "sentenced to an order with a residence requirement": "j3",
            "voluntary agreement under section 20": "v2",
            "other legal status": "d1 l1 l2 l3 j1 j2 j3 w1 legal_status_not_known",
        }
    ),
}
ETHNIC_ORIGIN = {**ETHNICITY, **words({"gypsy or roma": "wrom"})}
PERMANENCE = words(
    {
        "adoption": "p1",
        "special guardianship order": "p2",
        "residence order or child arrangements order": "p3",
        "none of these": "z1",
        "not known or not reported": "p4 previous_permanence_not_reported",
    }
)
_SGO_FOSTER, _SGO_OTHER = "e43 e45 e46", "e44 e47 e48"
REASONS = words(
    {
        "adopted": "e11 e12",
        "adopted: application unopposed": "e11",
        "adopted: consent dispensed with": "e12",
        "died": "e2",
        "care taken over by another local authority": "e3",
        "returned home to live with parents or relatives": "e4 e4a e4b",
        "as part of care planning": "e4a",
        "not as part of care planning": "e4b",
        "returned home to parents or relatives, as part of care planning": "e4a",
        "returned home to parents or relatives, not as part of care planning": "e4b",
        "left to live with a person without parental responsibility": "e13",
        "residence order or child arrangements order granted": "e41",
        "special guardianship order": f"{_SGO_FOSTER} {_SGO_OTHER}",
        "special guardianship order to former foster carers": _SGO_FOSTER,
        "special guardianship order to other carers": _SGO_OTHER,
        "independent living with supportive accommodation": "e5",
        "independent living without formal support": "e6",
        "residential care funded by adult social services": "e7",
        "sentenced to custody": "e9",
        "accommodation on remand ended": "e14",
        "age assessment found the child to be 18 or over": "e15",
        "child moved abroad": "e16",
        "care ceased for any other reason": "e8",
    }
)
TIME_IN_CARE = words(
    {
        "under 2 weeks": "under_2_weeks",
        "2 weeks to under 8 weeks": "2_weeks_to_8_weeks",
        "8 weeks to under 6 months": "8_weeks_to_6_months",
        "6 months to under 1 year": "6_months_to_1_year",
        "1 to under 2 years": "1_to_2_years",
        "2 to under 3 years": "2_to_3_years",
        "3 to under 5 years": "3_to_5_years",
        "5 to under 10 years": "5_to_10_years",
        "10 years and over": "10_years_and_over",
    }
)
TIME_IN_PLACEMENT = words(
    {
        "1 to 7 days": "1_to_7_days",
        "8 days to under 1 month": "8_days_to_1_month",
        "1 to under 3 months": "1_to_3_months",
        "3 to under 6 months": "3_to_6_months",
        "6 months to under 1 year": "6_months_to_1_year",
        "1 to under 2 years": "1_to_2_years",
        "2 to under 5 years": "2_to_5_years",
        "5 years and over": "5_years_and_over",
    }
)
_UP_TO, _OVER, _NO_DISTANCE = "up_to_20_miles", "over_20_miles", "distance_not_known"
DISTANCE: Lexicon = {
    "20 miles or less": frozenset(f"{_UP_TO}_{where}" for where in WHERE),
    "over 20 miles": frozenset(f"{_OVER}_{where}" for where in WHERE),
    "distance not known or not recorded": frozenset(f"{_NO_DISTANCE}_{where}" for where in WHERE),
    **{
        f"{text}, {where} boundary": frozenset({f"{leaf}_{where}"})
        for text, leaf in (("20 miles or less", _UP_TO), ("over 20 miles", _OVER), ("distance not known", _NO_DISTANCE))
        for where in ("inside", "outside")
    },
}
CHANGES = words(
    {
        "change to or implementation of care plan": "carpl",
        "resignation or closure of provision": "close",
        "allegation (section 47)": "alleg",
        "standards of care concern": "stand",
        "approval removed": "apprr",
        "carer asked for it because of the child's behaviour": "creqb",
        "carer asked for it for another reason": "creqo",
        "child asked for it": "child",
        "responsible or area authority asked for it": "lareq",
        "change in the status of the placement only": "place",
        "other": "other",
    },
    "all changes of placement",
)
_PLACEMENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("with a relative or friend", ("q1", "u1", "u2", "u3")),
    ("with another foster carer", ("q2", "u4", "u5", "u6")),
    ("foster placements", FOSTER),
    ("with consent, with the current foster carer", ("a3",)),
    ("with consent, with another carer", ("a4",)),
    ("with a placement order, with the current foster carer", ("a5",)),
    ("with a placement order, with another carer", ("a6",)),
    ("placed for adoption", ADOPTIVE),
    ("placed with parents", ("p1",)),
    ("other placements in the community", IN_COMMUNITY_TO_2022),
    ("living independently", ("p2",)),
    ("residential employment", ("p3",)),
    ("secure units, children's homes and", HOMES_TO_2022),
    ("secure units", ("k1",)),
    ("children's homes subject to", ("k2",)),
    ("semi-independent accommodation not subject", ("h5", "k3")),
    ("other residential settings", RESIDENTIAL_TO_2022),
    ("residential care homes", ("r1",)),
    ("health service trusts", ("r2",)),
    ("family centres", ("r3",)),
    ("young offender institutions", ("r5",)),
    ("residential schools", SCHOOLS),
    ("missing from placement", MISSING),
    ("other placements", REST),
    ("other settings", (*RESIDENTIAL_TO_2022, *SCHOOLS, *MISSING, *REST)),
)
_USED = {
    "foster placements": "foster",
    "placed for adoption": "placed_for_adoption",
    "placed with parents": "placed_with_parents",
    "other placements in the community": "other_in_community",
    "secure units, children's homes and semi-independent accommodation": "secure_childrens_homes_and_semi_independent",
    "other residential settings": "other_residential",
    "residential schools": "residential_schools",
    "missing from placement": "missing_from_placement",
    "other placements": "other_placements",
}


def codes(text: str) -> tuple[str, ...]:
    """The placement codes that a label names."""
    return next(found for phrase, found in _PLACEMENTS if phrase in text)


def placement(text: str) -> frozenset[str] | None:
    """Placements with where they are."""
    where = WHERE
    if "the boundary" in text:
        where = ("inside",) if "inside" in text else ("outside",)
    return with_place(codes(text), where)


def placement_type(text: str) -> tuple[str, ...]:
    """Placements without where they are; a placement that is not known is among the others."""
    found = codes(text)
    return (*found, PLACEMENT_NOT_KNOWN) if "z1" in found else found


def type_used(text: str) -> str:
    """The type of placement, where a child is counted once for each type that it had."""
    return _USED[text]


_ACTIVITY = {
    "in higher education": "f1 p1",
    "in education other than higher education": "f2 p2",
    "in training or employment": "f3 p3 f4 p4 f5 p5",
    "all in education, employment or training": "f1 p1 f2 p2 f3 p3 f4 p4 f5 p5",
    "not in education, employment or training: illness or disability": "g4",
    "not in education, employment or training: other reasons": "g5",
    "not in education, employment or training: pregnancy or parenting": "g6",
    "no information": none_of("activity", *NOT_KNOWN),
}
_ACCOMMODATION = {
    "with parents or relatives": "parents_or_relatives",
    "community home": "community_home",
    "semi-independent transitional accommodation": "semi_independent",
    "supported lodgings": "supported_lodgings",
    "gone abroad": "gone_abroad",
    "deported": "deported",
    "ordinary lodgings": "ordinary_lodgings",
    "residence not known": "residence_not_known",
    "no fixed abode or homeless": "no_fixed_abode",
    "foyers": "foyers",
    "independent living": "independent_living",
    "emergency accommodation": "emergency_accommodation",
    "bed and breakfast": "bed_and_breakfast",
    "in custody": "in_custody",
    "with former foster carers": "former_foster_carers",
    "other accommodation": "other_accommodation",
    "no information": none_of("accommodation", *NOT_KNOWN),
}
ACTIVITY = words(_ACTIVITY, "all care leavers")
ACCOMMODATION = words(_ACCOMMODATION, "all care leavers")
SUITABILITY = words(
    {
        "accommodation considered suitable": "suitable",
        "accommodation considered unsuitable": "not_suitable",
        "no information": "suitability_not_known",
    }
)
CONTACT = words(
    {
        "local authority in touch": "in_touch",
        "young person refuses contact": "refuses_contact",
        "young person no longer requires services": "no_longer_requires_services",
        "local authority not in touch": "not_in_touch",
    },
    "all care leavers",
)
REVIEWS = words(
    {
        "aged under 4 at the review": "pn0",
        "attended": "pn1 pn2 pn3 pn4",
        "spoke for themselves": "pn1",
        "an advocate spoke for them at the review": "pn2",
        "gave their views without words": "pn3",
        "attended and gave no views": "pn4",
        "did not attend": "pn5 pn6 pn7",
        "an advocate spoke for the child who did not attend": "pn5",
        "gave their views in another way": "pn6",
        "did not attend and gave no views": "pn7",
        "method not known": "participation_method_not_known",
        "no review in the year": "not_reviewed_in_year",
    }
)
ADOPTERS = words(
    {
        "single adopter": "single_male single_female",
        "single man": "single_male",
        "single woman": "single_female",
        "unmarried couple of the same sex": "same_sex_unmarried_male same_sex_unmarried_female",
        "unmarried couple of different sexes": "different_sex_unmarried_couple",
        "civil partners": "civil_partnership_different_sex civil_partnership_male civil_partnership_female",
        "married couple": "married_different_sex married_male married_female",
    }
)
_BY_CHARACTERISTIC: dict[str, tuple[str, Lexicon]] = {
    "gender": ("sex", SEX),
    "age": ("age_group", AGE),
    "age on starting": ("age_group", AGE),
    "age on ceasing": ("age_on_ceasing", AGE_ON_CEASING),
    "age at adoption": ("age_on_ceasing", AGE_ON_CEASING),
    "category of need": ("category_of_need", NEED),
    "ethnic origin": ("ethnicity", ETHNIC_ORIGIN),
    "legal status": ("legal_status", LEGAL),
    "final legal status": ("legal_status", LEGAL),
    "previous permanence": ("previous_permanence", PERMANENCE),
    "duration of final period of care": ("duration_of_period_of_care", TIME_IN_CARE),
}


def characteristic(group: str, text: str) -> dict[str, frozenset[str] | None]:
    """The leaves that a row names under the heading of its group."""
    if "placement" in group:
        return {"placement": placement(text)}
    breakdown, lexicon = _BY_CHARACTERISTIC[group]
    return {breakdown: lexicon[text]}


def any_characteristic(text: str, **also: Lexicon) -> dict[str, frozenset[str] | None]:
    """The same where a table has no headings of groups: whichever knows the words."""
    by: dict[str, Lexicon] = {"sex": SEX, "age_group": AGE, "ethnicity": ETHNIC_ORIGIN, "legal_status": LEGAL, **also}
    by |= {"category_of_need": NEED, "placement_provider": PROVIDER}
    return next({breakdown: lexicon[text]} for breakdown, lexicon in by.items() if text in lexicon)
