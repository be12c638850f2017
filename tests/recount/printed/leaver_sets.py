"""Data sets of care leavers: contact, activity, accommodation, and who stays with former foster carers."""

from __future__ import annotations

import re
from dataclasses import replace

from .cells import Cells, cells
from .figures import Collected, Share
from .placement_words import types_of
from .reading import NUMBER, DataSet, Row, number_and_share
from .words import ETHNICITY, SEX, Lexicon, plain, words

NOT_KNOWN = ("not_in_touch", "refuses_contact", "no_longer_requires_services", "in_touch")


def none_of(of: str, *which: str) -> str:
    """The leaves of those of whom nothing is known, for each reason why."""
    return " ".join(f"{of}_not_known_{why}" for why in which)


_STUDY, _OTHER_STUDY, _APPRENTICE, _WORK = "f1 p1", "f2 p2", "f4 p4", "f5 p5"
# Training or employment of no stated kind, as it was once recorded.
_BUSY = " ".join((_STUDY, _OTHER_STUDY, _APPRENTICE, _WORK, "f3 p3"))
# Training or employment together was collected until apprenticeships were told apart, in the returns of 2022.
TOGETHER = {
    "in training or employment": "f3 p3",
    "total in training or employment": "f3 p3",
    "full-time in training or employment": "f3",
    "part-time in training or employment": "p3",
}
LAST_TOGETHER = 2021
_APART = ("in an apprenticeship", "in apprenticeship", "(excl. apprenticeship)")
ACTIVITY = words(
    {
        "education other than higher education": _OTHER_STUDY,
        "total in education other than higher education": _OTHER_STUDY,
        "full-time education other than higher education": "f2",
        "part-time education other than higher education": "p2",
        "higher education i.e. studies beyond a level": _STUDY,
        "in higher education i.e. studies beyond a level": _STUDY,
        "full-time higher education i.e. studies beyond a level": "f1",
        "part-time higher education i.e. studies beyond a level": "p1",
        "in an apprenticeship": _APPRENTICE,
        "total in apprenticeship": _APPRENTICE,
        "full-time in an apprenticeship": "f4",
        "part-time in an apprenticeship": "p4",
        "in training or employment (excl. apprenticeship)": _WORK,
        "total in training or employment (excl. apprenticeship)": _WORK,
        "full-time in training or employment (excl. apprenticeship)": "f5",
        "part-time in training or employment (excl. apprenticeship)": "p5",
        **TOGETHER,
        "total in education, employment or training": _BUSY,
        "education, training or employment": _BUSY,
        "not in education, training or employment, owing to illness or disability": "g4",
        "owing to illness or disability": "g4",
        "not in education, training or employment, owing to other reasons": "g5",
        "owing to other reasons": "g5",
        "not in education, training or employment, owing to pregnancy or parenting": "g6",
        "owing to pregnancy or parenting": "g6",
        "total not in education, employment or training": "g4 g5 g6",
        "total not in education, training or employment": "g4 g5 g6",
        "not in education, training or employment": "g4 g5 g6",
        "not in education, employment or training": "g4 g5 g6",
        "total information not known": none_of("activity", *NOT_KNOWN),
        "information not known": none_of("activity", *NOT_KNOWN),
        "la not in touch": none_of("activity", "not_in_touch"),
        "young person no longer requires services from la": none_of("activity", "no_longer_requires_services"),
        "young person refuses contact from la": none_of("activity", "refuses_contact"),
        "care leaver not in touch": none_of("activity", *NOT_KNOWN),
        "care leaver not in touch with the la during the year": none_of("activity", *NOT_KNOWN),
    },
    "total activity of care leavers",
) | {"total care leavers": None}
_ACCOMMODATION = {
    "bed and breakfast": "bed_and_breakfast",
    "community home": "community_home",
    "deported": "deported",
    "emergency accommodation": "emergency_accommodation",
    "foyers": "foyers",
    "gone abroad": "gone_abroad",
    "in custody": "in_custody",
    "independent living": "independent_living",
    "no fixed abode/homeless": "no_fixed_abode",
    "ordinary lodgings": "ordinary_lodgings",
    "other accommodation": "other_accommodation",
    "residence not known": "residence_not_known",
    "semi-independent, transitional accommodation": "semi_independent",
    "supported lodgings": "supported_lodgings",
    "with former foster carers": "former_foster_carers",
    "with parents or relatives": "parents_or_relatives",
    "local authority not in touch": none_of("accommodation", "not_in_touch"),
    "total information not known": none_of("accommodation", *NOT_KNOWN),
    "young person no longer requires services": none_of("accommodation", "no_longer_requires_services"),
    "young person refuses contact": none_of("accommodation", "refuses_contact"),
    "young person has not requested and received support": none_of("accommodation", *NOT_KNOWN),
}
ACCOMMODATION = words(_ACCOMMODATION, "total care leavers")
SUITABLE = "suitable not_suitable suitability_not_known"
SUITABILITY = {
    "accommodation considered suitable": "suitable",
    "accommodation considered not suitable": "not_suitable",
    "accommodation considered unsuitable": "not_suitable",
    "no information": "suitability_not_known",
    "suitability total": SUITABLE,
    "total": SUITABLE,
}
_OUT_OF_TOUCH = "not_in_touch refuses_contact no_longer_requires_services in_touch_not_known"
IN_TOUCH = words(
    {
        "local authority in touch with care leaver": "in_touch",
        "in touch with care leaver": "in_touch",
        "local authority not in touch with care leaver": "not_in_touch",
        "not in touch with care leaver": "not_in_touch",
        "young person no longer requires services": "no_longer_requires_services",
        "young person refuses contact": "refuses_contact",
        "young person has requested and received support": "in_touch",
        "care leaver not in touch": _OUT_OF_TOUCH,
    },
    "total in touch",
)


