"""The way of an article as a plain function: it needs no Prefect, so a notebook or a test can call it."""

import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import chain
from typing import Protocol, TypeVar

from extractors.errors import DatabaseBusy
from extractors.reading import extract_page, read_article
from extractors.records import Reading, Rejection
from extractors.site_pages import Page
from flows.alerts import find_alerts
from flows.interrupts import raise_if_interrupted, was_interrupted
from flows.locks import run_lock
from flows.progress import Silence, Watcher
from flows.settings import Settings
from flows.sources import Batch, DueSources, Sources
from flows.span import Span
from flows.summary import Summary
from flows.weaving import Loom
from flows.workers import Pending, Workers, open_workers
from storage.database import open_database
from storage.raw_store import open_store, raw_folder
from storage.runs import RunStatus, counts_of_run, finish_run, start_run
from storage.sources import Health, health_of_sources
from storage.views import count_rows

T = TypeVar("T")
# How long a run that was told to stop tries to record it (seconds).
LAST_WAIT = 2.0


class Stage(Protocol):
    """How one stage of one batch is run."""

    def __call__(self, name: str, batch: int, work: Callable[[], T]) -> T:
        """Run `work`, the stage `name` ('extract', 'clean', 'read' or 'weave') of batch number `batch`."""


class Source(Protocol):
    """Where documents come from, in batches and in a fixed order."""

    size: int

    def batches(self) -> Iterator[Batch | None]:
        """Yield the documents, and None where the next must be waited for; `size` is what all their weights come to."""


def plainly(name: str, batch: int, work: Callable[[], T]) -> T:  # noqa: ARG001 - a Stage
    """Run a stage by calling it."""
    return work()


def run_pipeline(  # noqa: PLR0913 - all but two are for who watches or replaces the clock
    inputs: Sequence[str],
    settings: Settings,
    *,
    stage: Stage = plainly,
    watcher: Watcher | None = None,
    clock: Callable[[], datetime] | None = None,
    span: Span | None = None,
) -> Summary:
    """Ingest `inputs` (files, folders, globs, URLs) into the database of `settings`, and return what was found.

    Without inputs, the stored sources are ingested that are due by the `clock` (the time, unless it is told). Of what
    listings name and archives hold, only what is of `span` is taken.
    A batch goes extract → clean → read → weave; while one is woven and committed, the workers extract the next.

    Raises:
        UsageError: an input does not exist.
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: the database file cannot be used.
    """
    began = time.monotonic()
    now = datetime.now(UTC)
    span = span or Span()
    named = Sources(inputs, settings, now, span)
    run_id = name_run(now)
    with run_lock(settings.db, settings.wait), open_workers(settings) as workers:
        with open_database(settings.db, wait=settings.wait) as con:
            start_run(con, run_id, version("newsloom"), list(inputs), now)
            store = open_store(con, raw_folder(settings.db), run_id, settings.raw_segment_bytes)
            loom = Loom(con, settings, run_id, store)
            health = health_of_sources(con)
        sources = named if inputs else DueSources(settings, clock or partial(datetime.now, UTC))
        with recorded(run_id, settings):
            run_batches(sources, workers, loom, stage, watcher)
        notes = tuple(span.notes())
        return replace(_sum_up(settings, run_id, loom, health, time.monotonic() - began), left_out=notes)


def name_run(now: datetime) -> str:
    """Return the id of a run that starts now; ids sort by time."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def run_batches(
    sources: Source, workers: Workers, loom: Loom, stage: Stage = plainly, watcher: Watcher | None = None
) -> None:
    """Take every batch of `sources` through the stages, until all is committed."""
    show = _Position(watcher or Silence(), sources.size)
    # Closed whatever happens: what fetches ahead stops with it.
    with closing(_read_ahead(sources, workers, loom)) as coming:
        begun: tuple[Batch, Pending[Reading]] | None = None
        for ahead in chain(coming, [None]):
            # The next batch is under way by now, or its hosts keep us waiting: then this one is not to wait with it.
            if begun:
                batch, readings = begun
                outcomes = stage("read", batch.number, partial(_collect, batch, readings, show))
                stage("weave", batch.number, partial(loom.weave, batch.items, outcomes, batch.marks))
            begun = None
            if ahead:
                raise_if_interrupted()
                batch, pending = ahead
                pages = stage("extract", batch.number, partial(_collect, batch, pending, show))
                articles = stage("clean", batch.number, partial(loom.clean, pages))
                begun = batch, workers.submit(read_article, articles, batch.items)


def _read_ahead(sources: Source, workers: Workers, loom: Loom) -> Generator[tuple[Batch, Pending[Page]] | None]:
    """Send a batch's documents to the workers whenever the next batch is asked for; None where there is none yet."""
    for batch in sources.batches():
        if batch is None:
            raise_if_interrupted()
            yield None
            continue
        unknown = [None if loom.knows(item) else item for item in batch.items]
        yield batch, workers.submit(extract_page, unknown, batch.items)


def _collect(batch: Batch, pending: Pending[T], show: "_Position") -> list[T | Rejection | None]:
    results = []
    for result in pending.results():
        results.append(result)
        show.half_more(batch, len(pending))
    return results


class _Position:
    """How far a run is, told to its watcher after each step of a document: it goes to the workers twice."""

    def __init__(self, watcher: Watcher, size: int) -> None:
        self._watcher = watcher
        self._steps, self._bytes = 0, 0.0
        watcher.start(size)

    def half_more(self, batch: Batch, documents: int) -> None:
        """Advance by half of one of the `documents` of `batch`, as if all were of one size."""
        self._steps += 1
        self._bytes += batch.weight / documents / 2
        self._watcher.advance(self._steps // 2, self._bytes)


@contextmanager
def recorded(run_id: str, settings: Settings) -> Iterator[None]:
    """Record how the run ends; what ends it goes on to the caller."""
    # Neither Ctrl-C nor what Prefect makes of SIGTERM is an Exception; who stops a run waits a moment and no longer.
    status, wait = RunStatus.INTERRUPTED, min(settings.wait, LAST_WAIT)
    try:
        yield
        status, wait = RunStatus.COMPLETED, settings.wait
    except Exception:
        if not was_interrupted():
            status, wait = RunStatus.FAILED, settings.wait
        raise
    finally:
        # A reader may hold the file: the next run marks this one interrupted, which is no reason to hide an error.
        with suppress(DatabaseBusy), open_database(settings.db, wait=wait) as con:
            finish_run(con, run_id, status, datetime.now(UTC))


def _sum_up(settings: Settings, run_id: str, loom: Loom, health: dict[str, Health], elapsed: float) -> Summary:
    with open_database(settings.db, read_only=True, wait=settings.wait) as con:
        counts, totals = counts_of_run(con, run_id), count_rows(con, ("stories", "claims"))
        alerts = find_alerts(health, health_of_sources(con))
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
        alerts=alerts,
    )
