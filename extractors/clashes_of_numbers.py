"""Clashes of numbers: different values of one measure of one thing at one time, from different publishers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from extractors.clashes import Clash, Witness
from extractors.facts import TOKEN, are_opposite, dice, similarity
from extractors.measures import COUNTS_OF_PERSONS, named_measures
from extractors.nouns import counted_as
from extractors.records import Quantity
from extractors.terms import stem_words
from extractors.values import are_compatible, interval, overlap

# What tells that two figures are of one thing, and how much; from `ENOUGH` on they are taken to be. `ALIKE` are Dice
# coefficients of the two claims, of the same without names, and of the few words next to the figures.
ALIKE_CLAIMS, ALIKE_BESIDE_NAMES, ALIKE_NEXT = 1.5, 1.0, 2.0
ONE_MEASURE, OTHER_MEASURE = 1.0, -3.0
ONE_NOUN, ONLY_OF_UNIT = 0.5, 0.5
ONE_OWNER, NO_OWNER = 0.8, 0.3
TOLL = 1.0
# Turnout, net profit or the risk, where each report has one value of it, are one thing, whoever stands next to them.
ONLY_MEASURE = 0.7
ENOUGH = 2.5
# Figures farther apart than that are hardly of one thing, even where one is a slip of a digit.
MOST_APART = 30.0
NEXT_CHARACTERS, NEXT_WORDS = 45, 5
# A toll that rises from one day's reports to the next's is news, no conflict.
A_DAY = 10 * 3600.0
# While votes are counted, shares of them are no result that another report could contradict.
COUNTING = "votes counted"
SHARES_OF_VOTES = frozenset({"percent", "vote"})
EXPECTED = re.compile(
    r"\b(?:expect|forecast|predict|project(?:s|ed)\b|anticipat|guidance|outlook|target|hope|plan|propos|demand|"
    r"ask(?:s|ed|ing)? for|want|offer)"
)
# "The two women", "these four states": a small number of what was named before, which tells how many were named.
NAMED_BEFORE = re.compile(r"\b(?:the|these|those|both|all|other) $", re.IGNORECASE)
FEW = 100.0
# "Another 40": what comes on top of a figure is none that the whole could contradict.
ADDED = re.compile(r"\b(?:additional|another|further|extra) (?:[a-z]+ )?$", re.IGNORECASE)
# Figures of one measure that are compared: a bound on the work, far above what a story tells.
MOST_FIGURES = 250


# Units that anything may be measured in: that two reports have one figure of them each says nothing.
COMMON_UNITS = frozenset(
    {None, "percent", "percentage point", "person", "time", "point", "year", "month", "week", "day"}
) | {
    *("hour", "minute", "second", "mile", "kilometre", "kilometer", "metre", "meter", "foot", "inch", "degree"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, the smallest claim it stands in, and the lowest and highest value it can stand for.

    `is_only` tells that its report has no other value of that unit, `is_only_measured` none of that measure.
    """

    witness: Witness
    quantity: Quantity
    values: tuple[float, float]
    is_only: bool
    is_only_measured: bool


def find_number_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield the clashes of figures, in order of the claims; a publisher's replaced figures clash with nobody's."""
    by_unit: dict[str | None, list[Figure]] = {}
    for figure in _final(_call_figures(witnesses)):
        by_unit.setdefault(_unit(figure.quantity), []).append(figure)
    for figures in by_unit.values():
        for a, b in combinations(_current(figures)[:MOST_FIGURES], 2):
            if a.witness.publisher != b.witness.publisher and _clash(a, b):
                yield Clash("number", a.witness, b.witness, a.quantity.text, b.quantity.text, _explain(a, b))


def _call_figures(witnesses: Sequence[Witness]) -> list[Figure]:
    stated = [
        (witness, quantity)
        for witness in witnesses
        for quantity in witness.fact.figures
        if quantity.claim_id == witness.fact.claim.claim_id
    ]
    values: dict[tuple[str, str | None], set[float]] = {}
    measured: dict[tuple[str, str | None], set[float]] = {}
    for _, quantity in stated:
        values.setdefault((quantity.article_id, _unit(quantity)), set()).add(quantity.value)
        measured.setdefault((quantity.article_id, quantity.measure), set()).add(quantity.value)
    return [
        Figure(
            witness,
            quantity,
            interval(quantity),
            is_only=len(values[quantity.article_id, _unit(quantity)]) == 1,
            is_only_measured=len(measured[quantity.article_id, quantity.measure]) == 1,
        )
        for witness, quantity in stated
    ]


def _final(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures less the shares of votes in reports of an unfinished count."""
    counting = {figure.quantity.article_id for figure in figures if figure.quantity.measure == COUNTING}
    return [
        figure
        for figure in figures
        if figure.quantity.article_id not in counting
        or figure.quantity.unit not in SHARES_OF_VOTES
        or figure.quantity.measure == "turnout"
    ]


