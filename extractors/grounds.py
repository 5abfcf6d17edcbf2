"""Grounds: why an article is in its story, as terms, names and numbers it shares with the others there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.records import Fingerprint
from extractors.similarity import Features

# So many of each are kept, for a person to read.
MOST_SHARED = 10


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an article and others of its story share: the weightiest terms (stems), the names and numbers most hold."""

    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def find_grounds(
    fingerprint: Fingerprint, features: Features, others: Sequence[tuple[Fingerprint, Features]]
) -> Grounds:
    """Return what an article shares with `others`; the features are those of the fingerprints."""
    own = dict(zip(features.terms, features.weights.tolist(), strict=True))
    weights = Counter[str]()
    for _, other in others:
        for term, weight in zip(other.terms, other.weights.tolist(), strict=True):
            if term in own:
                weights[term] += weight * own[term]
    return Grounds(
        _take_most(weights),
        _take_shared(fingerprint.names, [other.names for other, _ in others]),
        _take_shared(fingerprint.numbers, [other.numbers for other, _ in others]),
    )


def _take_shared(own: Sequence[str], others: Sequence[Sequence[str]]) -> tuple[str, ...]:
    counts = Counter(value for values in others for value in set(values))
    return _take_most(Counter({value: counts[value] for value in own if counts[value]}))


def _take_most(weights: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(weights, key=lambda value: (-weights[value], value))[:MOST_SHARED])
