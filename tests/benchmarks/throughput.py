"""Documents a second of the whole pipeline beside a bare loop of trafilatura over the same pages.

    python -m tests.benchmarks.throughput [FOLDER OR .jsonl FILE] [--pages N] [--processes N] [--rounds N]

Both run in the same number of processes, in turns, and the ratio of the best rounds counts: the machine may be noisy.
"""

import argparse
import multiprocessing
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import psutil
import trafilatura

from extractors.article import extract_article
from extractors.claims import extract_claims
from extractors.fingerprint import fingerprint
from extractors.origins import attach_origins, find_origins
from extractors.quantities import find_quantities
from extractors.records import RawDocument, Rejection
from flows.pipeline import plainly, run_pipeline
from flows.settings import Settings
from flows.sources import Sources
from tests.benchmarks.pages import write_pages

SAMPLE = 100
T = TypeVar("T")


def extract_bare(html: bytes) -> int:
    """Do what a bare loop does: text and metadata of one page."""
    document = trafilatura.extract_with_metadata(html)
    return len(document.text or "") if document else 0


def time_bare(pages: list[bytes], processes: int) -> float:
    with multiprocessing.get_context("forkserver").Pool(processes, maxtasksperchild=500) as pool:
        pool.map(extract_bare, pages[:processes])  # imports are no part of the loop
        began = time.monotonic()
        for _ in pool.imap(extract_bare, pages, chunksize=4):
            pass
        return time.monotonic() - began


def time_pipeline(source: Path, processes: int, stages: dict[str, float]) -> tuple[float, int]:
    def timed(name: str, batch: int, work: Callable[[], object]) -> object:
        began = time.monotonic()
        result = plainly(name, batch, work)
        stages[name] += time.monotonic() - began
        return result

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(db=Path(folder) / "bench.duckdb", workers=processes)
        with peak_memory() as peak:
            began = time.monotonic()
            summary = run_pipeline([str(source)], settings, stage=timed)  # type: ignore[arg-type]
            elapsed = time.monotonic() - began
    print(f"  {summary.added} added, {summary.rejected} rejected, {summary.copies} copies, {summary.claims} claims")
    return elapsed, peak[0]


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Sample the resident memory of this process and its children (bytes); shared pages count in each."""
    peak, done = [0], threading.Event()
    own = psutil.Process()

    def watch() -> None:
        while not done.wait(0.2):
            total = 0
            for process in [own, *own.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], total)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def time_steps(documents: list[RawDocument]) -> dict[str, float]:
    """Time each step of reading a document, one after another in this process (seconds for all)."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., T], *arguments: object) -> T:
        began = time.perf_counter()
        result = work(*arguments)
        spent[name] += time.perf_counter() - began
        return result

    for raw in documents:
        timed("bare trafilatura, for comparison", extract_bare, raw.content)
        article = timed("article (text and metadata)", extract_article, raw)
        if isinstance(article, Rejection):
            continue
        claims = timed("claims (quotes, attribution, statements)", extract_claims, article)
        origins = timed("origins", find_origins, article, claims)
        timed("origins", attach_origins, claims, origins)
        timed("quantities", find_quantities, article, claims)
        timed("fingerprint (MinHash, terms, vector)", fingerprint, article)
    return spent


def read_pages(source: Path) -> list[RawDocument]:
    sources = Sources([str(source)], Settings(), date(2026, 12, 31))
    return [item for batch in sources.batches() for item in batch.items if isinstance(item, RawDocument)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--processes", type=int, default=Settings().workers)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = given.source or Path(folder) / "pages.jsonl"
        if not given.source:
            write_pages(given.pages, source)
        documents = read_pages(source)
        size = sum(len(raw.content) for raw in documents) / len(documents)
        print(f"{len(documents)} pages of {size / 1000:.0f} kB on average, {given.processes} processes")
        steps = time_steps(documents[:SAMPLE])
        bare, whole, memory = [], [], 0
        stages: dict[str, float] = {}
        for _ in range(given.rounds):
            bare.append(time_bare([raw.content for raw in documents], given.processes))
            stages = defaultdict(float)
            elapsed, peak = time_pipeline(source, given.processes, stages)
            whole.append(elapsed)
            memory = max(memory, peak)
    count = len(documents)
    print(f"\nbare trafilatura  {count / min(bare):8.1f} documents/s")
    print(f"newsloom          {count / min(whole):8.1f} documents/s, start and end of the run included")
    print(f"ratio             {min(bare) / min(whole):8.2f}")
    print(f"peak memory       {memory / 2**20:8.0f} MiB, all processes, shared pages counted in each")
    print("\n| step, one process | ms a document |\n| --- | --- |")
    for name, seconds in steps.items():
        print(f"| {name} | {1000 * seconds / min(SAMPLE, count):.1f} |")
    print("\n| stage, last round | ms a document |\n| --- | --- |")
    print(f"| waiting for the workers | {1000 * stages['extract'] / count:.1f} |")
    print(f"| weaving and committing, while the workers go on | {1000 * stages['weave'] / count:.1f} |")


if __name__ == "__main__":
    main()
