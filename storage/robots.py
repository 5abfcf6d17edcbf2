"""What hosts answered when they were asked for their robots.txt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from storage.rows import delete_rows, insert_records, select_list


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What an origin (scheme, host and port) answered when it was asked for its robots.txt.

    `is_reachable` is False where the server failed: then nothing may be asked for (RFC 9309, section 2.3.1.4). `body`
    is empty where there is no such file: then everything may.
    """

    origin: str
    is_reachable: bool
    body: str
    fetched_at: datetime


def load_robots(con: DuckDBPyConnection, since: datetime) -> dict[str, RobotsFile]:
    """Return by origin what was answered after `since`."""
    query = f"SELECT {select_list(RobotsFile, 'r')} FROM loom.robots_files AS r WHERE fetched_at > ?"  # noqa: S608 - own names
    return {row[0]: RobotsFile(*row) for row in con.execute(query, [since]).fetchall()}


def write_robots(con: DuckDBPyConnection, files: Sequence[RobotsFile]) -> None:
    """Store answers, the last of each origin, in place of earlier ones."""
    last = {file.origin: file for file in files}
    delete_rows(con, "robots_files", "origin", list(last))
    insert_records(con, "robots_files", list(last.values()))
