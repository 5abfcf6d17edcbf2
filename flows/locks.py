"""One run at a time on one database: a lock file beside it, held from before the first document to after the last."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from extractors.errors import DatabaseBusy, DatabaseError


def lock_path(db: Path) -> Path:
    """Return the lock file of the database `db`, hidden beside it."""
    return db.with_name(f".{db.name}.lock")


@contextlib.contextmanager
def run_lock(db: Path, wait: float, on_wait: Callable[[str], None] = lambda _holder: None) -> Iterator[None]:
    """Hold the run lock of `db`; it falls with the process, whatever ends it. Nests within one process.

    `on_wait` hears once who holds the lock, when it is not free at once.

    Raises:
        DatabaseBusy: another run held it for longer than `wait` seconds.
        DatabaseError: the lock file cannot be written (a folder that is missing or read-only).
    """
    path = lock_path(db.resolve())
    if not path.parent.is_dir():  # filelock would make it, and a mistyped path would become a folder
        raise DatabaseError(f"{db}: there is no folder {path.parent}. Make it, or choose another --db.")
    lock = FileLock(path, is_singleton=True, thread_local=False)
    try:
        if lock.is_locked:
            lock.acquire()
        else:
            _acquire(lock, db, wait, on_wait)
    except OSError as error:
        # Timeout is an OSError too and never gets here: _acquire turns it into DatabaseBusy.
        raise DatabaseError(f"{db}: {error.strerror or error}. Choose a folder you can write to with --db.") from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, db: Path, wait: float, on_wait: Callable[[str], None]) -> None:
    path = Path(lock.lock_file)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if not wait:
                raise
            on_wait(f"{_holder(path)} holds {db}; waiting up to {wait:g} s for it to finish")
            lock.acquire(timeout=wait, poll_interval=0.1)
    except Timeout:
        raise DatabaseBusy(
            f"{_holder(path)} holds {db}, and did not finish within {wait:g} s. Try again later or raise --wait.",
        ) from None
    path.write_text(f"{os.getpid()} {time.time():.0f}\n", encoding="ascii")


def _holder(path: Path) -> str:
    try:
        pid, since = path.read_text(encoding="ascii").split()
        started = datetime.fromtimestamp(int(since)).astimezone()
    except (OSError, ValueError):
        return "another newsloom process"
    return f"process {pid} (a run since {started:%H:%M:%S})"
