"""Copies: which articles are copies of one original."""

from collections.abc import Collection, Sequence

from duckdb import DuckDBPyConnection

from extractors.records import CopyMembership
from storage.rows import as_json, delete_rows, insert_records


def originals_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, str]:
    """Return for each of `article_ids` what it is a copy of, itself where it is none."""
    query = "SELECT article_id, copy_set_id FROM loom.copies WHERE article_id IN (FROM loom.ids(?))"
    stored = dict(con.execute(query, [as_json(list(article_ids))]).fetchall())
    return {article_id: stored.get(article_id, article_id) for article_id in article_ids}


def copies_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> dict[str, list[str]]:
    """Return for each of `article_ids` that has copies which they are, other than these articles, by id."""
    ids = as_json(list(article_ids))
    query = """
        SELECT copy_set_id, list(article_id ORDER BY article_id) FROM loom.copies
        WHERE copy_set_id IN (FROM loom.ids($ids)) AND article_id NOT IN (FROM loom.ids($ids))
        GROUP BY copy_set_id ORDER BY copy_set_id
    """
    return dict(con.execute(query, {"ids": ids}).fetchall())


def copied_originals(con: DuckDBPyConnection) -> dict[str, str]:
    """Return for each article that is a copy what it is a copy of."""
    return dict(con.execute("SELECT article_id, duplicate_of FROM loom.duplicates").fetchall())


def write_copies(con: DuckDBPyConnection, memberships: Sequence[CopyMembership]) -> None:
    """Put articles into their sets of copies, each out of the one it was in; the last of each article counts."""
    last = {membership.article_id: membership for membership in memberships}
    delete_rows(con, "copies", "article_id", last)
    insert_records(con, "copies", list(last.values()))
