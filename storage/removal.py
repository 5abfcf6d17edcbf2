"""Removal: every trace of articles in the database, with what hangs on them put right; in the caller's transaction."""

from collections.abc import Callable, Collection

from duckdb import DuckDBPyConnection

from storage.articles import remove_articles
from storage.rows import as_json, delete_rows
from storage.sources import all_sources, remove_sources

# Stories that lost their last article are gone, and with them what led to them and what is told of them.
FORGET_STORIES = (
    "DELETE FROM loom.story_redirects WHERE merged_into NOT IN (SELECT story_id FROM loom.story_members)",
    """
    DELETE FROM loom.story_events AS e
    WHERE e.story_id NOT IN (
        SELECT story_id FROM loom.story_members UNION SELECT story_id FROM loom.story_redirects
    )
    """,
    """
    DELETE FROM loom.story_events AS e
    WHERE e.other_story_id IS NOT NULL AND e.other_story_id NOT IN (
        SELECT story_id FROM loom.story_members UNION SELECT story_id FROM loom.story_redirects
    )
    """,
)


def remove_everywhere(con: DuckDBPyConnection, article_ids: Collection[str]) -> None:
    """Remove every row of articles; their copies and their stories are to be decided and told anew."""
    if not article_ids:
        return
    remove_articles(con, article_ids)
    # Whatever else knows an article, tables of later versions included, names it so.
    tables = con.execute(
        """
        SELECT table_name, column_name FROM duckdb_columns()
        WHERE schema_name = 'loom' AND column_name IN ('article_id', 'article_a', 'article_b')
            AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE schema_name = 'loom')
        ORDER BY ALL
        """
    ).fetchall()
    for table, column in tables:
        delete_rows(con, table, column, article_ids)
    for statement in FORGET_STORIES:
        con.execute(statement)


def addresses_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> list[str]:
    """Return every address under which articles were named or seen."""
    query = """
        SELECT unnest([url, canonical_url]) AS address FROM loom.articles WHERE article_id IN (FROM loom.ids($ids))
        UNION SELECT url FROM loom.sightings WHERE article_id IN (FROM loom.ids($ids))
        UNION SELECT url FROM loom.source_entries WHERE entry_id IN (FROM loom.ids($ids))
        ORDER BY address
    """
    return [address for (address,) in con.execute(query, {"ids": as_json(list(article_ids))}).fetchall() if address]


def remove_mentions(con: DuckDBPyConnection, is_meant: Callable[[str], bool]) -> None:
    """Remove what names addresses that are meant: rejections, runs' inputs, sources and what they named, robots.txt."""
    for table, column in (
        ("rejections", "source"),
        ("rejections", "record"),
        ("source_entries", "url"),
        ("sightings", "url"),
        ("robots_files", "origin"),
    ):
        query = f"SELECT DISTINCT {column} FROM loom.{table} WHERE {column} IS NOT NULL"  # noqa: S608 - our own names
        found = [address for (address,) in con.execute(query).fetchall() if is_meant(address)]
        delete_rows(con, table, column, found)
    remove_sources(con, [source.source_id for source in all_sources(con) if is_meant(source.url)])
    for run_id, inputs in con.execute("SELECT run_id, inputs FROM loom.runs").fetchall():
        kept = [given for given in inputs if not is_meant(given)]
        if kept != inputs:
            con.execute(
                "UPDATE loom.runs SET inputs = from_json_strict(?, '[\"VARCHAR\"]') WHERE run_id = ?",
                [as_json(kept), run_id],
            )
