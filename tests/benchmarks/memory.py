"""Memory over a long run: the whole pipeline over made documents, sampled as it goes, as a table and a picture.

    python -m tests.benchmarks.memory [COUNT] [--sites N] [--around SHARE] [--processes N] [--picture FILE.svg]

Sampled are the resident set of the main process and of the largest worker (a page that processes share counts in
each), the process that workers are forked from included; drawn are the peaks of each stretch of the run.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from flows.pipeline import run_pipeline
from flows.settings import MEBIBYTE, Settings
from tests.benchmarks.chart import draw_chart
from tests.benchmarks.pages import write_pages

PICTURE = Path(__file__).parent / "pictures" / "memory.svg"
INTERVAL = 0.5  # seconds
POINTS, ROWS = 300, 12  # of the picture and of the table


class Sample(NamedTuple):
    """Resident memory (bytes) once so many documents were done."""

    documents: int
    main: int
    worker: int


class Meter:
    """Watches a run: how many documents are done, and how much memory its processes hold then."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self._documents, self._own = 0, psutil.Process()

    def start(self, size: int) -> None:
        """Hear how much there is to do."""

    def advance(self, documents: int, _done: float) -> None:
        """Hear how many documents are done."""
        self._documents = documents

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take samples while the block runs."""
        done = threading.Event()
        thread = threading.Thread(target=self._watch, args=[done])
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(INTERVAL):
            workers = [resident(process) for process in self._own.children(recursive=True)]
            self.samples.append(Sample(self._documents, resident(self._own), max(workers, default=0)))


def resident(process: psutil.Process) -> int:
    """Return the resident set of a process in bytes, 0 where it has just ended."""
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def thin(samples: list[Sample], most: int) -> list[Sample]:
    """Return at most so many samples: the peaks of each stretch of the run, so that none is lost."""
    size = max(1, -(-len(samples) // most))
    stretches = [samples[start : start + size] for start in range(0, len(samples), size)]
    return [
        Sample(stretch[-1].documents, max(sample.main for sample in stretch), max(sample.worker for sample in stretch))
        for stretch in stretches
    ]


def measure(count: int, sites: int, around: float, processes: int) -> list[Sample]:
    """Ingest `count` made documents and return the samples; `around` as `make_pages` takes it."""
    meter = Meter()
    with tempfile.TemporaryDirectory() as folder:
        source, database = Path(folder) / "pages.jsonl.gz", Path(folder) / "news.duckdb"
        write_pages(count, source, sites, around)
        began = time.monotonic()
        with meter.running():
            summary = run_pipeline([str(source)], Settings(db=database, workers=processes), watcher=meter)
        elapsed = time.monotonic() - began
        print(f"{summary.added} added, {summary.copies} copies, {summary.stories} stories, {summary.claims} claims")
        print(f"{count / elapsed:.1f} documents/s; database {database.stat().st_size / MEBIBYTE:.0f} MiB")
    return meter.samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--around", type=float, default=0.1, help="how much stands around each story (1.0: 100 kB)")
    parser.add_argument("--processes", type=int, default=Settings().workers)
    parser.add_argument("--picture", type=Path, default=PICTURE)
    given = parser.parse_args()
    samples = measure(given.count, given.sites, given.around, given.processes)
    curve = thin(samples, POINTS)
    lines = {
        "main process": [(sample.documents, sample.main / MEBIBYTE) for sample in curve],
        "largest worker": [(sample.documents, sample.worker / MEBIBYTE) for sample in curve],
    }
    given.picture.parent.mkdir(parents=True, exist_ok=True)
    title = f"Resident memory over {given.count:,} documents"
    given.picture.write_text(draw_chart(title, "documents", "MiB", lines), encoding="utf-8")
    print("\n| documents | main process, MiB | largest worker, MiB |\n| --- | --- | --- |")
    for sample in thin(samples, ROWS):
        print(f"| {sample.documents} | {sample.main / MEBIBYTE:.0f} | {sample.worker / MEBIBYTE:.0f} |")


if __name__ == "__main__":
    main()
