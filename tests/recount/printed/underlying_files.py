"""The underlying files of 2014 to 2017: one row an area, one column a number, named by short codes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from . import underlying_care_leavers
from .areas import ENGLAND
from .cells import Cells, cells
from .figures import Count, Figure, Mean, NetGain
from .looked_after_sets import OF_OTHERS, ON_31_MARCH
from .missing_sets import ABSENT
from .outcome_sets import AGED_5_TO_16, AGED_10_TO_17, IDENTIFIED, POINTS, SCORED
from .placement_words import (
    ADOPTIVE,
    FOSTER,
    HOMES_TO_2022,
    IN_COMMUNITY_TO_2022,
    MISSING,
    RESIDENTIAL_TO_2022,
    REST,
    SCHOOLS,
    with_place,
)
from .published import PublishedRow
from .words import ASIAN, BLACK, MIXED, REFUSED, WHITE

LEVELS = {"NATIONAL": "National", "REGION": "Regional", "LA": "Local authority"}
KEYS = ("LA_order", "New_geog_code", "geog_l", "geog_c", "geog_n")
STARTED, CEASED = cells("started_during_year"), cells("ceased_during_year")
_18 = "18_on_birthday 18_after_birthday"
_NEEDS = dict(zip(("AbNeg", "Cdisab", "ParIll", "FAcSt", "FD", "SUB", "LI", "AbsPar"), range(1, 9), strict=True))
_AGES = {"U1": "under_1", "1to4": "1_to_4", "5to9": "5_to_9", "10to15": "10_to_15", "16over": "16_and_over"}


def _of(total: Cells, breakdown: str, columns: Mapping[str, str], prefix: str = "") -> dict[str, Figure]:
    return {f"{prefix}{name}": Count(total.also(**{breakdown: leaves.split()})) for name, leaves in columns.items()}


ADMISSIONS: dict[str, Figure] = {
    "CLA_started": Count(STARTED),
    "CLA_taken": Count(STARTED.also(taken_into_care="taken_into_care")),
    **_of(STARTED, "sex", {"male": "male", "female": "female"}, "SCLA_"),
    **_of(STARTED, "age_group", _AGES, "SCLA_"),
    **_of(STARTED, "category_of_need", {name: f"n{number}" for name, number in _NEEDS.items()}, "SCLA_"),
    **_of(
        STARTED,
        "legal_status",
        {
            "ICO": "c1",
            "FCO": "c2",
            "POG": "e1",
            "PlaceO": "e1",
            "S20": "v2",
            "UPP": "l1",
            "SEPO": "l2",
            "UCAO": "l3",
            "ONCT": "j1",
            "PACE": "j2",
            "SORR": "j3",
        },
        "SCLA_",
    ),
}
_REASONS_2014 = {
    "ceaAdop": "e11",
    "ceaAdop2": "e12",
    "ceaDied": "e2",
    "ceataken": "e3",
    "ceaPar": "e4 e4a e4b",
    "ceaROG": "e41",
    "ceaSpecG": "e43 e45 e46",
    "ceaSpecG2": "e44 e47 e48",
    "ceaIndLiv": "e5",
    "ceaIndLiv2": "e6",
    "cea_tran_res": "e7",
    "cea_sen_cust": "e9",
    "cea_OthRea": "e8",
}
_REASONS_2017 = {
    "Adop1": "e11",
    "Adop2": "e12",
    "Died": "e2",
    "Taken": "e3",
    "ParPlan": "e4a",
    "ParNPlan": "e4b",
    "NoPar": "e13",
    "CAO": "e41",
    "SGO1": "e43 e45 e46",
    "SGO2": "e44 e47 e48",
    "IndLiv1": "e5",
    "IndLiv2": "e6",
    "Residential": "e7",
    "Custody": "e9",
    "RemEnd": "e14",
    "AgeAssmt": "e15",
    "Abroad": "e16",
    "Other": "e8",
}
CESSATIONS: dict[str, Figure] = {
    "CLA_cease": Count(CEASED),
    "CLA_cease16": Count(CEASED.also(age_on_ceasing=f"16 17 {_18}".split())),
    **_of(CEASED, "sex", {"ceamal": "male", "ceafe": "female"}, "CLA_"),
    **_of(CEASED, "sex", {"male": "male", "female": "female"}, "CEA_"),
    **_of(
        CEASED,
        "age_on_ceasing",
        {
            "cea1": "under_1",
            "cea14": "1_to_4",
            "cea59": "5_to_9",
            "cea1015": "10_to_15",
            # Beside CLA_cease16, whose name says 16 and over, this is the age of 16 and over too.
            "cea16": f"16 17 {_18}",
        },
        "CLA_",
    ),
    **_of(CEASED, "age_on_ceasing", {**{k: v for k, v in _AGES.items() if k != "16over"}}, "CEA_"),
    **_of(CEASED, "age_on_ceasing", {"16": "16", "17": "17", "18over": _18}, "CEA_"),
    **_of(CEASED, "reason_episode_ceased", _REASONS_2014, "CLA_"),
    **_of(CEASED, "reason_episode_ceased", _REASONS_2017, "CEA_"),
}
ADOPTIONS_2014: dict[str, Figure] = {
    "CLA_cease": Count(CEASED),
    "CLA_ceaAdop": Count(CEASED.also(reason_episode_ceased=("e11", "e12"))),
}
_PLACEMENTS = {
    "Fost": FOSTER,
    "Adopt": ADOPTIVE,
    "Parent": ("p1",),
    "Ocom": IN_COMMUNITY_TO_2022,
    "Secure": HOMES_TO_2022,
    "Ores": RESIDENTIAL_TO_2022,
    "RSch": SCHOOLS,
    "Miss": MISSING,
    "OthPl": REST,
}
_OUTSIDE = ON_31_MARCH.also(locality="outside")
_REASONS_FOR_CHANGE = ("carpl", "close", "alleg", "stand", "apprr", "creqb", "creqo", "child", "lareq", "place")
_CHANGES = cells("placement_changes_during_year")
LOOKED_AFTER: dict[str, Figure] = {
    "Mar": Count(ON_31_MARCH),
    "": Count(cells("looked_after_during_year")),
    "stp": Count(cells("exclusively_short_term_series")),
    **_of(ON_31_MARCH, "sex", {"male": "male", "female": "female"}),
    **_of(ON_31_MARCH, "age_group", _AGES),
    **_of(
        ON_31_MARCH,
        "ethnicity",
        {
            "White": WHITE,
            "Mixed": MIXED,
            "Asian": f"{ASIAN} chne",
            "Black": BLACK,
            "EOTH": "ooth",
            "Oth": REFUSED,
        },
    ),
    **{name: Count(ON_31_MARCH.also(placement=with_place(codes))) for name, codes in _PLACEMENTS.items()},
    **_of(
        ON_31_MARCH,
        "legal_status",
        {
            "ICO": "c1",
            "FCO": "c2",
            "FrAd": "d1",
            "PlaceO": "e1",
            "S20": "v2",
            "CPG": "l1 l2 l3",
            "YJLS": "j1 j2 j3",
        },
    ),
    "UASC": Count(ON_31_MARCH.also(uasc="uasc")),
    "Moth": Count(ON_31_MARCH.also(motherhood="mother_12_and_over")),
    **_of(
        ON_31_MARCH,
        "placement_provider",
        {
            "OwnP": "pr1",
            "OthLA": "pr2",
            "OthPP": "pr3",
            "Priv": "pr4",
            "Vol": "pr5",
            "Par": "pr0",
            "Nrep": "placement_provider_not_reported",
        },
    ),
    **_of(
        ON_31_MARCH,
        "number_of_placements",
        {"1Pla": "1_placement", "2PLa": "2_placements", "2Pla": "2_placements", "3Pla": "3_or_more_placements"},
    ),
    "P2yrs": Count(cells("looked_after_2_and_half_years_aged_under_16", same_carer="same_carer_2_years")),
    **_of(ON_31_MARCH, "locality", {"InBound": "inside", "Outbound": "outside"}),
    **_of(
        ON_31_MARCH,
        "distance_and_locality",
        {
            f"{where}LA_{name}": f"{leaf}_{'inside' if where == 'In' else 'outside'}"
            for where in ("In", "Out")
            for name, leaf in (
                ("LTE20", "up_to_20_miles"),
                ("GT20", "over_20_miles"),
                ("NoInfo", "distance_not_known"),
            )
        },
    ),
    "LAPl": Count(cells("children_placed_within_local_authority")),
    "IntPl": Count(cells("children_placed_within_local_authority", la_of_placement="own_children_placed_internally")),
    "ExtPl": Count(OF_OTHERS),
    "RPC_All_Place": Count(_CHANGES),
    **{
        f"RPC_{reason.upper()}": Count(_CHANGES.also(reason_for_placement_change=reason))
        for reason in (*_REASONS_FOR_CHANGE, "other")
    },
}
MISSING_CHILDREN: dict[str, Figure] = {
    f"Miss_{name}_{column}": figure
    for name, kind in (("Miss", "missing"), ("Away", "away"))
    for column, figure in (
        ("DuringYear", Count(cells(f"children_{kind}"))),
        ("Incs", Count(cells(f"{kind}_incidents"))),
        ("MoreOnce", Count(cells(f"children_{kind}", absent_more_than_once="more_than_once"))),
        ("31Mar", Count(cells(f"children_{kind}", absent_on_31_march=ABSENT))),
    )
}
_ALL = cells("outcomes_of_looked_after_12_months")
_UNDER_5 = cells("outcomes_aged_4_and_under")
_DIFFICULTIES = "strengths_and_difficulties"
OUTCOMES: dict[str, Figure] = {
    "OC2_12mths": Count(_ALL),
    "OC2_10to17": Count(AGED_10_TO_17),
    "OC2_convicted": Count(AGED_10_TO_17.also(convictions="convicted")),
    "OC2_submisuse": Count(_ALL.also(substance_misuse=IDENTIFIED)),
    "OC2_subint": Count(_ALL.also(substance_misuse="intervention_received")),
    "OC2_suboffint": Count(_ALL.also(substance_misuse="intervention_offered_and_refused")),
    "OC2_immunisation": Count(_ALL.also(immunisations="immunisations_up_to_date")),
    "OC2_teethcheck": Count(_ALL.also(dental_check="had_teeth_checked")),
    "OC2_healthassmt": Count(_ALL.also(health_assessment="had_health_assessment")),
    "OC2_U5": Count(_UNDER_5),
    "OC2_devassmt": Count(_UNDER_5.also(development_assessment="development_assessment_up_to_date")),
    "OC2_5to16": Count(AGED_5_TO_16),
    "OC2_SDQ": Count(AGED_5_TO_16.also(strengths_and_difficulties=SCORED)),
    "OC2_SDQnormal": Count(AGED_5_TO_16.also(strengths_and_difficulties="sdq_normal")),
    "OC2_SDQborderline": Count(AGED_5_TO_16.also(strengths_and_difficulties="sdq_borderline")),
    "OC2_SDQconcern": Count(AGED_5_TO_16.also(strengths_and_difficulties="sdq_concern")),
    "OC2_SDQaverage": Mean((POINTS,), AGED_5_TO_16.also(strengths_and_difficulties=SCORED)),
}


FILES: Mapping[str, Mapping[str, Figure]] = {
    "ADM": ADMISSIONS,
    "CEA": CESSATIONS,
    "ADP": ADOPTIONS_2014,
    "CLA": LOOKED_AFTER,
    "Missing_": MISSING_CHILDREN,
    "OC2": OUTCOMES,
}


def figure_of(kind: str, column: str, edition: int) -> Figure:
    """What a column of a kind of file holds; the year at the end of a name is no part of it."""
    if column == "CLA_NetGain":
        return NetGain(OF_OTHERS, _OUTSIDE, edition)
    if kind == "FormerCareLeavers":
        return underlying_care_leavers.of_2014(column)
    if kind.startswith("CareLeavers"):
        return underlying_care_leavers.since_2016(column)
    name = re.sub(r"20\d\d$", "", column)
    columns = FILES[kind]
    return columns[name] if name in columns else columns[name.removeprefix("CLA_")]


def rows_of(path: Path, regions: Mapping[str, str]) -> Iterator[PublishedRow]:
    """The rows of a file; ``regions`` gives the code of a region's name in capitals."""
    year = int(re.findall(r"20\d\d", path.stem)[-1])
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            level = LEVELS[row["geog_l"]]
            area = row["geog_c"]
            if level != "Local authority":
                area = ENGLAND if level == "National" else regions[row["geog_n"].upper()]
            printed = {name: value for name, value in row.items() if name and name.strip() and name not in KEYS}
            yield PublishedRow(year, level, area, (), {name.strip(): value for name, value in printed.items()})
