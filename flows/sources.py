"""Inputs become documents, one at a time and in a fixed order; bad ones become Rejections among them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from extractors.errors import UsageError
from extractors.records import RawDocument, Rejection
from flows.documents import read_documents
from flows.fetch import fetch_page
from flows.files import InputFile, find_files
from flows.settings import Settings

# What a page weighs on the progress bar beside files, whose sizes are known (bytes).
PAGE_WEIGHT = 100_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents in input order; `weight` is how much of the whole input they are (bytes on disk)."""

    number: int
    items: tuple[RawDocument | Rejection, ...]
    weight: int


class Sources:
    """Everything named on the command line, looked at once before the first document is read.

    Raises:
        UsageError: a path does not exist, a glob matches nothing, a URL is not http or https.
    """

    def __init__(self, inputs: Iterable[str], settings: Settings, today: date) -> None:
        self._settings, self._today = settings, today
        self._inputs: list[str | InputFile | Rejection] = []
        for given in inputs:
            if "://" in given and not os.path.lexists(given):
                self._inputs.append(_check_url(given))
            else:
                self._inputs.extend(find_files([given]))
        self.size = sum(map(_weigh, self._inputs))

    def batches(self) -> Iterator[Batch]:
        """Yield the documents in batches of at most `batch_size` documents and about `batch_bytes` bytes."""
        items: list[RawDocument | Rejection] = []
        number = held = reached = 0
        for item, position in self._documents():
            items.append(item)
            held += len(item.content) if isinstance(item, RawDocument) else 0
            if len(items) >= self._settings.batch_size or held >= self._settings.batch_bytes:
                number += 1
                yield Batch(number, tuple(items), position - reached)
                items, held, reached = [], 0, position
        if items:
            yield Batch(number + 1, tuple(items), self.size - reached)

    def _documents(self) -> Iterator[tuple[RawDocument | Rejection, int]]:
        start = 0
        for given in self._inputs:
            if isinstance(given, Rejection):
                yield given, start
            elif isinstance(given, str):
                yield fetch_page(given, self._settings, self._today), start + PAGE_WEIGHT
            else:
                for item, read in read_documents(given, self._settings.document_bytes, self._today):
                    yield item, start + read
            start += _weigh(given)


def _check_url(url: str) -> str:
    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{url}: newsloom reads http and https URLs, files, folders and globs.")
    return url


def _weigh(given: str | InputFile | Rejection) -> int:
    if isinstance(given, InputFile):
        return given.size
    return PAGE_WEIGHT if isinstance(given, str) else 0
