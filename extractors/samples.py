"""Samples: which articles of one language may share wording, by the shingles sampled from each."""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from extractors.identity import stable_id
from extractors.postings import Postings
from extractors.records import Fingerprint
from extractors.shingles import hash_shingles, sample_shingles
from extractors.terms import split_words

# Of the smaller sample, so much must be common before the texts are read.
SHARED_SAMPLE = 0.2
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


class Samples:
    """The samples of many articles, to find those that share much of one.

    Finding costs, for each shingle of the sample (75 of them for 600 words), a binary search in each run of the
    postings and a step for every article that holds it. An article takes eight bytes a shingle and some 200 besides.
    """

    def __init__(self) -> None:
        self._article_ids: list[str] = []
        self._sizes = array("i")
        self._row_of: dict[str, int] = {}
        self._shingles, self._texts = Postings(), Postings()

    def add(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Remember the samples of articles that are not here."""
        first = len(self._article_ids)
        rows, sizes = np.arange(first, first + len(fingerprints)), [len(made.signature) // 4 for made in fingerprints]
        self._article_ids += [made.article_id for made in fingerprints]
        self._sizes.extend(sizes)
        self._row_of.update((made.article_id, first + i) for i, made in enumerate(fingerprints))
        shingles = np.frombuffer(b"".join(made.signature for made in fingerprints), "<u4")
        self._shingles.add(shingles, np.repeat(rows, sizes))
        self._texts.add(_key([made.text_hash for made in fingerprints]), rows)

    def remove(self, article_id: str) -> None:
        """Forget an article that is here; its shingles stay, and find nothing."""
        self._row_of.pop(article_id)

    def find(self, sample: Sample) -> dict[str, float]:
        """Return the articles here that share wording, and how much of the smaller sample each does.

        Those of the very same words are there whatever was sampled.
        """
        rows, counts = np.unique(self._shingles.find(sample.shingles), return_counts=True)
        sizes = np.frombuffer(self._sizes, np.int32)[rows]
        shares = counts / np.minimum(sizes, len(sample.shingles))
        likely = shares >= SHARED_SAMPLE
        found = dict(zip(rows[likely].tolist(), shares[likely].tolist(), strict=True))
        found |= dict.fromkeys(self._texts.find(_key([sample.text_hash])).tolist(), SAME_TEXT)
        named = {self._article_ids[row]: (row, share) for row, share in found.items()}
        return {key: share for key, (row, share) in named.items() if self._row_of.get(key) == row}


def _key(text_hashes: Sequence[str]) -> NDArray[np.uint32]:
    """Return texts' hashes as keys, shape (texts,): that two share one by chance is as good as never."""
    return np.array([crc32(text_hash.encode()) for text_hash in text_hashes], np.uint32)
