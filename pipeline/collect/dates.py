"""Dates as suppliers write them, as SQL: day first, month first or ISO, with a time of day, a zone or the month's name.

The SQL keeps to what sqlglot carries to Spark: dates are put into ISO order as text and then cast.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.record_types import Field

MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
ZONE = "(?:Z|[+-][0-9]{2}:[0-9]{2})"
TIME_OF_DAY = f"(?:[ T][0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.][0-9]+)?)?)?{ZONE}?$"
# A day that is told with a zone and another time than midnight may be the day before or after where the child lives.
ZONED_TIME = f"[ T](?:0?[1-9]|1[0-9]|2[0-9]|00?:0[1-9]|00?:[1-5])[0-9:.]*{ZONE}$"
NUMBERS = "^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]((?:19|20)?[0-9]{2})$"
ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MONTH_NAMED = f"^([0-9]{{1,2}})(?:st|nd|rd|th)?[ ./-]*({_NAMES})[ ./,-]*((?:19|20)?[0-9]{{2}})$"
TWO_DIGIT_YEAR = "^[0-9]{1,2}(?:[/.-][0-9]{1,2}[/.-]|(?:st|nd|rd|th)?[ ./-]*[a-z]{3,9}[ ./,-]*)[0-9]{2}$"
# The number by which spreadsheets keep a day.
DAY_NUMBER = "^[0-9]{5}(?:[.]0+)?$"


def day(field: Field) -> str:
    """The column of the typing table that holds a date as sent without its time of day and zone, in small letters."""
    return f"{field.column}_day"


def usual_days(values: Sequence[str]) -> str:
    """SQL: whether all these dates as sent are dd/mm/yyyy, yyyy-mm-dd or nothing, so that ``usual_date`` reads them."""
    usual = (f"({value} LIKE '__/__/____' OR regexp_matches({value}, '{ISO_DAY}'))" for value in values)
    return " AND ".join(f"coalesce({one}, TRUE)" for one in usual) or "TRUE"


def day_expression(value: str) -> str:
    """SQL of that column from the date as sent."""
    stripped = f"lower(regexp_replace({value}, '{TIME_OF_DAY}', ''))"
    return f"CASE WHEN {value} LIKE '__/__/____' THEN {value} ELSE {stripped} END"


def date_expression(field: Field, latest_year: int, month_first: str = "") -> str:
    """SQL of the date that was sent, NULL when none; two digits of a year never mean one after latest_year.

    Numbers are read day first, but for rows where the condition ``month_first`` holds.
    """
    sent_day = day(field)
    in_numbers = f"regexp_matches({sent_day}, '{NUMBERS}')"
    swapped = f"WHEN ({month_first}) AND {in_numbers} THEN {_in_numbers(sent_day, latest_year, 1, 2)} "
    name = f"substr(regexp_extract({sent_day}, '{MONTH_NAMED}', 2), 1, 3)"
    number = f"lpad(CAST(CAST(floor((strpos('{MONTHS}', {name}) + 2) / 3) AS INTEGER) AS VARCHAR), 2, '0')"
    return (
        f"CASE {swapped if month_first else ''}"
        f"{_in_usual_order(sent_day)} "
        f"WHEN {in_numbers} THEN {_in_numbers(sent_day, latest_year, 2, 1)} "
        f"WHEN regexp_matches({sent_day}, '{MONTH_NAMED}') THEN TRY_CAST({_year(sent_day, MONTH_NAMED, latest_year)} "
        f"|| '-' || {number} || '-' || {_two_digits(sent_day, MONTH_NAMED, 1)} AS DATE) END"
    )


def usual_date(field: Field) -> str:
    """SQL of the date that was sent where ``usual_days`` holds: the same as ``date_expression``, in a tenth of it."""
    return f"CASE {_in_usual_order(day(field))} END"


def iso_date_expression(field: Field) -> str:
    """SQL of the date that was sent as XML Schema writes it, with or without zone, or with a time of day."""
    value = day(field)
    return f"CASE WHEN {value} LIKE '19__-__-__' OR {value} LIKE '20__-__-__' THEN TRY_CAST({value} AS DATE) END"


def is_usual(value: str) -> str:
    """SQL: whether a date as sent looks like dd/mm/yyyy or yyyy-mm-dd, or is nothing."""
    return f"({value} IS NULL OR {value} LIKE '__/__/____' OR {value} LIKE '____-__-__')"


def order_of(field: Field) -> str:
    """SQL of the order in which three numbers make a date: day, month, either (a matter of doubt) or NULL (no date)."""
    first, second = (f"TRY_CAST(regexp_extract({day(field)}, '{NUMBERS}', {place}) AS INTEGER)" for place in (1, 2))
    return (
        f"CASE WHEN {first} BETWEEN 13 AND 31 AND {second} BETWEEN 1 AND 12 THEN 'day' "
        f"WHEN {first} BETWEEN 1 AND 12 AND {second} BETWEEN 13 AND 31 THEN 'month' "
        f"WHEN {first} BETWEEN 1 AND 12 AND {second} BETWEEN 1 AND 12 AND {first} <> {second} THEN 'either' END"
    )


def _in_usual_order(sent_day: str) -> str:
    iso_order = f"substr({sent_day}, 7, 4) || '-' || substr({sent_day}, 4, 2) || '-' || substr({sent_day}, 1, 2)"
    return (
        f"WHEN {sent_day} LIKE '__/__/19__' OR {sent_day} LIKE '__/__/20__' THEN TRY_CAST({iso_order} AS DATE) "
        f"WHEN {sent_day} LIKE '19__-__-__' OR {sent_day} LIKE '20__-__-__' THEN TRY_CAST({sent_day} AS DATE)"
    )


def _in_numbers(value: str, latest_year: int, month: int, day_of_month: int) -> str:
    return (
        f"TRY_CAST({_year(value, NUMBERS, latest_year)} || '-' || {_two_digits(value, NUMBERS, month)} || '-' || "
        f"{_two_digits(value, NUMBERS, day_of_month)} AS DATE)"
    )


def _two_digits(value: str, pattern: str, group: int) -> str:
    return f"lpad(regexp_extract({value}, '{pattern}', {group}), 2, '0')"


def _year(value: str, pattern: str, latest_year: int) -> str:
    year = f"regexp_extract({value}, '{pattern}', 3)"
    century = f"CASE WHEN TRY_CAST({year} AS INTEGER) <= {latest_year - 2000} THEN '20' ELSE '19' END"
    return f"CASE WHEN length({year}) = 4 THEN {year} ELSE {century} || {year} END"
