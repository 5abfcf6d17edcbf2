"""Stories: which articles belong together and why, what happened to stories, and what each is called."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from duckdb import DuckDBPyConnection

from extractors.decisions import Decision, StoryEvent, StoryMember
from storage.rows import as_json, delete_rows, insert_records, select_rows


@dataclass(slots=True)
class StoryChanges:
    """What decisions have changed, one after another: the last place of each article decides, merged ids go on."""

    members: dict[str, StoryMember] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    events: list[StoryEvent] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        """Take in the next decision."""
        if decision.merged:
            self.merged = {old: decision.merged.get(new, new) for old, new in self.merged.items()} | decision.merged
            for article_id, member in self.members.items():
                if member.story_id in decision.merged:
                    self.members[article_id] = replace(member, story_id=decision.merged[member.story_id])
        self.members |= {member.article_id: member for member in decision.members}
        self.events += decision.events

    def touched(self) -> Iterator[str]:
        """Yield the stories that gained, lost or kept an article concerned, some more than once."""
        for event in self.events:
            yield event.story_id
            if event.other_story_id:
                yield event.other_story_id
        for member in self.members.values():
            yield member.story_id


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


def given_story_ids(con: DuckDBPyConnection) -> set[str]:
    """Return every story id that was ever given, also those that went on in another story."""
    query = "SELECT story_id FROM loom.story_members UNION SELECT story_id FROM loom.story_redirects"
    return {story_id for (story_id,) in con.execute(query).fetchall()}


def resolve_story(con: DuckDBPyConnection, story_id: str) -> str | None:
    """Return the id by which a story goes now, itself or the one it was merged into; None where there is none."""
    query = """
        SELECT story_id FROM loom.story_members WHERE story_id = $id
        UNION SELECT merged_into FROM loom.story_redirects WHERE story_id = $id
    """
    row = con.execute(query, {"id": story_id}).fetchone()
    return row[0] if row else None


def stories_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, str]:
    """Return the stories of those of `article_ids` that are stored."""
    query = "SELECT article_id, story_id FROM loom.story_members WHERE article_id IN (FROM loom.ids(?))"
    return dict(con.execute(query, [as_json(list(article_ids))]).fetchall())


def members_of(con: DuckDBPyConnection, story_id: str) -> list[str]:
    """Return the articles of a story in order of arrival."""
    query = """
        SELECT s.article_id FROM loom.story_members AS s JOIN loom.articles AS a ON a.article_id = s.article_id
        WHERE s.story_id = ? ORDER BY a.seq
    """
    return [article_id for (article_id,) in con.execute(query, [story_id]).fetchall()]


def all_members(con: DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the articles of every story in order of arrival, the story whose first article came first first."""
    query = """
        SELECT s.story_id, s.article_id
        FROM loom.story_members AS s JOIN loom.articles AS a ON a.article_id = s.article_id ORDER BY a.seq
    """
    stories: dict[str, list[str]] = {}
    for story_id, article_id in con.execute(query).fetchall():
        stories.setdefault(story_id, []).append(article_id)
    return stories


def titles_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, StoryTitle]:
    """Return the titles and vectors of those of `article_ids` that are stored."""
    vectors = dict(select_rows(con, "fingerprints", "r.article_id, r.vector", article_ids))
    rows = select_rows(con, "articles", "r.article_id, r.title, r.is_truncated", article_ids)
    return {key: StoryTitle(key, title, is_truncated, vectors[key]) for key, title, is_truncated in rows}


def write_story_changes(con: DuckDBPyConnection, changes: StoryChanges, at: datetime) -> None:
    """Let merged stories go on in others, put articles into their stories, and record what happened, at that time."""
    if changes.merged:
        _redirect(con, changes.merged)
    delete_rows(con, "story_members", "article_id", changes.members)
    insert_records(con, "story_members", list(changes.members.values()))
    count = len(changes.events)
    row = con.execute("SELECT coalesce(max(number), 0) FROM loom.story_events").fetchone()
    first = int(row[0]) + 1 if row else 1
    insert_records(con, "story_events", changes.events, number=range(first, first + count), decided_at=[at] * count)


def _redirect(con: DuckDBPyConnection, merged: Mapping[str, str]) -> None:
    redirects = [{"story_id": old, "merged_into": new} for old, new in merged.items()]
    shape = '[{"story_id": "VARCHAR", "merged_into": "VARCHAR"}]'
    source = f"(SELECT unnest(from_json_strict(?, '{shape}'), recursive := true)) AS r"
    for statement in (
        f"UPDATE loom.story_members AS s SET story_id = r.merged_into FROM {source} WHERE s.story_id = r.story_id",  # noqa: S608 - own text
        f"UPDATE loom.story_redirects AS s SET merged_into = r.merged_into FROM {source} WHERE s.merged_into = r.story_id",  # noqa: E501, S608 - own text
        f"INSERT INTO loom.story_redirects SELECT r.story_id, r.merged_into FROM {source}",  # noqa: S608 - own text
    ):
        con.execute(statement, [as_json(redirects)])


def write_window(con: DuckDBPyConnection, days: int) -> None:
    """Record for how many days around its articles a story is open: `stories.closed_at` follows."""
    con.execute("UPDATE loom.story_window SET days = ?", [days])


def write_headlines(con: DuckDBPyConnection, headlines: Mapping[str, str | None]) -> None:
    """Name stories; a story that has no article left is forgotten."""
    delete_rows(con, "stories", "story_id", headlines)
    insert_records(con, "stories", [Headline(story_id, headline) for story_id, headline in headlines.items()])
    lasting = "SELECT story_id FROM loom.story_members WHERE story_id IN (FROM loom.ids($ids))"
    con.execute(
        f"DELETE FROM loom.stories WHERE story_id IN (FROM loom.ids($ids)) AND story_id NOT IN ({lasting})",  # noqa: S608 - own text
        {"ids": as_json(list(headlines))},
    )
