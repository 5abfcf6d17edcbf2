"""Dates and times written in prose: where they stand, and the period a phrase such as "in July 2025" names."""

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("January", "Jan"),
            ("February", "Feb"),
            ("March", "Mar"),
            ("April", "Apr"),
            ("May",),
            ("June", "Jun"),
            ("July", "Jul"),
            ("August", "Aug"),
            ("September", "Sept", "Sep"),
            ("October", "Oct"),
            ("November", "Nov"),
            ("December", "Dec"),
        ),
        start=1,
    )
    for name in names
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = rf"(?:{'|'.join(MONTHS)})\b\.?"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?\b"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}\b"
NO_FIGURE = re.compile(
    rf"\b{_DAY}(?:\s?[-–]\s?{_DAY})?(?: of)? {_MONTH}(?:,? {_YEAR})?(?!\.? [0-3]?[0-9]\b)"
    rf"|\b{_MONTH} {_DAY}(?:\s?[-–]\s?{_DAY})?(?![,.]?[0-9]|%| (?:million|billion))(?:,? {_YEAR})?"
    rf"|\b{_MONTH},?(?: of)? {_YEAR}"
    r"|\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b|\b[0-9]{1,4}(?:/[0-9]{1,4}){1,2}\b"
    r"|\b[0-9]{1,2}(?::[0-9]{2}){1,2}(?:\s?[ap]\.?m\b\.?)?|\b[0-9]{1,2}(?:\.[0-9]{2})?\s?[ap]\.?m\b\.?"
    r"|\b[0-9]{4} (?:GMT|UTC|hrs|hours|local time)\b|\b[0-9]{1,2} o['’]clock"
    r"|(?:\+[0-9]{1,3}[ .-])?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\b|\b[0-9]{1,4}(?:\.[0-9]{1,4}){2,6}\b"
    r"|(?:#|\b(?:No\.|no\.|Nos\.|[Nn]umber|[Pp]age|[Cc]hapter|[Vv]ersion|[Ss]tep|[Ll]evel|[Rr]ule|[Tt]ype|[Pp]hase|[Ss]tage"
    r"|[Gg]rade|[Cc]ategory|[Tt]ier|[Rr]oute|[Ff]light) ?)[0-9]+\b"
    rf"|\b{_YEAR}\s?[-–/]\s?[0-9]{{2,4}}\b"
)
# Of a year that is only compared with, "more than in 2022", nothing is told.
YEAR_STATED = re.compile(
    rf"(?<!than )(?<!since )(?<!from )(?<!with )\b(?:[Ii]n|[Dd]uring|[Ff]or|[Oo]f|{_MONTH}) ({_YEAR})"
)
PERIOD = re.compile(
    rf"\W{{0,2}}(?:(?:in|of|during|by|since|as of|at the end of|in late|in early|for|on)\s+)?"
    rf"(?:(?P<day_first>[0-3]?[0-9]) )?(?:(?P<month>{_MONTH})(?: (?P<day>[0-3]?[0-9])\b(?!,?[0-9]))?,?\s?)?"
    rf"(?:of )?(?P<year>{_YEAR})?"
)


def no_figure_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of `text[start:end]` whose numbers are dates, times, telephone numbers or labels."""
    return [match.span() for match in NO_FIGURE.finditer(text, start, end)]


def stated_period(text: str, position: int, published_on: date | None) -> str | None:
    """Return the ISO 8601 day, month or year that stands at `position` of `text`, as precise as stated.

    A month without a year is the last such month up to `published_on`; without that day it stays unknown (None).
    """
    match = PERIOD.match(text, position, position + 60)
    if not match or not (match["month"] or match["year"]):
        return None
    month = MONTHS[match["month"].rstrip(".")] if match["month"] else None
    if match["year"]:
        year = int(match["year"])
    elif published_on and month:
        year = published_on.year - (month > published_on.month)
    else:
        return None
    if month is None:
        return f"{year:04d}"
    day = int(match["day_first"] or match["day"] or 0)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= 31 else f"{year:04d}-{month:02d}"


def only_year(text: str, start: int, end: int) -> str | None:
    """Return the year that `text[start:end]` tells of ("Turnout in 2020 was 48%"), None without one or with several."""
    years = {match[1] for match in YEAR_STATED.finditer(text, start, end)}
    return years.pop() if len(years) == 1 else None
