"""Redoing: the frame of every run that makes anew what the database holds, whichever stage it redoes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from flows.locks import run_lock
from flows.pipeline import name_run, recorded
from flows.settings import Settings
from flows.summary import Redone
from storage.database import open_database
from storage.runs import counts_of_run, start_run


@dataclass(frozen=True, slots=True)
class Rerun:
    """A run that redoes a stage: its id, when it started, and what its clock said then (seconds)."""

    settings: Settings
    run_id: str
    now: datetime
    began: float

    @property
    def elapsed(self) -> float:
        """Seconds since the run started."""
        return time.monotonic() - self.began

    def sum_up(self, extractor: str, gone: int = 0) -> Redone:
        """Return what the run came to so far; `gone` counts articles whose raw document is not there any more."""
        with open_database(self.settings.db, read_only=True, wait=self.settings.wait) as con:
            counts = counts_of_run(con, self.run_id)
        return Redone(
            db=self.settings.db,
            extractor=extractor,
            redone=counts.updated + counts.unchanged,
            changed=counts.updated,
            kept=counts.rejected,
            gone=gone,
            elapsed=self.elapsed,
        )


@contextmanager
def redo(stage: str, settings: Settings) -> Iterator[Rerun]:
    """Hold the database's one lock for a run that redoes `stage`, and record how the run ends.

    Raises:
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: there is no database, or its file cannot be used.
    """
    now = datetime.now(UTC)
    rerun = Rerun(settings, name_run(now), now, time.monotonic())
    require_database(settings)
    with run_lock(settings.db, settings.wait):
        with open_database(settings.db, wait=settings.wait) as con:
            start_run(con, rerun.run_id, version("newsloom"), [f"reprocess --stage {stage}"], now)
        with recorded(rerun.run_id, settings):
            yield rerun


def require_database(settings: Settings) -> None:
    """Raise DatabaseError where there is no database: opening it to write, or its lock, would leave a file."""
    with open_database(settings.db, read_only=True, wait=settings.wait):
        """There is one."""
