"""Stories: which earlier articles report the same event as this one, decided from fingerprints alone."""

from array import array
from datetime import date

import numpy as np
from numpy.typing import NDArray

from extractors.identity import stable_id
from extractors.records import Fingerprint, StoryMembership
from extractors.similarity import TERM_PARTS, UNIT, VECTOR_PARTS, WHOLE, TermIndex, weigh
from extractors.terms import primary_language
from extractors.vectors import DIMENSIONS

VERSION = "stories/1"

# An article joins the story whose articles it resembles this much on average.
THRESHOLD = 0.315
# A dated article may join a story that had an article so many days before or after.
WINDOW_DAYS = 10

# The most a product of two quantised vectors can come to.
_VECTOR_MOST = 1.01 * UNIT
_NEVER, _ALWAYS = date.min.toordinal() - 1, date.max.toordinal() + 1
_REMOVED = 0


class StoryIndex:
    """The articles stored so far and their stories, in memory; single pass clustering with average link.

    A decision depends on nothing but the articles added and not removed: similarities are exact, ties go to the
    smaller story id. Whoever adds the stored articles again after a restart gets the same decisions. An article is
    compared with those of its language only, None being one. Every open story is a candidate; the cost of a decision
    is that of `TermIndex.multiply` and some passes over one number an article.
    """

    def __init__(self, window_days: int = WINDOW_DAYS) -> None:
        self._window_days = window_days
        self._by_language: dict[str | None, _Stories] = {}
        self._language_of: dict[str, str | None] = {}

    def add(self, fingerprint: Fingerprint, story_id: str) -> None:
        """Remember that an article belongs to a story; an article already there moves."""
        self.remove(fingerprint.article_id)
        language = self._language_of[fingerprint.article_id] = primary_language(fingerprint.language)
        self._by_language.setdefault(language, _Stories()).add(fingerprint, story_id)

    def remove(self, article_id: str) -> None:
        """Forget an article, if it is there; its row is freed with the index."""
        if article_id in self._language_of:
            self._by_language[self._language_of.pop(article_id)].remove(article_id)

    def decide(self, fingerprint: Fingerprint) -> StoryMembership:
        """Return the story an article joins, or begins: then it is named after it, with similarity 1.0."""
        stories = self._by_language.get(primary_language(fingerprint.language))
        found = stories.nearest(fingerprint, self._window_days) if stories else None
        if found is not None and found[0] >= THRESHOLD:
            similarity, story_id = found
            return StoryMembership(fingerprint.article_id, story_id, min(1.0, round(similarity, 6)))
        return StoryMembership(fingerprint.article_id, self._name_story(fingerprint), 1.0)

    def _name_story(self, fingerprint: Fingerprint) -> str:
        story_id = stable_id("story", fingerprint.article_id)
        if any(stories.holds(story_id) for stories in self._by_language.values()):
            # A revision left its first story to others and tells another one now: it may not take that story's name.
            return stable_id("story", fingerprint.article_id, fingerprint.text_hash)
        return story_id


class _Stories:
    """The stories of one language: a row an article, a slot a story; slot 0 takes the rows that were removed."""

    def __init__(self) -> None:
        self._terms = TermIndex()
        self._vectors: list[NDArray[np.int16]] = []
        self._row_of: dict[str, int] = {}
        self._slots = array("i")
        self._days = array("i")
        self._slot_of: dict[str, int] = {}
        self._story_ids = [""]
        self._vector_sums: list[NDArray[np.int64]] = [np.zeros(DIMENSIONS, np.int64)]
        self._counts, self._first, self._last = array("i", [0]), array("i", [_ALWAYS]), array("i", [_NEVER])

    def holds(self, story_id: str) -> bool:
        slot = self._slot_of.get(story_id)
        return slot is not None and self._counts[slot] > 0

    def add(self, fingerprint: Fingerprint, story_id: str) -> None:
        slot = self._slot_of.get(story_id) or self._open_slot(story_id)
        self._row_of[fingerprint.article_id] = len(self._vectors)
        features = weigh(fingerprint)
        self._terms.append(features)
        self._vectors.append(features.vector.astype(np.int16))
        self._vector_sums[slot] += features.vector
        self._slots.append(slot)
        self._counts[slot] += 1
        # An undated article stretches no story: its day counts as none.
        day = fingerprint.published_on.toordinal() if fingerprint.published_on else _NEVER
        self._days.append(day)
        if day != _NEVER:
            self._first[slot] = min(self._first[slot], day)
            self._last[slot] = max(self._last[slot], day)

    def _open_slot(self, story_id: str) -> int:
        slot = self._slot_of[story_id] = len(self._story_ids)
        self._story_ids.append(story_id)
        self._vector_sums.append(np.zeros(DIMENSIONS, np.int64))
        self._counts.append(0)
        self._first.append(_ALWAYS)
        self._last.append(_NEVER)
        return slot

    def remove(self, article_id: str) -> None:
        row = self._row_of.pop(article_id)
        slot = self._slots[row]
        self._slots[row] = _REMOVED
        self._counts[slot] -= 1
        self._vector_sums[slot] -= self._vectors[row]
        members = np.flatnonzero(np.frombuffer(self._slots, np.int32) == slot)
        days = [day for day in np.frombuffer(self._days, np.int32)[members].tolist() if day != _NEVER]
        self._first[slot], self._last[slot] = min(days, default=_ALWAYS), max(days, default=_NEVER)

    def nearest(self, fingerprint: Fingerprint, window_days: int) -> tuple[float, str] | None:
        """Return (similarity, story id) of the open story most like it, None where none shares enough terms."""
        features = weigh(fingerprint)
        counts = np.maximum(np.frombuffer(self._counts, np.int32), 1)
        slots = np.frombuffer(self._slots, np.int32)
        terms = np.bincount(slots, weights=self._terms.multiply(features), minlength=len(counts))
        # Sums of whole numbers are exact, and so is the bound: no vector can lift the others over the threshold.
        bound = TERM_PARTS * terms / counts + VECTOR_PARTS * _VECTOR_MOST >= THRESHOLD * WHOLE
        plausible = np.flatnonzero(bound & self._find_open(fingerprint.published_on, window_days))
        found = []
        for slot in plausible.tolist():
            vectors = int(self._vector_sums[slot] @ features.vector)
            similarity = (TERM_PARTS * int(terms[slot]) + VECTOR_PARTS * vectors) / (int(counts[slot]) * WHOLE)
            found.append((similarity, self._story_ids[slot]))
        return min(found, key=lambda pair: (-pair[0], pair[1]), default=None)

    def _find_open(self, published_on: date | None, window_days: int) -> NDArray[np.bool_]:
        """Return which stories have an article, and one near that day where both are dated."""
        used = np.frombuffer(self._counts, np.int32) > 0
        if published_on is None:
            return used
        day = published_on.toordinal()
        first, last = np.frombuffer(self._first, np.int32), np.frombuffer(self._last, np.int32)
        undated = first > last
        return used & (undated | ((first - window_days <= day) & (day <= last + window_days)))
