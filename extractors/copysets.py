"""Copy sets: which articles are copies of one original, whatever the order they arrived in."""

import heapq
from bisect import insort
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile

from extractors.copies import is_copy
from extractors.records import CopyMembership, Fingerprint
from extractors.samples import Sample, Samples, sample_of, sample_text
from extractors.terms import primary_language

TextOf = Callable[[str], str]
# The time of publication (microseconds since 1970) and the id: the earlier of two copies is the original.
Rank = tuple[int, str]

UNDATED = 1 << 62
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# So many stored articles are remembered at a time.
CHUNK = 4096


@dataclass(slots=True)
class _Entry:
    language: str | None
    time: int
    original: str | None = None  # not decided yet


@dataclass(frozen=True, slots=True)
class _Library:
    """Where texts are read: the newcomer's from what was handed over, the others' from what is stored."""

    text_of: TextOf
    newcomer: str | None = None
    text: str = ""
    sample: Sample | None = None

    def read(self, article_id: str) -> str:
        return self.text if article_id == self.newcomer else self.text_of(article_id)

    def sample_of(self, article_id: str) -> Sample:
        if self.sample is not None and article_id == self.newcomer:
            return self.sample
        return sample_text(self.text_of(article_id))


class CopySets:
    """The sets of copies among the articles held, each named after its original.

    The rule is a function of the articles alone: in order of publication, then of id (undated ones last), each
    article joins the earliest original it is a copy of, on the texts, unless some earlier member of that set is a
    stranger to it, which shares next to nothing of its sample; where there is no such original it is one itself. So
    a member is a copy of its original, an original is the earliest of its set, and no set drifts: neither along a
    chain (A like B, B like C, A unlike C) nor through a text that merges two others.

    An article that comes last in that order, the usual case, changes nothing but itself: one search in the samples,
    and one comparison of texts for each original found until one fits. One that belongs earlier has just those
    decided again whom it concerns (a greedy independent set kept up by local repair, Censor-Hillel et al. 2016): of
    n copies that arrive shuffled each later original renames the set, about ln n times, at one comparison a copy.
    """

    def __init__(self) -> None:
        self._samples: dict[str | None, Samples] = {}
        self._entries: dict[str, _Entry] = {}
        self._copies_of: dict[str, list[Rank]] = {}

    def restore(self, stored: Iterable[tuple[Fingerprint, str]]) -> None:
        """Remember stored articles, each with its original."""
        stored = iter(stored)
        while chunk := list(islice(stored, CHUNK)):
            self._enter([fingerprint for fingerprint, _ in chunk])
            for fingerprint, original in chunk:
                key = fingerprint.article_id
                # One string where two are equal: of a million articles, it tells in memory.
                self._join(key, key if original == key else original)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._entries

    def original_of(self, article_id: str) -> str:
        """Return the original of an article that is here: itself, unless it is a copy.

        Raises:
            KeyError: the article is not here.
        """
        return self._entries[article_id].original or article_id

    def find_likely(self, fingerprints: Iterable[Fingerprint]) -> set[str]:
        """Return the originals here that share wording with some of these articles.

        Their texts are what `take` asks for where it decides about one of these as the latest: to be read all at once.
        """
        found: set[str] = set()
        for fingerprint in fingerprints:
            samples = self._samples.get(primary_language(fingerprint.language))
            found |= samples.find(sample_of(fingerprint)).keys() if samples else set()
        return {key for key in found if self._entries[key].original == key}

    def take(self, fingerprint: Fingerprint, text: str, text_of: TextOf) -> list[CopyMembership]:
        """Decide about an article, new or revised; return it, its copies of before, and others that changed, by id.

        Each comes with its original: that of a revised article's copy may be as it was, but is another text now.
        `text_of` is asked for texts as stored: of a revised article's former one, of those it may be a copy of, and
        of those decided again.
        """
        article_id = fingerprint.article_id
        freed = self._forget(article_id, _Library(text_of))
        self._enter([fingerprint])
        library = _Library(text_of, article_id, text, sample_of(fingerprint))
        changed = self._settle({article_id: None, **freed}, library)
        copies = [key for key, original in freed.items() if original == article_id]
        return _list_memberships({key: self.original_of(key) for key in (article_id, *copies)} | changed)

    def _enter(self, fingerprints: Iterable[Fingerprint]) -> None:
        of_language: dict[str | None, list[Fingerprint]] = {}
        for fingerprint in fingerprints:
            language = primary_language(fingerprint.language)
            self._entries[fingerprint.article_id] = _Entry(language, _time_of(fingerprint))
            of_language.setdefault(language, []).append(fingerprint)
        for language, made in of_language.items():
            self._samples.setdefault(language, Samples()).add(made)

    def _forget(self, article_id: str, library: _Library) -> dict[str, str | None]:
        """Take an article out; return those to be decided again without it, and what was decided of them."""
        if article_id not in self._entries:
            return {}
        former = {key: self._entries[key].original for key in self._freed_by(article_id, (), library)}
        if self.original_of(article_id) == article_id:
            for key in former:
                self._leave(key)
        self._leave(article_id)
        self._samples[self._entries.pop(article_id).language].remove(article_id)
        return former

    def _settle(self, former: dict[str, str | None], library: _Library) -> dict[str, str]:
        """Decide about articles in order, and about the later ones that each change concerns; return what changed."""
        former, queue = dict(former), sorted(map(self._rank, former))
        last: Rank | None = None
        while queue:
            rank = heapq.heappop(queue)
            if rank != last:
                former.setdefault(rank[1], self._entries[rank[1]].original)
                for concerned in self._decide(rank[1], library):
                    heapq.heappush(queue, self._rank(concerned))
            last = rank
        return {key: self.original_of(key) for key, original in former.items() if self.original_of(key) != original}

    def _decide(self, article_id: str, library: _Library) -> list[str]:
        """Find the original of one article, all earlier ones being settled; return the later ones that concerns."""
        candidates = self._candidates(article_id, library)
        original = self._find_original(article_id, candidates, library)
        if original == self._entries[article_id].original:
            return []
        freed = self._freed_by(article_id, candidates, library)
        self._leave(article_id)
        self._join(article_id, original)
        return [*freed, *self._claimed_by(article_id, candidates)]

    def _find_original(self, article_id: str, candidates: Collection[str], library: _Library) -> str:
        rank = self._rank(article_id)
        ranks = (self._rank(key) for key in candidates if self._entries[key].original == key)
        for earlier in sorted(other for other in ranks if other < rank):
            original = earlier[1]
            members = takewhile(lambda member: member < rank, self._copies_of.get(original, ()))
            if all(key in candidates for _, key in members) and is_copy(
                library.read(article_id), library.read(original)
            ):
                return original
        return article_id

    def _freed_by(self, article_id: str, candidates: Collection[str], library: _Library) -> list[str]:
        """Return the later articles that may decide otherwise once an article has left its set."""
        original = self._entries[article_id].original
        if original is None:
            return []
        if original == article_id:
            return [key for _, key in self._copies_of.get(original, ())]
        others = self._candidates(original, library)  # only those it was a stranger to were kept out by it
        return [key for key in others if key not in candidates and self._rank(key) > self._rank(article_id)]

    def _claimed_by(self, article_id: str, candidates: Collection[str]) -> list[str]:
        """Return the later articles that may decide otherwise now that an article has joined its set."""
        rank, original = self._rank(article_id), self.original_of(article_id)
        if original != article_id:
            members = self._copies_of[original]
            return [key for time, key in members if (time, key) > rank and key not in candidates]
        return [key for key in candidates if self._rank(key) > rank and self._rank(self.original_of(key)) > rank]

    def _candidates(self, article_id: str, library: _Library) -> Collection[str]:
        found = self._samples[self._entries[article_id].language].find(library.sample_of(article_id))
        found.pop(article_id, None)
        return found

    def _rank(self, article_id: str) -> Rank:
        return self._entries[article_id].time, article_id

    def _join(self, article_id: str, original: str) -> None:
        self._entries[article_id].original = original
        if original != article_id:
            insort(self._copies_of.setdefault(original, []), self._rank(article_id))

    def _leave(self, article_id: str) -> None:
        entry = self._entries[article_id]
        if entry.original not in (None, article_id):
            copies = self._copies_of[entry.original]
            copies.remove(self._rank(article_id))
            if not copies:
                del self._copies_of[entry.original]
        entry.original = None


def _time_of(fingerprint: Fingerprint) -> int:
    """Return when an article was published, in microseconds since 1970; a bare day begins at 00:00 UTC."""
    time, day = fingerprint.published_at, fingerprint.published_on
    if time is None and day is not None:
        time = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return UNDATED if time is None else (time - EPOCH) // timedelta(microseconds=1)


def _list_memberships(original_of: dict[str, str]) -> list[CopyMembership]:
    return [CopyMembership(article_id, original) for article_id, original in sorted(original_of.items())]
