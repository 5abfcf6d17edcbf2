"""Inputs become documents, one at a time and in a fixed order; bad ones become Rejections among them."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from extractors.errors import UsageError
from extractors.records import RawDocument, Rejection
from extractors.sitemaps import read_addresses
from flows.documents import read_documents
from flows.files import InputFile, find_files
from flows.gathering import Errand, Find, Memory
from flows.polling import new_source
from flows.robots import FRESH
from flows.settings import Settings
from flows.span import Span
from flows.stream import gather
from storage.articles import known_articles
from storage.database import open_database
from storage.forgotten import load_forgotten
from storage.revisions import load_aliases
from storage.robots import load_robots
from storage.sources import Marks, Source, due_sources, entries_of

# What a page or a feed weighs on the progress bar beside files, whose sizes are known (bytes).
PAGE_WEIGHT = 100_000
# Bytes; a longer text is no list of addresses.
LONGEST_LIST = 10 * 1024 * 1024
# A batch that waits for slow hosts ends after so many seconds: what is fetched is to be stored.
LONGEST_BATCH = 60.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents in input order; `weight` is how much of the whole input they are (bytes on disk).

    `marks` is what to remember once they are stored.
    """

    number: int
    items: tuple[RawDocument | Rejection, ...]
    weight: int
    marks: Marks = field(default_factory=Marks)


class Sources:
    """Everything named on the command line, looked at once before the first document is read.

    `span` bounds what listings name and archives hold; a page or a file named itself is taken whatever its date.

    Raises:
        UsageError: a path does not exist, a glob matches nothing, a URL is not http or https.
    """

    def __init__(self, inputs: Iterable[str], settings: Settings, now: datetime, span: Span | None = None) -> None:
        self._settings, self._now, self._span = settings, now, span or Span()
        self._inputs: list[str | InputFile | Rejection] = []
        for given in inputs:
            if "://" in given and not os.path.lexists(given):
                self._inputs.append(check_url(given))
            else:
                for found in find_files([given]):
                    self._inputs.extend(_listed(found) or [found])
        self.size = sum(map(_weigh, self._inputs))

    def batches(self) -> Iterator[Batch | None]:
        """Yield the documents in batches of at most `batch_size` documents and about `batch_bytes` bytes.

        None comes whenever hosts keep one waiting.
        """
        return cut_batches(self._finds(), self.size, self._settings)

    def _finds(self) -> Iterator[tuple[Find | None, int]]:
        start = 0
        for is_web, inputs in groupby(self._inputs, lambda given: isinstance(given, str)):
            if is_web:
                urls = dict.fromkeys(str(given) for given in inputs)
                sources = [new_source(url, self._now) for url in urls]
                errand = Errand(is_kept=False, span=self._span)
                for find, position in visit(sources, self._settings, lambda: datetime.now(UTC), errand):
                    yield find, start + position
                start += len(sources) * PAGE_WEIGHT
                continue
            for given in inputs:
                if isinstance(given, Rejection):
                    yield Find(given, Marks()), start
                elif isinstance(given, InputFile):
                    limit, today = self._settings.document_bytes, self._now.date()
                    for item, read in read_documents(given, limit, today, self._span):
                        yield Find(item, Marks()), start + read
                start += _weigh(given)


class DueSources:
    """The stored sources whose time has come; `clock` is the time."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings, self._clock = settings, clock
        with open_database(settings.db, wait=settings.wait) as con:
            self._sources = due_sources(con, clock())
        self.size = PAGE_WEIGHT * len(self._sources)

    def batches(self) -> Iterator[Batch | None]:
        """Yield what the sources newly name, and how each stands with its last document; None as `Sources` does."""
        finds = visit(self._sources, self._settings, self._clock, Errand(is_kept=True))
        return cut_batches(finds, self.size, self._settings)


def visit(
    sources: Sequence[Source], settings: Settings, clock: Callable[[], datetime], errand: Errand
) -> Iterator[tuple[Find | None, int]]:
    """Yield what `sources` give, each find with the weight of the sources that are done by then; None for a pause."""
    memory = _recall([source.source_id for source in sources], settings, clock())
    done = 0
    for find in gather(sources, memory, settings, clock, errand):
        done += find is not None and find.is_last
        yield find, done * PAGE_WEIGHT


def cut_batches(finds: Iterable[tuple[Find | None, int]], size: int, settings: Settings) -> Iterator[Batch | None]:
    """Yield finds, each with how much of the whole `size` they reach, in batches as large as the settings allow.

    For a pause (None) in which no batch is ready, a pause is what comes.
    """
    items: list[RawDocument | Rejection] = []
    marks = Marks()
    number = held = reached = 0
    began = time.monotonic()
    for find, position in finds:
        if find:
            marks.add(find.marks)
            held += sum(len(capture.body) for capture in find.marks.captures)
            items += [find.item] if find.item else []
            held += len(find.item.content) if isinstance(find.item, RawDocument) else 0
        is_full = len(items) >= settings.batch_size or held >= settings.batch_bytes
        is_late = time.monotonic() - began > LONGEST_BATCH and not (marks.is_empty() and not items)
        if is_full or is_late:
            number += 1
            yield Batch(number, tuple(items), position - reached, marks)
            items, marks, held, reached, began = [], Marks(), 0, position, time.monotonic()
        elif find is None:
            yield None
    if items or not marks.is_empty():
        yield Batch(number + 1, tuple(items), size - reached, marks)


def check_url(url: str) -> str:
    """Return `url` if it can be fetched.

    Raises:
        UsageError: it is not http or https.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{url}: newsloom reads http and https URLs, files, folders and globs.")
    return url


def _listed(file: InputFile | Rejection) -> list[str]:
    """Return the addresses in a text file that holds nothing else, one a line; none of any other."""
    if isinstance(file, Rejection) or file.format != "text" or file.is_gzipped or file.size > LONGEST_LIST:
        return []
    try:
        with file.path.open("rb") as stream:
            head = stream.read(8).lower()
            is_list = head.startswith((b"http://", b"https://"))
            listing = read_addresses(head + stream.read(LONGEST_LIST), "") if is_list else None
    except OSError:
        return []  # whoever reads it will say why
    return [entry.url for entry in listing.entries if entry.url] if listing else []


def _recall(source_ids: Sequence[str], settings: Settings, now: datetime) -> Memory:
    """Return what earlier runs know of the sources, the articles and the hosts."""
    if not settings.db.exists():
        return Memory()
    with open_database(settings.db, wait=settings.wait) as con:
        return Memory(
            entries_of(con, source_ids),
            frozenset({*known_articles(con), *load_aliases(con)}),
            load_robots(con, now - FRESH),
            load_forgotten(con),
        )


def _weigh(given: str | InputFile | Rejection) -> int:
    if isinstance(given, InputFile):
        return given.size
    return PAGE_WEIGHT if isinstance(given, str) else 0
