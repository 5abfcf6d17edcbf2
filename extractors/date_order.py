"""Whether a page writes the day or the month first in "04/05/2025", by all that the page tells."""

import re
from collections.abc import Collection, Iterable
from datetime import date

NUMERIC = re.compile(r"(?<![\d./-])(?P<first>\d{1,2})([./-])(?P<second>\d{1,2})\2(?P<year>\d{4})(?![\d/-])")
# Countries that write the month first (CLDR, short date formats), and the top-level domains of the first.
MONTH_FIRST_REGIONS = frozenset({"us", "ph", "fm", "mh", "pw", "gu", "pr", "vi", "as", "mp", "um"})
MONTH_FIRST_DOMAINS = frozenset({"us", "gov", "mil", "edu"})
# Both orders are at home there.
MIXED_REGIONS = frozenset({"ca"})
# Country domains that are used all over the world.
GENERIC_DOMAINS = frozenset({"ai", "co", "fm", "io", "me", "tv", "cc", "ly", "gg", "to", "so", "sh", "xyz", "ph"})


def is_day_first(texts: Iterable[str], language: str | None, host: str | None, known: Collection[date]) -> bool | None:
    """Return whether numeric dates in `texts` name the day first; None where nothing tells.

    First the dates themselves: those that can be read one way only and those of which one reading is a `known` day of
    the page (of its head, of its URL). Then the region of `language` (the page's BCP 47 tag), or a language other than
    English, then the country of `host`.
    """
    readings = {_order(match, known) for text in texts for match in NUMERIC.finditer(text)} - {None}
    if readings:
        return readings.pop() if len(readings) == 1 else None
    return _order_of_place((language or "").casefold().replace("_", "-").split("-"), host or "")


def _order(match: re.Match[str], known: Collection[date]) -> bool | None:
    """Return how one numeric date must be read, None where it can be read both ways."""
    year, first, second = int(match["year"]), int(match["first"]), int(match["second"])
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first == month_first:
        return None
    if day_first is None or month_first is None:
        return day_first is not None
    agrees = (day_first in known, month_first in known)
    return agrees[0] if agrees[0] != agrees[1] else None


def _order_of_place(tags: list[str], host: str) -> bool | None:
    region = next((tag for tag in tags[1:] if len(tag) == 2), None)
    domain = host.rpartition(".")[2]
    place = region or ("" if domain in GENERIC_DOMAINS else domain)
    if place in MONTH_FIRST_REGIONS | MONTH_FIRST_DOMAINS:
        return False
    is_foreign = tags[0] not in {"", "en"}
    return True if is_foreign or (len(place) == 2 and place not in MIXED_REGIONS) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
