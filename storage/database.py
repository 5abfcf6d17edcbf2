"""Opens the database file: creates it, waits for it, migrates it, and says plainly why it cannot."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from extractors.errors import DatabaseBusy, DatabaseError, NewerDatabase, NotADatabase
from storage.migrations import check_version, migrate, package_migrations
from storage.views import create_views, has_current_views

# Nothing is fetched from the network on a query's behalf.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
# What DuckDB raises when the file, or the disk beneath it, fails.
DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
POLL_SECONDS = 0.1
# By itself DuckDB would keep all it has read in most of the machine's memory.
MEMORY = "512MiB"
# What is read once, from end to end, need not be kept.
PASSING_MEMORY = "256MiB"
LOCKED = re.compile(
    r"Could not set lock on file(?:.*Conflicting lock is held in (?P<program>.*) \(PID (?P<pid>\d+)\))?", re.DOTALL
)


@contextmanager
def open_database(path: Path, *, read_only: bool = False, wait: float = 0.0) -> Iterator[DuckDBPyConnection]:
    """Open the database at `path`, current in tables and views, in UTC; close it at the end.

    A missing file is created (by one process at a time: the caller holds the run's lock); an older one is migrated,
    also before it is read. `wait` is how many seconds to keep trying while another process holds the file.

    Raises:
        DatabaseBusy: another process still holds the file after `wait` seconds; the message names it.
        NotADatabase: the file is no DuckDB database, or one that newsloom did not make.
        NewerDatabase: the file was written by a newer newsloom or DuckDB.
        DatabaseError: there is no file to read, or the file cannot be opened.
    """
    path = path.absolute()
    deadline = time.monotonic() + wait
    if _is_missing(path):
        if read_only:
            raise DatabaseError(f"there is no database at {path}: run `newsloom ingest` first, or name another --db")
        _create(path)
    con = _connect(path, read_only=read_only, deadline=deadline)
    try:
        with _told_plainly(path):
            if not _is_current(con):
                if read_only:
                    con.close()
                    with open_database(path, wait=deadline - time.monotonic()):
                        """Opening it for writing brings it up to date."""
                    con = _connect(path, read_only=True, deadline=deadline)
                else:
                    _bring_up_to_date(con)
            yield con
    finally:
        con.close()


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    """Turn what DuckDB raises for Ctrl-C back into what it was, and damage to the file into a line for the user."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from error
    except DAMAGE as error:
        reason = str(error).split("\n", 1)[0]
        raise DatabaseError(
            f"cannot use {path}: {reason}. Is the disk full? If the file is damaged, ingest into another --db."
        ) from error


def limit_memory(con: DuckDBPyConnection, memory: str = MEMORY) -> None:
    """Let DuckDB hold no more than `memory` of the file and of what it works on, for as long as it is open."""
    con.execute(f"SET memory_limit = '{memory}'")


def _is_missing(path: Path) -> bool:
    """Return whether nothing is at `path`; raise where something is that is no DuckDB file."""
    try:
        if not path.exists():
            return True
        if not path.is_file():  # reading from a pipe would wait for ever
            raise DatabaseError(f"{path} is no file: choose another --db")
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError) as error:
        raise DatabaseError(f"cannot open the database {path}: {error}") from error
    # Without this DuckDB would open SQLite, CSV or Parquet files by other means than asked.
    if head[8:12] != b"DUCK":
        raise NotADatabase(f"{path} is no DuckDB database: choose another --db")
    return False


def _create(path: Path) -> None:
    """Lay out a new file aside and move it into place: a kill half-way would leave one that nothing can open."""
    new = path.with_name(path.name + ".new")
    try:
        for leftover in (new, _log_of(new), _log_of(path)):
            leftover.unlink(missing_ok=True)
        con = _connect(new, read_only=False, deadline=time.monotonic())
        try:
            _bring_up_to_date(con)
        finally:
            con.close()
        new.replace(path)
    except (OSError, ValueError) as error:
        raise DatabaseError(f"cannot create the database {path}: {error}") from error


def _log_of(path: Path) -> Path:
    """Return where DuckDB keeps the write-ahead log of the database at `path`."""
    return path.with_name(path.name + ".wal")


def _connect(path: Path, *, read_only: bool, deadline: float) -> DuckDBPyConnection:
    while True:
        try:
            con = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
        except duckdb.ConnectionException as error:
            raise DatabaseBusy(f"this process already holds {path} open in another way: close it first") from error
        except (duckdb.Error, OSError, ValueError) as error:
            lock = LOCKED.search(str(error))
            if not lock:
                raise _refusal(path, error) from error
            if time.monotonic() >= deadline:
                holder = f"process {lock['pid']} ({lock['program']})" if lock["pid"] else "another process"
                raise DatabaseBusy(f"{holder} holds the database {path}: try again later, or --wait longer") from error
            time.sleep(POLL_SECONDS)
        else:
            con.execute("SET TimeZone = 'UTC'")
            return con


def _refusal(path: Path, error: Exception) -> DatabaseError:
    reason = str(error).split("\n", 1)[0]
    if "database file with version number" in reason:
        return NewerDatabase(f"{path} was written by another version of DuckDB ({reason}): upgrade newsloom")
    return DatabaseError(f"cannot open the database {path}: {reason}")


def _is_current(con: DuckDBPyConnection) -> bool:
    migrations = package_migrations()
    return check_version(con, migrations) == len(migrations) and has_current_views(con)


def _bring_up_to_date(con: DuckDBPyConnection) -> None:
    migrate(con, package_migrations())
    create_views(con)
