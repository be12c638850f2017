"""The underlying files of care leavers of 2014 to 2017, whose columns join what is counted and the ages."""

from __future__ import annotations

import re

from .cells import Cells, cells
from .figures import Count, Figure
from .leaver_sets import NOT_KNOWN, none_of

_ACTIVITIES = {
    "HE": "f1 p1",
    "OE": "f2 p2",
    # Apprenticeships among training and employment.
    "TE": "f3 p3 f4 p4 f5 p5",
    "NEET_ill": "g4",
    "NEET_oth": "g5",
    "NEET_preg": "g6",
    "NoInf": none_of("activity", *NOT_KNOWN),
}
_HOMES = {
    "P": "parents_or_relatives",
    "CH": "community_home",
    "SITA": "semi_independent",
    "SL": "supported_lodgings",
    "GA": "gone_abroad",
    "Dep": "deported",
    "OL": "ordinary_lodgings",
    "NK": "residence_not_known",
    "ResNk": "residence_not_known",
    "NFA": "no_fixed_abode",
    "F": "foyers",
    "IL": "independent_living",
    "EA": "emergency_accommodation",
    "BB": "bed_and_breakfast",
    "Cust": "in_custody",
    "FFC": "former_foster_carers",
    "OTH": "other_accommodation",
    "NoInf": none_of("accommodation", *NOT_KNOWN),
}
_SUITABLE = {"SUIT": "suitable", "NotSUIT": "not_suitable", "NoSUITInfo": "suitability_not_known"}
_CONTACT = {
    "IT": "in_touch",
    "Refu": "refuses_contact",
    "NoServ": "no_longer_requires_services",
    "Not": "not_in_touch",
}
COLUMN = re.compile(r"CL_(All|Act|Acc|InTouch|StayPut)_(?:(FFC|[A-Za-z_]+?)_?)?(\d\d)(?:to|&)?(\d\d)?$", re.IGNORECASE)


def of_2014(column: str) -> Figure:
    """A column of the file of 2014, in which those who died are counted too."""
    total = cells("care_leavers_with_those_who_died")
    if column.startswith("All_aged"):
        return Count(total)
    if column in ("ChildDied", "ChildDied.1"):
        return Count(total.also(activity_or_died="died"))
    if column in ("LA_Noinf", "LA_Noinf.1"):
        what = "accommodation" if column.endswith(".1") else "activity"
        return Count(total.also(**{f"{what}_or_died": none_of(what, *NOT_KNOWN).split()}))
    group, _, name = column.partition("_")
    if group == "Act":
        return Count(total.also(activity_or_died=_ACTIVITIES[name].split()))
    if name in _SUITABLE:
        return Count(total.also(suitability_or_died=_SUITABLE[name]))
    return Count(total.also(accommodation_or_died=_HOMES[name].split()))


def since_2016(column: str) -> Figure:
    """A column of the files of 2016 and 2017."""
    found = COLUMN.match(column)
    if found is None:
        raise KeyError(column)
    group, name, first, last = found.groups()
    ages = [str(age) for age in range(int(first), int(last or first) + 1)]
    total = cells("care_leavers", care_leaver_age=ages)
    match group.lower():
        case "all":
            return Count(total)
        case "act":
            return Count(total.also(activity=_ACTIVITIES[name].split()))
        case "intouch":
            return Count(total.also(in_touch=_CONTACT[name]))
        case "stayput":
            put = Cells("care_leavers_staying_put", total.where)
            return Count(put.also(staying_put="with_former_foster_carers") if name == "FFC" else put)
    if name in _SUITABLE:
        return Count(total.also(suitability=_SUITABLE[name]))
    return Count(total.also(accommodation=_HOMES[name].split()))
