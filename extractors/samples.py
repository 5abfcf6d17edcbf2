"""Samples: which articles of one language may share wording, by the shingles sampled from each."""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.identity import stable_id
from extractors.records import Fingerprint
from extractors.shingles import hash_shingles, sample_shingles
from extractors.terms import split_words

# Of the smaller sample, so much must be common before the texts are read.
SHARED_SAMPLE = 0.2
# So many shingles are sorted at a time, and runs longer than so many are merged no more.
FRESH_SHINGLES, LONGEST_RUN = 8192, 1 << 24
# What equal texts share, by whatever sample: more than all.
SAME_TEXT = 2.0


class Sample(NamedTuple):
    """What stands for a text: its sampled shingles (FracMinHash, sorted) and the hash of its words in order."""

    shingles: NDArray[np.uint32]
    text_hash: str


@lru_cache(maxsize=512)
def sample_text(text: str) -> Sample:
    """Return what stands for a text; texts of the same words, case ignored, have the same."""
    words = split_words(text)
    return Sample(sample_shingles(hash_shingles(words)), stable_id(" ".join(words).lower()))


def sample_of(fingerprint: Fingerprint) -> Sample:
    """Return what stands for the text of a fingerprint: the same as of the text itself."""
    return Sample(np.frombuffer(fingerprint.signature, "<u4"), fingerprint.text_hash)


class _Run(NamedTuple):
    """Sampled shingles in order, each with the row of the article that holds it: two arrays (N,)."""

    keys: NDArray[np.uint32]
    rows: NDArray[np.int32]


class Samples:
    """The samples of many articles: sorted runs, like merged with like, so that finding is a binary search in each.

    It is a log-structured merge tree (O'Neil et al. 1996). Finding costs, for each shingle of the sample (75 of them
    for 600 words), a search in a dozen runs, and a step for every article that holds it; a longer history adds one run
    every `LONGEST_RUN` shingles. A shingle takes eight bytes.
    """

    def __init__(self) -> None:
        self._article_ids: list[str] = []
        self._sizes = array("i")
        self._row_of: dict[str, int] = {}
        self._rows_of_hash: dict[str, int | list[int]] = {}
        self._runs: list[_Run] = []
        self._fresh: list[_Run] = []
        self._fresh_size = 0

    def add(self, fingerprint: Fingerprint) -> None:
        """Remember the sample of an article that is not here."""
        row, sample = len(self._article_ids), sample_of(fingerprint)
        self._article_ids.append(fingerprint.article_id)
        self._sizes.append(len(sample.shingles))
        self._row_of[fingerprint.article_id] = row
        same = self._rows_of_hash.setdefault(sample.text_hash, row)
        if isinstance(same, list):
            same.append(row)
        elif same != row:  # a list only where there are several: most texts are like no other
            self._rows_of_hash[sample.text_hash] = [same, row]
        self._fresh.append(_Run(sample.shingles, np.full(len(sample.shingles), row, np.int32)))
        self._fresh_size += len(sample.shingles)
        if self._fresh_size > FRESH_SHINGLES:
            self._merge()

    def remove(self, article_id: str) -> None:
        """Forget an article that is here; its shingles stay, and find nothing."""
        self._row_of.pop(article_id)

    def find(self, sample: Sample) -> dict[str, float]:
        """Return the articles here that share wording, and how much of the smaller sample each does.

        Those of the very same words are there whatever was sampled.
        """
        rows, counts = np.unique(self._find_rows(sample.shingles), return_counts=True)
        shares = {
            row: count / min(len(sample.shingles), self._sizes[row])
            for row, count in zip(rows.tolist(), counts.tolist(), strict=True)
        }
        same = self._rows_of_hash.get(sample.text_hash, [])
        shares |= dict.fromkeys(same if isinstance(same, list) else [same], SAME_TEXT)
        likely = {self._article_ids[row]: (row, share) for row, share in shares.items() if share >= SHARED_SAMPLE}
        return {key: share for key, (row, share) in likely.items() if self._row_of.get(key) == row}

    def _find_rows(self, shingles: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Return the row of an article once for each of the shingles it holds."""
        found = [np.empty(0, np.int32)]
        for keys, rows in self._runs:
            left, right = np.searchsorted(keys, shingles), np.searchsorted(keys, shingles, side="right")
            hits = np.flatnonzero(left < right)
            found += [rows[left[hit] : right[hit]] for hit in hits.tolist()]
        if self._fresh:
            keys, rows = _lay_out(self._fresh)
            found.append(rows[np.isin(keys, shingles)])
        return np.concatenate(found)

    def _merge(self) -> None:
        keys, rows = _lay_out(self._fresh)
        order = np.argsort(keys, kind="stable")
        run = _Run(keys[order], rows[order])
        self._fresh, self._fresh_size = [], 0
        while self._runs and len(self._runs[-1].keys) <= min(2 * len(run.keys), LONGEST_RUN):
            run = _merge_runs(self._runs.pop(), run)
        self._runs.append(run)


def _lay_out(runs: Sequence[_Run]) -> _Run:
    return _Run(np.concatenate([run.keys for run in runs]), np.concatenate([run.rows for run in runs]))


def _merge_runs(old: _Run, new: _Run) -> _Run:
    """Return two sorted runs as one, by insertion: a sort would need several times the memory."""
    at = np.searchsorted(old.keys, new.keys, side="right") + np.arange(len(new.keys))
    is_old = np.ones(len(old.keys) + len(new.keys), bool)
    is_old[at] = False
    merged = _Run(np.empty(len(is_old), np.uint32), np.empty(len(is_old), np.int32))
    merged.keys[at], merged.rows[at] = new.keys, new.rows
    merged.keys[is_old], merged.rows[is_old] = old.keys, old.rows
    return merged
