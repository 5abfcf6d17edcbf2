"""Articles with all that was read from their text; a revision replaces every row of its predecessor."""

from collections.abc import Collection, Sequence
from datetime import datetime

from duckdb import DuckDBPyConnection

from extractors.records import Reading
from storage.rows import as_json, delete_rows, insert_records

# Every table that holds rows of an article, by its column `article_id`; claim_members hang on the claims.
TABLES = (
    "articles",
    "fingerprints",
    "provenance",
    "copies",
    "story_members",
    "claims",
    "quantities",
    "origins",
    "people",
)


def known_articles(con: DuckDBPyConnection) -> dict[str, str]:
    """Return for each stored article the document its latest revision came from."""
    return dict(con.execute("SELECT article_id, document_id FROM loom.articles").fetchall())


def texts_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, str]:
    """Return the texts of those of `article_ids` that are stored."""
    query = "SELECT article_id, text FROM loom.articles WHERE article_id IN (FROM loom.ids(?))"
    return dict(con.execute(query, [as_json(list(article_ids))]).fetchall())


def write_readings(con: DuckDBPyConnection, readings: Sequence[Reading], seen_at: datetime) -> None:
    """Store `readings` in their order of arrival; an article that is stored already is replaced.

    Of several readings of one article the last counts. A revision arrives anew, and keeps when it was first seen.
    """
    last: dict[str, Reading] = {}
    for reading in readings:
        last.pop(reading.article.article_id, None)
        last[reading.article.article_id] = reading
    first_seen = _first_seen(con, last)
    remove_articles(con, first_seen)
    arrived = _last_arrival(con)
    articles = [reading.article for reading in last.values()]
    insert_records(
        con,
        "articles",
        articles,
        seq=range(arrived + 1, arrived + 1 + len(articles)),
        first_seen_at=[first_seen.get(article.article_id, seen_at) for article in articles],
    )
    insert_records(con, "fingerprints", [reading.fingerprint for reading in last.values()])
    insert_records(con, "provenance", [reading.provenance for reading in last.values()])
    insert_records(con, "claims", [claim for reading in last.values() for claim in reading.claims])
    insert_records(con, "quantities", [quantity for reading in last.values() for quantity in reading.quantities])
    insert_records(con, "origins", [origin for reading in last.values() for origin in reading.origins])


def remove_articles(con: DuckDBPyConnection, article_ids: Collection[str]) -> None:
    """Remove every row of `article_ids`, except the documents they came from."""
    if not article_ids:
        return
    con.execute(
        """
        DELETE FROM loom.claim_members WHERE claim_id IN (
            SELECT claim_id FROM loom.claims WHERE article_id IN (FROM loom.ids(?))
        )
        """,
        [as_json(list(article_ids))],
    )
    for table in TABLES:
        delete_rows(con, table, "article_id", article_ids)


def _first_seen(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, datetime]:
    """Return when those of `article_ids` that are stored were first seen."""
    query = "SELECT article_id, first_seen_at FROM loom.articles WHERE article_id IN (FROM loom.ids(?))"
    return dict(con.execute(query, [as_json(list(article_ids))]).fetchall())


def _last_arrival(con: DuckDBPyConnection) -> int:
    row = con.execute("SELECT coalesce(max(seq), 0) FROM loom.articles").fetchone()
    return int(row[0]) if row else 0
