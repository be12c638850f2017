"""What the words of the census of children in need mean: columns of files and headings of tables name the same things.

Codes are those of the census guides; a group takes in what the guides list under it.
"""

from __future__ import annotations

import re
from calendar import month_name

from .words import ETHNICITY_CHINESE_IN_OTHER, Lexicon, words

COUNT, PERCENTAGE, RATE, QUANTILE = "count", "percentage", "rate", "quantile"


def phrase(name: str) -> str:
    """A column's name or a heading in small letters, without underscores, hyphens and commas; 61+ is 61 or more."""
    text = re.sub(r"[_,\-]", " ", re.sub(r"\+", " or more", name.lower()))
    return re.sub(r"\s+", " ", text).strip()


SEX = words(
    {
        "female": "female",
        "male": "male",
        "unknown or indeterminate gender": "sex_not_known",
        "unknown or indeterminate": "sex_not_known",
    },
    "all",
)
AGE = words(
    {
        "unborn": "unborn",
        "under 1 year": "under_1",
        "1 to 4 years": "1_to_4",
        "5 to 9 years": "5_to_9",
        "10 to 15 years": "10_to_15",
        "16 years and over": "16_and_over",
        "age unknown": "age_not_known",
    }
)
_UNKNOWN = {"unknown": frozenset({"refu", "nobt", "ethnicity_not_known"})}
# The files of 2020 have the Chinese among the other ethnic groups (footnote).
ETHNICITY: Lexicon = {
    **ETHNICITY_CHINESE_IN_OTHER,
    **_UNKNOWN,
    "ethnicity other": ETHNICITY_CHINESE_IN_OTHER["other ethnic group"],
    **{f"ethnicity {one}": ETHNICITY_CHINESE_IN_OTHER[one] for one in ("white", "mixed")},
    **{
        f"ethnicity {one}": ETHNICITY_CHINESE_IN_OTHER[one]
        for one in ("asian or asian british", "black or black british")
    },
}
NEED = words(
    {
        "abuse or neglect": "n1",
        "child's disability or illness": "n2",
        "child disability or illness": "n2",
        "parent's disability or illness": "n3",
        "parent disability or illness": "n3",
        "family in acute stress": "n4",
        "family dysfunction": "n5",
        "socially unacceptable behaviour": "n6",
        "low income": "n7",
        "absent parenting": "n8",
        "cases other than children in need": "n9",
        "not stated": "n0 primary_need_not_known",
    }
)
DISABILITY = {
    "autism": "aut",
    "behaviour": "beh",
    "communication": "comm",
    "consciousness": "con",
    "hand function": "hand",
    "hearing": "hear",
    "incontinence": "inc",
    "learning": "ld",
    "mobility": "mob",
    "personal care": "pc",
    "vision": "vis",
    "other disability": "dda",
}
_MONTHS = {
    "more than 3 months 6 months": "over_3_to_6_months",
    "more than 3 months to 6 months": "over_3_to_6_months",
    "more than 6 months less than 1 year": "over_6_months_to_1_year",
    "more than 6 months and less than 1 year": "over_6_months_to_1_year",
    "1 year less than 2 years": "1_to_2_years",
    "1 year and less than 2 years": "1_to_2_years",
    "2 years or more": "2_years_or_more",
    "2years or more": "2_years_or_more",
}
EPISODE_LASTED = words({"3 months or less": "3_months_or_less", **_MONTHS})
PLAN_LASTED = words({"3 months or less": "under_3_months exactly_3_months", **_MONTHS})
CLOSURE = words(
    {
        "adopted": "rc1",
        "died": "rc2",
        "child arrangements order": "rc3",
        "special guardianship order": "rc4",
        "transferred to another local authority": "rc5",
        "transferred to adults' social care": "rc6",
        "any other reason": "rc7",
        "closed after assessment no further action": "rc8",
        "closed after assessment referred to early help": "rc9",
        **{f"rc{number}": f"rc{number}" for number in range(3, 10)},
    }
)
_DAYS = [("1", "10"), ("11", "20"), ("21", "30"), ("31", "40"), ("41", "45"), ("46", "50"), ("51", "60")]
ASSESSMENT_TOOK = words(
    {
        "same day": "same_day",
        **{f"{first}{to}{last} days": f"{first}_to_{last}_days" for first, last in _DAYS for to in (" ", " to ")},
        "61 or more days": "61_days_or_more",
        "61 days or more": "61_days_or_more",
    }
)
CONFERENCE_TOOK = words(
    {
        **{
            f"{before}{first}{to}{last} days": f"{first}_to_{last}_days"
            for first, last in (("0", "10"), ("11", "15"), ("16", "20"))
            for to in (" ", " to ")
            for before in ("", "duration ")
        },
        "duration 21 or more days": "21_days_or_more",
        "21 days or more": "21_days_or_more",
    }
)
QUANTILES = {
    "25th percentile": (1, 4),
    "25th percentile days": (1, 4),
    "median": (1, 2),
    "median days": (1, 2),
    "75th percentile": (3, 4),
    "75th percentile days": (3, 4),
    "duration 25th percentile": (1, 4),
    "duration median": (1, 2),
    "duration 75th percentile": (3, 4),
}
SOURCE = words(
    {
        "individual": "1a 1b 1c 1d",
        "education services": "2a 2b",
        "health services": "3a 3b 3c 3d 3e 3f",
        "housing": "4",
        "la services": "5a 5b 5c 5d",
        "local authority services": "5a 5b 5c 5d",
        "police": "6",
        "other legal agency": "7",
        "other": "8",
        "anonymous": "9",
        "unknown": "10 source_of_referral_not_known",
    }
)
MONTH = {name.lower(): name.lower() for name in month_name if name}
ABUSE = {"neglect": "neg", "physical abuse": "phy", "sexual abuse": "sab", "emotional abuse": "emo", "multiple": "mul"}
REMAINED = {
    "not in need after plan": "not_in_need_after_plan",
    "no longer in need when the plan ended": "not_in_need_after_plan",
    "remained in need 3 months or less": "3_months_or_less",
    "in need for 3 months or less after it": "3_months_or_less",
    "remained in need over 3 to 6 months": "over_3_to_6_months",
    "in need for more than 3 months to 6 months after it": "over_3_to_6_months",
    "remained in need over 6 months": "over_6_months",
    "in need for more than 6 months after it": "over_6_months",
}
_OF_WHOM = [
    ("alcohol misuse", "1"),
    ("drug misuse", "2"),
    ("domestic abuse", "3"),
    ("mental health", "4"),
    ("learning disability", "5"),
    ("physical disability", "6"),
]
_WHO = [("child", "a"), ("parent", "b"), ("person", "c"), ("another person in the household", "c")]
FACTOR = {
    **{f"{what} {who}": f"{number}{letter}" for what, number in _OF_WHOM for who, letter in _WHO},
    "young carer": "7a",
    "privately fostered": "8",
    "unaccompanied asylum seeker": "9a",
    "going missing": "10a",
    "child sexual exploitation": "11a",
    "trafficking": "12a",
    "gangs": "13a",
    "socially unacceptable behaviour": "14a",
    "self harm": "15a",
    "neglect": "16a",
    "emotional abuse": "17a",
    "female genital mutilation": "22a",
    "faith linked abuse": "23a",
    "abuse linked to faith or belief": "23a",
    "child criminal exploitation": "24a",
    "other": "20",
    **{
        f"{what} abuse {words_}": f"{number}{letter}"
        for what, number in (("physical", "18"), ("sexual", "19"))
        for words_, letter in (
            ("unknown", "a"),
            ("by whom not known", "a"),
            ("child on child", "b"),
            ("by a child", "b"),
            ("adult on child", "c"),
            ("by an adult", "c"),
        )
    },
}
CODE_SINCE = {"18b": 2021, "18c": 2021, "19b": 2021, "19c": 2021, "24a": 2022, "rc9": 2023}
"""Codes by the first census that had them: of the years before nothing is known."""
