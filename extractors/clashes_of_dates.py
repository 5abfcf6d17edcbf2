"""Clashes of dates: one event on different days or in different years, from different publishers."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from extractors.clashes import Clash, Witness
from extractors.facts import DATE, DAYS, Fact, are_opposite, similarity

# How alike what is said of the time must be (Dice, the times themselves aside): a date is rarely given in passing.
ALIKE_DATED = 0.35
ALIKE_IN_YEAR = 0.6
ALIKE_ON_WEEKDAY = 0.7
# Weight of the words beside names that both must have: an event is more than who takes part in it.
LEAST_SHARED = 3.0
# Within so many seconds a weekday means one day.
A_WEEK = 6 * 86400.0
LONGEST_TEXT = 120
# Claims with a time that are compared: a bound on the work, far above what a story tells.
MOST_TIMED = 300
YEAR = re.compile(r"\b(?:1[5-9]|20)[0-9]{2}\b")
WEEKDAY = re.compile("|".join(rf"\\b{day}\\b" for day in sorted(DAYS)), re.IGNORECASE)


def find_date_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield pairs of claims that tell one event with one time each, and not the same."""
    for pattern, needed in ((DATE, ALIKE_DATED), (YEAR, ALIKE_IN_YEAR), (WEEKDAY, ALIKE_ON_WEEKDAY)):
        timed = [(witness, times[0]) for witness in witnesses if len(times := _times(witness.fact, pattern)) == 1]
        for (a, one), (b, other) in combinations(timed[:MOST_TIMED], 2):
            if a.publisher == b.publisher or one.casefold() == other.casefold():
                continue
            if pattern is WEEKDAY and abs(a.published - b.published) > A_WEEK:
                continue
            if _key(one) != _key(other) and _tell_one_event(a.fact, b.fact, needed):
                yield Clash(
                    "date", a, b, one, other, f"{a.name} says {one}, {b.name} {other}: “{_shorter(a.fact, b.fact)}”"
                )


def _times(fact: Fact, pattern: re.Pattern[str]) -> list[str]:
    return [match[0] for match in pattern.finditer(fact.claim.text)]


def _key(time: str) -> frozenset[str]:
    """Return a time's parts, so that "14 May" and "May 14" are one."""
    return frozenset(re.findall(r"[0-9]+|[a-z]+", re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b|\bof\b", "", time.casefold())))


def _tell_one_event(left: Fact, right: Fact, needed: float) -> bool:
    if are_opposite(left, right) or len(left.dates) != len(right.dates):
        return False
    aside = left.anchors | right.anchors | left.times | right.times
    names = left.names | right.names
    shared = sum(left.terms[term] for term in (left.terms.keys() & right.terms.keys()) - names - aside)
    return shared >= LEAST_SHARED and similarity(left, right, aside) >= needed


def _shorter(left: Fact, right: Fact) -> str:
    text = min(left.claim.text, right.claim.text, key=len)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
