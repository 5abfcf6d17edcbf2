"""A pool of workers: each reads one document at a time in a process of its own, so that a bad one costs only itself."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from extractors.errors import NewsloomError
from extractors.records import Rejection, Stage
from flows.settings import Settings
from flows.worker_process import Failure, WorkerProcess, preload

# How long workers are waited for that are told to stop (seconds).
LAST_WAIT = 1.0
Item = TypeVar("Item")
Result = TypeVar("Result")


class Input(Protocol):
    """Whatever names what was ingested, as a Rejection tells it."""

    @property
    def source(self) -> str:
        """Path, URL or feed."""

    @property
    def record(self) -> str | None:
        """Which record of it."""


@dataclass(frozen=True, slots=True)
class _Task(Generic[Result]):
    """A call to make in a worker, and the input it is about."""

    function: Callable[[Any], Result | Rejection]
    item: object
    source: str
    record: str | None
    future: "Future[Result | Rejection]"


@dataclass(frozen=True, slots=True)
class Pending(Generic[Result]):
    """Items under way in the workers, in input order; what needs no work stands among them."""

    items: tuple[Rejection | _Task[Result] | None, ...]

    def __len__(self) -> int:
        return len(self.items)

    def results(self) -> Iterator[Result | Rejection | None]:
        """Yield what became of each item, in input order; waits for the slow ones.

        Raises:
            NewsloomError: no worker process can be started.
        """
        for item in self.items:
            yield item.future.result() if isinstance(item, _Task) else item


class Workers:
    """Threads that wait, each with one worker process, while the one writer commits what came before."""

    def __init__(self, settings: Settings) -> None:
        self._tasks: SimpleQueue[_Task[Any] | None] = SimpleQueue()
        self._lanes = [_Lane(self._tasks, settings) for _ in range(settings.workers)]
        for lane in self._lanes:
            lane.start()

    def submit(
        self,
        function: Callable[[Item], Result | Rejection],
        items: Sequence[Item | Rejection | None],
        inputs: Sequence[Input],
    ) -> Pending[Result]:
        """Have `function` called with each item, one in a worker at a time, and return at once.

        None and a Rejection pass through as they are. `inputs` are the inputs the items came from, one each and in
        the same order: a failure becomes a Rejection of that input. `function` must be importable by its name.
        """
        pending: Pending[Result] = Pending(
            tuple(
                item
                if item is None or isinstance(item, Rejection)
                else _Task(function, item, given.source, given.record, Future())
                for item, given in zip(items, inputs, strict=True)
            )
        )
        for task in pending.items:
            if isinstance(task, _Task):
                self._tasks.put(task)
        return pending

    def stop(self) -> None:
        """End every worker at once, whatever it does, and drop what was not begun.

        One whose process is only starting ends by itself once that has started, which may take a while.
        """
        for lane in self._lanes:
            lane.stop()
        for _ in self._lanes:
            self._tasks.put(None)
        deadline = time.monotonic() + LAST_WAIT
        for lane in self._lanes:
            lane.join(max(deadline - time.monotonic(), 0.0))


class _Lane(threading.Thread):
    """A thread that hands tasks to its worker process, one by one, and replaces the process when it is worn or gone."""

    def __init__(self, tasks: "SimpleQueue[_Task[Any] | None]", settings: Settings) -> None:
        super().__init__(name="newsloom-lane", daemon=True)
        self._tasks, self._settings = tasks, settings
        self._process: WorkerProcess | None = None
        self._is_stopping = threading.Event()

    def run(self) -> None:
        """Work off tasks until told to stop."""
        with suppress(NewsloomError):  # the first task will meet it again, and tell
            self._ensure_process()
        while (task := self._tasks.get()) and not self._is_stopping.is_set():
            try:
                task.future.set_result(self._read(task))
            except BaseException as error:  # noqa: BLE001 - whoever waits for the result must hear of it
                task.future.set_exception(error)
        if self._process:
            self._process.stop()

    def stop(self) -> None:
        """End the process, whatever it does, and soon the thread; another thread calls this."""
        self._is_stopping.set()
        if self._process:
            self._process.stop()

    def _read(self, task: _Task[Any]) -> Any:  # noqa: ANN401 - any function's result
        is_retry = False
        while True:
            process = self._ensure_process()
            try:
                return process.call(task.function, task.item, self._settings.document_timeout)
            except Failure as failure:
                self._process = None
                if is_retry or not failure.is_foreign or self._is_stopping.is_set():
                    return Rejection(task.source, task.record, Stage.EXTRACT, failure.reason, failure.detail)
                is_retry = True

    def _ensure_process(self) -> WorkerProcess:
        """Return the process to call: a fresh one where the last has failed or has done its share."""
        if self._process and self._process.calls >= self._settings.documents_a_worker:
            self._process.stop()
            self._process = None
        if not self._process:
            self._process = WorkerProcess(self._settings.worker_memory)
        return self._process


@contextmanager
def open_workers(settings: Settings) -> Iterator[Workers]:
    """Start the pool, and stop every process of it when the block ends, however it ends."""
    preload("flows.warm_start")
    workers = Workers(settings)
    try:
        yield workers
    finally:
        workers.stop()
