"""Each indicator as the frame of its denominator: a row a child, with what it adds to the numerator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas

from tests.recount.children_looked_after.dates import completed_years
from tests.recount.children_looked_after.places import Gazetteer

from .care import CHILD, Care
from .reading import FOREVER, Frames

# As published: months of A1 and A3, in days with the fraction cut off.
THRESHOLD_DAYS = {2014: 547, 2015: 487}
THRESHOLD_DAYS_SINCE_2016 = 426
FOR_ADOPTION = ["A3", "A4", "A5", "A6"]
GUARDIANSHIP = ["E43", "E44", "E45", "E46", "E47", "E48"]


@dataclass(frozen=True)
class Considered:
    """What an indicator is counted from: a year, everything sent, care as known then, and where postcodes lie."""

    year: int
    sent: Frames
    care: Care
    places: Gazetteer

    def of_year(self, records: pandas.DataFrame) -> pandas.DataFrame:
        """The first record of each child in the year's return."""
        return records[records["year"] == self.year].drop_duplicates(CHILD)

    @property
    def on_31_march(self) -> pandas.DataFrame:
        """Children looked after on 31 March with the episode they are in."""
        open_then = self.care.episodes[
            (self.care.episodes["DECOM"] <= self.care.last) & (self.care.episodes["end"] > self.care.last)
        ]
        return open_then.sort_values(["DECOM", "line"]).drop_duplicates(CHILD, keep="last")

    @property
    def in_year(self) -> pandas.DataFrame:
        """Children looked after at any time in the year."""
        short = self.care.periods[self.care.periods["is_under_24_hours"]][[*CHILD, "period"]]
        episodes = self.care.episodes
        touching = episodes[(episodes["DECOM"] <= self.care.last) & (episodes["end"] >= self.care.first)]
        marked = touching.merge(short, on=[*CHILD, "period"], how="left", indicator=True)
        return marked[marked["_merge"] == "left_only"][CHILD].drop_duplicates()

    @property
    def ceased(self) -> pandas.DataFrame:
        """Children who ceased to be looked after, at the last end of the year."""
        periods = self.care.periods
        ends = periods[
            periods["end"].between(self.care.first, self.care.last)
            & ~periods["is_under_24_hours"]
            & (periods["why_ended"] != "X1")
        ]
        return ends.sort_values(["end", "period"]).drop_duplicates(CHILD, keep="last")

    @property
    def adopted(self) -> pandas.DataFrame:
        """Children adopted, with the placement that led to it and their adoption record."""
        adopted = self.ceased[self.ceased["why_ended"].isin(["E11", "E12"])]
        latest = self.care.placements.sort_values("number").drop_duplicates([*CHILD, "period"], keep="last")
        latest = latest.rename(columns={"start": "moved_in"})[[*CHILD, "period", "moved_in", "placed", "with_carer"]]
        record = self.of_year(self.sent.adoptions)
        return adopted.merge(latest, on=[*CHILD, "period"], how="left").merge(record, on=CHILD, how="left")


def _counted(children: pandas.DataFrame, numerator: pandas.Series) -> pandas.DataFrame:
    return children[CHILD].assign(numerator=numerator.astype("int64").to_numpy())


def placements_1(of: Considered) -> pandas.DataFrame:
    """Three or more placements open for some time in the year."""
    held = of.care.placements
    held = held[(held["start"] <= of.care.last) & (held["end"] > of.care.first)]
    number = held.groupby(CHILD).size().rename("number").reset_index()
    children = of.on_31_march.merge(number, on=CHILD, how="left")
    return _counted(children, children["number"] >= 3)


def placements_2(of: Considered) -> pandas.DataFrame:
    """The same placement for two years, of under-sixteens looked after for two and a half."""
    children = of.on_31_march.merge(of.of_year(of.sent.header)[[*CHILD, "DOB"]], on=CHILD)
    children = children[children["DOB"].notna()]
    children = children[[completed_years(born.date(), of.care.last.date()) < 16 for born in children["DOB"]]]
    begun = of.care.periods[[*CHILD, "period", "start"]].rename(columns={"start": "care_start"})
    children = children.merge(begun, on=[*CHILD, "period"])
    children = children[children["care_start"] <= pandas.Timestamp(of.year - 3, 9, 30)]
    after_series = of.care.series[[*CHILD, "end"]].rename(columns={"end": "care_start"}).drop_duplicates()
    children = children.merge(after_series, on=[*CHILD, "care_start"], how="left", indicator=True)
    children = children[children["_merge"] == "left_only"]
    held = of.care.placements
    held = held[held["start"] <= of.care.last].copy()
    by_period = held.groupby([*CHILD, "period"])
    held["start_before"] = by_period["start"].shift().where(by_period["end"].shift() == held["start"])
    latest = held.drop_duplicates([*CHILD, "period"], keep="last")[[*CHILD, "period", "start", "start_before"]]
    children = children.merge(latest, on=[*CHILD, "period"], how="left")
    since = pandas.Timestamp(of.year - 2, 3, 31)
    placed = children["PLACE"].isin(FOR_ADOPTION) & (children["start_before"] <= since)
    return _counted(children, (children["start"] <= since) | placed)


