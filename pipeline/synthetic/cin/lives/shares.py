"""The shares and waiting times of the census: what children in need are like, and how long help takes.

Published figures for 2024 (DfE, Children in need, and the Local Authority Interactive Tool) are what the results are
compared with. Where a table says 'ours', nothing was published in this form, or it was not at hand.
"""

from __future__ import annotations

from functools import cache

from pipeline.synthetic.country.draws import Draw

# Ages and durations --------------------------------------------------------------------------------------------------

# (from, to, weight) in years at referral; negative before birth. Ours.
AGES_AT_REFERRAL = (
    (-0.38, -0.02, 0.085), (0.0, 1.0, 0.07), (1.0, 5.0, 0.185), (5.0, 10.0, 0.245), (10.0, 16.0, 0.32),
    (16.0, 17.8, 0.105),
)  # fmt: skip
# Days in need of those who do not come into care. Published for all who ceased in 2024: 47.5 per cent within three
# months, 14.8 to six, 15.7 to twelve, 12.2 to two years, 9.8 longer; children in care make up most of the longest.
DAYS_IN_NEED = ((12.0, 50.0, 0.22), (50.0, 91.0, 0.35), (91.0, 182.0, 0.14), (182.0, 365.0, 0.145),
                (365.0, 730.0, 0.085), (730.0, 3800.0, 0.06))  # fmt: skip
DAYS_IN_NEED_DISABLED = ((10.0, 91.0, 0.25), (91.0, 365.0, 0.15), (365.0, 730.0, 0.15), (730.0, 3600.0, 0.45))
# Days since referral of the stock: published for 31 March 2024 as 26.1, 10.5, 13.5, 14.5, 35.5 per cent; without those
# pending and those in care.
DAYS_SINCE_REFERRAL = ((1.0, 91.0, 0.24), (91.0, 182.0, 0.15), (182.0, 365.0, 0.18), (365.0, 730.0, 0.17),
                       (730.0, 2600.0, 0.26))  # fmt: skip
# Days on a plan, set so that the stock of 31 March comes near 29.7, 24.7, 27.1, 16.0 and 2.6 per cent by duration.
DAYS_ON_A_PLAN = ((10.0, 91.0, 0.20), (91.0, 182.0, 0.13), (182.0, 365.0, 0.405), (365.0, 729.0, 0.227),
                  (729.0, 1100.0, 0.038))  # fmt: skip
DAYS_SINCE_PLAN = ((1.0, 91.0, 0.30), (91.0, 182.0, 0.247), (182.0, 365.0, 0.271), (365.0, 729.0, 0.156),
                   (729.0, 1000.0, 0.026))  # fmt: skip

# Working days to authorise an assessment, within 45 and later; within each, ours.
ASSESSED_WITHIN_45 = ((0.0, 1.0, 0.012), (1.0, 11.0, 0.135), (11.0, 21.0, 0.115), (21.0, 31.0, 0.135),
                      (31.0, 41.0, 0.25), (41.0, 46.0, 0.19))  # fmt: skip
ASSESSED_LATER = ((46.0, 51.0, 0.38), (51.0, 61.0, 0.27), (61.0, 110.0, 0.35))
# Working days from an enquiry to its conference: 2024, 9.4 per cent in 10, 70.3 in 11 to 15, 8.7 to 20, 11.6 later.
CONFERENCE_WITHIN_15 = ((2.0, 11.0, 0.118), (11.0, 16.0, 0.882))
CONFERENCE_LATER = ((16.0, 21.0, 0.43), (21.0, 60.0, 0.57))

# Referrals -----------------------------------------------------------------------------------------------------------

# 2024: schools 20.3, health 14.7, police 28.5 per cent; the rest ours.
_SOURCES = {
    "1A": 0.042, "1B": 0.011, "1C": 0.012, "1D": 0.013, "2A": 0.193, "2B": 0.010, "3A": 0.015, "3B": 0.012,
    "3C": 0.004, "3D": 0.032, "3E": 0.034, "3F": 0.050, "4": 0.013, "5A": 0.055, "5B": 0.045, "5C": 0.028,
    "5D": 0.030, "6": 0.285, "7": 0.034, "8": 0.047, "9": 0.020, "10": 0.015,
}  # fmt: skip
_SOURCES_ASYLUM = Draw({"6": 0.3, "5C": 0.3, "7": 0.3, "8": 0.1})
EARLY_HELP_FROM = 2023


@cache
def source(year: int, *, asylum: bool) -> Draw[str]:
    """Sources of the referrals of a collection year; early help has its own code from 2023."""
    if asylum:
        return _SOURCES_ASYLUM
    return Draw({code: share for code, share in _SOURCES.items() if code != "5D" or year >= EARLY_HELP_FROM})


# Primary need: 2014, N1 47.2 and N5 18.6 per cent; 2024, N1 57 and N5 12; the rest, and the years between, ours.
_NEED_2014 = {"N1": 0.500, "N2": 0.010, "N3": 0.034, "N4": 0.092, "N5": 0.205, "N6": 0.024, "N7": 0.006, "N8": 0.022,
              "N9": 0.018, "N0": 0.050}  # fmt: skip
