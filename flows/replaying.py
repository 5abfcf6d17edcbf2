"""Replaying: copies and stories of the whole history decided anew, in order of publication; it needs no Prefect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from duckdb import DuckDBPyConnection

from extractors.copysets import CopySets
from extractors.decisions import EventKind, EventReason, StoryEvent, StoryMember
from extractors.followers import take_with_followers
from extractors.records import CopyMembership
from extractors.succession import Succession, settle
from extractors.tracking import StoryTracker
from flows.accounting import account_for
from flows.redoing import redo
from flows.refreshing import refresh_fingerprints
from flows.settings import Settings
from flows.summary import Replayed
from storage.articles import texts_of
from storage.copies import write_copies
from storage.database import open_database
from storage.fingerprints import replay_arrivals
from storage.rulings import load_rulings
from storage.stories import StoryChanges, all_members, given_story_ids, write_story_changes, write_window
from storage.transactions import transaction


def replay_stories(settings: Settings) -> Replayed:
    """Decide again about all that is stored, as if it had come in order of publication, and say what changed.

    A story keeps its id where most of it goes; rulings hold. It is one transaction: killed half-way, nothing changed.
    Fingerprints of another version are made anew first. All articles' fingerprints are in memory meanwhile, some
    30 kB each.

    Raises:
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: there is no database, or its file cannot be used.
    """
    with redo("stories", settings) as rerun, open_database(settings.db, wait=settings.wait) as con:
        refresh_fingerprints(con)
        replay = _Replay(con, settings.story_days)
        changes = replay.settle()
        with transaction(con):
            write_window(con, settings.story_days)
            write_copies(con, replay.copies())
            write_story_changes(con, changes, rerun.now)
            account_for(con, replay.changed_stories(changes))
    kinds = [event.kind for event in changes.events]
    return Replayed(
        db=settings.db,
        articles=len(changes.members),
        moved=kinds.count(EventKind.MOVE),
        merged=kinds.count(EventKind.MERGE),
        split=kinds.count(EventKind.SPLIT),
        elapsed=rerun.elapsed,
    )


class _Replay:
    """All articles taken again; the ids its stories have here are only to be settled with those that are stored."""

    def __init__(self, con: DuckDBPyConnection, window_days: int) -> None:
        self._former = all_members(con)
        self._given = given_story_ids(con)
        self._changes, self._copies = StoryChanges(), CopySets()
        self._number_of: dict[str, int] = {}
        tracker = StoryTracker(window_days, load_rulings(con))
        for arrival, _ in replay_arrivals(con):
            article_id = arrival.fingerprint.article_id
            self._number_of[article_id] = arrival.number
            copies = self._copies.take(arrival.fingerprint, _text_of(con, article_id), lambda key: _text_of(con, key))
            for decision in take_with_followers(tracker, arrival, copies):
                self._changes.add(decision)

    def copies(self) -> list[CopyMembership]:
        """Return what every article is a copy of."""
        return [CopyMembership(key, self._copies.original_of(key)) for key in self._number_of]

    def settle(self) -> StoryChanges:
        """Return what changes of the stories that are stored, every article's place among it."""
        clusters: dict[str, list[str]] = {}
        for article_id in sorted(self._changes.members, key=self._number_of.__getitem__):
            clusters.setdefault(self._changes.members[article_id].story_id, []).append(article_id)
        succession = settle(self._former, list(clusters.values()), self._given.__contains__)
        name_of = dict(zip(clusters, succession.story_ids, strict=True))
        members = {
            key: replace(member, story_id=name_of[member.story_id]) for key, member in self._changes.members.items()
        }
        return StoryChanges(members, dict(succession.merged), list(_tell(self._former, members, succession)))

    def changed_stories(self, changes: StoryChanges) -> list[str]:
        """Return the stories that have other articles than before, or another id."""
        present: dict[str, set[str]] = {}
        for member in changes.members.values():
            present.setdefault(member.story_id, set()).add(member.article_id)
        every = [*present, *(story_id for story_id in self._former if story_id not in present)]
        return [story_id for story_id in every if present.get(story_id) != set(self._former.get(story_id, ()))]


def _text_of(con: DuckDBPyConnection, article_id: str) -> str:
    return texts_of(con, [article_id])[article_id]


def _tell(
    former: Mapping[str, Sequence[str]], members: Mapping[str, StoryMember], succession: Succession
) -> Iterator[StoryEvent]:
    """Yield what became of stories, and of the articles that went neither with theirs nor with a part of it."""
    for old, new in succession.merged.items():
        yield StoryEvent(EventKind.MERGE, new, old, None, EventReason.REPLAY)
    for new, old in succession.split.items():
        yield StoryEvent(EventKind.SPLIT, new, old, None, EventReason.REPLAY)
    for old, article_ids in former.items():
        for article_id in article_ids:
            new = members[article_id].story_id
            if new != succession.merged.get(old, old) and succession.split.get(new) != old:
                yield StoryEvent(EventKind.MOVE, new, old, article_id, EventReason.REPLAY)