def _ages(label: str) -> list[int]:
    return [int(age) for age in re.findall(r"\d+", label)]


def of_age(label: str) -> Cells:
    """The care leavers of the ages that a label names."""
    ages = _ages(label)
    measure = "care_leavers" if ages[-1] <= 21 else "care_leavers_aged_22_to_25"
    return cells(measure, care_leaver_age=[str(age) for age in range(ages[0], ages[-1] + 1)])


def _by(breakdown: str, lexicon: Lexicon, age: str, label: str) -> Row:
    base, text = of_age(age), plain(label)
    return _of_years(age, _as_collected(text, number_and_share(base.also(**{breakdown: lexicon[text]}), base)))


def _of_years(age: str, row: Row) -> Row:
    """The row as it is of the years whose returns tell of the age: those of 17 and 18 since 2016."""
    if _ages(age)[-1] > 18:
        return row
    since = {column: one if isinstance(one, Collected) else Collected(one) for column, one in row.items()}
    return {column: replace(one, first_year=max(2016, one.first_year)) for column, one in since.items()}


def _as_collected(activity: str, row: Row) -> Row:
    """A row that is of some years alone where what it says was collected in these."""
    if activity in TOGETHER:
        return {column: Collected(figure, last_year=LAST_TOGETHER) for column, figure in row.items()}
    if activity.endswith(_APART):
        return {column: Collected(figure, first_year=LAST_TOGETHER + 1) for column, figure in row.items()}
    return row


def activity(age: str, label: str, edition: int) -> Row:
    """What care leavers of an age do."""
    return _by("activity", ACTIVITY, age, label)


def accommodation(age: str, label: str, edition: int) -> Row:
    """Where care leavers of an age live."""
    return _by("accommodation", ACCOMMODATION, age, label)


def in_touch(age: str, label: str, edition: int) -> Row:
    """Whether the authority is in touch with care leavers of an age."""
    return _by("in_touch", IN_TOUCH, age, label)


def suitability(age: str, label: str, edition: int) -> Row:
    """Whether the accommodation is suitable, of those for whom that can be said."""
    base = of_age(age).also(suitability=SUITABLE.split())
    return _of_years(age, number_and_share(of_age(age).also(suitability=SUITABILITY[plain(label)].split()), base))


def activity_and_contact(age: str, measure: str, label: str, edition: int) -> Row:
    """The national file that holds activity, contact and sex."""
    text = plain(measure)
    if text in ("gender", "sex"):
        return _by("sex", SEX, age, label)
    return (in_touch if "touch" in text else activity)(age, label, edition)


def by_placement_and_ethnicity(age: str, group: str, label: str, doing: str, edition: int) -> Row:
    """What care leavers of an age and of an ethnicity or last placement do, as a share of these."""
    base, text = of_age(age), plain(label)
    if text not in ("total ethnicity", "total placement"):
        if plain(group).startswith("ethnicity"):
            base = base.also(ethnicity=ETHNICITY[text])
        else:
            base = base.also(placement_type=types_of(label, edition))
    return _as_collected(plain(doing), number_and_share(base.also(activity=ACTIVITY[plain(doing)]), base))


