"""Samples: which articles of one language may share wording, by the shingles sampled from each."""

from array import array
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

    def add(self, fingerprint: Fingerprint) -> None:
        """Remember the sample of an article that is not here."""
        row, sample = len(self._article_ids), sample_of(fingerprint)
        self._article_ids.append(fingerprint.article_id)
        self._sizes.append(len(sample.shingles))
        self._row_of[fingerprint.article_id] = row
        self._shingles.add(sample.shingles, row)
        self._texts.add(_key_of(sample), row)

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
        found |= dict.fromkeys(self._texts.find(_key_of(sample)).tolist(), SAME_TEXT)
        named = {self._article_ids[row]: (row, share) for row, share in found.items()}
        return {key: share for key, (row, share) in named.items() if self._row_of.get(key) == row}


def _key_of(sample: Sample) -> NDArray[np.uint32]:
    """Return the hash of the words in order as a key: that two texts share one by chance is as good as never."""
    return np.array([crc32(sample.text_hash.encode())], np.uint32)
