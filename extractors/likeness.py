"""Likeness: how likely two claims of different articles state one fact, by a logistic regression over what they share.

Its few weights stand in `data/likeness.json`; `tests/evaluation/train_likeness.py` fits them to golden stories.
"""

import json
from functools import lru_cache
from importlib.resources import files

from extractors.facts import Fact, similarity

# More than that shared tells no more.
MOST_ANCHORED = 10.0
MOST_SHARED = 28.0
MOST_ONLY_HERE = 15.0
MOST_WORDS_ONLY_HERE = 3
MOST_LOCAL = 20.0
# Dice coefficient beside names from which other names make another fact.
SAME_WORDS = 0.8
FEATURES = (
    "alike",
    "covered",
    "alike_beside_names",
    "anchored",
    "shared_beside_names",
    "other_names",
    "least",
    "square",
    "only_here",
    "words_only_here",
    "local",
)


def likeness(left: Fact, right: Fact) -> float:
    """Return the log-odds that the two state the same fact: above 0 they rather do."""
    weights, bias = _weights()
    return bias + sum(weight * value for weight, value in zip(weights, features_of(left, right), strict=True))


def features_of(left: Fact, right: Fact) -> tuple[float, ...]:
    """Return the values of `FEATURES`, each about 0 to 1.

    The Dice coefficients with and without names, the share of one claim's terms that the other has, the weight of the
    figures and dates they share and of the other words they share, whether each names somebody else, how much the
    shorter tells at all; then what they share that stands in no other sentence of either article, for words that run
    through a whole report tell none of its sentences from the next: its weight, how many words, and the weight of all
    words shared over the sentences they stand in.
    """
    names = left.names | right.names
    shared = anchored = beside = only_here = local = 0.0
    words_only_here = 0
    for term in left.terms.keys() & right.terms.keys():
        weight = min(left.terms[term], right.terms[term])
        shared += weight
        if term in left.anchors:
            anchored += weight
        elif term not in names:
            beside += weight
        places = len(left.places[term]) * len(right.places[term])
        local += weight / places
        if places == 1 and term not in names:
            only_here += weight
            words_only_here += 1
    least = min(left.total, right.total)
    unnamed = sum(fact.total - sum(fact.terms.get(name, 0.0) for name in names) for fact in (left, right))
    alike = 2.0 * shared / (left.total + right.total) if least else 0.0
    return (
        alike,
        shared / least if least else 0.0,
        2.0 * (anchored + beside) / unnamed if unnamed > 0.0 else 0.0,
        min(anchored, MOST_ANCHORED) / MOST_ANCHORED,
        min(beside, MOST_SHARED) / MOST_SHARED,
        float(not anchored and have_other_names(left, right)),
        min(least, MOST_SHARED) / MOST_SHARED,
        alike * alike,
        min(only_here, MOST_ONLY_HERE) / MOST_ONLY_HERE,
        min(words_only_here, MOST_WORDS_ONLY_HERE) / MOST_WORDS_ONLY_HERE,
        min(local, MOST_LOCAL) / MOST_LOCAL,
    )


def have_other_names(left: Fact, right: Fact) -> bool:
    """Return whether both name somebody and neither anybody whom the other speaks of."""
    return bool(
        left.names and right.names and left.names.isdisjoint(right.terms) and right.names.isdisjoint(left.terms)
    )


def swap_names(left: Fact, right: Fact) -> bool:
    """Return whether both say the same words of different names: "Jane Roe resigned", "Iris Moss resigned"."""
    if left.names <= right.terms.keys() or right.names <= left.terms.keys():
        return False
    return similarity(left, right, left.names | right.names) >= SAME_WORDS


@lru_cache(maxsize=1)
def _weights() -> tuple[tuple[float, ...], float]:
    data = json.loads((files("extractors") / "data" / "likeness.json").read_text(encoding="utf-8"))
    return tuple(data["weights"][name] for name in FEATURES), data["bias"]
