"""The public views: created with their comments from views/*.sql, and counted."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from duckdb import DuckDBPyConnection

from storage.transactions import transaction

PUBLIC_VIEWS = (
    "articles",
    "stories",
    "story_articles",
    "story_events",
    "claims",
    "quantities",
    "origins",
    "claim_origins",
    "claim_groups",
    "conflicts",
    "people",
    "site_blocks",
    "sightings",
    "revisions",
    "source_health",
    "documents",
    "rejections",
    "runs",
)
# The first are no contract but what several public views share, so they come first.
VIEW_FILES = ("duplicates", "article_keys", "credited_articles", *PUBLIC_VIEWS)


@lru_cache(maxsize=1)
def view_sql() -> str:
    """Return the statements that create and comment every view, in the order in which they build on each other."""
    folder = files("storage") / "views"
    return "\n".join((folder / f"{name}.sql").read_text("utf-8") for name in VIEW_FILES)


def has_current_views(con: DuckDBPyConnection) -> bool:
    """Return whether the views in a migrated database are made from this version's texts."""
    return con.execute("SELECT digest FROM loom.view_digest").fetchall() == [(_digest(),)]


def create_views(con: DuckDBPyConnection) -> None:
    """Create every view anew, with its comments (CREATE OR REPLACE drops them), and remember from which texts."""
    with transaction(con):
        con.execute(view_sql())
        con.execute("DELETE FROM loom.view_digest")
        con.execute("INSERT INTO loom.view_digest VALUES (?)", [_digest()])
    con.execute("CHECKPOINT")


def count_rows(con: DuckDBPyConnection, views: Sequence[str] = PUBLIC_VIEWS) -> dict[str, int]:
    """Return the number of rows of each of `views`, public ones all."""
    selects = (f"SELECT '{view}' AS view, count(*) FROM main.{view}" for view in views)  # noqa: S608 - own names
    counts = dict(con.execute(" UNION ALL ".join(selects)).fetchall())
    return {view: int(counts[view]) for view in views}


def _digest() -> str:
    return sha256(view_sql().encode("utf-8")).hexdigest()
