"""The story book: open articles, what they copy and which story they belong to, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from extractors.agglomeration import Span
from extractors.decisions import Arrival
from extractors.openarticles import OpenArticles
from extractors.reach import Reach
from extractors.similarity import Features, Pool, weigh
from extractors.terms import primary_language

NEWEST = 1 << 62


@dataclass(slots=True, eq=False)
class Entry:
    """An article in the book. A copy (`leader` is what it copies) is in no story itself but goes where that goes.

    `day` is its own, `span` has the days of its copies as well.
    """

    arrival: Arrival
    features: Features
    day: Span
    span: Span
    leader: "Entry | None" = None
    copies: list["Entry"] = field(default_factory=list)
    story_id: str = ""

    @property
    def article_id(self) -> str:
        """Return the id of the article."""
        return self.arrival.fingerprint.article_id

    @property
    def root(self) -> "Entry":
        """Return what it copies, else itself."""
        return self.leader or self

    @property
    def language(self) -> str | None:
        """Return the language within which it is compared."""
        return primary_language(self.arrival.fingerprint.language)

    def measure(self) -> None:
        """Find its span anew."""
        self.span = replace(self.day)
        for copy in self.copies:
            self.span.stretch(copy.day)


@dataclass(slots=True, eq=False)
class Story:
    """A story: its articles that are no copies, its days, and once it was asked for, their sum.

    `age` is the number of the article that was here first: the smaller, the older is the story.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    span: Span = field(default_factory=Span)
    age: int = NEWEST
    _pool: Pool | None = None

    @property
    def pool(self) -> Pool:
        """Return the sum of its articles, kept up to date from now on."""
        if self._pool is None:
            self._pool = Pool()
            for entry in self.entries.values():
                self._pool.add(entry.features)
        return self._pool

    def add(self, entry: Entry) -> None:
        """Take in an article."""
        self.entries[entry.article_id] = entry
        self._count(entry)
        if self._pool is not None:
            self._pool.add(entry.features)

    def _count(self, entry: Entry) -> None:
        self.span.stretch(entry.span)
        self.age = min(self.age, entry.arrival.number)

    def remove(self, entry: Entry) -> None:
        """Let an article go."""
        del self.entries[entry.article_id]
        self.measure()
        if self._pool is not None:
            self._pool.remove(entry.features)

    def measure(self) -> None:
        """Find span and age anew."""
        self.span, self.age = Span(), NEWEST
        for entry in self.entries.values():
            self._count(entry)


class StoryBook:
    """Entries by article, stories by id, and the open articles of each language."""

    def __init__(self, window_days: int) -> None:
        self._window_days = window_days
        self._open: dict[str | None, OpenArticles] = {}
        self._entries: dict[str, Entry] = {}
        self.stories: dict[str, Story] = {}

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._entries

    def __getitem__(self, article_id: str) -> Entry:
        return self._entries[article_id]

    def enter(self, arrival: Arrival) -> Entry:
        """Enter an article: a copy goes with what it copies, another one is in no story yet."""
        published, arrived = arrival.fingerprint.published_on, arrival.arrived_on.toordinal()
        day = Span(arrived_first=arrived, arrived_last=arrived)
        if published is not None:
            day.published_first = day.published_last = published.toordinal()
        entry = Entry(arrival, weigh(arrival.fingerprint), day, replace(day))
        if arrival.copy_of is not None:
            entry.leader = self[arrival.copy_of].root
            entry.leader.copies.append(entry)
            entry.leader.span.stretch(day)
            self.stories[entry.leader.story_id].span.stretch(day)
        self._entries[entry.article_id] = entry
        self._open.setdefault(entry.language, OpenArticles(self._window_days)).add(
            entry.article_id, entry.features, day, arrival.number
        )
        return entry

    def remove(self, article_id: str) -> None:
        """Forget an article; the first of its copies to arrive takes its place."""
        entry = self._entries.pop(article_id)
        self._open[entry.language].remove(article_id)
        if entry.leader is not None:
            entry.leader.copies.remove(entry)
            entry.leader.measure()
            self.stories[entry.leader.story_id].measure()
            return
        story_id = entry.story_id
        if entry.copies:
            heir, *others = sorted(entry.copies, key=lambda copy: copy.arrival.number)
            heir.leader, heir.copies = None, others
            heir.measure()
            for other in others:
                other.leader = heir
            self.place(heir, story_id)
        if story_id:
            self._leave(entry)

    def place(self, entry: Entry, story_id: str) -> None:
        """Put an article that is no copy into a story, out of the one it was in."""
        if entry.story_id:
            self._leave(entry)
        entry.story_id = story_id
        self.stories.setdefault(story_id, Story()).add(entry)

    def merge(self, old: str, new: str) -> None:
        """Put all articles of a story into another, which may be none yet."""
        for entry in self.stories.pop(old).entries.values():
            entry.story_id = new
            self.stories.setdefault(new, Story()).add(entry)

    def _leave(self, entry: Entry) -> None:
        story = self.stories[entry.story_id]
        story.remove(entry)
        if not story.entries:
            del self.stories[entry.story_id]

    def resembling(self, entry: Entry, threshold: float) -> Iterator[tuple[Entry, float]]:
        """Yield the other articles near it in time that are at least so similar, by id, and how similar they are."""
        near = self._open[entry.language].resembling(entry.features, entry.day, entry.arrival.number, threshold)
        for article_id, similarity in near:
            if article_id != entry.article_id:
                yield self[article_id], similarity

    def known(self, article_ids: Iterable[str]) -> Iterator[Entry]:
        """Yield the entries of those articles that are here."""
        return (self._entries[article_id] for article_id in article_ids if article_id in self._entries)

    def close(self, reach: Reach) -> None:
        """Forget the stories of which no article is within reach."""
        for story in list(self.stories.values()):
            members = [one for entry in story.entries.values() for one in (*entry.copies, entry)]
            if not any(reach.covers(one.arrival) for one in members):
                for one in members:
                    self.remove(one.article_id)
