"""The shares and waiting times of the synthesis: what children in care are like, and how fast their lives change.

Published shares for 2024 (DfE, Children looked after in England, year ending 31 March 2024, and the Local Authority
Interactive Tool) are what the results are compared with. Waiting times are not published in this form: they are ours,
set so that the results come near. Each table says which.
"""

from __future__ import annotations

from pipeline.synthetic.country.draws import Draw

# Ages ----------------------------------------------------------------------------------------------------------------

# Starters other than asylum-seeking children, (from, to, weight) in years. Published for all starters of 2024: about a
# sixth under 1, as many 1 to 4, a seventh 5 to 9, a quarter 10 to 15, the rest (mostly asylum-seeking) 16 and over.
AGES_AT_START = (
    (0.0, 0.04, 0.15),
    (0.04, 1.0, 0.095),
    (1.0, 5.0, 0.19),
    (5.0, 10.0, 0.165),
    (10.0, 16.0, 0.315),
    (16.0, 17.9, 0.085),
)
# Children looked after on 31 March 2014 (SFR36/2014: 3,880, 11,440, 13,920, 25,140, 14,460).
AGES_OF_OPENING_STOCK = ((0.0, 1.0, 388), (1.0, 5.0, 1144), (5.0, 10.0, 1392), (10.0, 16.0, 2514), (16.0, 17.95, 1300))
# Years already spent in care by the opening stock: mean of a short and a long kind, and the short kind's share.
YEARS_IN_CARE = (0.7, 4.6, 0.4)

# Yearly hazards of leaving before eighteen other than by adoption, by years in care and by age; ours.
HAZARD_IN_FIRST_YEAR = 0.75
HAZARD_BY_YEARS_IN_CARE = ((0.5, 1.0, 2.0, 3.0, 5.0), (0.7, 0.5, 0.42, 0.24, 0.13, 0.07))
HAZARD_BY_AGE = ((1.0, 5.0, 10.0, 16.0), (0.45, 1.5, 1.4, 0.78, 0.9))

# Identity ------------------------------------------------------------------------------------------------------------

# 57 per cent of children looked after on 31 March 2024 were male, 96 per cent of the asylum-seeking ones.
MALE, MALE_ASYLUM = 0.533, 0.96

# Ethnic groups by kind of region, set to come near England's shares of 2024: White 71, Mixed 10, Black 7, Asian 5 to 6,
# Other 5 to 6, not known 1 per cent.
_WHITE_REGIONS = {
    "WBRI": 0.808, "WIRI": 0.004, "WOTH": 0.028, "WIRT": 0.003, "WROM": 0.009, "MWBC": 0.037, "MWBA": 0.014,
    "MWAS": 0.022, "MOTH": 0.030, "AIND": 0.002, "APKN": 0.013, "ABAN": 0.003, "AOTH": 0.007, "CHNE": 0.001,
    "BCRB": 0.004, "BAFR": 0.010, "BOTH": 0.006, "OOTH": 0.010, "REFU": 0.001, "NOBT": 0.006,
}  # fmt: skip
_MIXED_REGIONS = {
    "WBRI": 0.690, "WIRI": 0.006, "WOTH": 0.037, "WIRT": 0.004, "WROM": 0.010, "MWBC": 0.055, "MWBA": 0.014,
    "MWAS": 0.026, "MOTH": 0.031, "AIND": 0.008, "APKN": 0.026, "ABAN": 0.007, "AOTH": 0.012, "CHNE": 0.001,
    "BCRB": 0.014, "BAFR": 0.018, "BOTH": 0.014, "OOTH": 0.018, "REFU": 0.001, "NOBT": 0.008,
}  # fmt: skip
_LONDON = {
    "WBRI": 0.315, "WIRI": 0.012, "WOTH": 0.065, "WIRT": 0.004, "WROM": 0.007, "MWBC": 0.070, "MWBA": 0.030,
    "MWAS": 0.025, "MOTH": 0.055, "AIND": 0.012, "APKN": 0.016, "ABAN": 0.024, "AOTH": 0.028, "CHNE": 0.002,
    "BCRB": 0.085, "BAFR": 0.110, "BOTH": 0.060, "OOTH": 0.045, "REFU": 0.001, "NOBT": 0.009,
}  # fmt: skip
_ASYLUM = {
    "WOTH": 0.050, "AOTH": 0.200, "BAFR": 0.250, "BOTH": 0.030, "OOTH": 0.430, "APKN": 0.010, "ABAN": 0.005,
    "MOTH": 0.010, "NOBT": 0.010,
}  # fmt: skip
ETHNICITY_ASYLUM = Draw(_ASYLUM)
_BY_REGION = {"Inner London": Draw(_LONDON), "Outer London": Draw(_LONDON), "West Midlands": Draw(_MIXED_REGIONS)}
_ELSEWHERE = Draw(_WHITE_REGIONS)


