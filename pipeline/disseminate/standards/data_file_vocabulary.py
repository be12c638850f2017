"""Names and values that the standard for published data files allows.

Source: the Department for Education's guide to open data standards (analysts' guide, "Open data standards") and the
checks of its data screener (eesyscreener 0.3.1), as described there: the rules are theirs, the code is this project's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

META_REQUIRED = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)
META_OPTIONAL = ("filter_default", "parent_filter")
DATA_REQUIRED = ("geographic_level", "time_period", "time_identifier", "country_code", "country_name")
TIME_COLUMNS = ("time_period", "time_identifier")

NATIONAL, REGIONAL, LOCAL_AUTHORITY = "National", "Regional", "Local authority"
SCHOOL, PROVIDER, INSTITUTION, PLANNING_AREA = "School", "Provider", "Institution", "Planning area"
# The standard has no level for adoption agencies, of which the department prints workbooks only.
AGENCY = "Agency"


@dataclass(frozen=True)
class Level:
    """The columns of a geographic level: ``code`` and ``name``, and a second code for some."""

    code: str
    name: str
    second_code: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The level's columns that exist."""
        return tuple(column for column in (self.code, self.name, self.second_code) if column)


LEVELS = {
    NATIONAL: Level("country_code", "country_name"),
    REGIONAL: Level("region_code", "region_name"),
    LOCAL_AUTHORITY: Level("new_la_code", "la_name", "old_la_code"),
    "Local authority district": Level("lad_code", "lad_name"),
    "RSC region": Level("", "rsc_region_lead_name"),
    "Parliamentary constituency": Level("pcon_code", "pcon_name"),
    "Local skills improvement plan area": Level("lsip_code", "lsip_name"),
    "Local enterprise partnership": Level("local_enterprise_partnership_code", "local_enterprise_partnership_name"),
    "English devolved area": Level("english_devolved_area_code", "english_devolved_area_name"),
    "Opportunity area": Level("opportunity_area_code", "opportunity_area_name"),
    "Ward": Level("ward_code", "ward_name"),
    "MAT": Level("trust_id", "trust_name"),
    "Sponsor": Level("sponsor_id", "sponsor_name"),
    SCHOOL: Level("school_urn", "school_name", "school_laestab"),
    PROVIDER: Level("provider_ukprn", "provider_name"),
    INSTITUTION: Level("institution_id", "institution_name"),
    PLANNING_AREA: Level("planning_area_code", "planning_area_name"),
    "Police force area": Level("pfa_code", "pfa_name"),
    AGENCY: Level("agency_code", "agency_name"),
}
GEOGRAPHY_COLUMNS = tuple(column for level in LEVELS.values() for column in level.columns)
UNIT_COLUMNS = (*TIME_COLUMNS, "geographic_level", *GEOGRAPHY_COLUMNS)
# Levels whose names may also be a filter, when it is the only one.
NAMED_UNITS = {"school_name", "provider_name"}

# Rows of these levels never reach the table tool.
IGNORED_LEVELS = {INSTITUTION, PLANNING_AREA}
_ESTABLISHMENTS = {SCHOOL, PROVIDER, INSTITUTION}
_INSIDE_AN_AUTHORITY = {
    *(LOCAL_AUTHORITY, "Local authority district", "Parliamentary constituency", "Ward"),
    *(PLANNING_AREA, "Police force area"),
    *_ESTABLISHMENTS,
}
# Which levels' rows may fill the columns of a level; a level that is not here only its own and establishments'.
MAY_FILL = {
    REGIONAL: {
        *(REGIONAL, "Local skills improvement plan area", "Local enterprise partnership"),
        *("Opportunity area", "English devolved area", AGENCY),
        *_INSIDE_AN_AUTHORITY,
    },
    LOCAL_AUTHORITY: _INSIDE_AN_AUTHORITY,
    "Local authority district": {"Local authority district", "Ward", "Police force area", *_ESTABLISHMENTS},
    "Local skills improvement plan area": {
        *("Local skills improvement plan area", "Local authority district", PLANNING_AREA),
        *_ESTABLISHMENTS,
    },
    SCHOOL: {SCHOOL},
    PROVIDER: {PROVIDER},
    INSTITUTION: {INSTITUTION},
}


def may_fill(level: str) -> set[str]:
    """The levels whose rows may fill the columns of ``level``."""
    return MAY_FILL.get(level, {level, *_ESTABLISHMENTS})