def placements_3(of: Considered) -> pandas.DataFrame:
    """Over 20 miles from home and outside the LA."""
    children = of.on_31_march
    far = [
        of.places.distance_band(home, there) == "over_20_miles" and of.places.locality(there, la, of.year) == "outside"
        for home, there, la in zip(
            children["HOME_POST"].str.replace(" ", "").str.upper(),
            children["PL_POST"].str.replace(" ", "").str.upper(),
            children["la_code"],
            strict=True,
        )
    ]
    return _counted(children, pandas.Series(far, dtype="bool"))


def placements_4(of: Considered) -> pandas.DataFrame:
    """Went missing, of all looked after in the year: since incidents are returned."""
    absences = of.sent.absences[(of.sent.absences["year"] == of.year) & (of.sent.absences["MISSING"] == "M")]
    until = absences["MIS_END"].fillna(FOREVER)
    missing = absences[(absences["MIS_START"] <= of.care.last) & (until >= of.care.first)][CHILD]
    since_2015 = of.in_year if of.year >= 2015 else of.in_year.head(0)
    children = since_2015.merge(missing.drop_duplicates(), on=CHILD, how="left", indicator=True)
    return _counted(children, children["_merge"] == "both")


def adoption_1(of: Considered) -> pandas.DataFrame:
    """Adopted, of all who ceased."""
    return _counted(of.ceased, of.ceased["why_ended"].isin(["E11", "E12"]))


def adoption_2(of: Considered) -> pandas.DataFrame:
    """Special guardianship, of all who ceased."""
    return _counted(of.ceased, of.ceased["why_ended"].isin(GUARDIANSHIP))


def adoption_3(of: Considered) -> pandas.DataFrame:
    """Placed fewer than 365 days after the decision."""
    days = (of.adopted["placed"] - of.adopted["DATE_INT"]).dt.days
    return _counted(of.adopted, days.between(0, 364))


def _leavers(of: Considered) -> pandas.DataFrame:
    young = of.of_year(of.sent.aftercare)
    ages = [completed_years(born.date(), of.care.last.date()) for born in young["DOB"]]
    return young[pandas.Series(ages, index=young.index).between(19, 21) & ~young["IN_TOUCH"].isin(["DIED", "RHOM"])]


def leaving_care_2(of: Considered) -> pandas.DataFrame:
    """In education, employment or training."""
    return _counted(_leavers(of), _leavers(of)["ACTIV"].str[:1].isin(["F", "P"]))


def leaving_care_3(of: Considered) -> pandas.DataFrame:
    """In suitable accommodation."""
    code = _leavers(of)["ACCOM"]
    return _counted(_leavers(of), (code.str[1:] == "1") & ~code.str[:1].isin(["G", "H", "R", "S", "X"]))


def leaving_care_4(of: Considered) -> pandas.DataFrame:
    """In higher education."""
    return _counted(_leavers(of), _leavers(of)["ACTIV"].isin(["F1", "P1"]))


def _waited(of: Considered, until: str) -> pandas.DataFrame:
    """Adopted children of whom the start of care and the end of the wait are known, with its days."""
    adopted = of.adopted
    # Who adopted is what the record says, or else the code of the placement.
    by_carer = adopted["FOSTER_CARE"].map({"1": True, "0": False}).astype("boolean")
    by_carer = by_carer.fillna(adopted["with_carer"].astype("boolean")).fillna(False)
    ends = {"placed": adopted["placed"], "moved in": adopted["placed"].mask(by_carer, adopted["moved_in"])}
    days = (ends[until] - adopted["start"]).dt.days
    known = (adopted["why_started"] == "S") & days.notna()
    return adopted.assign(days=days)[known]


def scorecard_a1(of: Considered) -> pandas.DataFrame:
    """Days until placed for adoption."""
    waited = _waited(of, "placed")
    return _counted(waited, waited["days"])


def scorecard_a10(of: Considered) -> pandas.DataFrame:
    """Days until moving in with those who adopted."""
    waited = _waited(of, "moved in")
    return _counted(waited, waited["days"])


def scorecard_a2(of: Considered) -> pandas.DataFrame:
    """Days from the first order of the period of care to the match, 0 when it came first."""
    under = of.care.episodes[of.care.episodes["LS"].isin(["E1", "D1"])]
    order = under.drop_duplicates([*CHILD, "period"])[[*CHILD, "period", "DECOM"]].rename(columns={"DECOM": "ordered"})
    adopted = of.adopted.merge(order, on=[*CHILD, "period"])
    adopted = adopted[(adopted["why_started"] == "S") | (adopted["ordered"] > adopted["start"])]
    adopted = adopted[adopted["placed"].notna() & adopted["DATE_MATCH"].notna()]
    return _counted(adopted, (adopted["DATE_MATCH"] - adopted["ordered"]).dt.days.clip(lower=0))


def scorecard_a3(of: Considered) -> pandas.DataFrame:
    """Waited less than the threshold of the year."""
    waited = _waited(of, "placed")
    return _counted(waited, waited["days"] < THRESHOLD_DAYS.get(of.year, THRESHOLD_DAYS_SINCE_2016))


INDICATORS: dict[str, Callable[[Considered], pandas.DataFrame]] = {
    count.__name__: count
    for count in (
        placements_1, placements_2, placements_3, placements_4,
        adoption_1, adoption_2, adoption_3,
        leaving_care_2, leaving_care_3, leaving_care_4,
        scorecard_a1, scorecard_a2, scorecard_a3, scorecard_a10,
    )
}  # fmt: skip
