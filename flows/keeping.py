"""Keeping: what a batch brought goes into the raw store, documents of articles and every other response."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from duckdb import DuckDBPyConnection

from extractors.article import EXTRACTOR
from extractors.records import Capture, RawDocument
from flows.traces import as_plain, speaks_of_forgotten
from storage.batch import Batch
from storage.documents import Document, documents_by_id
from storage.forgotten import Forgetfulness
from storage.raw_store import RawStore


@dataclass(slots=True)
class Brought:
    """What came of a batch's documents: taken, each with the id of its article; known before; rejected."""

    taken: list[tuple[RawDocument, str]] = field(default_factory=list)
    known: list[RawDocument] = field(default_factory=list)
    rejected: list[RawDocument] = field(default_factory=list)


class Keeper:
    """Appends to the raw store, but for what a person had removed; `unsound` are its segments that lost bytes.

    A response that decompresses to more than `limit` bytes counts as removed where anything is.
    """

    def __init__(self, store: RawStore, unsound: Iterable[str], forgotten: Forgetfulness, limit: int) -> None:
        self._store, self._unsound, self._limit = store, frozenset(unsound), limit
        self._speaks = speaks_of_forgotten(forgotten) if forgotten.articles or forgotten.sites else None

    def keep(self, con: DuckDBPyConnection, batch: Batch, brought: Brought, captures: Sequence[Capture]) -> None:
        """Store what a batch brought and note in it where it lies; a known document is stored again where it is lost.

        Raises:
            NewsloomError: the raw store cannot be written.
        """
        places: dict[str, list[Document]] = {}
        for place in documents_by_id(con, [document.document_id for document in brought.known]):
            places.setdefault(place.document_id, []).append(place)
        again: dict[tuple[str, str], tuple[RawDocument, Document]] = {}
        kept = list(captures)
        kept += [_capture(document, batch, is_repeat=False) for document in brought.rejected if document.exchange]
        taken = {document.document_id for document, _ in brought.taken}
        for document in brought.known:
            here = places.get(document.document_id, [])
            lost = [place for place in here if place.segment in self._unsound]
            again.update(((place.document_id, place.article_id), (document, place)) for place in lost)
            if document.exchange and not lost:
                is_repeat = document.document_id in taken or any(place.segment for place in here)
                kept.append(_capture(document, batch, is_repeat=is_repeat))
        documents = brought.taken + [(document, place.article_id) for document, place in again.values()]
        stored, batch.responses = self._store.append(documents, batch.at, list(filter(self._may_stay, kept)))
        readers = [EXTRACTOR] * len(brought.taken) + [place.extractor for _, place in again.values()]
        batch.documents += [
            replace(place, extractor=extractor) for place, extractor in zip(stored, readers, strict=True)
        ]

    def _may_stay(self, capture: Capture) -> bool:
        """Return whether a response has nothing of what was removed: a feed goes on naming it, or carries it whole."""
        if self._speaks is None:
            return True
        head = "".join(f"{name}: {value}\n" for name, value in capture.exchange.response_headers)
        text = as_plain(head.encode(), capture.body, self._limit)
        return text is not None and not self._speaks(capture.exchange.url, text)


def _capture(document: RawDocument, batch: Batch, *, is_repeat: bool) -> Capture:
    """Return a page that became no document as the response that it was."""
    assert document.exchange
    return Capture(
        document.exchange,
        document.content,
        batch.at,
        is_page=True,
        is_repeat=is_repeat,
    )
