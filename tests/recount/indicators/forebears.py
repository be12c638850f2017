"""Episodes that children of a merged or divided LA had with the LAs before it, by identifier and birth date."""

from __future__ import annotations

import pandas

from .care import CHILD
from .reading import Frames

# An LA, one that it took over from, and the last collection year of that one.
CHANGES = pandas.DataFrame(
    [
        ("838", "835", 2019),
        ("839", "835", 2019),
        ("839", "836", 2019),
        ("839", "837", 2019),
        ("940", "928", 2021),
        ("941", "928", 2021),
        ("942", "909", 2023),
        ("943", "909", 2023),
    ],
    columns=["la_code", "before", "last_year"],
)
SAME = ["CHILD", "DOB"]


def past_elsewhere(sent: Frames, year: int) -> pandas.DataFrame:
    """The episodes of the LAs before that belong to children in the returns until the year, under the new LA's code."""
    said = pandas.concat([sent.header[["year", *CHILD, "DOB"]], sent.aftercare[["year", *CHILD, "DOB"]]])
    born = said[said["DOB"].notna() & (said["year"] <= year)].drop_duplicates([*CHILD, "DOB"])
    earlier = born.rename(columns={"la_code": "before"})
    same = born.merge(CHANGES, on="la_code").merge(earlier, on=["before", *SAME], suffixes=("", "_before"))
    same = same[(same["year"] > same["last_year"]) & (same["year_before"] <= same["last_year"])]
    goes_on = sent.episodes[sent.episodes["year"] <= year].merge(same[[*CHILD, "before", "last_year"]], on=CHILD)
    begun = pandas.to_datetime(goes_on["last_year"].astype(str) + "-03-31")
    goes_on = goes_on[goes_on["DECOM"] <= begun][[*CHILD, "before"]].drop_duplicates().assign(goes_on=True)
    same = same.merge(goes_on, on=[*CHILD, "before"], how="left")
    # The history goes with the care, where it goes on with one of several LAs that have the child.
    same["goes_on"] = same["goes_on"].notna()
    anywhere = same.groupby(["before", *SAME])["goes_on"].transform("any")
    followed = same[same["goes_on"] | ~anywhere][[*CHILD, "before", "last_year"]].drop_duplicates()
    past = sent.episodes.rename(columns={"la_code": "before"}).merge(followed, on=["before", "CHILD"])
    return past[past["year"] <= past["last_year"]].drop(columns=["before", "last_year"])
