"""The inbox: which files of watched folders were taken, so that none is taken again."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from storage.rows import delete_rows, insert_records


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file's content does: its size in bytes, and when it was last written (ns since 1970)."""

    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file that was taken as it was then."""

    path: str
    size: int
    changed_ns: int


def taken_files(con: DuckDBPyConnection) -> dict[str, Stamp]:
    """Return every file that was taken, by its path."""
    rows = con.execute("SELECT path, size, changed_ns FROM loom.inbox_files").fetchall()
    return {path: Stamp(size, changed_ns) for path, size, changed_ns in rows}


def write_taken(con: DuckDBPyConnection, files: Mapping[str, Stamp]) -> None:
    """Record that files were taken, each in place of what was known of it."""
    delete_rows(con, "inbox_files", "path", files)
    insert_records(con, "inbox_files", [InboxFile(path, at.size, at.changed_ns) for path, at in files.items()])
