"""Clashes of a denial, or of what is said not to be so, with what another publisher has as said."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractors.clashes import Clash, Witness
from extractors.facts import Fact, similarity
from extractors.groups import figures_differ
from extractors.likeness import likeness, swap_names

# What a claim and its denial must have in common: words beside names, log-odds to be of one fact, Dice coefficient, and
# how much of the one that tells less the other holds. A denial that nobody calls one ("has not") says nearly the same
# but for the negation; a fragment denies nothing.
LEAST_DENIED_TERMS = 2
SAME_DENIED = -1.5
ALIKE_DENIED = 0.38
HELD_DENIED = 0.5
ALIKE_NEGATED = 0.65
LEAST_DENIED = 12.0
# What somebody is asked or told not to do is no statement that it is not so.
NOT_TO = re.compile(r"\bnot to\b", re.IGNORECASE)
LONGEST_VALUE = 200


def find_denials(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield claims that one publisher has as denied, or as not so, and another as said."""
    index: dict[str, list[int]] = {}
    for position, witness in enumerate(witnesses):
        for term in witness.fact.terms:
            index.setdefault(term, []).append(position)
    for position, denial in enumerate(witnesses):
        for other_position in _candidates(denial.fact, index):
            other = witnesses[other_position]
            if other.publisher != denial.publisher and _denies(denial.fact, other.fact):
                a, b = (denial, other) if position < other_position else (other, denial)
                who = denial.fact.claim.speaker or denial.name
                explanation = f"{other.name} states what {who} denies" + f" in {denial.name}" * (who != denial.name)
                values = a.fact.claim.text[:LONGEST_VALUE], b.fact.claim.text[:LONGEST_VALUE]
                yield Clash("denial", a, b, *values, explanation)


def _candidates(denial: Fact, index: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """Return in order where the claims stand that share what a denial must: enough terms, or all that it negates."""
    if denial.is_denied:
        shared = Counter(place for term in denial.terms for place in index[term])
        return sorted(place for place, number in shared.items() if number >= LEAST_DENIED_TERMS)
    if not denial.claim.is_negated:
        return ()
    return min((index[term] for term in denial.negated), key=len, default=())


def _denies(denial: Fact, other: Fact) -> bool:
    """Return whether the one says of the same fact that it is not so, on somebody's word or in so many words."""
    if other.is_denied or "quote" in {denial.claim.kind, other.claim.kind}:
        return False
    if min(denial.total, other.total) < LEAST_DENIED or figures_differ(denial, other):
        return False
    if denial.is_denied:
        names = denial.names | other.names
        shared = (denial.terms.keys() & other.terms.keys()) - names
        is_same = len(shared) >= LEAST_DENIED_TERMS and likeness(denial, other) >= SAME_DENIED
        is_like = similarity(denial, other) >= ALIKE_DENIED and _held(denial, other) >= HELD_DENIED
        return is_same and is_like and not other.negated
    is_not_so = bool(denial.claim.is_negated) and not other.negated and NOT_TO.search(denial.claim.text) is None
    is_opposite = bool(denial.negated) and denial.negated <= other.terms.keys()
    return is_not_so and is_opposite and not swap_names(denial, other) and similarity(denial, other) >= ALIKE_NEGATED


def _held(left: Fact, right: Fact) -> float:
    """Return how much of what the one of two facts tells that tells less stands in the other: 0 to 1."""
    shared = sum(weight for term, weight in left.terms.items() if term in right.terms)
    return shared / min(left.total, right.total)
