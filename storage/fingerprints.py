"""Fingerprints: what a run needs of stored articles to decide about the next one."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date
from sys import intern
from typing import Any

from duckdb import DuckDBPyConnection

from extractors.decisions import Arrival
from extractors.records import Fingerprint
from storage.copies import copied_originals, originals_of
from storage.rows import as_json, delete_rows, field_names, insert_records, select_rows

FETCH = 2000
# Read as JSON: turning a row's lists into Python's one value at a time takes twice as long.
LISTS = ("terms", "term_counts", "names", "numbers")
NAMES = field_names(Fingerprint)
POSITIONS = [NAMES.index(name) for name in LISTS]
COLUMNS = ", ".join(f"to_json(r.{name})" if name in LISTS else f"r.{name}" for name in NAMES)


def load_fingerprints(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, Fingerprint]:
    """Return the fingerprints of those of `article_ids` that are stored."""
    rows = select_rows(con, "fingerprints", COLUMNS, article_ids)
    return {made.article_id: made for made in map(_read, rows)}


def load_samples(con: DuckDBPyConnection) -> Iterator[tuple[Fingerprint, str]]:
    """Yield the fingerprint of every article, without terms, names, numbers and vector, and what it is a copy of.

    That is itself where it is a copy of none. Other queries may run on `con` meanwhile.
    """
    original_of = copied_originals(con)
    cursor = con.cursor()
    cursor.execute(
        """
        SELECT article_id, language, published_on, text_hash, signature, version, timezone('UTC', published_at)
        FROM loom.fingerprints
        """
    )
    while rows := cursor.fetchmany(FETCH):
        for article_id, language, day, text_hash, signature, version, at in rows:
            time = at and at.replace(tzinfo=UTC)  # a time without its zone is read in a fraction of the time
            sample = Fingerprint(article_id, language, day, text_hash, signature, (), (), (), (), b"", version, time)
            yield sample, original_of.get(article_id, article_id)


def load_arrivals(con: DuckDBPyConnection, story_ids: Collection[str]) -> list[tuple[Arrival, str]]:
    """Return the articles of stories as they came, each with its story; what is copied before its copies."""
    # Two plain questions: joined into one, they would hash a long history's tables whole.
    query = """
        SELECT a.article_id, s.story_id, a.seq, a.first_seen_at::DATE
        FROM loom.story_members AS s JOIN loom.articles AS a ON a.article_id = s.article_id
        WHERE s.story_id IN (FROM loom.ids(?)) ORDER BY a.seq
    """
    rows = con.execute(query, [as_json(list(story_ids))]).fetchall()
    story_of = {article_id: story_id for article_id, story_id, *_ in rows}
    original_of, made = originals_of(con, story_of), load_fingerprints(con, story_of)
    arrivals = []
    for article_id, story_id, number, arrived_on in rows:
        original = original_of[article_id]
        is_copy = original != article_id and story_of.get(original) == story_id
        arrivals.append((Arrival(made[article_id], arrived_on, number, original if is_copy else None), story_id))
    return sorted(arrivals, key=lambda pair: pair[0].copy_of is not None)


def replay_arrivals(con: DuckDBPyConnection) -> Iterator[tuple[Arrival, str]]:
    """Yield every article as it came, with its story, in order of publication (of arrival where that is unknown).

    Other queries may run on `con` meanwhile.
    """
    cursor = con.cursor()
    cursor.execute(
        f"""
        SELECT {COLUMNS}, a.first_seen_at::DATE, a.seq, nullif(o.article_id, a.article_id), s.story_id
        FROM loom.story_members AS s
        JOIN loom.articles AS a ON a.article_id = s.article_id
        JOIN loom.fingerprints AS r ON r.article_id = s.article_id
        LEFT JOIN loom.copies AS c ON c.article_id = a.article_id
        LEFT JOIN loom.story_members AS o ON o.article_id = c.copy_set_id AND o.story_id = s.story_id
        ORDER BY coalesce(a.published_at, a.first_seen_at), a.seq
        """  # noqa: S608 - the record's own column names
    )
    while rows := cursor.fetchmany(FETCH):
        for *values, arrived_on, number, original, story_id in rows:
            yield Arrival(_read(values), arrived_on, number, original), story_id


def stories_of_days(con: DuckDBPyConnection, days: Collection[date]) -> list[str]:
    """Return the stories of articles published on one of `days`."""
    query = """
        SELECT DISTINCT s.story_id FROM loom.articles AS a JOIN loom.story_members AS s ON s.article_id = a.article_id
        WHERE a.published_on IN (SELECT id::DATE FROM loom.ids(?))
    """
    return [story_id for (story_id,) in con.execute(query, [as_json(sorted(days))]).fetchall()]


def articles_arrived(
    con: DuckDBPyConnection, days: Collection[date], numbers: Iterable[range], *, dated: bool
) -> list[str]:
    """Return the articles that arrived on one of `days` under one of `numbers`, those dated or the others."""
    query = """
        SELECT article_id FROM loom.articles
        WHERE seq BETWEEN ? AND ? AND (published_on IS NOT NULL) = ?
            AND first_seen_at::DATE IN (SELECT id::DATE FROM loom.ids(?))
    """
    arrived = as_json(sorted(days))
    rows = (con.execute(query, [one.start, one.stop - 1, dated, arrived]).fetchall() for one in numbers)
    return [article_id for found in rows for (article_id,) in found]


def outdated_fingerprints(con: DuckDBPyConnection, version: str) -> list[str]:
    """Return the articles whose fingerprint is of another version, in order of arrival."""
    query = """
        SELECT a.article_id FROM loom.articles AS a JOIN loom.fingerprints AS f ON f.article_id = a.article_id
        WHERE f.version <> ? ORDER BY a.seq
    """
    return [article_id for (article_id,) in con.execute(query, [version]).fetchall()]


def replace_fingerprints(con: DuckDBPyConnection, fingerprints: Sequence[Fingerprint]) -> None:
    """Put fingerprints in the place of those of the same articles."""
    delete_rows(con, "fingerprints", "article_id", [made.article_id for made in fingerprints])
    insert_records(con, "fingerprints", fingerprints)


def _read(row: Sequence[Any]) -> Fingerprint:
    values = list(row)
    for position in POSITIONS:
        values[position] = tuple(map(_share, json.loads(values[position])))
    return Fingerprint(*values)


def _share(value: str | int) -> str | int:
    """Return a value, one string for all that are equal: open articles hold the same terms and names many times."""
    return intern(value) if isinstance(value, str) else value
