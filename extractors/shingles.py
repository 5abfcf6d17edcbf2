"""Shingles: runs of words as numbers, to compare texts by the wording they share."""

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

WIDTH = 5
# One shingle in eight stands for the text: a page of 600 words keeps about 75 of them.
SAMPLED = 8

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def hash_shingles(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the sorted, distinct 64-bit hashes of the runs of five words, case ignored; a shorter text is one run."""
    return np.unique(hash_runs(words))


def hash_runs(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the 64-bit hash of each run of five words in order, case ignored; a shorter text is one run."""
    if not words:
        return np.empty(0, np.uint64)
    hashes = np.fromiter(map(_hash_word, words), np.uint64, len(words))
    width = min(WIDTH, len(words))
    count = len(words) - width + 1
    shingles = np.zeros(count, np.uint64)
    for offset in range(width):
        shingles = shingles * _FACTOR + hashes[offset : offset + count]
    return _mix(shingles)


def sample_shingles(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the sample that stands for a set of shingles, sorted.

    FracMinHash (Irber et al. 2022; the "mod m" sketch of Broder 1997): a shingle is kept or not by its own hash, in
    every text alike, so the share of common ones estimates containment also between texts of unlike length.
    """
    kept = shingles[shingles % np.uint64(SAMPLED) == 0]
    return np.unique((kept >> np.uint64(32)).astype(np.uint32))


@lru_cache(maxsize=1 << 16)
def _hash_word(word: str) -> int:
    return crc32(word.lower().encode("utf-8", "surrogatepass"))


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread each value over all 64 bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))