def _unit(quantity: Quantity) -> str | None:
    """Return what a figure counts; of a toll, persons in whatever words: "19 dead", "19 bodies", "19 miners"."""
    unit = counted_as(quantity.unit)
    return "person" if unit is None and quantity.measure in COUNTS_OF_PERSONS else unit


def _current(figures: list[Figure]) -> list[Figure]:
    """Return the figures less those their own publisher has since replaced: that is an update, no conflict."""
    latest: dict[tuple[str, str | None], float] = {}
    for figure in figures:
        key = (figure.witness.publisher, figure.quantity.measure)
        latest[key] = max(latest.get(key, 0.0), figure.witness.published)
    return [
        figure
        for figure in figures
        if figure.witness.published >= latest[figure.witness.publisher, figure.quantity.measure]
    ]


def _clash(a: Figure, b: Figure) -> bool:
    if (
        overlap(a.values, b.values)
        or not _may_be_one_time(a, b)
        or _is_rise(a, b)
        or _is_expected(a) != _is_expected(b)
    ):
        return False
    if _is_named_before(a) or _is_named_before(b) or _is_added(a) != _is_added(b):
        return False
    low, high = sorted((abs(a.quantity.value), abs(b.quantity.value)))
    if high > MOST_APART * low or _states(b, a.quantity) or _states(a, b.quantity):
        return False
    return not are_opposite(a.witness.fact, b.witness.fact) and _are_of_one_thing(a, b) >= ENOUGH


def _are_of_one_thing(a: Figure, b: Figure) -> float:
    """Return how much tells that two figures of one unit are of one thing."""
    one, other, left, right = a.quantity, b.quantity, a.witness.fact, b.witness.fact
    is_noun = one.unit == other.unit and is_counted_noun(one.unit)
    has_one_owner = _may_be_one_entity(a, b)
    is_one_measure = one.measure is not None and one.measure == other.measure
    is_only_measure = is_one_measure and _is_only_measure(a) and _is_only_measure(b)
    if not has_one_owner and not is_noun and not is_only_measure:
        return 0.0
    if one.measure == "age" and not left.names & right.names:
        return 0.0
    aside = left.anchors | right.anchors
    points = ALIKE_CLAIMS * similarity(left, right, aside)
    points += ALIKE_BESIDE_NAMES * similarity(left, right, aside | left.names | right.names)
    points += ALIKE_NEXT * dice(_words_next_to(a), _words_next_to(b))
    if one.measure and other.measure:
        points += ONE_MEASURE if is_one_measure else OTHER_MEASURE
    points += ONE_NOUN * is_noun + ONLY_OF_UNIT * (a.is_only and b.is_only)
    points += TOLL * (is_one_measure and one.measure in COUNTS_OF_PERSONS) + ONLY_MEASURE * is_only_measure
    if has_one_owner:
        points += ONE_OWNER if one.entity and other.entity else NO_OWNER
    return points


def is_counted_noun(unit: str | None) -> bool:
    """Return whether a unit is a noun that tells what is counted ("stroller"), no measure of anything ("year", USD)."""
    return unit not in COMMON_UNITS and not (unit or "").isupper()


def _words_next_to(figure: Figure) -> dict[str, float]:
    """Return the weights of the few words on each side of a figure in its claim."""
    claim, quantity = figure.witness.fact.claim, figure.quantity
    start, end = quantity.char_start - claim.char_start, quantity.char_end - claim.char_start
    before = TOKEN.findall(claim.text[max(0, start - NEXT_CHARACTERS) : start])[-NEXT_WORDS:]
    after = TOKEN.findall(claim.text[end : end + NEXT_CHARACTERS])[:NEXT_WORDS]
    terms = set(stem_words([*before, *after], "en"))
    return {term: weight for term, weight in figure.witness.fact.terms.items() if term in terms}


