"""The way of an article as a plain function: it needs no Prefect, so a notebook or a test can call it."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Protocol, TypeVar

from extractors.errors import DatabaseBusy
from flows.locks import run_lock
from flows.progress import Silence, Watcher
from flows.settings import Settings
from flows.sources import Batch, Sources
from flows.summary import Summary
from flows.weaving import Loom, Outcome
from flows.workers import Pending, Workers, open_workers
from storage.database import open_database
from storage.runs import RunStatus, counts_of_run, finish_run, start_run
from storage.views import count_rows

T = TypeVar("T")


class Stage(Protocol):
    """How one stage of one batch is run."""

    def __call__(self, name: str, batch: int, work: Callable[[], T]) -> T:
        """Run `work`, the stage `name` ('extract' or 'weave') of batch number `batch`."""


def plainly(name: str, batch: int, work: Callable[[], T]) -> T:  # noqa: ARG001 - a Stage
    """Run a stage by calling it."""
    return work()


def run_pipeline(
    inputs: Sequence[str],
    settings: Settings,
    *,
    stage: Stage = plainly,
    watcher: Watcher | None = None,
) -> Summary:
    """Ingest `inputs` (files, folders, globs, URLs) into the database of `settings`, and return what was found.

    Batches are read ahead: while one is woven and committed, the workers read the next.

    Raises:
        UsageError: an input does not exist.
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: the database file cannot be used.
    """
    began = time.monotonic()
    now = datetime.now(UTC)
    sources = Sources(inputs, settings, now.date())
    run_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    with run_lock(settings.db, settings.wait), open_workers(settings) as workers:
        with open_database(settings.db, wait=settings.wait) as con:
            start_run(con, run_id, version("newsloom"), list(inputs), now)
            loom = Loom(con, settings.db, run_id, settings.wait)
        with _recorded(run_id, settings):
            show = _Position(watcher or Silence(), sources.size)
            for batch, pending in _read_ahead(sources, workers, loom):
                outcomes = stage("extract", batch.number, partial(_collect, batch, pending, show))
                stage("weave", batch.number, partial(loom.weave, batch.items, outcomes))
        return _sum_up(settings, run_id, loom, time.monotonic() - began)


def _read_ahead(sources: Sources, workers: Workers, loom: Loom) -> Iterator[tuple[Batch, Pending]]:
    """Yield each batch once the next one is with the workers, so that they never wait for the writer."""
    ahead: tuple[Batch, Pending] | None = None
    for batch in sources.batches():
        submitted = batch, workers.submit([None if loom.knows(item) else item for item in batch.items])
        if ahead:
            yield ahead
        ahead = submitted
    if ahead:
        yield ahead


def _collect(batch: Batch, pending: Pending, show: "_Position") -> list[Outcome]:
    outcomes: list[Outcome] = []
    for outcome in pending.results():
        outcomes.append(outcome)
        show.one_more(batch, len(pending))
    return outcomes


class _Position:
    """How far a run is, told to its watcher after each document."""

    def __init__(self, watcher: Watcher, size: int) -> None:
        self._watcher = watcher
        self._documents, self._bytes = 0, 0.0
        watcher.start(size)

    def one_more(self, batch: Batch, documents: int) -> None:
        """Advance by one of the `documents` of `batch`, as if all were of one size."""
        self._documents += 1
        self._bytes += batch.weight / documents
        self._watcher.advance(self._documents, self._bytes)


@contextmanager
def _recorded(run_id: str, settings: Settings) -> Iterator[None]:
    """Record how the run ends; what ends it goes on to the caller."""
    status = RunStatus.FAILED
    try:
        yield
        status = RunStatus.COMPLETED
    except KeyboardInterrupt:
        status = RunStatus.INTERRUPTED
        raise
    finally:
        # A reader may hold the file: the next run marks this one interrupted, which is no reason to hide an error.
        with suppress(DatabaseBusy), open_database(settings.db, wait=settings.wait) as con:
            finish_run(con, run_id, status, datetime.now(UTC))


def _sum_up(settings: Settings, run_id: str, loom: Loom, elapsed: float) -> Summary:
    with open_database(settings.db, read_only=True, wait=settings.wait) as con:
        counts, totals = counts_of_run(con, run_id), count_rows(con, ("stories", "claims"))
    return Summary(
        db=settings.db,
        run_id=run_id,
        read=counts.read,
        added=counts.added,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        copies=counts.copies,
        stories=totals["stories"],
        claims=totals["claims"],
        elapsed=elapsed,
        uncovered=dict(loom.uncovered),
    )
