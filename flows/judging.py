"""Judging: a person says which articles are one story; what is ingested or replayed later obeys."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from extractors.decisions import Decision, EventKind, EventReason, StoryEvent
from extractors.errors import UsageError
from extractors.rulings import Judgement, pin, rule_apart, rule_together
from extractors.tracking import StoryTracker
from flows.accounting import account_for
from flows.locks import run_lock
from flows.settings import Settings
from storage.copies import originals_of
from storage.database import open_database
from storage.fingerprints import load_arrivals
from storage.rulings import load_rulings, write_rulings
from storage.stories import (
    StoryChanges,
    given_story_ids,
    members_of,
    resolve_story,
    stories_of,
    write_story_changes,
)
from storage.transactions import transaction


def merge_stories(settings: Settings, one: str, other: str) -> StoryChanges:
    """Say that two stories are one, and return what changed; the older id stays.

    Raises:
        UsageError: one of them is not here, or they are one.
        DatabaseBusy: another run, or another program, holds the database.
    """
    with _opened(settings) as con:
        stories = [find_story(con, one), find_story(con, other)]
        if stories[0] == stories[1]:
            raise UsageError(f"{one} and {other} are one story already: {stories[0]}")
        members = [members_of(con, story_id) for story_id in stories]
        return _rule(con, settings, rule_together(load_rulings(con), *members), stories)


def split_story(settings: Settings, story_id: str, article_ids: Sequence[str]) -> StoryChanges:
    """Say that some articles of a story are another one, and return what changed; the larger part keeps the id.

    Raises:
        UsageError: the story is not here, or these are not some of its articles.
        DatabaseBusy: another run, or another program, holds the database.
    """
    with _opened(settings) as con:
        story_id = find_story(con, story_id)
        members = members_of(con, story_id)
        part = [key for key in members if key in article_ids]
        rest = [key for key in members if key not in article_ids]
        strangers = [key for key in article_ids if key not in members]
        if strangers:
            raise UsageError(
                f"not in the story {story_id}: {', '.join(strangers)}. See: newsloom story show {story_id}"
            )
        if not part or not rest:
            raise UsageError("name some of the story's articles, and not all of them")
        originals = originals_of(con, members)
        if torn := [key for key in rest if originals[key] in {originals[other] for other in part}]:
            raise UsageError(f"a copy goes with what it copies: name {', '.join(torn)} as well, or neither")
        return _rule(con, settings, rule_apart(load_rulings(con), part, rest), [story_id])


def pin_article(settings: Settings, article_id: str, story_id: str) -> StoryChanges:
    """Say that an article is of a story and of no other, and return what changed.

    Raises:
        UsageError: the article or the story is not here.
        DatabaseBusy: another run, or another program, holds the database.
    """
    with _opened(settings) as con:
        story_id = find_story(con, story_id)
        former = stories_of(con, [article_id]).get(article_id)
        if former is None:
            raise UsageError(f"there is no article {article_id}. Ask `newsloom sql` for articles.article_id")
        story, rest = members_of(con, story_id), [] if former == story_id else members_of(con, former)
        originals = originals_of(con, [*story, *rest])
        copies = [key for key in originals if key != article_id and originals[key] == originals[article_id]]
        pinned = [article_id, *copies]
        story, rest = ([key for key in of if key not in pinned] for of in (story, rest))
        return _rule(con, settings, pin(load_rulings(con), pinned, story, rest), [former, story_id], pinned)


def find_story(con: DuckDBPyConnection, story_id: str) -> str:
    """Return the id a story goes by now, which is another one if it was merged.

    Raises:
        UsageError: no story has or had that id.
    """
    if (found := resolve_story(con, story_id)) is None:
        raise UsageError(f"there is no story {story_id}. Ask `newsloom sql` for stories.story_id")
    return found


@contextmanager
def _opened(settings: Settings) -> Iterator[DuckDBPyConnection]:
    with open_database(settings.db, read_only=True, wait=settings.wait):
        """There is one: taking the lock of a database that is not there would leave a file."""
    with run_lock(settings.db, settings.wait), open_database(settings.db, wait=settings.wait) as con:
        yield con


def _rule(
    con: DuckDBPyConnection,
    settings: Settings,
    judgement: Judgement,
    story_ids: Sequence[str],
    pinned: Sequence[str] = (),
) -> StoryChanges:
    """Decide again about stories, in memory, and store the rulings with what follows from them."""
    tracker = StoryTracker(settings.story_days, judgement.kept, given_story_ids(con).__contains__)
    for arrival, story_id in load_arrivals(con, story_ids):
        tracker.restore(arrival, story_id)
    changes = StoryChanges()
    changes.add(tracker.rule(judgement.added, moved=pinned))
    for article_id in pinned[:1]:
        event = StoryEvent(EventKind.PIN, tracker.story_of(article_id), None, article_id, EventReason.RULING)
        changes.add(Decision(events=(event,)))
    with transaction(con):
        write_rulings(con, [*judgement.kept, *judgement.added])
        write_story_changes(con, changes, datetime.now(UTC))
        account_for(con, list(dict.fromkeys(changes.touched())))
    return changes
