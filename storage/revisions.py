"""Revisions: what changed each time an article's text or title did; and the other addresses articles have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from duckdb import DuckDBPyConnection

from extractors.records import Revision
from storage.rows import as_json, delete_rows, insert_records


def write_revisions(con: DuckDBPyConnection, revisions: Sequence[Revision], seen_at: datetime) -> None:
    """Store `revisions`, of each article in order, behind those it has; the text first seen is number 1."""
    if not revisions:
        return
    query = """
        SELECT article_id, max(revision) FROM loom.revisions WHERE article_id IN (FROM loom.ids(?)) GROUP BY article_id
    """
    ids = list(dict.fromkeys(revision.article_id for revision in revisions))
    last = Counter(dict.fromkeys(ids, 1))
    last.update({article_id: number - 1 for article_id, number in con.execute(query, [as_json(ids)]).fetchall()})
    numbers = []
    for revision in revisions:
        last[revision.article_id] += 1
        numbers.append(last[revision.article_id])
    insert_records(con, "revisions", revisions, revision=numbers, seen_at=[seen_at] * len(revisions))


def load_aliases(con: DuckDBPyConnection) -> dict[str, str]:
    """Return by the id of each twin's address the article it is."""
    return dict(con.execute("SELECT alias_id, article_id FROM loom.aliases").fetchall())


def write_aliases(con: DuckDBPyConnection, aliases: Mapping[str, str]) -> None:
    """Store which article each twin's address is."""
    delete_rows(con, "aliases", "alias_id", list(aliases))
    if aliases:
        con.execute(
            """
            INSERT INTO loom.aliases
            SELECT pair[1], pair[2] FROM (SELECT unnest(from_json_strict(?, '["VARCHAR[]"]')) AS pair)
            """,
            [as_json(list(aliases.items()))],
        )
