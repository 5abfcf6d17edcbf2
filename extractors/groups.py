"""Groups: claims of one story that state the same fact, decided claim by claim in order of arrival."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from extractors.facts import DAYS, MONTH, Fact, are_opposite, similarity
from extractors.likeness import likeness, swap_names
from extractors.posts import posts_differ
from extractors.records import Quantity
from extractors.values import are_compatible

# Log-odds from which two claims state the same, and below which a group must not be to a newcomer on average.
SAME_FACT = 0.0
STRANGER = -2.0
# One article seldom says the same twice: there the Dice coefficient must be high.
SAME_ARTICLE = 0.75
# A stem may weigh less in one claim than in another, where it is a day's name there.
SLACK = 0.9
# A fragment of less weight states no fact of its own, unless in the very same words.
LEAST_TOLD = 2.0
SAME_WORDS = 0.95
LEAST_QUOTED_WORDS = 5
# Log-odds that each further report of a group adds, and how many do.
A_REPORT, MOST_REPORTS = 1.0, 2
# The share of a figure by which another may lie beside it and still be the same.
MOST_APART = 0.2
# A term that so many claims hold already tells none of them apart: it finds no candidates.
MOST_CLAIMS_A_TERM = 64


def group_facts(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Return the groups in the order of their first claims; every fact is in exactly one.

    Facts are taken article by article in the given order (arrival); what comes later never changes the groups of what
    came before. An inverted index over terms keeps the comparisons few.
    """
    account = _Account()
    for _, told in groupby(facts, key=lambda fact: fact.claim.article_id):
        account.take(list(told))
    return account.groups


class _Account:
    """The groups so far, and the facts in them by their terms."""

    def __init__(self) -> None:
        self.groups: list[list[Fact]] = []
        self._seen: list[tuple[Fact, int]] = []
        self._index: dict[str, list[int]] = {}

    def take(self, told: Sequence[Fact]) -> None:
        """Put the facts of one article into the groups they state the same as, the most alike first.

        A sentence that tells two facts goes where none of its clauses is yet, if it can: that one is told alone there.
        """
        choices = sorted(self._choices(told))
        placed: dict[int, int] = {}
        for may_repeat in (False, True):
            for _, place, number in choices:
                if place in placed or (not may_repeat and _repeats(told, placed, place, number)):
                    continue
                if _fits(told[place], self.groups[number]):
                    placed[place] = number
                    self.groups[number].append(told[place])
        first = len(self._seen)
        for place, fact in enumerate(told):
            number = placed[place] if place in placed else self._place_alone(fact, first)
            for term in fact.terms:
                self._index.setdefault(term, []).append(len(self._seen))
            self._seen.append((fact, number))

    def _choices(self, told: Sequence[Fact]) -> Iterator[tuple[float, int, int]]:
        """Yield (log-odds turned round, place of the fact, number of the group) of what states the same.

        Of two groups that may be one fact, that of more reports comes first, and draws the others to it.
        """
        for place, fact in enumerate(told) if self._seen else ():
            shared, _ = self._shared(fact, 0)
            for other, number in (self._seen[position] for position in sorted(shared)):
                if state_the_same(fact, other):
                    reports = len({member.claim.article_id for member in self.groups[number]})
                    yield -likeness(fact, other) - A_REPORT * min(reports - 1, MOST_REPORTS), place, number

    def _place_alone(self, fact: Fact, first: int) -> int:
        """Put a fact to the most similar of its own article, which begins at `first`, else into a group of its own.

        Most claims belong to a story of one article, whose claims seldom share much: to look only at those that share
        enough saves most of the work.
        """
        shared, common = self._shared(fact, first)
        is_quote, needed = fact.claim.kind == "quote", SLACK * SAME_ARTICLE / 2.0
        scored = []
        for position, weight in shared.items():
            other, number = self._seen[position]
            is_likely = weight + common >= needed * (fact.total + other.total)
            if (is_likely or (is_quote and other.claim.kind == "quote")) and state_the_same(fact, other):
                scored.append((-likeness(fact, other), number))
        for _, number in sorted(scored):
            if _fits(fact, self.groups[number]):
                self.groups[number].append(fact)
                return number
        self.groups.append([fact])
        return len(self.groups) - 1

    def _shared(self, fact: Fact, first: int) -> tuple[dict[int, float], float]:
        """Return the weight of the terms that those seen from the `first` on share with `fact`, and of common terms."""
        shared: dict[int, float] = {}
        common = 0.0
        for term, weight in fact.terms.items():
            postings = self._index.get(term, ())
            if len(postings) > MOST_CLAIMS_A_TERM:
                common += weight
            elif postings and postings[-1] >= first:
                for place in postings if postings[0] >= first else postings[bisect_left(postings, first) :]:
                    shared[place] = shared.get(place, 0.0) + weight
        return shared, common


