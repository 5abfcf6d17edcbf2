"""Copies: which earlier article this one reprints, verified on the texts themselves."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extractors.identity import stable_id
from extractors.records import Fingerprint
from extractors.shingles import hash_shingles
from extractors.terms import primary_language, split_words

VERSION = "copies/1"

# Of the shorter text's shingles, so many stand in the longer one.
SHARED_WORDING = 0.6
# Of the shorter text's figures and capitalised words, so many stand in the longer one: a template filled with other
# facts shares its wording only.
SHARED_FACTS = 0.7
# The sample of shingles must promise this much before the texts are read.
SHARED_SAMPLE = 0.2


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[NDArray[np.uint64], frozenset[str]]:
    words = split_words(text)
    facts = frozenset(word.lower() for word in words if word[0].isupper() or word[0].isdigit())
    return hash_shingles(words), facts


def is_copy(text_a: str, text_b: str) -> bool:
    """Return whether one text reprints the other: whole, trimmed, with another headline, or with lines added.

    The measure is containment of five-word shingles (Broder 1997) in either direction, so that length does not
    matter, and of the facts stated. A text without words is no copy of anything.
    """
    (shingles_a, facts_a), (shingles_b, facts_b) = sorted((_read(text_a), _read(text_b)), key=lambda read: len(read[0]))
    if not len(shingles_a):
        return False
    common = len(np.intersect1d(shingles_a, shingles_b, assume_unique=True))
    return common >= SHARED_WORDING * len(shingles_a) and len(facts_a & facts_b) >= SHARED_FACTS * len(facts_a)


class CopyIndex:
    """What is needed of stored articles to find the candidates for a copy, by language."""

    def __init__(self) -> None:
        self._by_language: dict[str | None, _Samples] = {}
        self._language_of: dict[str, str | None] = {}
        self._set_of: dict[str, str] = {}
        self._members: dict[str, dict[str, None]] = {}

    def add(self, fingerprint: Fingerprint, copy_set_id: str) -> None:
        """Remember that an article belongs to a set of copies; an article already there moves."""
        article_id = fingerprint.article_id
        self.remove(article_id)
        language = self._language_of[article_id] = primary_language(fingerprint.language)
        self._set_of[article_id] = copy_set_id
        self._members.setdefault(copy_set_id, {})[article_id] = None
        self._by_language.setdefault(language, _Samples()).add(fingerprint)

    def remove(self, article_id: str) -> None:
        """Forget an article, if it is there."""
        if article_id not in self._set_of:
            return
        copy_set_id = self._set_of.pop(article_id)
        del self._members[copy_set_id][article_id]
        if not self._members[copy_set_id]:
            del self._members[copy_set_id]
        self._by_language[self._language_of.pop(article_id)].remove(article_id)

    def candidates(self, fingerprint: Fingerprint) -> list[str]:
        """Return the articles that may be copies, the likeliest first, then in order of arrival."""
        samples = self._by_language.get(primary_language(fingerprint.language))
        return samples.find(fingerprint) if samples else []

    def name_set(self, fingerprint: Fingerprint) -> str:
        """Return the name of a new set an article begins: its id, unless it left a set of that name to others."""
        if fingerprint.article_id in self._members:
            return stable_id("copies", fingerprint.article_id, fingerprint.text_hash)
        return fingerprint.article_id

    def set_of(self, article_id: str) -> str:
        """Return the set an article belongs to."""
        return self._set_of[article_id]

    def first_of(self, copy_set_id: str) -> str:
        """Return the member of a set that was stored first."""
        return next(iter(self._members[copy_set_id]))


class _Samples:
    """The sampled shingles of one language: sorted runs, merged now and then, so that finding is a binary search."""

    def __init__(self) -> None:
        self._article_ids: list[str] = []
        self._sizes: list[int] = []
        self._row_of: dict[str, int] = {}
        self._rows_of_hash: dict[str, list[int]] = {}
        self._keys, self._rows = np.empty(0, np.uint32), np.empty(0, np.int32)
        self._fresh: list[tuple[int, NDArray[np.uint32]]] = []
        self._fresh_size = 0

    def add(self, fingerprint: Fingerprint) -> None:
        row, sample = len(self._article_ids), np.frombuffer(fingerprint.signature, "<u4")
        self._article_ids.append(fingerprint.article_id)
        self._sizes.append(len(sample))
        self._row_of[fingerprint.article_id] = row
        self._rows_of_hash.setdefault(fingerprint.text_hash, []).append(row)
        self._fresh.append((row, sample))
        self._fresh_size += len(sample)
        if self._fresh_size > 4096 + len(self._keys) // 64:
            self._merge()

    def remove(self, article_id: str) -> None:
        self._row_of.pop(article_id)

    def find(self, fingerprint: Fingerprint) -> list[str]:
        sample = np.frombuffer(fingerprint.signature, "<u4")
        left, right = np.searchsorted(self._keys, sample), np.searchsorted(self._keys, sample, side="right")
        found = [self._rows[start:end] for start, end in zip(left.tolist(), right.tolist(), strict=True)]
        if self._fresh:
            keys, rows = self._lay_out_fresh()
            found.append(rows[np.isin(keys, sample)])
        rows, counts = np.unique(np.concatenate([*found, np.empty(0, np.int32)]), return_counts=True)
        shares = {
            row: count / min(len(sample), self._sizes[row])
            for row, count in zip(rows.tolist(), counts.tolist(), strict=True)
        }
        shares |= dict.fromkeys(self._rows_of_hash.get(fingerprint.text_hash, ()), 2.0)  # the same text: first of all
        likely = [row for row, share in shares.items() if share >= SHARED_SAMPLE and self._is_current(row)]
        return [self._article_ids[row] for row in sorted(likely, key=lambda row: (-shares[row], row))]

    def _is_current(self, row: int) -> bool:
        return self._row_of.get(self._article_ids[row]) == row

    def _merge(self) -> None:
        keys, rows = self._lay_out_fresh()
        keys, rows = np.concatenate([self._keys, keys]), np.concatenate([self._rows, rows])
        order = np.argsort(keys, kind="stable")
        self._keys, self._rows = keys[order], rows[order]
        self._fresh, self._fresh_size = [], 0

    def _lay_out_fresh(self) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
        keys = np.concatenate([sample for _, sample in self._fresh])
        rows = np.repeat([row for row, _ in self._fresh], [len(sample) for _, sample in self._fresh])
        return keys, rows.astype(np.int32)


def find_copy(fingerprint: Fingerprint, text: str, index: CopyIndex, text_of: Callable[[str], str]) -> str | None:
    """Return the set of copies an article joins, None where it is a copy of none.

    It must be a copy both of the member most like it and of the member stored first: a set holds what one text was
    made into and does not drift from copy to copy. `text_of` is asked for the candidates' texts only.
    """
    tried: set[str] = set()
    for candidate in index.candidates(fingerprint):
        copy_set_id = index.set_of(candidate)
        if copy_set_id in tried or candidate == fingerprint.article_id:
            continue
        tried.add(copy_set_id)
        first = index.first_of(copy_set_id)
        if is_copy(text, text_of(candidate)) and (first == candidate or is_copy(text, text_of(first))):
            return copy_set_id
    return None
