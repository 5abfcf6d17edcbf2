"""Postings: which rows hold a key, for hundreds of millions of pairs at eight bytes each."""

import numpy as np
from numpy.typing import NDArray

# So many pairs are sorted when one is looked for, or while none is, and runs longer than so many are merged no more.
FRESH, MOST_FRESH, LONGEST_RUN = 8192, 1 << 20, 1 << 25
_ROW_BITS = np.uint64(32)
_LAST_ROW = np.uint64(0xFFFFFFFF)


class Postings:
    """Pairs of a key and a row (both of 32 bits), as 64-bit numbers in sorted runs, like merged with like.

    It is a log-structured merge tree (O'Neil et al. 1996). Finding costs for each key a binary search in each run,
    about log2(n / `FRESH`) of them and one more every `LONGEST_RUN` pairs, and a step for every row that is found.
    """

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []
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
        firsts = keys.astype(np.uint64) << _ROW_BITS
        found = [np.empty(0, np.uint64)]
        for run in self._runs:
            left = run.searchsorted(firsts)
            hits = np.flatnonzero(run[np.minimum(left, len(run) - 1)] >> _ROW_BITS == keys)
            right = run.searchsorted(firsts[hits] | _LAST_ROW, side="right")
            found += [run[start:end] for start, end in zip(left[hits].tolist(), right.tolist(), strict=True)]
        if self._fresh:
            fresh = np.concatenate(self._fresh)
            found.append(fresh[np.isin(fresh >> _ROW_BITS, keys)])
        return (np.concatenate(found) & _LAST_ROW).astype(np.int64)

    def _merge(self) -> None:
        run = np.sort(np.concatenate(self._fresh))
        self._fresh, self._fresh_size = [], 0
        while self._runs and len(self._runs[-1]) <= min(2 * len(run), LONGEST_RUN):
            run = np.concatenate((self._runs.pop(), run))
            run.sort(kind="stable")  # two sorted runs: it merges them
        self._runs.append(run)
