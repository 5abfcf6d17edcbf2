"""Rulings: what a person said about which articles are one story; they stay until they are withdrawn."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from extractors.decisions import Ruling
from storage.rows import insert_records, select_list


def load_rulings(con: DuckDBPyConnection) -> list[Ruling]:
    """Return all rulings, in a fixed order."""
    query = f"SELECT {select_list(Ruling, 'r')} FROM loom.story_rulings AS r ORDER BY ALL"  # noqa: S608 - own names
    return [Ruling(*row) for row in con.execute(query).fetchall()]


def write_rulings(con: DuckDBPyConnection, rulings: Sequence[Ruling]) -> None:
    """Let these be all rulings."""
    con.execute("DELETE FROM loom.story_rulings")
    insert_records(con, "story_rulings", rulings)
