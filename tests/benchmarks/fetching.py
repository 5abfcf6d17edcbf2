"""The fetch stage alone: how close it comes to the time that the delays dictate, and whether any host was pressed.

    python -m tests.benchmarks.fetching [--hosts N] [--pages N] [--delay SECONDS]

A server on loopback has N hosts, 127.0.0.1 and on. Each names its pages in a feed of its own; its log then proves that
no host saw two connections at once, nor a gap shorter than the delay. Memory is that of this process, server and all.
"""

import argparse
import itertools
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from flows.polling import new_source
from flows.settings import Settings
from flows.sources import DueSources
from storage.database import open_database
from storage.sources import write_sources
from tests.flows.newsdesk import rss
from tests.flows.webserver import Reply, Visit, WebServer, serving

PAGE = Reply("<html><body>" + "<p>Some words of a page as long as pages are.</p>" * 1500 + "</body></html>")


def find_pressed(visits: list[Visit], delay: float) -> tuple[int, float]:
    """Return how many connections were opened while the one before was open, and the shortest gap (seconds)."""
    ordered = sorted(visits, key=lambda visit: visit.opened_at)
    pairs = list(itertools.pairwise(ordered))
    overlaps = sum(after.opened_at < before.closed_at for before, after in pairs)
    return overlaps, min((after.asked_at - before.asked_at for before, after in pairs), default=delay)


def measure(server: WebServer, pages: int, delay: float, folder: Path) -> None:
    settings = Settings(
        db=folder / "news.duckdb", host_delay=delay, fetch_hosts=len(server.hosts), allow_private_addresses=True
    )
    now = datetime.now(UTC)
    for host in server.hosts:
        for number in range(pages):
            server.pages[f"{host}/{number}"] = PAGE
        server.pages[f"{host}/feed"] = rss([f"/{number}" for number in range(pages)])
    with open_database(settings.db) as con:
        write_sources(con, [new_source(f"http://{host}:{server.port}/feed", now) for host in server.hosts])
    process, memory, count = psutil.Process(), [], 0
    began, processor = time.monotonic(), time.process_time()
    for batch in filter(None, DueSources(settings, lambda: now).batches()):
        count += len(batch.items)
        memory.append(process.memory_info().rss / 2**20)
    took = time.monotonic() - began
    # robots.txt, the feed and its pages, and a delay between each two.
    dictated = (pages + 1) * delay
    by_host = [[visit for visit in server.visits if visit.host == host] for host in server.hosts]
    pressed = [find_pressed(visits, delay) for visits in by_host]
    print(f"{count} documents of {len(server.hosts)} hosts, {len(server.visits)} requests")
    print(f"time      {took:.1f} s, {took / dictated:.2f} × the {dictated:.1f} s dictated")
    print(f"processor {time.process_time() - processor:.1f} s (server included)")
    print(f"overlaps  {sum(overlaps for overlaps, _ in pressed)}, shortest gap {min(gap for _, gap in pressed):.3f} s")
    print(f"memory    {memory[0]:.0f} MiB after the first batch, {max(memory):.0f} at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--pages", type=int, default=20, help="of each host")
    parser.add_argument("--delay", type=float, default=1.0)
    given = parser.parse_args()
    with serving(hosts=given.hosts) as server, tempfile.TemporaryDirectory() as folder:
        measure(server, given.pages, given.delay, Path(folder))


if __name__ == "__main__":
    main()
