"""What the words of a label mean: the categories of children, placements and reasons that each names."""

from __future__ import annotations

import re
from collections.abc import Mapping

Lexicon = Mapping[str, frozenset[str] | None]
"""Words to leaf categories; ``None`` for the total."""

NUMBER = re.compile(r"^(\d+[a-z][a-z.\d]*|\d+\.[\dixv.]*|\d+:|\d(?= (?:Total |total |Civil|Married))) *")


def number_of(label: str) -> str:
    """The number before a label, such as 1a.2i; empty where it has none."""
    found = NUMBER.match(label.strip())
    return found.group(1).lower().rstrip(".:") if found else ""


def plain(label: str) -> str:
    """A label without number, in small letters, with single spaces and straight apostrophes."""
    text = NUMBER.sub("", label.strip())
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-").lower()
    text = re.sub(r"\bchild(ren)?s\b", r"child\1's", text)
    return re.sub(r"\s+", " ", re.sub(r"\s*/\s*", "/", text)).strip()


def lexicon(total: str = "total") -> dict[str, frozenset[str] | None]:
    """A lexicon that knows the words for a total."""
    words = ("total", "total children", "total gender", total)
    return dict.fromkeys(words, None)


def words(pairs: Mapping[str, str], total: str = "total") -> Lexicon:
    """A lexicon of labels and the leaves they mean, these divided by spaces."""
    return lexicon(total) | {label: frozenset(leaves.split()) for label, leaves in pairs.items()}


SEX = words({"male": "male", "female": "female", "males": "male", "females": "female"})

AGE = words(
    {
        "under 1 year": "under_1",
        "1 to 4 years": "1_to_4",
        "5 to 9 years": "5_to_9",
        "10 to 15 years": "10_to_15",
        "16 years and over": "16_and_over",
    },
    "total incidents",
)
AGE_UNDER_16 = words({"under 16 years": "under_16", "16 years and over": "16_and_over"})
_18 = "18_on_birthday 18_after_birthday"
AGE_ON_CEASING = {
    **AGE,
    **words(
        {
            "16 years": "16",
            "17 years": "17",
            "16 to 17 years": "16 17",
            "16 years and over": f"16 17 {_18}",
            "18 years and over": _18,
            "ceased on 18th birthday": "18_on_birthday",
            "ceased when older than 18th birthday": "18_after_birthday",
        }
    ),
}
AGE_ON_STARTING = words(
    {
        "under 1 year": "under_1",
        "1 year": "1",
        "2 years": "2",
        "3 years": "3",
        "4 years and over": "4 5 6 7_and_over",
        **{f"aged {age}": str(age) for age in range(1, 7)},
        "aged under 1": "under_1",
        "aged 7 and over": "7_and_over",
    }
)

WHITE, MIXED, BLACK = "wbri wiri wirt wrom woth", "mwbc mwba mwas moth", "bcrb bafr both"
ASIAN, REFUSED = "aind apkn aban aoth", "refu nobt ethnicity_not_known"
_ETHNICITY = {
    "white british": "wbri",
    "white irish": "wiri",
    "traveller of irish heritage": "wirt",
    "gypsy roma": "wrom",
    "gypsy/roma": "wrom",
    "any other white background": "woth",
    "white and black caribbean": "mwbc",
    "white and black african": "mwba",
    "white and asian": "mwas",
    "any other mixed background": "moth",
    "indian": "aind",
    "pakistani": "apkn",
    "bangladeshi": "aban",
    "chinese": "chne",
    "any other asian background": "aoth",
    "caribbean": "bcrb",
    "african": "bafr",
    "any other black background": "both",
    "any other ethnic group": "ooth",
    "refused": "refu",
    "information not yet obtained": "nobt",
}
_GROUPS = {
    WHITE: ("white",),
    MIXED: ("mixed or multiple ethnic groups", "mixed or multiple ethnic group", "mixed"),
    BLACK: ("black, african, caribbean or black british", "black or black british"),
    REFUSED: (
        "refused or information not yet available",
        "refused of information not yet available",
        "refused or not yet obtained",
        "other (refused or not yet obtained)",
    ),
}
_ASIAN, _OTHER = ("asian or asian british",), ("other ethnic group", "other ethnic groups")


def _ethnicity(asian: str, other: str) -> Lexicon:
    groups = {**_GROUPS, asian: _ASIAN, other: _OTHER}
    named = {
        f"{before}{name}": leaves for leaves, names in groups.items() for name in names for before in ("", "total ")
    }
    return words({**_ETHNICITY, **named})


# Chinese children are among the Asian in the files on children looked after, among the others in the census of need.
ETHNICITY = _ethnicity(f"{ASIAN} chne", "ooth")
ETHNICITY_CHINESE_IN_OTHER = _ethnicity(ASIAN, "ooth chne")

NEED = words(
    {
        "abuse or neglect": "n1",
        "child's disability": "n2",
        "child disability": "n2",
        "parental illness or disability": "n3",
        "family in acute stress": "n4",
        "family acute stress": "n4",
        "family dysfunction": "n5",
        "socially unacceptable behaviour": "n6",
        "low income": "n7",
        "absent parenting": "n8",
    }
)


def need(label: str) -> frozenset[str] | None:
    """The category of need, whose number is part of the label."""
    return NEED[re.sub(r"^n\d\. ?", "", plain(label))]


_ORDERS, _VOLUNTARY = "c1 c2", "v2"
LEGAL_STATUS = words(
    {
        "full care order": "c2",
        "full care orders": "c2",
        "interim care order": "c1",
        "interim care orders": "c1",
        "care orders": _ORDERS,
        "care order": _ORDERS,
        "freed for adoption": "d1",
        "placement order granted": "e1",
        "placement order": "e1",
        "voluntary agreement": _VOLUNTARY,
        "voluntary agreements under s20 ca 1989": _VOLUNTARY,
        "voluntary agreement under s20": _VOLUNTARY,
        "voluntary agreements under s20": _VOLUNTARY,
        "accommodated under section 20": _VOLUNTARY,
        "detained for child protection": "l1 l2 l3",
        "police protection in la accommodation": "l1",
        "emergency protection order": "l2",
        "child assessment order and in la accommodation": "l3",
        "youth justice legal statuses": "j1 j2 j3",
        "remand": "j1",
        "la accommodation under pace 1989": "j2",
        "sentenced to youth rehabilitation order": "j3",
        # Of those whose care ended with a guardianship order: no care order, placement order or agreement.
        "other": "d1 l1 l2 l3 j1 j2 j3 w1 legal_status_not_known",
    }
)
UASC = words(
    {
        "uasc": "uasc",
        "non-uasc": "non_uasc",
        "unaccompanied asylum-seeking children": "uasc",
        "non-unaccompanied asylum-seeking children": "non_uasc",
        "children excluding unaccompanied asylum-seeking children": "non_uasc",
    }
)
PROVIDER = words(
    {
        "own provision (by the la)": "pr1",
        "own provision by the local authority": "pr1",
        "other la provision": "pr2",
        "other local authority provision": "pr2",
        "other public provision (e.g. by a pct etc)": "pr3",
        "other public provision (e.g., pct)": "pr3",
        "other public provision (eg by pct)": "pr3",
        "other public provision": "pr3",
        "private provision": "pr4",
        "voluntary/third sector provision": "pr5",
        "voluntary or third sector provision": "pr5",
        "parents or other person with parental responsibility": "pr0",
        "placement provider not reported": "placement_provider_not_reported",
        "provider not reported": "placement_provider_not_reported",
    },
    "all children",
)
