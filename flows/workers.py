"""Worker processes that read documents: recycled, with a time limit each, so that a bad one costs only itself."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from types import ModuleType

from pebble import ProcessFuture, ProcessPool

from extractors.reading import read_document
from extractors.records import RawDocument, Reading, Reason, Rejection, Stage
from flows.settings import Settings

# What a worker sends back.
Read = Reading | Rejection
# Workers are forked from a clean server that has imported what they need, where the system can; never from this
# process: its threads (the writer's, Prefect's) would be copied half-way.
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT = multiprocessing.get_context(_METHOD)
_STARTING = threading.Lock()


class _Worker(_CONTEXT.Process):  # type: ignore[misc, name-defined]
    """A process that does not import the caller's `__main__` (its base depends on the system, so untyped).

    A notebook has none that could be imported, and a script without a main guard would run again: so it is hidden
    while a worker starts, for the start alone.
    """

    def start(self) -> None:
        with _STARTING:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


class _WorkerContext(type(_CONTEXT)):  # type: ignore[misc]
    Process = _Worker


@dataclass(frozen=True, slots=True)
class Pending:
    """Documents under way in the workers, in input order; what needs no reading stands among them."""

    items: tuple[Rejection | tuple[RawDocument, "ProcessFuture[Read]"] | None, ...]
    time_limit: float

    def __len__(self) -> int:
        return len(self.items)

    def results(self) -> Iterator[Read | None]:
        """Yield what became of each document, in input order; waits for the slow ones."""
        for item in self.items:
            yield self._result(*item) if isinstance(item, tuple) else item

    def _result(self, raw: RawDocument, future: "ProcessFuture[Read]") -> Read:
        try:
            result: Read = future.result()
        except FutureTimeoutError:
            detail = f"reading it took longer than {self.time_limit:g} s (NEWSLOOM_DOCUMENT_TIMEOUT)"
            return Rejection(raw.source, raw.record, Stage.EXTRACT, Reason.TIMED_OUT, detail)
        except Exception as error:  # noqa: BLE001 - whatever a hostile page provokes costs that page alone
            detail = f"reading it failed: {type(error).__name__}: {error}"[:500]
            return Rejection(raw.source, raw.record, Stage.EXTRACT, Reason.CRASHED, detail)
        return result


class Workers:
    """A pool of processes that read documents while the one writer commits what came before."""

    def __init__(self, pool: ProcessPool, time_limit: float) -> None:
        self._pool, self._time_limit = pool, time_limit

    def submit(self, batch: Sequence[RawDocument | Rejection | None]) -> Pending:
        """Send the documents of a batch to the workers and return at once; what is none passes through."""
        items = tuple((item, self._schedule(item)) if isinstance(item, RawDocument) else item for item in batch)
        return Pending(items, self._time_limit)

    def _schedule(self, raw: RawDocument) -> "ProcessFuture[Read]":
        return self._pool.schedule(read_document, args=[raw], timeout=self._time_limit)


@contextmanager
def open_workers(settings: Settings) -> Iterator[Workers]:
    """Start the pool, and stop every process of it when the block ends, however it ends."""
    if _METHOD == "forkserver":
        _CONTEXT.set_forkserver_preload(["flows.workers"])
    pool = ProcessPool(
        max_workers=settings.workers,
        max_tasks=settings.documents_a_worker,
        initializer=_prepare_worker,
        context=_WorkerContext(),
    )
    try:
        yield Workers(pool, settings.document_timeout)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _prepare_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the writer, who stops the workers
    logging.disable(logging.CRITICAL)  # a library's remark about one page is no news to the user
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End with the process that started this one, even if that was killed: no worker is left behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(0)
