"""Postings: which rows hold a key, for hundreds of millions of pairs at nine bytes each."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# So many pairs are sorted when one is looked for, or while none is, and runs longer than so many are merged no more.
FRESH, MOST_FRESH, LONGEST_RUN = 8192, 1 << 20, 1 << 24
# Pairs a bucket: one line of a processor's cache.
BUCKET = 8
_ROW_BITS, _LAST_ROW = np.uint64(32), np.uint64(0xFFFFFFFF)


class _Run(NamedTuple):
    """Sorted pairs (N,), and where each bucket of them begins (buckets + 1,): bucket k >> shift is that of key k."""

    pairs: NDArray[np.uint64]
    starts: NDArray[np.int32]
    shift: np.uint32

    def find(self, keys: NDArray[np.uint32]) -> NDArray[np.uint64]:
        """Return the pairs of `keys`."""
        buckets = keys >> self.shift
        starts = self.starts[buckets].astype(np.int64)
        sizes = self.starts[buckets + 1] - starts
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
        pairs = self.pairs[places]
        found: NDArray[np.uint64] = pairs[pairs >> _ROW_BITS == np.repeat(keys, sizes)]
        return found


class Postings:
    """Pairs of a key and a row (both of 32 bits), as 64-bit numbers in sorted runs, like merged with like.

    It is a log-structured merge tree (O'Neil et al. 1996), and keys are hashes, so evenly spread: a key is found by
    one look into a table of buckets and one into a bucket, in each run. There are about log2(n / `FRESH`) of them and
    one more every `LONGEST_RUN` pairs; each row that is found is a step more.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._fresh: list[NDArray[np.uint64]] = []
        self._fresh_size = 0

    def add(self, keys: NDArray[np.uint32], rows: NDArray[np.int64]) -> None:
        """Add pairs, parallel arrays (N,); a row holds a key once."""
        self._fresh.append(keys.astype(np.uint64) << _ROW_BITS | rows.astype(np.uint64))
        self._fresh_size += len(keys)
        if self._fresh_size > MOST_FRESH:
            self._merge()

    def find(self, keys: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return each row once for each of the `keys` it holds."""
        if self._fresh_size > FRESH:
            self._merge()
        found = [np.empty(0, np.uint64), *(run.find(keys) for run in self._runs)]
        if self._fresh:
            fresh = np.concatenate(self._fresh)
            found.append(fresh[np.isin(fresh >> _ROW_BITS, keys)])
        return (np.concatenate(found) & _LAST_ROW).astype(np.int64)

    def _merge(self) -> None:
        pairs = np.sort(np.concatenate(self._fresh))
        self._fresh, self._fresh_size = [], 0
        while self._runs and len(self._runs[-1].pairs) <= min(2 * len(pairs), LONGEST_RUN):
            pairs = np.concatenate((self._runs.pop().pairs, pairs))
            pairs.sort(kind="stable")  # two sorted runs: it merges them
        bits = max(1, (len(pairs) // BUCKET).bit_length())
        bounds = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(64 - bits)
        starts = pairs.searchsorted(bounds[:-1])
        self._runs.append(_Run(pairs, np.append(starts, len(pairs)).astype(np.int32), np.uint32(32 - bits)))
