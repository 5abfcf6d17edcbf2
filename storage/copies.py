"""Copies: which articles are copies of one original."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from extractors.records import CopyMembership
from storage.rows import delete_rows, insert_records


def write_copies(con: DuckDBPyConnection, memberships: Sequence[CopyMembership]) -> None:
    """Put articles into their sets of copies, each out of the one it was in; the last of each article counts."""
    last = {membership.article_id: membership for membership in memberships}
    delete_rows(con, "copies", "article_id", last)
    insert_records(con, "copies", list(last.values()))
