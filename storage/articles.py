"""Articles with all that was read from their text; a revision replaces every row of its predecessor."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from duckdb import DuckDBPyConnection

from extractors.records import Article, Reading
from storage.rows import as_json, delete_rows, insert_records, select_list, select_rows

# Every table that holds rows of an article, by its column `article_id`: what was read from its text (claim_members
# hang on the claims), and what was decided about it beside others.
READ = ("articles", "fingerprints", "provenance", "claims", "quantities", "origins", "people")
DECIDED = ("copies", "story_members")


def known_articles(con: DuckDBPyConnection) -> dict[str, str]:
    """Return for each stored article the document its latest revision came from."""
    return dict(con.execute("SELECT article_id, document_id FROM loom.articles").fetchall())


def canonical_urls(con: DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the articles that name another address as their own, each with it."""
    query = "SELECT article_id, canonical_url FROM loom.articles WHERE url <> canonical_url ORDER BY seq"
    return con.execute(query).fetchall()


def articles_named(con: DuckDBPyConnection) -> list[tuple[str, str | None, str | None]]:
    """Return of each stored article its id, its site and its URL."""
    return con.execute("SELECT article_id, site, url FROM loom.articles").fetchall()


def last_arrival(con: DuckDBPyConnection) -> int:
    """Return the highest number in the order of arrival, 0 where nothing is stored."""
    row = con.execute("SELECT coalesce(max(seq), 0) FROM loom.articles").fetchone()
    return int(row[0]) if row else 0


def arrivals_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, tuple[int, date]]:
    """Return for those of `article_ids` that are stored their number in order of arrival, and the day (UTC)."""
    return {key: (number, seen.date()) for key, (number, seen) in _arrivals(con, article_ids).items()}


def told_otherwise(con: DuckDBPyConnection, extractor: str) -> list[str]:
    """Return the articles from whose text another version than `extractor` read claims, in order of arrival."""
    query = """
        SELECT a.article_id FROM loom.articles AS a JOIN loom.provenance AS p ON p.article_id = a.article_id
        WHERE p.extractor <> ? ORDER BY a.seq
    """
    return [article_id for (article_id,) in con.execute(query, [extractor]).fetchall()]


def texts_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, str]:
    """Return the texts of those of `article_ids` that are stored."""
    return dict(select_rows(con, "articles", "r.article_id, r.text", article_ids))


def articles_by_id(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, Article]:
    """Return those of `article_ids` that are stored."""
    rows = select_rows(con, "articles", select_list(Article, "r"), article_ids)
    articles = [Article(*row) for row in rows]
    return {article.article_id: replace(article, authors=tuple(article.authors)) for article in articles}


def write_readings(
    con: DuckDBPyConnection, readings: Sequence[Reading], seen_at: datetime, *, in_place: bool = False
) -> None:
    """Store `readings` in their order of arrival; an article that is stored already is replaced.

    Of several readings of one article the last counts. A revision keeps when it was first seen and the copies and the
    story it belongs to until those are written; it arrives anew, unless it is read again `in_place`. Every reading has
    a number of its own in the order of arrival, also one that another follows: so decisions were made.
    """
    last, number_of = dict[str, Reading](), dict[str, int]()
    for number, reading in enumerate(readings, last_arrival(con) + 1):
        last[reading.article.article_id], number_of[reading.article.article_id] = reading, number
    stored = _arrivals(con, last)
    _remove_rows(con, stored, READ)
    insert_records(
        con,
        "articles",
        [reading.article for reading in last.values()],
        seq=[stored[name][0] if in_place and name in stored else number_of[name] for name in last],
        first_seen_at=[stored[name][1] if name in stored else seen_at for name in last],
    )
    insert_records(con, "fingerprints", [reading.fingerprint for reading in last.values()])
    insert_records(con, "provenance", [reading.provenance for reading in last.values()])
    insert_records(con, "claims", [claim for reading in last.values() for claim in reading.claims])
    insert_records(con, "quantities", [quantity for reading in last.values() for quantity in reading.quantities])
    insert_records(con, "origins", [origin for reading in last.values() for origin in reading.origins])
    insert_records(con, "people", [mention for reading in last.values() for mention in reading.people])


def remove_articles(con: DuckDBPyConnection, article_ids: Collection[str]) -> None:
    """Remove every row of `article_ids`, except the documents they came from."""
    _remove_rows(con, article_ids, READ + DECIDED)


def _remove_rows(con: DuckDBPyConnection, article_ids: Collection[str], tables: Sequence[str]) -> None:
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
    for table in tables:
        delete_rows(con, table, "article_id", article_ids)


def _arrivals(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """Return for those of `article_ids` that are stored their number in the order of arrival and when first seen."""
    if not article_ids:
        return {}
    query = "SELECT article_id, seq, first_seen_at FROM loom.articles WHERE article_id IN (FROM loom.ids(?))"
    rows = con.execute(query, [as_json(list(article_ids))]).fetchall()
    return {article_id: (seq, first_seen_at) for article_id, seq, first_seen_at in rows}
