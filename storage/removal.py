"""Removal: every trace of articles in the database, with what hangs on them put right; in the caller's transaction."""

from collections.abc import Callable, Collection

from duckdb import DuckDBPyConnection

from storage.articles import remove_articles
from storage.rows import as_json, delete_rows

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


def remove_mentions(con: DuckDBPyConnection, is_meant: Callable[[str], bool]) -> None:
    """Remove the rejections of sources that are meant, and their names from the inputs of runs."""
    sources = {source for (source,) in con.execute("SELECT DISTINCT source FROM loom.rejections").fetchall()}
    delete_rows(con, "rejections", "source", [source for source in sources if is_meant(source)])
    for run_id, inputs in con.execute("SELECT run_id, inputs FROM loom.runs").fetchall():
        kept = [given for given in inputs if not is_meant(given)]
        if kept != inputs:
            con.execute(
                "UPDATE loom.runs SET inputs = from_json_strict(?, '[\"VARCHAR\"]') WHERE run_id = ?",
                [as_json(kept), run_id],
            )