def _repeats(told: Sequence[Fact], placed: Mapping[int, int], place: int, number: int) -> bool:
    """Return whether a fact of the article that overlaps the one at `place` is in the group already."""
    claim = told[place].claim
    return any(
        group == number
        and told[other].claim.char_start < claim.char_end
        and claim.char_start < told[other].claim.char_end
        for other, group in placed.items()
    )


def _fits(fact: Fact, group: list[Fact]) -> bool:
    """Return whether a fact contradicts nobody of the group and is no stranger to it."""
    return not any(contradict(fact, member) for member in group) and _mean_likeness(fact, group) >= STRANGER


def state_the_same(left: Fact, right: Fact) -> bool:
    """Return whether two claims state the same fact (not merely the same topic)."""
    if left.claim.article_id == right.claim.article_id:
        is_like = similarity(left, right) >= SAME_ARTICLE
    elif min(left.total, right.total) < LEAST_TOLD:
        is_like = similarity(left, right) >= SAME_WORDS
    else:
        is_like = likeness(left, right) >= SAME_FACT
    return (is_like or _quote_the_same(left, right)) and not contradict(left, right)


def contradict(left: Fact, right: Fact) -> bool:
    """Return whether figures, times, names or polarity keep two claims apart, however alike their words."""
    if are_opposite(left, right) or _are_of_other_days(left, right):
        return True
    if left.anchors.isdisjoint(right.anchors) and (swap_names(left, right) or _are_disjoint(left.years, right.years)):
        return True
    if any(posts_differ(one, other) for one in left.posts for other in right.posts):
        return True
    return _are_said_by_others(left, right) or figures_differ(left, right)


def _are_of_other_days(left: Fact, right: Fact) -> bool:
    """Return whether both name a weekday, a month or a date, and no two agree."""
    return (
        _are_disjoint(left.times & DAYS, right.times & DAYS)
        or _are_disjoint(left.times & MONTH, right.times & MONTH)
        or _are_disjoint(left.dates, right.dates)
    )


def _are_disjoint(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left and right) and left.isdisjoint(right)


def _quote_the_same(left: Fact, right: Fact) -> bool:
    """Return whether one quotation holds the other, of some words' length."""
    if left.claim.kind != "quote" or right.claim.kind != "quote":
        return False
    shorter, longer = sorted((left.words, right.words), key=len)
    return len(shorter) >= LEAST_QUOTED_WORDS and f" {' '.join(shorter)} " in f" {' '.join(longer)} "


def _are_said_by_others(left: Fact, right: Fact) -> bool:
    """Return whether both are quotations, of two persons whose names have nothing in common."""
    claims = left.claim, right.claim
    if any(claim.kind != "quote" or claim.speaker_kind != "person" or not claim.speaker for claim in claims):
        return False
    one, other = (frozenset((claim.speaker or "").casefold().split()) for claim in claims)
    return one.isdisjoint(other)


def _mean_likeness(fact: Fact, group: list[Fact]) -> float:
    """Return the mean over the reports of a group of what in each is most alike: clauses of one sentence may differ."""
    best: dict[str, float] = {}
    for member in group:
        report = member.claim.article_id
        best[report] = max(best.get(report, -math.inf), likeness(fact, member))
    return sum(best.values()) / len(best)


def _agree(one: Quantity, other: Quantity) -> bool:
    """Return whether two figures are one: "at least 30" does not exclude 41, but it is another thing to say."""
    low, high = sorted((abs(one.value), abs(other.value)))
    is_near = high - low <= MOST_APART * high or one.value_max is not None or other.value_max is not None
    return is_near and are_compatible(one, other)


def figures_differ(left: Fact, right: Fact) -> bool:
    """Return whether both have figures of one unit and none that agree."""
    pairs = [(one, other) for one in left.figures for other in right.figures]
    if any(_agree(one, other) for one, other in pairs if one.unit == other.unit or one.value == other.value):
        return False
    return any(one.unit == other.unit for one, other in pairs)
