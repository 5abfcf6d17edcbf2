"""Reach: what lies so near some articles in time that it may be of one story with them, and has to be at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.decisions import Arrival

# An undated article is compared with those that arrived so many articles before or after it at the most, or the first
# undated one of a large import would be compared with all of it.
MOST_ARRIVALS = 1 << 14


@dataclass(frozen=True, slots=True)
class Arrived:
    """Articles that arrived on one of some days and have one of some numbers in the order of arrival."""

    days: frozenset[date] = frozenset()
    numbers: Sequence[range] = ()

    def covers(self, arrival: Arrival) -> bool:
        """Return whether an article is among them."""
        return arrival.arrived_on in self.days and any(arrival.number in numbers for numbers in self.numbers)


@dataclass(frozen=True, slots=True)
class Reach:
    """Dated articles published on one of `days` or that arrived as `dated` says, undated ones as `undated` says."""

    days: frozenset[date] = frozenset()
    dated: Arrived = Arrived()
    undated: Arrived = Arrived()

    def covers(self, arrival: Arrival) -> bool:
        """Return whether an article is within reach."""
        published_on = arrival.fingerprint.published_on
        if published_on is None:
            return self.undated.covers(arrival)
        return published_on in self.days or self.dated.covers(arrival)


@dataclass(frozen=True, slots=True)
class Coming:
    """An article that is to be taken: when it was published, if known, and arrived, and which numbers it may have."""

    published_on: date | None
    arrived_on: date
    numbers: Sequence[range]


def find_reach(coming: Iterable[Coming], window_days: int) -> Reach:
    """Return what articles may be compared with: by publication where both are dated, otherwise by arrival."""
    coming = list(coming)
    return Reach(
        days=_around((one.published_on for one in coming if one.published_on), window_days),
        dated=_find_arrived([one for one in coming if one.published_on is None], window_days),
        undated=_find_arrived(coming, window_days),
    )


def _find_arrived(coming: Sequence[Coming], window_days: int) -> Arrived:
    wide: list[range] = []
    for numbers in sorted((numbers for one in coming for numbers in one.numbers), key=lambda numbers: numbers.start):
        start, stop = numbers.start - MOST_ARRIVALS, numbers.stop + MOST_ARRIVALS
        if wide and start <= wide[-1].stop:
            wide[-1] = range(wide[-1].start, max(stop, wide[-1].stop))
        else:
            wide.append(range(start, stop))
    return Arrived(_around((one.arrived_on for one in coming), window_days), wide)


def _around(days: Iterable[date], window_days: int) -> frozenset[date]:
    """Return the days that are at most so many before or after one of `days`."""
    span = range(-window_days, window_days + 1)
    ordinals = {day.toordinal() + distance for day in days for distance in span}
    return frozenset(date.fromordinal(n) for n in ordinals if date.min.toordinal() <= n <= date.max.toordinal())