def asylum_seekers(age: str, sex: str, edition: int) -> Row:
    """Those who were unaccompanied asylum-seeking children, by sex, as a share of all care leavers of the age."""
    base = of_age(age)
    return _of_years(age, number_and_share(base.also(formerly_uasc="formerly_uasc", sex=SEX[plain(sex)]), base))


def staying_put(age: str, label: str, edition: int) -> Row:
    """Who still lives with former foster carers, of those who could."""
    ages = of_age(age).where
    base = Cells("care_leavers_staying_put", ages)
    staying, text = base.also(staying_put="with_former_foster_carers"), plain(label)
    if text.startswith("percentage"):
        # With a sign in the file of 2024; nothing that could be read says that the next edition has none.
        return {NUMBER: Share(staying, base, sign="%")}
    return number_and_share(staying if text.startswith("total living") else base, base)


def staying_put_of_england(age: str, label: str, edition: int) -> Row:
    """The same where the percentage is a row."""
    return {NUMBER: staying_put(age, label, edition)[NUMBER]}


_OF_AGE = "all care leavers of the age (the total row of the age)"
_SUITABLE = "care leavers of the age not abroad, deported or of unknown residence (footnote; the row Suitability total)"
_UASC = "all care leavers of the age, of both sexes (title: care leavers who were formerly asylum-seeking children)"
_AGE = "age|care_leaver_age|age_group"
LEAVERS = {
    "la_care_leavers_activity": DataSet((_AGE, "activity|breakdown"), activity, _OF_AGE),
    "la_care_leavers_activity_22to25": DataSet((_AGE, "activity|breakdown"), activity, _OF_AGE),
    "la_care_leavers_accommodation_type": DataSet((_AGE, "accommodation_type|breakdown"), accommodation, _OF_AGE),
    "la_care_leavers_accommodation_suitability": DataSet(
        (_AGE, "accommodation_suitability|breakdown"), suitability, _SUITABLE
    ),
    "la_care_leavers_accommodation_suitability_22to25": DataSet(
        (_AGE, "accommodation_suitability|breakdown"), suitability, _SUITABLE
    ),
    "la_care_leavers_intouch": DataSet((_AGE, "in_touch|breakdown"), in_touch, _OF_AGE),
    "la_care_leavers_intouch_22to25": DataSet((_AGE, "in_touch|breakdown"), in_touch, _OF_AGE),
    "la_care_leavers_stayput": DataSet(
        (_AGE, "stay_put|breakdown"), staying_put, "those who left foster care at 18 and were eligible (title)"
    ),
    "national_care_leavers_staying_put": DataSet(
        (_AGE, "characteristic|breakdown"), staying_put_of_england, "those who left foster care at 18 (row 1)"
    ),
    "national_accommodation_of_care_leavers": DataSet((_AGE, "accommodation_type|breakdown"), accommodation, _OF_AGE),
    "national_accommodation_of_care_leavers_22_25": DataSet(
        (_AGE, "accommodation_type|breakdown"), accommodation, _OF_AGE
    ),
    "national_activity_of_care_leaver": DataSet(
        (_AGE, "measure|characteristic", "characteristic|breakdown"), activity_and_contact, _OF_AGE
    ),
    "national_activity_of_care_leaver_22_25": DataSet(
        (_AGE, "measure|characteristic", "characteristic|breakdown"), activity_and_contact, _OF_AGE
    ),
    "national_activity_of_care_leaver_by_placement_ethnicity": DataSet(
        ("care_leaver_age|age_group", "cla_group|characteristic", "characteristic|breakdown", "activity_type|activity"),
        by_placement_and_ethnicity,
        "care leavers of the age and of the ethnicity or last placement (the row Total care leavers)",
    ),
    "national_care_leavers_by_whether_their_accommodation_is_suitable": DataSet(
        (_AGE, "accommodation_suitability|breakdown"), suitability, _SUITABLE
    ),
    "national_care_leavers_by_whether_their_accommodation_is_suitable_22_25": DataSet(
        (_AGE, "accommodation_suitability|breakdown"), suitability, _SUITABLE
    ),
    "national_care_leavers_who_were_uasc": DataSet((_AGE, "characteristic|breakdown"), asylum_seekers, _UASC),
    "national_care_leavers_who_were_uasc_22_25": DataSet((_AGE, "characteristic|breakdown"), asylum_seekers, _UASC),
}
