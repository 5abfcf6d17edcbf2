"""What a block of code takes: time on the clock, CPU time and memory, over this process and all its children."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil


@dataclass(slots=True)
class Spent:
    """What a run took: seconds on the clock, seconds of CPU of all processes, and memory at its peak (bytes)."""

    clock: float = 0.0
    cpu: float = 0.0
    memory: int = 0


@contextmanager
def metered() -> Iterator[Spent]:
    """Yield what the block takes, filled in at its end and sampled meanwhile; shared pages count in each process."""
    spent, done = Spent(), threading.Event()
    own = psutil.Process()
    cpu: dict[int, float] = {}
    before: dict[int, float] = {}

    def sample() -> None:
        total = 0
        for process in [own, *own.children(recursive=True)]:
            try:
                times = process.cpu_times()
                total += process.memory_info().rss
            except psutil.Error:
                continue
            cpu[process.pid] = times.user + times.system
        spent.memory = max(spent.memory, total)

    def watch() -> None:
        while not done.wait(0.2):
            sample()

    sample()
    before.update(cpu)
    began = time.monotonic()
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield spent
    finally:
        sample()
        spent.clock = time.monotonic() - began
        done.set()
        thread.join()
        spent.cpu = sum(seconds - before.get(pid, 0.0) for pid, seconds in cpu.items())