def _is_rise(a: Figure, b: Figure) -> bool:
    """Return whether the figures are tolls of different days of which the later is the higher."""
    if a.quantity.measure not in COUNTS_OF_PERSONS or not a.witness.published or not b.witness.published:
        return False
    early, late = sorted((a, b), key=lambda figure: figure.witness.published)
    return late.witness.published - early.witness.published >= A_DAY and late.quantity.value > early.quantity.value


def _states(figure: Figure, quantity: Quantity) -> bool:
    """Return whether the claim of `figure` gives the other value as well: it tells of two things, or of a change."""
    return any(
        other.unit == quantity.unit and are_compatible(other, quantity)
        for other in (*figure.witness.fact.figures, *figure.witness.fact.baselines)
    )


def _is_named_before(figure: Figure) -> bool:
    """Return whether the figure only counts again what its report has named: it states no number of them."""
    quantity = figure.quantity
    if quantity.value >= FEW or quantity.measure in COUNTS_OF_PERSONS or not is_counted_noun(quantity.unit):
        return False
    return NAMED_BEFORE.search(_words_before(figure)) is not None


def _is_added(figure: Figure) -> bool:
    """Return whether the figure comes on top of another."""
    return ADDED.search(_words_before(figure)) is not None


def _words_before(figure: Figure) -> str:
    """Return what stands right before a figure in its claim."""
    start = figure.quantity.char_start - figure.witness.fact.claim.char_start
    return figure.witness.fact.claim.text[max(0, start - NEXT_CHARACTERS) : start]


def _is_expected(figure: Figure) -> bool:
    """Return whether the figure is what somebody expects, plans or wants, which no result contradicts."""
    return EXPECTED.search(figure.witness.fact.claim.text) is not None


def _may_be_one_time(a: Figure, b: Figure) -> bool:
    """Return whether the figures may be of one time; one that states none is of its report's."""
    one, other = a.quantity.as_of or _publication(a, b), b.quantity.as_of or _publication(b, a)
    if one and other and not (one.startswith(other) or other.startswith(one)):
        return False
    facts = a.witness.fact, b.witness.fact
    times = [fact.times | fact.years for fact in facts]
    return not times[0] or not times[1] or times[0] <= times[1] or times[1] <= times[0]


def _publication(figure: Figure, other: Figure) -> str | None:
    """Return when the report of `figure` came, as precisely as the other states its time, at most to the month."""
    if not other.quantity.as_of or not figure.witness.published:
        return None
    day = datetime.fromtimestamp(figure.witness.published, UTC).date().isoformat()
    return day[: min(len("2025-07"), len(other.quantity.as_of))]


def _may_be_one_entity(a: Figure, b: Figure) -> bool:
    """Return whether neither claim gives its figure to somebody of whom the other does not speak."""
    one, other = set((a.quantity.entity or "").casefold().split()), set((b.quantity.entity or "").casefold().split())
    return one <= other or other <= one or _speaks_of(b, one) or _speaks_of(a, other)


def _is_only_measure(figure: Figure) -> bool:
    """Return whether a measure with a name has this value only in its report, and its claim names no owner of it."""
    owner = figure.quantity.entity
    is_owned = owner is not None and owner in figure.witness.fact.claim.text
    return figure.is_only_measured and figure.quantity.measure in named_measures() and not is_owned


def _speaks_of(figure: Figure, name: set[str]) -> bool:
    """Return whether the claim names them as well, and has one figure of the unit only, which may be theirs."""
    unit = _unit(figure.quantity)
    is_only = sum(_unit(other) == unit for other in figure.witness.fact.figures) == 1
    return is_only and not name.isdisjoint(figure.witness.fact.words)


def _explain(a: Figure, b: Figure) -> str:
    owner = a.quantity.entity if a.quantity.entity == b.quantity.entity else None
    what = " of ".join(filter(None, (a.quantity.measure or b.quantity.measure, owner))) or "one figure"
    return f"{what}: {a.witness.name} says {a.quantity.text}, {b.witness.name} {b.quantity.text}"
