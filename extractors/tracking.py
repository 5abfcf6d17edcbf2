"""Tracking: stories kept up with as articles arrive; each arrival clusters afresh the stories it resembles.

an article arrives ─▶ open articles like it ─▶ their stories, as nodes ─▶ clusters ─▶ who keeps which id ─▶ Decision
                      openarticles             neighbourhood              agglomeration  succession
"""

import heapq
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.decisions import (
    WINDOW_DAYS,
    Arrival,
    Decision,
    EventKind,
    EventReason,
    Ruling,
    StoryEvent,
    StoryMember,
)
from extractors.grounds import find_grounds
from extractors.neighbourhood import Cluster, Node, cluster_nodes, find_nodes
from extractors.reach import Reach
from extractors.rulings import Rulings
from extractors.storybook import NEWEST, Entry, StoryBook
from extractors.succession import Succession, settle

# Articles tell one event where those of two clusters resemble each other this much on average.
THRESHOLD = 0.32
# What an article shares with its story is read off so many others at the most.
MOST_WITNESSES = 16


class StoryTracker:
    """The open articles and their stories, in memory; nothing but what was taken, restored or ruled decides.

    A new article is compared exactly with the articles of its language that lie within the window: both published
    within so many days of each other or, where one has no date, arrived so and no more than `reach.MOST_ARRIVALS`
    articles apart. The stories of those that resemble it are clustered afresh with it. So what is together is nearly
    a function of the set of articles and hardly of their order, and what an article brings to light (that two stories
    are one, that a report belongs elsewhere) happens, and is told, when it comes. The cost of a decision is that of
    `OpenArticles.resembling` and of an agglomeration of some dozen nodes (`neighbourhood.MOST_NODES`), whatever the
    history.

    A copy goes wherever the article goes that it copies, and is no further witness to what they tell; but one of other
    days brings near what is told in those, as if it had come first.
    """

    def __init__(
        self,
        window_days: int = WINDOW_DAYS,
        rulings: Iterable[Ruling] = (),
        is_taken: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Begin with nothing; `is_taken` tells of a story id that is not here whether it was ever given."""
        self._window_days, self._rulings, self._is_taken = window_days, Rulings(rulings), is_taken
        self._book = StoryBook(window_days)
        self._given: set[str] = set()
        self._former: dict[str, _Origin] = {}  # of articles that were removed

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._book

    def restore(self, arrival: Arrival, story_id: str) -> None:
        """Remember a stored article and its story; a copy after the article it copies."""
        entry = self._book.enter(arrival)
        if entry.leader is None:
            self._book.place(entry, story_id)

    def remove(self, article_id: str) -> None:
        """Forget an article that is here until it is taken again; the first of its copies takes its place."""
        story_id = self.story_of(article_id)
        self._former[article_id] = _Origin(story_id, self._book.stories[story_id].age)
        self._given.add(story_id)
        self._book.remove(article_id)

    def close(self, reach: Reach) -> None:
        """Forget the stories that have no article within `reach`: whoever takes one near them restores them first."""
        self._book.close(reach)

    def holds(self, story_id: str) -> bool:
        """Return whether a story is here."""
        return story_id in self._book.stories

    def story_of(self, article_id: str) -> str:
        """Return the story of an article that is here."""
        return self._book[article_id].root.story_id

    def partners_of(self, article_id: str) -> Iterator[str]:
        """Yield the articles ruled to be of one story with an article: where that is to be taken, they must be here."""
        return self._rulings.partners_of(article_id)

    def arrival_of(self, article_id: str) -> Arrival:
        """Return how an article came that is here."""
        return self._book[article_id].arrival

    def take(self, arrival: Arrival) -> Decision:
        """Find the story of an article that is not here, and change what has to change with it.

        One that was removed and comes again brings the story along that it left without any article: this goes on
        with it, by its id, or is merged into the story that it comes to.

        Raises:
            KeyError: the article it copies is not here.
        """
        span = None if arrival.copy_of is None else replace(self._book[arrival.copy_of].root.span)
        entry = self._book.enter(arrival)
        origin = self._former.pop(entry.article_id, None)
        newcomer = _Newcomer(entry, origin, origin is not None and origin.story_id not in self._book.stories)
        if entry.leader is None:
            return self._decide(self._rank_near(entry), newcomer)
        followed = self._follow(newcomer, entry.leader)
        if entry.leader.span == span:
            return followed
        near = [story_id for story_id in self._rank_near(entry) if story_id != entry.leader.story_id]
        return followed.then(self._decide([entry.leader.story_id, *near], newcomer)) if near else followed

    def _rank_near(self, entry: Entry) -> list[str]:
        """Return the stories that an article resembles or is ruled to belong to, the likeliest first."""
        weights: dict[str, float] = {}
        for other, similarity in self._book.resembling(entry, THRESHOLD):
            story_id = other.root.story_id
            weights[story_id] = weights.get(story_id, 0) + similarity / len(self._book.stories[story_id].entries)
        partners = self._book.known(self._rulings.partners_of(entry.article_id))
        weights |= dict.fromkeys((partner.root.story_id for partner in partners), float("inf"))
        return sorted(weights, key=lambda story_id: (-weights[story_id], story_id))

    def rule(self, rulings: Sequence[Ruling], moved: Collection[str] = ()) -> Decision:
        """Take a person's word and decide again about the stories of the articles concerned.

        The articles said to have `moved` have no voice in where their story goes on, unless nobody else is in it.
        """
        touched: dict[str, None] = {}
        for ruling in rulings:
            self._rulings.add(ruling)
            for entry in self._book.known((ruling.article_a, ruling.article_b)):
                touched[entry.root.story_id] = None
        return self._decide(sorted(touched), None, moved)

    def _decide(
        self, ranked: Sequence[str], newcomer: "_Newcomer | None" = None, moved: Collection[str] = ()
    ) -> Decision:
        stories = [self._book.stories[story_id] for story_id in ranked]
        own = newcomer.entry if newcomer and newcomer.entry.leader is None else None
        nodes = find_nodes(own, stories, self._rulings)
        former = self._find_former(nodes, newcomer, moved)
        clusters = cluster_nodes(nodes, self._rulings, THRESHOLD, self._window_days)
        succession = settle(former, [_name_members(cluster) for cluster in clusters], self._is_given)
        self._given.update(succession.story_ids, succession.merged)
        return self._carry_out(clusters, succession, newcomer)

    def _is_given(self, story_id: str) -> bool:
        return story_id in self._given or story_id in self._book.stories or self._is_taken(story_id)

    def _find_former(
        self, nodes: Iterable[Node], newcomer: "_Newcomer | None", moved: Collection[str]
    ) -> dict[str, list[str]]:
        """Return which of the articles that stand for nodes are in which story, from the oldest story on."""
        former: dict[str, list[str]] = {}
        for entry in itertools.chain.from_iterable(map(_representatives, nodes)):
            if entry.story_id:
                former.setdefault(entry.story_id, []).append(entry.article_id)
        ages = {story_id: self._book.stories[story_id].age for story_id in former}
        if newcomer and newcomer.origin:
            origin = newcomer.origin
            if newcomer.was_alone and newcomer.entry.leader is None:
                former[origin.story_id] = [newcomer.entry.article_id]
            ages[origin.story_id] = min(ages.get(origin.story_id, NEWEST), origin.age)
        voices = {story_id: [key for key in keys if key not in moved] or keys for story_id, keys in former.items()}
        return dict(sorted(voices.items(), key=lambda pair: ages[pair[0]]))

    def _carry_out(self, clusters: Sequence[Cluster], succession: Succession, newcomer: "_Newcomer | None") -> Decision:
        cause = None if newcomer is None else newcomer.entry.article_id
        reason = EventReason.RULING if newcomer is None else EventReason.RESEMBLES
        events = [StoryEvent(EventKind.MERGE, new, old, cause, reason) for old, new in succession.merged.items()]
        events += [StoryEvent(EventKind.SPLIT, new, old, cause, reason) for new, old in succession.split.items()]
        before = {entry: entry.story_id for cluster in clusters for node in cluster.nodes for entry in node.entries}
        self._merge(succession.merged)
        members: list[StoryMember] = []
        for cluster, story_id in zip(clusters, succession.story_ids, strict=True):
            arrived = [
                (entry, similarity)
                for node, similarity in zip(cluster.nodes, cluster.similarities, strict=True)
                for entry in node.entries
                if entry.story_id != story_id
            ]
            for entry, similarity in arrived:
                self._book.place(entry, story_id)
                members += _describe(entry, similarity, cluster)
                if newcomer and entry is newcomer.entry:
                    events += newcomer.tell(story_id, self._find_ground(entry, cluster), succession.merged)
                elif before[entry] != succession.split.get(story_id):
                    events += _move(entry, before[entry], reason)
        return Decision(tuple(members), tuple(events), succession.merged)

    def _follow(self, newcomer: "_Newcomer", leader: Entry) -> Decision:
        """Let a copy go where the article goes that it copies, and what is ruled to be one with it after them."""
        merged = self._join(newcomer, leader.story_id)
        cause = newcomer.entry.article_id
        events = [StoryEvent(EventKind.MERGE, new, old, cause, EventReason.COPY) for old, new in merged.items()]
        self._merge(merged)
        events += newcomer.tell(leader.story_id, EventReason.COPY, merged)
        followed = Decision((_describe_copy(newcomer.entry),), tuple(events), merged)
        partners = self._book.known(self._rulings.partners_of(cause))
        concerned = {leader.story_id, *(partner.root.story_id for partner in partners)}
        return followed if len(concerned) == 1 else followed.then(self._decide(sorted(concerned)))

    def _join(self, newcomer: "_Newcomer", story_id: str) -> dict[str, str]:
        """Return which id goes on as which where the story that a copy was alone in becomes that of its original."""
        origin = newcomer.origin
        if origin is None or not newcomer.was_alone:
            return {}
        is_older = origin.age < self._book.stories[story_id].age
        return {story_id: origin.story_id} if is_older else {origin.story_id: story_id}

    def _merge(self, merged: Mapping[str, str]) -> None:
        for old, new in merged.items():
            self._given.add(old)
            if old in self._book.stories:
                self._book.merge(old, new)
        for key, origin in self._former.items():
            self._former[key] = replace(origin, story_id=merged.get(origin.story_id, origin.story_id))

    def _find_ground(self, newcomer: Entry, cluster: Cluster) -> EventReason:
        if any(self._book.known(self._rulings.partners_of(newcomer.article_id))):
            return EventReason.RULING
        return EventReason.RESEMBLES if len(cluster.nodes) > 1 else EventReason.BEGAN


@dataclass(frozen=True, slots=True)
class _Origin:
    """The story an article was in before it was removed, and how old that was then."""

    story_id: str
    age: int


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """An article that comes, where it was before, and whether no other article is there now."""

    entry: Entry
    origin: _Origin | None
    was_alone: bool

    def tell(self, story_id: str, ground: EventReason, merged: Mapping[str, str]) -> Iterator[StoryEvent]:
        """Yield what is to be told of its coming to a story: nothing, if it only came back."""
        if self.origin is None:
            yield StoryEvent(EventKind.ASSIGNMENT, story_id, None, self.entry.article_id, ground)
        elif merged.get(self.origin.story_id, self.origin.story_id) != story_id:
            yield StoryEvent(EventKind.MOVE, story_id, self.origin.story_id, self.entry.article_id, ground)


def _move(entry: Entry, before: str, reason: EventReason) -> Iterator[StoryEvent]:
    """Yield that an article went from one story to that where it is, and its copies with it, in order of arrival."""
    for one in (entry, *sorted(entry.copies, key=lambda copy: copy.arrival.number)):
        yield StoryEvent(EventKind.MOVE, entry.story_id, before, one.article_id, reason)


def _representatives(node: Node) -> Sequence[Entry]:
    """Return the articles by which it is decided as what a node goes on: the first of a story that stays whole."""
    return node.entries if node.story is None else [min(node.entries, key=lambda entry: entry.arrival.number)]


def _name_members(cluster: Cluster) -> list[str]:
    entries = [entry for node in cluster.nodes for entry in _representatives(node)]
    return [entry.article_id for entry in sorted(entries, key=lambda entry: entry.arrival.number)]


def _describe(entry: Entry, similarity: float, cluster: Cluster) -> Iterator[StoryMember]:
    """Yield the places an article and its copies have in the story of their cluster, and why."""
    others = [
        other
        for node in cluster.nodes
        for other in heapq.nsmallest(MOST_WITNESSES, node.entries, key=lambda other: other.arrival.number)
        if other is not entry
    ]
    yield _place(entry, entry.story_id, similarity, others[:MOST_WITNESSES])
    yield from map(_describe_copy, entry.copies)


def _describe_copy(copy: Entry) -> StoryMember:
    return _place(copy, copy.root.story_id, 1.0, [copy.root])


def _place(entry: Entry, story_id: str, similarity: float, others: Sequence[Entry]) -> StoryMember:
    pairs = [(other.arrival.fingerprint, other.features) for other in others]
    grounds = find_grounds(entry.arrival.fingerprint, entry.features, pairs)
    return StoryMember(entry.article_id, story_id, similarity, grounds.terms, grounds.names, grounds.numbers)
