"""Copies and stories: which articles belong together, and what a story is called."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from extractors.records import CopyMembership, StoryMembership
from storage.rows import as_json, delete_rows, insert_records


@dataclass(frozen=True, slots=True)
class StoryTitle:
    """What the choice of a headline needs of one article; `vector` is the fingerprint's (float32 little-endian)."""

    article_id: str
    title: str | None
    is_truncated: bool
    vector: bytes


@dataclass(frozen=True, slots=True)
class Headline:
    """What a story is called."""

    story_id: str
    headline: str | None


def titles_of_stories(con: DuckDBPyConnection, story_ids: Collection[str]) -> dict[str, list[StoryTitle]]:
    """Return for each of `story_ids` its articles' titles and vectors in order of arrival (none: an empty list)."""
    titles: dict[str, list[StoryTitle]] = {story_id: [] for story_id in story_ids}
    rows = con.execute(
        """
        SELECT s.story_id, a.article_id, a.title, a.is_truncated, f.vector
        FROM loom.story_members AS s
        JOIN loom.articles AS a ON a.article_id = s.article_id
        JOIN loom.fingerprints AS f ON f.article_id = s.article_id
        WHERE s.story_id IN (FROM loom.ids(?))
        ORDER BY a.seq
        """,
        [as_json(list(story_ids))],
    ).fetchall()
    for story_id, *values in rows:
        titles[story_id].append(StoryTitle(*values))
    return titles


def write_copies(con: DuckDBPyConnection, memberships: Sequence[CopyMembership]) -> None:
    """Put articles into their sets of copies, each out of the one it was in; the last of each article counts."""
    last = {membership.article_id: membership for membership in memberships}
    delete_rows(con, "copies", "article_id", last)
    insert_records(con, "copies", list(last.values()))


def write_story_members(con: DuckDBPyConnection, memberships: Sequence[StoryMembership]) -> None:
    """Put articles into their stories, each out of the one it was in; the last of each article counts."""
    last = {membership.article_id: membership for membership in memberships}
    delete_rows(con, "story_members", "article_id", last)
    insert_records(con, "story_members", list(last.values()))


def write_headlines(con: DuckDBPyConnection, headlines: Mapping[str, str | None]) -> None:
    """Name stories; a story that has no article left is forgotten."""
    delete_rows(con, "stories", "story_id", headlines)
    insert_records(con, "stories", [Headline(story_id, headline) for story_id, headline in headlines.items()])
    con.execute("DELETE FROM loom.stories WHERE story_id NOT IN (SELECT story_id FROM loom.story_members)")