# Names that stand beside the code z when an area is not one of the standard list.
PLACES_OUTSIDE = (
    "Not applicable",
    "Unknown",
    "Outside of England",
    "Outside of the United Kingdom",
    "Outside of England and unknown",
    "Outside of the United Kingdom and unknown",
)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKS = tuple(f"Week {week}" for week in range(1, 53))
# Identifiers of one family may stand in one file; those of two may not.
TIME_FAMILIES = tuple(
    frozenset(family)
    for family in (
        ("Autumn and spring term",),
        ("Calendar year",),
        ("Financial year",),
        ("Academic year",),
        ("Tax year",),
        ("Reporting year",),
        ("Spring term", "Autumn term", "Summer term"),
        _WEEKS,
        _MONTHS,
        tuple(f"Financial year Q{quarter}" for quarter in range(1, 5)),
        ("Part 1 (April to September)", "Part 2 (October to March)"),
    )
)
FOUR_DIGIT_IDENTIFIERS = {"Calendar year", "Reporting year", *_WEEKS, *_MONTHS}

UNITS = {"", "%", "pp", "\u00a3", "\u00a3m", "numberstring"}
NULL_TEXTS = {"NULL", "Null", "null", "NA", "na"}
LEGACY_SYMBOLS = {"N/A", "n/a", ".", "..", "-"}
FORBIDDEN_IN_INDICATORS = {"", "~", ":"}
# k stands for low where the word would be insensitive; u for low reliability.
SYMBOLS = {"z", "x", "c", "low", "k", "u"}
TOTALS = {"Total", "total", "All", "all"}
MOST_FILTER_ITEMS = 25_000
API_LIMITS = {"column name": 50, "label": 100, "location code": 30, "filter item": 120}

# Values that must be a filter, not part of an indicator's name.
FILTER_WORDS = (
    *("male", "female", "asian", "chinese", "indian", "pakistani", "bangladeshi", "black", "african", "caribbean"),
    *("white", "roma", "irish", "english", "british", "scottish", "welsh", "arab"),
)
GEOGRAPHY_LIKE = re.compile(
    r"^(?:country|sch|prov|inst|estab|reg|la|local|rsc|pfa|pcon|lep|mca|oa|ward|mat)"
    r".*(?:name|code|urn|ukprn|number|upin|id)$"
    r"|^(?:laestab|estab|sch|schools?|prov|providers?|inst|institutions?|name|code|urn|ukprn|number|"
    r"upin|id|region|la|lad|rsc|pcon|lep|mca|oa|ward|mat)$",
    re.IGNORECASE,
)

# A column whose name holds the word must have one of the names: the harmonised names of the guide.
HARMONISED_NAMES = {
    "sen_": {"sen_status", "sen_primary_need", "sen_secondary_need", "sen_provision"},
    "primary_need": {"sen_primary_need"},
    "secondary_need": {"sen_secondary_need"},
    "establishment_type": {"establishment_type", "establishment_type_group"},
    "provider_type": {"provider_type"},
    "school_type": {"establishment_type", "establishment_type_group"},
    "ethnic": {"ethnicity_major", "ethnicity_minor", "ethnicity_detailed", "minority_ethnic"},
}
ETHNICITY_GROUP_NAMES = ("Ethnicity Major", "Ethnicity Minor", "Ethnicity Detailed", "Minority Ethnic")

# Harmonised ethnicity (Government Statistical Service): major groups and their minor ones; "/" may lack its spaces.
_ETHNICITY = {
    "White": (
        "English / Welsh / Scottish / Northern Irish / British",
        "Irish",
        "Gypsy or Irish Traveller",
        "Roma",
        "Any other White background",
    ),
    "Mixed / Multiple ethnic groups": (
        "White and Black Caribbean",
        "White and Black African",
        "White and Asian",
        "Any other Mixed / Multiple ethnic background",
    ),
    "Asian / Asian British": ("Indian", "Pakistani", "Bangladeshi", "Chinese", "Any other Asian background"),
    "Black / African / Caribbean / Black British": (
        "African",
        "Caribbean",
        "Any other Black / African / Caribbean background",
    ),
    "Other ethnic group": ("Arab", "Any other ethnic group"),
}
ETHNICITIES = frozenset(
    [("Total", "Total"), ("Unknown", "Unknown")]
    + [
        (major.replace(" / ", slash), minor.replace(" / ", slash))
        for major, minors in _ETHNICITY.items()
        for minor in ("Total", *minors)
        for slash in (" / ", "/")
    ]
)
