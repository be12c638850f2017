"""Who sends a return: every authority or agency, in years that may end after 31 March, some of them together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sending:
    """Who sends a return, and when.

    Those that send it are the authorities of each year, or where it is ``supplied_by`` agencies, these; in every one of
    the ``periods`` where they are given, as of a return by quarters or agencies. Of a return whose year
    ``ends_after_march`` the authorities are those in being at its own end, which reference data has one year later;
    some send ``return_name`` together. Rates and estimates of the periods are by a ``population`` other than children
    where it says so, as children looked after.
    """

    return_name: str = ""
    supplied_by: str = "authority"
    periods: tuple[int, ...] = ()
    ends_after_march: bool = False
    population: str = "children"


EVERY_AUTHORITY = Sending()
