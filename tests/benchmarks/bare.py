"""What newsloom's speed is compared with: trafilatura alone, in processes that have not loaded newsloom.

    python -m tests.benchmarks.bare PAGES.pickle PROCESSES

Prints seconds on the clock and of CPU.
"""

import multiprocessing
import pickle
import sys
from pathlib import Path

import trafilatura

from tests.benchmarks.meter import metered


def extract_bare(html: bytes) -> int:
    """Do what a bare loop does: text and metadata of one page."""
    document = trafilatura.extract_with_metadata(html)
    return len(document.text or "") if document else 0


def main() -> None:
    pages = pickle.loads(Path(sys.argv[1]).read_bytes())
    processes = int(sys.argv[2])
    with multiprocessing.get_context("forkserver").Pool(processes, maxtasksperchild=500) as pool:
        pool.map(extract_bare, pages[:processes])  # imports are no part of the loop
        with metered() as spent:
            for _ in pool.imap(extract_bare, pages, chunksize=4):
                pass
    print(spent.clock, spent.cpu)


if __name__ == "__main__":
    main()
