"""Sources: the feeds, sitemaps and pages that are polled, how each stands, and what each has named."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from duckdb import DuckDBPyConnection

from extractors.records import Capture, RawDocument
from storage.documents import articles_of_documents
from storage.robots import RobotsFile, write_robots
from storage.rows import as_json, delete_rows, insert_records, replace_records, select_list


class SourceStatus(StrEnum):
    """How a source stands: `sources.status`."""

    ACTIVE = "active"
    PAUSED = "paused"
    BLOCKED = "blocked"  # the host wants no visit (401, 402, 403, 451, robots.txt): asked again once a day
    GONE = "gone"  # it ended (410): asked no more


class EntryStatus(StrEnum):
    """What became of what a source named."""

    TAKEN = "taken"
    FAILED = "failed"  # to be tried again
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Source:
    """One source and how it stands. `every` are the seconds between polls a person asked for, None: by its rhythm.

    `etag` and `last_modified` are the validators of the last answer whose articles are all stored.
    """

    source_id: str
    url: str
    title: str | None
    kind: str | None
    status: SourceStatus
    every: float | None
    added_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime | None = None
    last_try_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0
    http_status: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One article a source named; `entry_key` is another when what the source says of it is.

    `published_at` is when the source says it was published, kept for another try.
    """

    source_id: str
    entry_id: str
    url: str | None
    entry_key: str
    status: EntryStatus
    attempts: int
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """One reading of a source: outcome 'changed', 'unchanged', 'failed', 'blocked' or 'gone'."""

    source_id: str
    polled_at: datetime
    outcome: str
    http_status: int | None
    entries: int
    new_entries: int
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place an article was seen at: the file, page or feed, and the address given there."""

    article_id: str
    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is: a row of `source_health`."""

    url: str
    health: str
    problem: str | None


@dataclass(slots=True)
class Marks:
    """What is to be remembered once the documents that come with it are stored, and not before."""

    sources: list[Source] = field(default_factory=list)
    entries: list[SourceEntry] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    robots: list[RobotsFile] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)  # for the raw store

    def add(self, other: "Marks") -> None:
        """Take in `other`, which came later."""
        self.sources += other.sources
        self.entries += other.entries
        self.polls += other.polls
        self.robots += other.robots
        self.sightings += other.sightings
        self.captures += other.captures

    def is_empty(self) -> bool:
        """Tell whether there is nothing to remember."""
        return not (self.sources or self.entries or self.polls or self.robots or self.sightings or self.captures)


def all_sources(con: DuckDBPyConnection) -> list[Source]:
    """Return every source, in the order in which they were added."""
    query = f"SELECT {select_list(Source, 's')} FROM loom.sources AS s ORDER BY s.added_at, s.source_id"  # noqa: S608 - own names
    return [_source(row) for row in con.execute(query).fetchall()]


def due_sources(con: DuckDBPyConnection, now: datetime) -> list[Source]:
    """Return the sources to be polled at `now`, those first that wait the longest."""
    query = f"""
        SELECT {select_list(Source, "s")} FROM loom.sources AS s
        WHERE s.status IN ('active', 'blocked') AND coalesce(s.next_poll_at <= ?, TRUE)
        ORDER BY s.next_poll_at NULLS FIRST, s.added_at, s.source_id
    """  # noqa: S608 - the record's own column names
    return [_source(row) for row in con.execute(query, [now]).fetchall()]


def health_of_sources(con: DuckDBPyConnection) -> dict[str, Health]:
    """Return how each source is, by id."""
    query = "SELECT source_id, url, health, problem FROM main.source_health ORDER BY url, source_id"
    return {source_id: Health(*rest) for source_id, *rest in con.execute(query).fetchall()}


def entries_of(con: DuckDBPyConnection, source_ids: Collection[str]) -> dict[str, dict[str, SourceEntry]]:
    """Return for each of `source_ids` what it has named so far, by entry id."""
    query = f"""
        SELECT {select_list(SourceEntry, "e")} FROM loom.source_entries AS e WHERE e.source_id IN (FROM loom.ids(?))
        ORDER BY e.entry_id
    """  # noqa: S608 - the record's own column names
    found: dict[str, dict[str, SourceEntry]] = {source_id: {} for source_id in source_ids}
    for source_id, entry_id, url, key, status, *rest in con.execute(query, [as_json(list(source_ids))]).fetchall():
        found[source_id][entry_id] = SourceEntry(source_id, entry_id, url, key, EntryStatus(status), *rest)
    return found


def write_sources(con: DuckDBPyConnection, sources: Sequence[Source]) -> None:
    """Store sources, the last of each id, in place of what was stored of them."""
    last = {source.source_id: source for source in sources}
    delete_rows(con, "sources", "source_id", list(last))
    insert_records(con, "sources", list(last.values()))


def remove_sources(con: DuckDBPyConnection, source_ids: Collection[str]) -> None:
    """Forget sources and what they named; the articles stay."""
    for table in ("sources", "source_entries", "polls"):
        delete_rows(con, table, "source_id", source_ids)


def write_marks(con: DuckDBPyConnection, marks: Marks, at: datetime) -> None:
    """Store what is to be remembered, inside the caller's transaction; `at` is the clock's time of it.

    A source that was paused or removed meanwhile stays so.
    """
    stored = {source.source_id: source for source in all_sources(con)} if marks.sources else {}
    kept = [source for source in marks.sources if _is_polled(stored.get(source.source_id))]
    write_sources(con, kept)
    replace_records(con, "source_entries", ("source_id", "entry_id"), marks.entries)
    insert_records(con, "polls", marks.polls)
    write_robots(con, marks.robots)
    write_sightings(con, marks.sightings, at)


def sightings_of(con: DuckDBPyConnection, documents: Sequence[RawDocument]) -> list[Sighting]:
    """Return where stored documents were seen just now: one for each article that has their very bytes."""
    places: dict[str, list[RawDocument]] = {}
    for document in documents:
        places.setdefault(document.document_id, []).append(document)
    return [
        Sighting(article_id, document.source, document.url)
        for document_id, article_id in articles_of_documents(con, places)
        for document in places[document_id]
    ]


def write_sightings(con: DuckDBPyConnection, sightings: Iterable[Sighting], at: datetime) -> None:
    """Store those of `sightings` that are new."""
    new = list(dict.fromkeys(sightings))
    if not new:
        return
    shape = '[{"article_id": "VARCHAR", "source": "VARCHAR", "url": "VARCHAR"}]'
    rows = [{"article_id": one.article_id, "source": one.source, "url": one.url} for one in new]
    con.execute(
        """
        INSERT INTO loom.sightings
        SELECT DISTINCT n.article_id, n.source, n.url, ?::TIMESTAMPTZ
        FROM (
            SELECT coalesce(t.article_id, s.article_id) AS article_id, s.source, s.url
            FROM (SELECT unnest(from_json_strict(?, ?), recursive := true)) AS s
            LEFT JOIN loom.aliases AS t ON t.alias_id = s.article_id
        ) AS n
        ANTI JOIN loom.sightings AS s
            ON s.article_id = n.article_id AND s.source = n.source AND s.url IS NOT DISTINCT FROM n.url
        """,
        [at, as_json(rows), shape],
    )


def _is_polled(stored: Source | None) -> bool:
    return stored is not None and stored.status in {SourceStatus.ACTIVE, SourceStatus.BLOCKED}


def _source(row: tuple) -> Source:  # type: ignore[type-arg]
    source_id, url, title, kind, status, *rest = row
    return Source(source_id, url, title, kind, SourceStatus(status), *rest)