_NEED_2024 = {"N1": 0.602, "N2": 0.010, "N3": 0.034, "N4": 0.095, "N5": 0.142, "N6": 0.026, "N7": 0.008, "N8": 0.024,
              "N9": 0.011, "N0": 0.022}  # fmt: skip
NEED_DISABLED = Draw({"N2": 0.74, "N1": 0.17, "N5": 0.05, "N4": 0.03, "N3": 0.01})
NEED_ASYLUM = Draw({"N8": 0.93, "N1": 0.05, "N4": 0.02})
NEED_IN_CARE = Draw({"N1": 0.69, "N3": 0.03, "N4": 0.07, "N5": 0.14, "N6": 0.02, "N7": 0.003, "N8": 0.04, "N0": 0.007})


@cache
def need(year: int) -> Draw[str]:
    """Primary needs of the referrals of a collection year, of children without a disability."""
    part = min(1.0, max(0.0, (year - 2014) / 10))
    return Draw({code: share + part * (_NEED_2024[code] - share) for code, share in _NEED_2014.items()})


# Ending --------------------------------------------------------------------------------------------------------------

# Why need ended, for those who never came into care; ours, after the published order: RC7 far ahead of RC8 and RC5.
CLOSURE = Draw({"RC7": 0.935, "RC5": 0.048, "RC3": 0.011, "RC4": 0.004, "RC2": 0.002})
# Of those assessed and not in need.
TO_EARLY_HELP, EARLY_HELP_CLOSURE_FROM = 0.22, 2023
CLOSURE_AFTER_CARE = Draw({"RC4": 0.24, "RC3": 0.07, "RC5": 0.05, "RC7": 0.64})
CLOSURE_OF_ADULTS = Draw({"RC6": 0.12, "RC7": 0.86, "RC5": 0.015, "RC2": 0.005})

# Children ------------------------------------------------------------------------------------------------------------

DISABLED_AT_REFERRAL, DISABLED_IN_CARE = 0.050, 0.10
DISABILITY = Draw({"MOB": 0.10, "HAND": 0.04, "PC": 0.08, "INC": 0.06, "COMM": 0.18, "LD": 0.38, "HEAR": 0.05,
                   "VIS": 0.05, "BEH": 0.22, "CON": 0.11, "AUT": 0.40, "DDA": 0.17})  # fmt: skip
# More children in need than in care are Asian or Asian British, and of more is it not known.
ETHNICITY_NOT_OBTAINED, ETHNICITY_ASIAN = 0.045, 0.03
ASIAN = Draw({"AIND": 0.2, "APKN": 0.38, "ABAN": 0.18, "AOTH": 0.24})

# Plans and factors ---------------------------------------------------------------------------------------------------

_ABUSE_2014 = {"NEG": 0.42, "EMO": 0.33, "PHY": 0.11, "SAB": 0.045, "MUL": 0.095}
_ABUSE_2024 = {"NEG": 0.485, "EMO": 0.375, "PHY": 0.07, "SAB": 0.04, "MUL": 0.03}


@cache
def abuse(year: int) -> Draw[str]:
    """Initial categories of abuse of the plans starting in a collection year; ours between 2014 and 2024."""
    part = min(1.0, max(0.0, (year - 2014) / 10))
    return Draw({code: share + part * (_ABUSE_2024[code] - share) for code, share in _ABUSE_2014.items()})


# Factors of 2024 in tens of episodes (table C3), under the codes of 2022 on; the two commonest are raised, as they are
# drawn again most often for one assessment.
FACTORS = Draw({
    "1A": 1077, "1B": 7241, "1C": 1136, "2A": 2519, "2B": 7094, "2C": 1623, "3A": 5504, "3B": 19000, "3C": 2499,
    "4A": 8626, "4B": 19800, "4C": 2220, "5A": 5967, "5B": 1458, "5C": 718, "6A": 2321, "6B": 2573, "6C": 511,
    "7A": 1790, "8B": 60, "8C": 30, "8D": 30, "8E": 54, "8F": 30, "9A": 670, "10A": 1786, "11A": 1386, "12A": 259,
    "13A": 1018, "14A": 3872, "15A": 2617, "16A": 8338, "17A": 9767, "18B": 1535, "18C": 5816, "19B": 1196,
    "19C": 1784, "20": 9386, "22A": 75, "23A": 218, "24A": 1575,
})  # fmt: skip
# How many an assessment has; the published mean is 2.76. Others find none (21) or leave the question
# out: 506 thousand cases had factors.
FACTORS_AN_ASSESSMENT = Draw({1: 0.27, 2: 0.24, 3: 0.20, 4: 0.13, 5: 0.08, 6: 0.05, 7: 0.03})
FACTORS_NONE, FACTORS_NOT_SENT = 0.15, 0.055
# Codes of later years as earlier returns had them.
FACTORS_BEFORE_2021 = {"18B": "18A", "18C": "18A", "19B": "19A", "19C": "19A", "24A": "20"}
FACTORS_BEFORE_2022 = {"24A": "20"}
