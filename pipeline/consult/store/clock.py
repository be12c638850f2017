"""The time by which windows and embargoes are held: the server's own, told in Europe/London."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipeline.foundation.stages import UsageError

Clock = Callable[[], datetime]
LONDON = ZoneInfo("Europe/London")


def system_clock() -> datetime:
    """Now, in UTC, by the machine that serves; no request can change it."""
    return datetime.now(UTC)


def london_time(text: str, option: str) -> datetime:
    """Read ``2014-11-28 09:30`` as a time in London, in UTC; raises UsageError naming the option."""
    try:
        told = datetime.strptime(text, "%Y-%m-%d %H:%M")
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is not a date and time; write it as '2014-11-28 09:30'.") from error
    return told.replace(tzinfo=LONDON).astimezone(UTC)


def day_in_words(instant: datetime) -> str:
    """A day as a narrow column tells it: 28 November 2014, 9:30am."""
    there = instant.astimezone(LONDON)
    return f"{there.day} {there:%B %Y}, {_clock(there)}"


def as_officers_write(instant: datetime) -> str:
    """A time as a spreadsheet's column has it: 28/11/2014 09:30:00, in London."""
    return f"{instant.astimezone(LONDON):%d/%m/%Y %H:%M:%S}"


def _clock(there: datetime) -> str:
    return f"{there.hour % 12 or 12}:{there.minute:02d}{'am' if there.hour < 12 else 'pm'}"


def in_words(instant: datetime) -> str:
    """A time as a page tells it: 9:30am on Friday 28 November 2014."""
    there = instant.astimezone(LONDON)
    return f"{_clock(there)} on {there:%A} {there.day} {there:%B %Y}"
