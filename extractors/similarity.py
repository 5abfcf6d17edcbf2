"""What makes articles alike: exact products of their term weights, and of their sentence vectors."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
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


# Of the similarity of two articles, terms make four parts and the sentence vector one.
TERM_PARTS, VECTOR_PARTS = 4, 1
# The product of an article with itself, about.
WHOLE = (TERM_PARTS + VECTOR_PARTS) * UNIT


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


class Pool:
    """Articles as one: the sums of their features, to be compared with others as often as need be."""

    def __init__(self) -> None:
        self.weights: dict[str, int] = {}
        self.vector: NDArray[np.int64] = np.zeros(DIMENSIONS, np.int64)

    def add(self, features: Features) -> None:
        """Take in an article."""
        for term, weight in zip(features.terms, features.weights.tolist(), strict=True):
            self.weights[term] = self.weights.get(term, 0) + weight
        self.vector += features.vector

    def remove(self, features: Features) -> None:
        """Take an article out again."""
        for term, weight in zip(features.terms, features.weights.tolist(), strict=True):
            self.weights[term] -= weight
            if not self.weights[term]:
                del self.weights[term]
        self.vector -= features.vector


def multiply_pairs(articles: Sequence[Features], pools: Sequence[Pool] = ()) -> NDArray[np.float64]:
    """Return the products of articles and of pools, in this order, with each other: shape (n, n), whole numbers.

    They come to about WHOLE for two articles that say the same. What stands on the diagonal means nothing.
    """
    count = len(articles)
    terms = np.zeros((count + len(pools),) * 2)
    terms[:count, :count] = _multiply_terms(articles)
    sparse = [dict(zip(one.terms, one.weights.tolist(), strict=True)) for one in articles] if pools else []
    for i, pool in enumerate(pools, count):
        terms[i, :i] = terms[:i, i] = [_multiply_sparse(pool.weights, other) for other in sparse]
        sparse.append(pool.weights)
    dense = [one.vector for one in articles] + [pool.vector for pool in pools]
    vectors = np.array(dense, np.float64).reshape(-1, DIMENSIONS)
    products: NDArray[np.float64] = TERM_PARTS * terms + VECTOR_PARTS * (vectors @ vectors.T)
    return products


def _multiply_terms(articles: Sequence[Features]) -> NDArray[np.float64]:
    """Return the products of the term weights by way of a matrix of the terms that two articles or more share."""
    columns: dict[str, int] = {}
    column_of = np.array([columns.setdefault(term, len(columns)) for one in articles for term in one.terms], np.int64)
    row_of = np.repeat(np.arange(len(articles)), [len(one.terms) for one in articles])
    shared = np.bincount(column_of, minlength=len(columns)) > 1
    kept = shared[column_of]
    matrix = np.zeros((len(articles), int(shared.sum())))
    values = np.concatenate([np.empty(0, np.int64), *(one.weights for one in articles)])
    matrix[row_of[kept], (np.cumsum(shared) - 1)[column_of[kept]]] = values[kept]
    products: NDArray[np.float64] = matrix @ matrix.T
    return products


def _multiply_sparse(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(term, 0) for term, weight in small.items())


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
