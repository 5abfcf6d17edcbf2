"""Dates and times as documents print them: ISO 8601, RFC 2822 and written dates; never a guess from prose."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from extractors.months import month_number
from extractors.records import DateSource

# Before the first news on the web, or after any clock now running: a broken template, no date.
FIRST_YEAR, LAST_YEAR = 1800, 2100
LONGEST = 80
# Where a document comes from, the day may have begun before it does where it is retrieved.
CLOCK_SLACK = timedelta(days=1)
ISO_DAY = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
ISO_TIME = re.compile(
    r"(?<![^\W\d_])[T ]\s?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s?(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?(?![\d:])",
    re.IGNORECASE,
)
RFC_2822 = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|[A-Z]{1,4})\b")
# "2025年3月3日", "2025년 3월 3일", "2025.3.3", "2025/3/3"
YEAR_FIRST_DAY = re.compile(r"(\d{4})(?:\s?[年년]|([./-]))\s?(\d{1,2})(?:\s?[月월]|\2)\s?(\d{1,2})(?!\d)\s?[日일]?")
NUMERIC_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
# "Monday, 3rd of March 2025", "3. März 2025", "March 3, 2025", "2025. március 3.": at most two words before the date.
WRITTEN_DAY = re.compile(
    r"(?:[^\W\d_]{2,12}[.,]?\s){0,2}"
    r"(?:(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º|-?го)?\s(?:of\s|de\s|d['’])?(?P<month>[^\W\d_]{3,12})\.?,?\s(?:de\s|del\s)?(?P<year>YEAR)\b"
    r"|(?P<month_2>[^\W\d_]{3,12})\.?\s(?P<day_2>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year_2>YEAR)\b"
    r"|(?P<year_3>YEAR)\.?\s(?P<month_3>[^\W\d_]{3,12})\.?\s(?P<day_3>\d{1,2})\b)".replace("YEAR", r"(?:1[89]|20)\d\d"),
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::\d{2})?\s?(?P<half>[ap])\.?m\b"
    r"|\b(?P<hour_24>\d{1,2})(?:[:.h]|\s?[時时点點시]\s?)(?P<minute_24>\d{2})(?::\d{2}\b|\b|\s?[分분])",
    re.IGNORECASE,
)
# The names that mean one zone only, by its hours ahead of UTC: "IST" is India's, Israel's or Ireland's.
ZONE_NAMES = {
    0: "UTC GMT WET",
    1: "WEST BST CET MEZ",
    2: "CEST MESZ EET SAST",
    3: "EEST EAT MSK",
    5: "PKT",
    7: "WIB",
    8: "AWST HKT SGT PHT",
    9: "JST KST",
    10: "AEST",
    11: "AEDT",
    12: "NZST",
    13: "NZDT",
    -10: "HST",
    -9: "AKST",
    -8: "AKDT PST",
    -7: "PDT MST",
    -6: "MDT",
    -5: "CDT EST",
    -4: "EDT",
}
ZONES = {name: timedelta(hours=hours) for hours, names in ZONE_NAMES.items() for name in names.split()}
ZONE = re.compile(
    r"(?:\b(?:UTC|GMT))?\s?(?P<offset>[+-](?:\d{2}:?\d{2}|\d{1,2}))\b|\b(?P<name>[A-Z]{1,3}[SD]?T|UTC|MSK|MES?Z|WIB)\b"
)
DAYS = (ISO_DAY, NUMERIC_DAY, WRITTEN_DAY, RFC_2822, YEAR_FIRST_DAY)
TIME_WORDS = re.compile(
    r"\b(?:at|um|à|às|a las|alle|ore|om|kl|klo|uhr|uur|hrs?|h|час[оа]в|г|года|р|року|godz|local time|time|[ap]\.?m)\b"
    r"|오[전후]",
    re.IGNORECASE,
)
CLOCK_FIRST = re.compile(rf"(?:kl\.?\s)?(?:{CLOCK.pattern})\s?(?:{ZONE.pattern})?,?\s(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated time: `at` in UTC, `on` the day as printed in the document's own zone, precision 'second' or 'day'.

    A bare day, or a time whose zone is not told, is 00:00 UTC of that day with precision 'day'.
    """

    at: datetime
    on: date
    precision: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment and where the document states it."""

    moment: Moment
    source: DateSource


def had_come(dated: Dated, day: date) -> bool:
    """Tell whether a date can have come when its document was retrieved on `day`: it had, or clocks differ."""
    return dated.moment.on <= day + CLOCK_SLACK


def as_update(dated: Dated | None) -> Dated | None:
    """Return the date of a revision as that of publication, for want of a better one."""
    return Dated(dated.moment, DateSource.UPDATE) if dated else None


def parse_moment(text: str | None, *, day_first: bool | None = None) -> Moment | None:
    """Return the moment that `text`, one date or one date line, states; None where it states none for certain.

    The clock is never asked: a date without its year and a relative date ("yesterday") are none. `day_first` tells how
    to read a numeric date that can be read both ways ("04/05/2025"): None makes it no date. A written date may be in
    any language of `months`.
    """
    if not text:
        return None
    text = _clock_last(" ".join(text[: 4 * LONGEST].split())[:LONGEST])
    return (
        _parse_iso(text)
        or _parse_rfc_2822(text)
        or _parse_numeric(text, day_first=day_first)
        or _parse_year_first(text)
        or _parse_written(text)
    )


def is_date_only(text: str) -> bool:
    """Tell whether a line is a date, perhaps with a time and its zone, and nothing else."""
    text = _clock_last(" ".join(text[: 4 * LONGEST].split()))
    match = next((m for p in DAYS if (m := p.match(text))), None)
    if match is None or len(text) > LONGEST:
        return False
    rest = text[match.end() :]
    for pattern in (ISO_TIME, CLOCK, ZONE, TIME_WORDS):
        rest = pattern.sub(" ", rest)
    return not any(map(str.isalnum, rest))


def day_moment(day: date) -> Moment:
    """Return the moment of a bare day: 00:00 UTC, precision 'day'."""
    return Moment(datetime.combine(day, time(), UTC), day, "day")


def _clock_last(text: str) -> str:
    """Return "Mon March 3, 2025 10:15 AM EST" for "10:15 AM EST, Mon March 3, 2025"."""
    lead = CLOCK_FIRST.match(text)
    return f"{text[lead.end() :]} {lead[0].rstrip(' ,')}" if lead else text


def may_fall_on(moment: Moment, day: date) -> bool:
    """Tell whether `moment` is an instant that falls on `day` in some time zone (UTC-12 to UTC+14)."""
    since_midnight = moment.at - day_moment(day).at
    return moment.precision == "second" and timedelta(hours=-14) <= since_midnight < timedelta(hours=36)


def _parse_iso(text: str) -> Moment | None:
    match = ISO_DAY.match(text)
    day = _day(*(int(match[group]) for group in (1, 3, 4))) if match else None
    if match is None or day is None:
        return None
    clock = ISO_TIME.match(text, match.end())
    if clock is None or clock[5] is None:
        return day_moment(day)
    hour, minute, second, _, zone = clock.groups()
    zone = "+00:00" if zone.upper() in {"Z", "UTC", "GMT"} else zone
    zone = zone if len(zone) > 3 else f"{zone}:00"
    try:
        return _exact(datetime.fromisoformat(f"{day.isoformat()}T{hour}:{minute}:{second or '00'}{zone}"))
    except ValueError:
        return day_moment(day)


def _parse_rfc_2822(text: str) -> Moment | None:
    match = RFC_2822.search(text)
    if match is None:
        return None
    try:
        moment = parsedate_to_datetime(match[0])
    except ValueError:
        return None
    # Python knows few names of zones, and reads the year 0001 as 2001.
    return _exact(moment) if moment.tzinfo and f"{moment.year:04}" in match[0] else None


def _parse_year_first(text: str) -> Moment | None:
    match = YEAR_FIRST_DAY.match(text)
    day = _day(int(match[1]), int(match[3]), int(match[4])) if match else None
    return day_moment(day) if day else None


def _parse_numeric(text: str, *, day_first: bool | None) -> Moment | None:
    match = NUMERIC_DAY.match(text)
    if match is None:
        return None
    first, separator, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if first > 12 or first == second or (second <= 12 and (day_first or (separator == "." and day_first is None))):
        day = _day(year, second, first)
    else:
        day = _day(year, first, second) if second > 12 or day_first is False else None
    return day_moment(day) if day else None


def _parse_written(text: str) -> Moment | None:
    match = WRITTEN_DAY.match(text)
    if match is None:
        return None
    forms = ((match[f"year{form}"], match[f"month{form}"], match[f"day{form}"]) for form in ("", "_2", "_3"))
    year, name, number = next(form for form in forms if form[0])
    month = month_number(name)
    day = _day(int(year), month, int(number)) if month else None
    return (_at_clock(day, text[match.end() :]) or day_moment(day)) if day else None


def _at_clock(day: date, text: str) -> Moment | None:
    """Return the moment of the time and zone that `text` states behind a day, None where it lacks either."""
    clock, zone = CLOCK.search(text), ZONE.search(CLOCK.sub(" ", text))
    offset = _utc_offset(zone) if zone else None
    if clock is None or offset is None:
        return None
    hour, minute = int(clock["hour"] or clock["hour_24"]), int(clock["minute"] or clock["minute_24"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "pP" else 0)
    try:
        return _exact(datetime.combine(day, time(hour, minute), timezone(offset)))
    except (ValueError, OverflowError):
        return None


def _utc_offset(zone: re.Match[str]) -> timedelta | None:
    """Return how far a zone, named or given as "+05:30", is ahead of UTC, None where it is none or two."""
    if zone["name"]:
        return ZONES.get(zone["name"])
    sign, digits = zone["offset"][0], zone["offset"][1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return -ahead if sign == "-" else ahead


def _exact(moment: datetime) -> Moment | None:
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        return None
    if moment.tzinfo is None:
        return day_moment(moment.date())
    return Moment(moment.astimezone(UTC).replace(microsecond=0), moment.date(), "second")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
