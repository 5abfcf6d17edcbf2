"""The fetch stage alone: how close it comes to the time that the delays dictate, and whether any host was pressed.

    python -m tests.benchmarks.fetching [--hosts N] [--pages N] [--delay SECONDS]

A server on loopback, in a process of its own, has N hosts, 127.0.0.1 and on. Each names its pages in a feed of its own;
its log then proves that no host saw two connections at once, nor a gap shorter than the delay.
"""

import argparse
import itertools
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from flows.polling import new_source
from flows.settings import Settings
from flows.sources import DueSources
from storage.database import open_database
from storage.sources import write_sources
from tests.flows.newsdesk import rss
from tests.flows.webserver import Reply, Visit, serving

PAGE = Reply("<html><body>" + "<p>Some words of a page as long as pages are.</p>" * 1500 + "</body></html>")


def find_pressed(visits: list[Visit], delay: float) -> tuple[int, float]:
    """Return how many connections were opened while the one before was open, and the shortest gap (seconds)."""
    ordered = sorted(visits, key=lambda visit: visit.opened_at)
    pairs = list(itertools.pairwise(ordered))
    overlaps = sum(after.opened_at < before.closed_at for before, after in pairs)
    return overlaps, min((after.asked_at - before.asked_at for before, after in pairs), default=delay)


def serve(pipe: Connection, hosts: int, pages: int) -> None:
    """Be the server: tell its hosts and its port, and at the end what it was asked."""
    with serving(hosts) as server:
        for host in server.hosts:
            for number in range(pages):
                server.pages[f"{host}/{number}"] = PAGE
            server.pages[f"{host}/feed"] = rss([f"/{number}" for number in range(pages)])
        pipe.send((server.hosts, server.port))
        pipe.recv()
        pipe.send(server.visits)


@contextmanager
def server_process(hosts: int, pages: int) -> Iterator[Connection]:
    """Run a server in another process for the time of the block."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, hosts, pages), daemon=True)
    process.start()
    yield pipe
    process.join()


def measure(server: Connection, pages: int, delay: float, folder: Path) -> None:
    hosts, port = server.recv()
    settings = Settings(
        db=folder / "news.duckdb", host_delay=delay, fetch_hosts=len(hosts), allow_private_addresses=True
    )
    now = datetime.now(UTC)
    with open_database(settings.db) as con:
        write_sources(con, [new_source(f"http://{host}:{port}/feed", now) for host in hosts])
    process, memory, count = psutil.Process(), [], 0
    began, processor = time.monotonic(), time.process_time()
    for batch in filter(None, DueSources(settings, lambda: now).batches()):
        count += len(batch.items)
        memory.append(process.memory_info().rss / 2**20)
    took = time.monotonic() - began
    processor = time.process_time() - processor
    server.send("enough")
    visits = server.recv()
    # robots.txt, the feed and its pages, and a delay between each two.
    dictated = (pages + 1) * delay
    pressed = [find_pressed([visit for visit in visits if visit.host == host], delay) for host in hosts]
    print(f"{count} documents of {len(hosts)} hosts, {len(visits)} requests")
    print(f"time      {took:.1f} s, {took / dictated:.2f} × the {dictated:.1f} s dictated")
    print(f"processor {processor:.1f} s")
    print(f"overlaps  {sum(overlaps for overlaps, _ in pressed)}, shortest gap {min(gap for _, gap in pressed):.3f} s")
    print(f"memory    {memory[0]:.0f} MiB after the first batch, {max(memory):.0f} at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--pages", type=int, default=20, help="of each host")
    parser.add_argument("--delay", type=float, default=1.0)
    given = parser.parse_args()
    with server_process(given.hosts, given.pages) as server, tempfile.TemporaryDirectory() as folder:
        measure(server, given.pages, given.delay, Path(folder))


if __name__ == "__main__":
    main()
