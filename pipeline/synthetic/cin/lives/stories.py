"""What happens in one case, from referral to closing: assessments, plans, reviews and the codes given.

A story is told once, up to the end of the last year; each year's return then shows as much of it as had happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Assessment:
    """``authorised`` is 0 where it never was; ``kind`` is how a return of 2014 names it; factors in today's codes."""

    started: int
    authorised: int
    kind: str
    seen: bool
    factors: tuple[str, ...]


@dataclass(slots=True)
class Inquiry:
    """A section 47 enquiry; ``conference`` is 0 where none was required."""

    started: int
    conference: int
    target: int


@dataclass(slots=True)
class ProtectionPlan:
    """A child protection plan; ``ended`` is 0 while it lasts, ``latest`` the category from ``changed`` on.

    ``plans_before`` are the child's earlier plans, one that ended in the same year among them.
    """

    started: int
    ended: int
    initial: str
    latest: str
    changed: int
    plans_before: int
    reviews: tuple[int, ...]

    def belongs_to(self, first: int, last: int) -> bool:
        """Whether the return of the year from ``first`` to ``last`` has this plan."""
        return self.started <= last and (not self.ended or self.ended >= first)


@dataclass(slots=True)
class Story:
    """One CINdetails as the whole of time will know it; ``ended`` is 0 while it lasts."""

    referred: int
    ended: int
    outcome: int
    source: str
    need: str
    reason: str
    conference: int = 0
    assessments: list[Assessment] = field(default_factory=list)
    help_plans: list[tuple[int, int]] = field(default_factory=list)
    inquiries: list[Inquiry] = field(default_factory=list)
    plans: list[ProtectionPlan] = field(default_factory=list)

    def belongs_to(self, first: int, last: int) -> bool:
        """Whether the return of the year from ``first`` to ``last`` has this case."""
        if self.referred > last:
            return False
        return self.referred >= first if self.outcome == 0 else not self.ended or self.ended >= first
