"""Clashes of numbers: different values of one measure of one thing at one time, from different publishers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from extractors.clashes import Clash, Witness
from extractors.facts import similarity
from extractors.measures import COUNTS_OF_PERSONS
from extractors.records import Quantity
from extractors.values import are_compatible, interval, overlap

# How alike the claims must be before differing figures clash: little for an event's toll, for a story tells of one
# event; much where a figure's owner is unknown.
ALIKE_EVENT = 0.1
ALIKE_OWNED = 0.3
ALIKE_UNOWNED = 0.5
# Figures of one measure that are compared: a bound on the work, far above what a story tells.
MOST_FIGURES = 250
# Words for persons that a toll counts alike: "19 dead", "19 deaths", "19 people", "19 others".
PERSONS = frozenset({None, "person", "death", "fatality", "injury", "victim", "other", "life"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, the claim it stands in, and the lowest and highest value it can stand for."""

    witness: Witness
    quantity: Quantity
    values: tuple[float, float]


def find_number_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield the clashes of figures, in order of the claims; a publisher's replaced figures clash with nobody's."""
    by_measure: dict[tuple[str | None, str], list[Figure]] = {}
    seen: set[str] = set()
    for witness in witnesses:
        for quantity in witness.fact.figures:
            # Of nested claims the outer one, which comes first, is the fuller evidence.
            if quantity.measure and quantity.quantity_id not in seen:
                seen.add(quantity.quantity_id)
                by_measure.setdefault((_unit(quantity), quantity.measure), []).append(
                    Figure(witness, quantity, interval(quantity))
                )
    for figures in by_measure.values():
        for a, b in combinations(_current(figures)[:MOST_FIGURES], 2):
            if a.witness.publisher != b.witness.publisher and _clash(a, b):
                yield Clash("number", a.witness, b.witness, a.quantity.text, b.quantity.text, _explain(a, b))


def _unit(quantity: Quantity) -> str | None:
    is_person = quantity.measure in COUNTS_OF_PERSONS and quantity.unit in PERSONS
    return "person" if is_person else quantity.unit


def _current(figures: list[Figure]) -> list[Figure]:
    """Return the figures less those their own publisher has since replaced: that is an update, no conflict."""
    latest: dict[tuple[str, str | None], float] = {}
    for figure in figures:
        key = (figure.witness.publisher, figure.quantity.entity)
        latest[key] = max(latest.get(key, 0.0), figure.witness.published)
    return [
        figure
        for figure in figures
        if figure.witness.published >= latest[figure.witness.publisher, figure.quantity.entity]
    ]


def _clash(a: Figure, b: Figure) -> bool:
    if overlap(a.values, b.values) or not _may_be_one_time(a, b) or not _may_be_one_entity(a, b):
        return False
    if _states(b, a.quantity) or _states(a, b.quantity):
        return False
    if a.quantity.measure in COUNTS_OF_PERSONS:
        needed = ALIKE_EVENT
    else:
        needed = ALIKE_OWNED if a.quantity.entity and b.quantity.entity else ALIKE_UNOWNED
    one, other = a.witness.fact, b.witness.fact
    return similarity(one, other, one.anchors | other.anchors) >= needed


def _states(figure: Figure, quantity: Quantity) -> bool:
    """Return whether the claim of `figure` gives the other value as well: it tells of two things, or of a change."""
    return any(
        other.unit == quantity.unit and are_compatible(other, quantity)
        for other in (*figure.witness.fact.figures, *figure.witness.fact.baselines)
    )


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
    one, other = set((a.quantity.entity or "").casefold().split()), set((b.quantity.entity or "").casefold().split())
    return one <= other or other <= one


def _explain(a: Figure, b: Figure) -> str:
    owner = a.quantity.entity or b.quantity.entity
    of = f" ({owner})" if owner else ""
    return f"{a.quantity.measure}{of}: {a.witness.name} says {a.quantity.text}, {b.witness.name} {b.quantity.text}"
