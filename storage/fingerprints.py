"""Fingerprints: what a run needs of every stored article to decide about the next one."""

import json
from collections.abc import Collection, Iterator

from duckdb import DuckDBPyConnection

from extractors.records import Fingerprint
from storage.rows import as_json, field_names

FETCH = 2000
# Read as JSON: turning a row's lists into Python's one value at a time takes twice as long.
LISTS = ("terms", "term_counts", "names", "numbers")


def load_fingerprints(
    con: DuckDBPyConnection, article_ids: Collection[str] | None = None
) -> Iterator[tuple[Fingerprint, str | None, str]]:
    """Yield (fingerprint, copy_set_id, story_id) of every committed article (or of `article_ids`) in order of arrival.

    `copy_set_id` is None for an article that was put in no set. Other queries may run on `con` meanwhile.
    """
    names = field_names(Fingerprint)
    columns = ", ".join(f"to_json(f.{name})" if name in LISTS else f"f.{name}" for name in names)
    lists = [names.index(name) for name in LISTS]
    cursor = con.cursor()
    cursor.execute(
        f"""
        SELECT {columns}, c.copy_set_id, s.story_id
        FROM loom.articles AS a
        JOIN loom.fingerprints AS f ON f.article_id = a.article_id
        JOIN loom.story_members AS s ON s.article_id = a.article_id
        LEFT JOIN loom.copies AS c ON c.article_id = a.article_id
        {"" if article_ids is None else "WHERE a.article_id IN (FROM loom.ids(?))"}
        ORDER BY a.seq
        """,  # noqa: S608 - the record's own column names
        [] if article_ids is None else [as_json(list(article_ids))],
    )
    while rows := cursor.fetchmany(FETCH):
        for *values, copy_set_id, story_id in rows:
            for position in lists:
                values[position] = tuple(json.loads(values[position]))
            yield Fingerprint(*values), copy_set_id, story_id
