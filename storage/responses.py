"""Responses: what servers answered that became no document, and where the raw store keeps it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from storage.rows import delete_rows, insert_records, select_list


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """One response, with its status line, and where the raw store keeps it with its request."""

    url: str
    status: str
    segment: str
    record_offset: int
    record_length: int
    stored_at: datetime


def stored_responses(con: DuckDBPyConnection) -> list[StoredResponse]:
    """Return all responses, in the order in which the raw store holds them."""
    query = f"""
        SELECT {select_list(StoredResponse, "r")} FROM loom.responses AS r ORDER BY r.segment, r.record_offset
    """  # noqa: S608 - the record's own column names
    return [StoredResponse(*row) for row in con.execute(query).fetchall()]


def write_responses(con: DuckDBPyConnection, responses: Sequence[StoredResponse]) -> None:
    """Store `responses`, each of which is new."""
    insert_records(con, "responses", responses)


def replace_responses(con: DuckDBPyConnection, segments: Collection[str], kept: Sequence[StoredResponse]) -> None:
    """Put those that are `kept`, which lie elsewhere now, in the place of all that lay in `segments`."""
    delete_rows(con, "responses", "segment", segments)
    write_responses(con, kept)
