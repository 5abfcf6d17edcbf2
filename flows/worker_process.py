"""One worker process on a pipe of its own: it calls functions, and whatever ends a call is told by its name."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from types import ModuleType
from typing import Any

from extractors.errors import NewsloomError
from extractors.records import Reason

try:
    import resource
except ImportError:  # no such module, and so no limit on memory, where the system is Windows
    resource = None  # type: ignore[assignment]

# Workers are forked from a clean server that has imported what they need, where the system can; never from this
# process: its threads (the writer's, Prefect's) would be copied half-way.
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT = multiprocessing.get_context(_METHOD)
# Whoever starts a process asks after all others, and an exit code can be read only once.
_CHILDREN = threading.Lock()
# Seconds: a spawned worker imports everything anew, on a busy machine.
_START_LIMIT = 120.0
# Seconds from a closed pipe to the end of its process.
_LAST_BREATH = 5.0
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Failure(Exception):
    """A call that gave no result: its reason, and a sentence for a person.

    `is_foreign` where the worker was killed from outside (SIGKILL, as a system short of memory does): no fault in
    what it read does that, so the call may be tried once more.
    """

    def __init__(self, reason: Reason, detail: str, *, is_foreign: bool = False) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.is_foreign = reason, detail, is_foreign


class WorkerProcess:
    """A process that makes one call at a time; after a `Failure` it is gone, and another must be started.

    The pipe is its own: with one that all workers share (as pebble and concurrent.futures have), a worker killed
    while it reads or writes takes the calls of all others with it.
    """

    def __init__(self, memory: int) -> None:
        """Start the process and wait until it is ready; it may use `memory` bytes beyond what it starts with.

        Raises:
            NewsloomError: the process does not start.
        """
        self.calls = 0
        self._memory = memory
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _Process(target=_serve, args=(theirs, memory), name="newsloom-worker", daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._receive(_START_LIMIT)
        except Failure as failure:
            raise NewsloomError(f"a worker process does not start: {failure.detail}") from failure

    def call(self, function: Callable[[Any], Any], item: object, time_limit: float) -> Any:  # noqa: ANN401 - any call's
        """Return `function(item)`, run in the process; `time_limit` is in seconds.

        Raises:
            Failure: the call took too long or too much memory, raised, or ended the process.
        """
        self.calls += 1
        try:
            self._pipe.send((function, item))
        except (BrokenPipeError, ConnectionResetError):  # it died while it waited, or in the middle of receiving
            raise self._report_death() from None
        is_done, result = self._receive(time_limit)
        if is_done:
            return result
        self.stop()
        if isinstance(result, str):
            raise Failure(Reason.CRASHED, f"reading it failed: {result}"[:500])
        limit = f"{self._memory / (1024 * 1024):.0f} MiB of memory a worker (NEWSLOOM_WORKER_MEMORY)"
        raise Failure(Reason.OUT_OF_MEMORY, f"reading it took more than {limit}")

    def stop(self) -> None:
        """End the process at once, whatever it does; another thread may call this."""
        self._process.kill()
        self._process.join()

    def _receive(self, time_limit: float) -> tuple[bool, Any]:
        if not self._pipe.poll(time_limit):
            self.stop()
            detail = f"reading it took longer than {time_limit:g} s (NEWSLOOM_DOCUMENT_TIMEOUT)"
            raise Failure(Reason.TIMED_OUT, detail)
        try:
            reply: tuple[bool, Any] = self._pipe.recv()
        except (EOFError, OSError):
            raise self._report_death() from None
        return reply

    def _report_death(self) -> Failure:
        if not wait_for([self._process.sentinel], _LAST_BREATH):
            self._process.kill()
        with _CHILDREN:
            self._process.join()
            code = self._process.exitcode or 0
        if code >= 0:
            return Failure(Reason.CRASHED, f"its worker ended with exit code {code} while reading it")
        name = signal.Signals(-code).name if -code in set(signal.Signals) else "unnamed"
        detail = f"its worker was killed by signal {-code} ({name}) while reading it"
        return Failure(Reason.CRASHED, detail, is_foreign=name == "SIGKILL")


class _Process(_CONTEXT.Process):  # type: ignore[misc, name-defined]
    """A process that does not import the caller's `__main__` (its base depends on the system, so untyped).

    A notebook has none that could be imported, and a script without a main guard would run again: so it is hidden
    while a worker starts, for the start alone.
    """

    def start(self) -> None:
        with _CHILDREN:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


def preload(*modules: str) -> None:
    """Have workers forked from a server that imported `modules`, where the system forks."""
    if _METHOD == "forkserver":
        _CONTEXT.set_forkserver_preload([__name__, *modules])


def _serve(pipe: Connection, memory: int) -> None:
    """Answer calls until the pipe is closed: (True, result), (False, an error as text), (False, None) out of memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the writer, who stops the workers
    logging.disable(logging.CRITICAL)  # a library's remark about one page is no news to the user
    threading.Thread(target=_follow_parent, daemon=True).start()
    _limit_memory(memory)
    with suppress(BrokenPipeError, ConnectionResetError):  # whoever started this process has ended meanwhile
        pipe.send((True, None))
        while True:
            try:
                function, item = pipe.recv()
                pipe.send((True, function(item)))
                continue
            except EOFError:
                return
            except MemoryError:
                failure = None
            except Exception as error:  # noqa: BLE001 - whatever a hostile page provokes costs that page alone
                failure = f"{type(error).__name__}: {error}"
            # Only here is the memory of the failed call free again.
            pipe.send((False, failure))


def _limit_memory(memory: int) -> None:
    """Let this process take `memory` bytes more of private data than it has now; beyond, allocations fail.

    Private data (RLIMIT_DATA, which counts mappings since Linux 4.7) and no address space: models are mapped from
    files that all workers share.
    """
    if resource is None or not sys.platform.startswith("linux"):
        return
    with open("/proc/self/statm", encoding="ascii") as numbers:  # noqa: PTH123 - no path of ours
        used = int(numbers.read().split()[5]) * _PAGE_BYTES
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used + memory
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _follow_parent() -> None:
    """End with the process that started this one, even if that was killed: no worker is left behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(0)