def ethnicity(region: str) -> Draw[str]:
    """The ethnic groups of a region's children other than asylum-seeking ones."""
    return _BY_REGION.get(region, _ELSEWHERE)


# Category of need at the start: 2024, children looked after on 31 March: N1 65, N5 12, N4 7, N8 10, N3 3, N2 2, N6 1.
NEED = Draw({"N1": 0.712, "N2": 0.022, "N3": 0.030, "N4": 0.077, "N5": 0.128, "N6": 0.011, "N7": 0.002, "N8": 0.018})
NEED_ASYLUM = Draw({"N8": 0.92, "N1": 0.05, "N4": 0.02, "N5": 0.01})

# Females aged 12 and over who are mothers: about 2 per cent (300 to 350 among some 15,000).
MOTHER = 0.075

# Leaving -------------------------------------------------------------------------------------------------------------

# Reasons of 2024's leavers: adopted 9, special guardianship 12, residence or child arrangements 3 to 4, home as planned
# 17, home otherwise 3 per cent (Interactive Tool); the rest after SFR50/2017.
LEFT_YOUNG = Draw(
    {"E4A": 0.25, "E4B": 0.055, "E13": 0.105, "E41": 0.105, "SGO": 0.375, "E8": 0.085, "E2": 0.003, "E3": 0.018,
     "E16": 0.004}
)  # fmt: skip
LEFT_IN_TEENS = Draw(
    {"E4A": 0.26, "E4B": 0.09, "E13": 0.09, "E41": 0.035, "SGO": 0.095, "E5": 0.10, "E6": 0.03, "E9": 0.045,
     "E14": 0.02, "E8": 0.18, "E3": 0.02, "E2": 0.004, "E16": 0.003}
)  # fmt: skip
LEFT_ASYLUM = Draw({"E15": 0.50, "E3": 0.18, "E4A": 0.04, "E13": 0.08, "E5": 0.05, "E6": 0.03, "E8": 0.12})
LEFT_AT_EIGHTEEN = Draw({"E5": 0.36, "E6": 0.04, "E7": 0.05, "E8": 0.525, "E4A": 0.025})
LEFT_AT_EIGHTEEN_FOSTERED = Draw({"E17": 0.44, "E5": 0.17, "E6": 0.03, "E7": 0.02, "E8": 0.33, "E4A": 0.01})
HOME = Draw({"E4A": 0.83, "E4B": 0.17})
# Kinds of special guardianship order (Interactive Tool, 2024: 64, 9, 25 per cent and the rest).
SPECIAL_GUARDIANSHIP = Draw({"E45": 0.645, "E46": 0.09, "E47": 0.25, "E48": 0.015})
# Adoptions unopposed: 61 per cent in 2024.
ADOPTION_UNOPPOSED = 0.58
# Why a plan for adoption is given up; ours.
PLAN_GIVEN_UP = Draw({"RD1": 0.2, "RD2": 0.2, "RD3": 0.35, "RD4": 0.25})
