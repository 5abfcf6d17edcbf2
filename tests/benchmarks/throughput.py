"""Documents a second of the whole pipeline beside a bare loop of trafilatura over the same pages.

    python -m tests.benchmarks.throughput [FOLDER OR .jsonl FILE] [--pages N] [--processes N] [--rounds N]

Both run in the same number of processes, in turns, and the ratio of the best rounds counts: the machine may be noisy.
Beside the time on the clock stands the CPU time of all processes together, which a busy machine disturbs less.
"""

import argparse
import pickle
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from extractors.article import extract_article
from extractors.claims import extract_claims
from extractors.fingerprint import fingerprint
from extractors.origins import attach_origins, find_origins
from extractors.quantities import find_quantities
from extractors.records import RawDocument, Rejection
from extractors.site_pages import study_page
from flows.pipeline import plainly, run_pipeline
from flows.settings import Settings
from flows.sources import Sources
from flows.warm_start import read_sample
from tests.benchmarks.meter import Spent, metered
from tests.benchmarks.pages import write_pages

SAMPLE = 100
T = TypeVar("T")


def time_bare(pages: list[bytes], processes: int) -> Spent:
    """Time the bare loop in an interpreter that does not load newsloom: that makes trafilatura's parser faster."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.pickle"
        path.write_bytes(pickle.dumps(pages))
        command = [sys.executable, "-m", "tests.benchmarks.bare", str(path), str(processes)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    clock, cpu = map(float, printed.split())
    return Spent(clock, cpu)


def time_pipeline(source: Path, processes: int, stages: dict[str, float]) -> Spent:
    def timed(name: str, batch: int, work: Callable[[], object]) -> object:
        began = time.monotonic()
        result = plainly(name, batch, work)
        stages[name] += time.monotonic() - began
        return result

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(db=Path(folder) / "bench.duckdb", workers=processes)
        with metered() as spent:
            summary = run_pipeline([str(source)], settings, stage=timed)  # type: ignore[arg-type]
    print(f"  {summary.added} added, {summary.rejected} rejected, {summary.copies} copies, {summary.claims} claims")
    return spent


def time_steps(documents: list[RawDocument]) -> dict[str, float]:
    """Time each step of reading a document, one after another in this process (seconds of CPU for all)."""
    read_sample()  # what is loaded at first use is no step
    spent: dict[str, float] = defaultdict(float)
    spent["bare trafilatura, for comparison"] = time_bare([raw.content for raw in documents], 1).cpu

    def timed(name: str, work: Callable[..., T], *arguments: object) -> T:
        began = time.process_time()
        result = work(*arguments)
        spent[name] += time.process_time() - began
        return result

    for raw in documents:
        article = timed("article (text and metadata)", extract_article, raw)
        if isinstance(article, Rejection):
            continue
        timed("what it teaches of its site", study_page, article)
        claims = timed("claims (quotes, attribution, statements)", extract_claims, article)
        origins = timed("origins", find_origins, article, claims)
        timed("origins", attach_origins, claims, origins)
        timed("quantities", find_quantities, article, claims)
        timed("fingerprint (MinHash, terms, vector)", fingerprint, article)
    return spent


def read_pages(source: Path) -> list[RawDocument]:
    sources = Sources([str(source)], Settings(), datetime(2026, 12, 31, tzinfo=UTC))
    return [item for batch in filter(None, sources.batches()) for item in batch.items if isinstance(item, RawDocument)]


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
        bare, whole = [], []
        stages: dict[str, float] = {}
        for _ in range(given.rounds):
            bare.append(time_bare([raw.content for raw in documents], given.processes))
            stages = defaultdict(float)
            whole.append(time_pipeline(source, given.processes, stages))
    count = len(documents)
    clock, cpu = ([min(getattr(spent, name) for spent in loop) for loop in (bare, whole)] for name in ("clock", "cpu"))
    print(f"\nbare trafilatura  {count / clock[0]:8.1f} documents/s, {1000 * cpu[0] / count:.1f} ms of CPU each")
    print(f"newsloom          {count / clock[1]:8.1f} documents/s, {1000 * cpu[1] / count:.1f} ms of CPU each")
    print(f"ratio             {clock[0] / clock[1]:8.2f} on the clock, {cpu[0] / cpu[1]:.2f} of CPU")
    print("  (start and end of newsloom's run included)")
    peak = max(spent.memory for spent in whole)
    print(f"peak memory       {peak / 2**20:8.0f} MiB, all processes, shared pages counted in each")
    print("\n| step, one process | ms of CPU a document |\n| --- | --- |")
    for name, seconds in steps.items():
        print(f"| {name} | {1000 * seconds / min(SAMPLE, count):.1f} |")
    print("\n| stage in the main process, last round, waiting included | ms a document |\n| --- | --- |")
    for name, seconds in stages.items():
        print(f"| {name} | {1000 * seconds / count:.1f} |")


if __name__ == "__main__":
    main()
