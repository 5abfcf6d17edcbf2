"""The README's table of where the time of an article goes: CPU time a page, stage by stage, beside trafilatura.

    python -m tests.benchmarks.stages DOCUMENTS.jsonl.gz [--pages N] [--rounds N]

Each stage runs over all pages in one process, and the best of the rounds counts. The first page of a round is not
timed: it loads the models.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

import trafilatura

from extractors.claims import extract_claims
from extractors.fingerprint import fingerprint
from extractors.origins import attach_origins, find_origins, trace_provenance
from extractors.quantities import find_quantities
from extractors.reading import extract_page
from extractors.records import Article, RawDocument
from extractors.site_pages import Page
from flows.documents import read_documents
from flows.files import InputFile, find_files
from flows.span import Span

LIMIT = 50_000_000  # bytes of one document

T = TypeVar("T")


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self.spent: defaultdict[str, float] = defaultdict(float)

    def run(self, stage: str, work: Callable[[], T]) -> T:
        """Return what `work` returns, and count its CPU time towards `stage`."""
        began = time.process_time()
        result = work()
        self.spent[stage] += time.process_time() - began
        return result


def read(documents: Path, pages: int) -> list[RawDocument]:
    """Return the first documents of a file that can be read."""
    (file,) = (found for found in find_files([str(documents)]) if isinstance(found, InputFile))
    found = (
        raw for raw, _ in read_documents(file, LIMIT, datetime.now(UTC).date(), Span()) if isinstance(raw, RawDocument)
    )
    return list(islice(found, pages))


def take(raw: RawDocument, clock: Clock) -> None:
    """Take one document through every stage."""
    clock.run("trafilatura alone", lambda: trafilatura.extract(raw.content, with_metadata=True))
    page = clock.run("extraction", lambda: extract_page(raw))
    if isinstance(page, Page):
        _understand(page.article, clock)


def _understand(article: Article, clock: Clock) -> None:
    clock.run("fingerprint and vector", lambda: fingerprint(article))
    claims = clock.run("claims", lambda: extract_claims(article))
    origins = clock.run("origins", lambda: find_origins(article, claims))
    clock.run("origins", lambda: (attach_origins(claims, origins), trace_provenance(article, origins)))
    clock.run("quantities", lambda: find_quantities(article, claims))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    documents = read(given.documents, given.pages)
    rounds = []
    for _ in range(given.rounds):
        take(documents[0], Clock())
        clock = Clock()
        for raw in documents:
            take(raw, clock)
        rounds.append(clock.spent)
    best = {stage: min(spent[stage] for spent in rounds) for stage in rounds[0]}
    best["claims, origins and quantities together"] = sum(best[stage] for stage in ("claims", "origins", "quantities"))
    print("| stage | ms a page | share of the extraction |")
    print("| --- | --- | --- |")
    for stage, seconds in best.items():
        print(f"| {stage} | {1000 * seconds / len(documents):.1f} | {seconds / best['extraction']:.2f} |")


if __name__ == "__main__":
    main()
