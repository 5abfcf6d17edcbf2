"""Dates and times as documents print them: ISO 8601, RFC 2822 and written dates; never a guess from prose."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

# Before the first news on the web, or after any clock now running: a broken template, no date.
FIRST_YEAR, LAST_YEAR = 1800, 2100
LONGEST = 80
ISO_DAY = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
ISO_TIME = re.compile(
    r"(?<![^\W\d_])[T ]\s?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s?(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?(?![\d:])",
    re.IGNORECASE,
)
RFC_2822 = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|[A-Z]{1,4})\b")
NUMERIC_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
# "Monday, 3rd of March 2025", "3. März 2025", "March 3, 2025": at most two words before the date.
WRITTEN_DAY = re.compile(
    r"(?:[^\W\d_]{2,12}[.,]?\s){0,2}"
    r"(?P<date>(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s(?:of\s|de\s)?(?P<month>[^\W\d_]{3,12})\.?,?\s(?:de\s)?(?P<year>(?:1[89]|20)\d\d)\b"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:1[89]|20)\d\d\b)",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s?([ap])\.?m\b|\b(\d{1,2})[:.](\d{2})\b", re.IGNORECASE)
ZONE = re.compile(r"\b(?:UTC|GMT|[A-Z]{1,2}[DS]T|[A-Z]{2,3}ST|E[DS]?T|CES?T|MSK|WEST?)\b|[+-]\d{2}:?\d{2}\b")


# Whose month names are read.
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr", "ru", "uk")
TIME_WORDS = re.compile(r"\b(?:at|um|à|a las|alle|kl|uhr|hrs?|local time|time|[ap]\.?m)\b", re.IGNORECASE)
# India, Israel or Ireland.
AMBIGUOUS_ZONE = re.compile(r"\bIST\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated time: `at` in UTC, `on` the day as printed in the document's own zone, precision 'second' or 'day'.

    A bare day, or a time whose zone is not told, is 00:00 UTC of that day with precision 'day'.
    """

    at: datetime
    on: date
    precision: str


def parse_moment(text: str | None) -> Moment | None:
    """Return the moment that `text`, one date or one date line, states; None where it states none for certain.

    The clock is never asked: a date without its year, a relative date ("yesterday") and a numeric one that can be read
    both ways are none. A written date may be in any of `LANGUAGES`.
    """
    if not text:
        return None
    text = " ".join(text[: 4 * LONGEST].split())[:LONGEST]
    return _parse_iso(text) or _parse_rfc_2822(text) or _parse_numeric(text) or _parse_written(text)


def is_date_only(text: str) -> bool:
    """Tell whether a line is a date, perhaps with a time and its zone, and nothing else."""
    text = " ".join(text[: 4 * LONGEST].split())
    match = next((m for p in (ISO_DAY, NUMERIC_DAY, WRITTEN_DAY, RFC_2822) if (m := p.match(text))), None)
    if match is None or len(text) > LONGEST:
        return False
    rest = text[match.end() :]
    for pattern in (ISO_TIME, CLOCK, ZONE, TIME_WORDS):
        rest = pattern.sub(" ", rest)
    return not any(map(str.isalnum, rest))


def day_moment(day: date) -> Moment:
    """Return the moment of a bare day: 00:00 UTC, precision 'day'."""
    return Moment(datetime.combine(day, time(), UTC), day, "day")


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
    # Python reads the year 0001 as 2001.
    return _exact(moment) if f"{moment.year:04}" in match[0] else None


def _parse_numeric(text: str) -> Moment | None:
    match = NUMERIC_DAY.match(text)
    if match is None:
        return None
    first, separator, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if first > 12 or separator == "." or first == second:
        day = _day(year, second, first)
    else:
        day = _day(year, first, second) if second > 12 else None
    return day_moment(day) if day else None


def _parse_written(text: str) -> Moment | None:
    match = WRITTEN_DAY.match(text)
    if match is None:
        return None
    date_words = f"{match['day']} {match['month']} {match['year']}" if match["day"] else match["date"]
    text = f"{date_words} {text[match.end() :].lstrip(' ,·|')}".strip()
    parsed = _dateparser().get_date_data(text).date_obj or _dateparser().get_date_data(date_words).date_obj
    if parsed is None or not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        return None
    is_exact = parsed.tzinfo and ZONE.search(text) and CLOCK.search(text) and not AMBIGUOUS_ZONE.search(text)
    return _exact(parsed) if is_exact else day_moment(parsed.date())


@lru_cache(maxsize=1)
def _dateparser() -> Any:  # noqa: ANN401  the package ships no types
    # Imported here: it takes half a second, and only a written date needs it.
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]  # noqa: PLC0415  see above

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    return DateDataParser(languages=list(LANGUAGES), settings=settings)


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
