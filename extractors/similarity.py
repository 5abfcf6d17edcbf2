"""What makes articles alike: exact products of their term weights, and of their sentence vectors."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.background import weigh_terms
from extractors.records import Fingerprint
from extractors.vectors import DIMENSIONS

# Weights are whole numbers, SCALE to the unit: their products and sums are exact in any order, so that a similarity
# is the same to the last bit after a restart, in another batch or with another linear algebra library.
SCALE = 4096
UNIT = SCALE * SCALE
# A term said c times counts c / (c + 3): the tenth mention of a company adds little to the first (as in BM25).
SATURATION = 3


@dataclass(frozen=True, slots=True)
class Features:
    """An article as two vectors of length SCALE: sparse term weights (int64, parallel to `terms`) and dense (256,)."""

    terms: tuple[str, ...]
    weights: NDArray[np.int64]
    vector: NDArray[np.int64]


def weigh(fingerprint: Fingerprint) -> Features:
    """Return the features of a fingerprint; terms too common to tell anything are left out."""
    rarity = weigh_terms(fingerprint.terms, fingerprint.language)
    counts = np.array(fingerprint.term_counts, np.float64)
    weights = _quantise(counts / (counts + SATURATION) * rarity)
    vector = np.frombuffer(fingerprint.vector, "<f4").astype(np.float64)
    kept = np.flatnonzero(weights)
    terms = tuple(fingerprint.terms[i] for i in kept.tolist())
    return Features(terms, weights[kept], _quantise(vector if len(vector) == DIMENSIONS else np.zeros(DIMENSIONS)))


def _quantise(values: NDArray[np.float64]) -> NDArray[np.int64]:
    length = np.sqrt(np.square(values).sum())
    return np.rint(values * (SCALE / length if length > 0 else 0.0)).astype(np.int64)


class TermIndex:
    """An inverted index: the term weights of articles by row, to be multiplied with another article's all at once.

    Only the postings of that article's terms are touched. Rows are only ever added: one that no longer counts is for
    the caller to ignore.
    """

    def __init__(self) -> None:
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        self._size = 0

    def append(self, features: Features) -> None:
        """Add an article as the next row."""
        for term, weight in zip(features.terms, features.weights.tolist(), strict=True):
            postings = self._postings.get(term)
            if postings is None:
                postings = self._postings[term] = array("i"), array("h")
            postings[0].append(self._size)
            postings[1].append(weight)
        self._size += 1

    def multiply(self, features: Features) -> NDArray[np.float64]:
        """Return the product of the term weights with every row's: whole numbers up to about UNIT, shape (rows,)."""
        postings = list(self._find_postings(features))
        if not postings:
            return np.zeros(self._size)
        rows = np.concatenate([rows for rows, _ in postings])
        products = np.concatenate([products for _, products in postings])
        return np.bincount(rows, weights=products, minlength=self._size).astype(np.float64, copy=False)

    def _find_postings(self, features: Features) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float64]]]:
        for term, weight in zip(features.terms, features.weights.tolist(), strict=True):
            if term in self._postings:
                rows, weights = self._postings[term]
                yield np.frombuffer(rows, np.int32), np.frombuffer(weights, np.int16).astype(np.float64) * weight
