"""The raw store: all that was fetched and every document an article was made of, in WARC segments beside the database.

The database says where a document's records lie. A run appends to segments of its own, which carry its id in their
names, and writes to the disk before the database says so: what a killed run appended and never committed lies at the
end of its last segments, and the next run cuts it off.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from duckdb import DuckDBPyConnection

from extractors.errors import NewsloomError, RawDocumentGone
from extractors.records import Capture, RawDocument
from storage.documents import Document, ends_of_segments, located_documents, write_documents
from storage.raw_records import decode_capture, decode_document, describe_segment, encode_capture, encode_document
from storage.responses import StoredResponse, replace_responses, stored_responses
from storage.runs import known_runs

Place = TypeVar("Place", Document, StoredResponse)
SEGMENT = re.compile(r"newsloom-(?P<run_id>.+)-[0-9]{5,}\.warc\.gz")


def raw_folder(db: Path) -> Path:
    """Return the folder of the segments that belong to the database `db`: `news.raw` beside `news.duckdb`."""
    return db.resolve().with_suffix(".raw")


def open_store(con: DuckDBPyConnection, folder: Path, run_id: str, segment_bytes: int) -> "RawStore":
    """Return the store a run appends to, once what killed runs left in `folder` is cut off; the run holds its lock.

    Raises:
        NewsloomError: a segment cannot be cut.
    """
    cut_back(folder, ends_of_segments(con), known_runs(con))
    return RawStore(folder, run_id, segment_bytes)


class RawStore:
    """Appends the documents of one run; `segment_bytes` is the size a segment does not outgrow but by one document."""

    def __init__(self, folder: Path, run_id: str, segment_bytes: int) -> None:
        self._folder, self._run_id, self._segment_bytes = folder, run_id, segment_bytes
        self._number = 0
        self._written: set[str] = set()

    def append(
        self, documents: Sequence[tuple[RawDocument, str]], at: datetime, captures: Sequence[Capture] = ()
    ) -> tuple[list[Document], list[StoredResponse]]:
        """Store documents, each with the id of its article, and `captures`; say where they lie once on the disk.

        `at` is the clock's time of storing them.

        Raises:
            NewsloomError: the folder or a segment cannot be written.
        """
        if not (documents or captures):
            return [], []
        try:
            self._folder.mkdir(exist_ok=True)
            self._written.clear()
            stored = [self._write(document, article_id, at) for document, article_id in documents]
            responses = [self._write_capture(capture, at) for capture in captures]
            for segment in sorted(self._written):
                _reach_disk(self._folder / segment)
            _reach_disk(self._folder)
            _reach_disk(self._folder.parent)
        except OSError as error:
            raise _refusal(self._folder, error) from error
        return stored, responses

    def unsound_segments(self, con: DuckDBPyConnection) -> list[str]:
        """Return the segments that are missing, or end before what the database says lies in them."""
        return [
            segment
            for segment, end in sorted(ends_of_segments(con).items())
            if not (path := self._folder / segment).is_file() or path.stat().st_size < end
        ]

    def rewrite(
        self,
        con: DuckDBPyConnection,
        gone: Collection[Document],
        at: datetime,
        gone_responses: Collection[StoredResponse] = (),
    ) -> list[str]:
        """Write the segments that hold what is to be `gone` anew without it, and return the names of the old ones.

        The database says where the rest lies now, in the caller's transaction; the old segments are to be removed
        once that is committed.

        Raises:
            NewsloomError: the folder or a segment cannot be written.
        """
        old = {document.segment for document in gone if document.segment} | {one.segment for one in gone_responses}
        left_out = {(document.document_id, document.article_id) for document in gone}
        kept = [
            document
            for document in located_documents(con)
            if document.segment in old and (document.document_id, document.article_id) not in left_out
        ]
        try:
            write_documents(con, [self._move_document(document, at) for document in kept])
            leaving = frozenset(gone_responses)
            left = [one for one in stored_responses(con) if one.segment in old and one not in leaving]
            replace_responses(con, old, [moved for one in left for moved in self._move(one, at)])
            for segment in sorted(self._written):
                _reach_disk(self._folder / segment)
            if self._written:  # or the old ones would go before the new ones have their names
                _reach_disk(self._folder)
        except OSError as error:
            raise _refusal(self._folder, error) from error
        return sorted(old)

    def _move_document(self, document: Document, at: datetime) -> Document:
        """Move a document; one whose segment is missing is nowhere from now on."""
        nowhere = replace(document, segment=None, record_offset=None, record_length=None)
        return next(self._move(document, at), nowhere)

    def _move(self, one: Place, at: datetime) -> Iterator[Place]:
        """Copy records, byte for byte, to this run's segments, and yield where they are; what is damaged stays so."""
        try:
            data = _read_at(self._folder, one)
        except FileNotFoundError:
            return
        segment, start, length = self._put(data, at)
        yield replace(one, segment=segment, record_offset=start, record_length=length)

    def _write_capture(self, capture: Capture, at: datetime) -> StoredResponse:
        segment, start, length = self._put(encode_capture(capture), at)
        return StoredResponse(capture.exchange.url, capture.exchange.status, segment, start, length, at)

    def _write(self, document: RawDocument, article_id: str, at: datetime) -> Document:
        segment, start, length = self._put(encode_document(document, at), at)
        return Document(document.document_id, article_id, segment, start, length, stored_at=at)

    def _put(self, data: bytes, at: datetime) -> tuple[str, int, int]:
        """Write records to the last segment, or to a new one where that is full; return where they lie."""
        path = self._segment()
        if self._number == 0 or path.stat().st_size + len(data) > self._segment_bytes:
            self._number += 1
            path = self._segment()
            with path.open("xb") as file:
                file.write(describe_segment(path.name, at))
        with path.open("ab") as file:
            start = file.tell()
            file.write(data)
        self._written.add(path.name)
        return path.name, start, len(data)

    def _segment(self) -> Path:
        return self._folder / f"newsloom-{self._run_id}-{self._number:05}.warc.gz"


def cut_back(folder: Path, committed: Mapping[str, int], run_ids: Collection[str]) -> None:
    """Take off what the runs `run_ids` appended and did not commit: `committed` says how many bytes of a segment are.

    A segment of any other run is left alone: it belongs to a database that was here before, or to a later state of
    this one. Whoever calls this holds the run's lock.

    Raises:
        NewsloomError: a segment cannot be cut.
    """
    try:
        for path in sorted(folder.glob("*.warc.gz")):
            name, end = SEGMENT.fullmatch(path.name), committed.get(path.name)
            if name is None or name["run_id"] not in run_ids:
                continue
            if end is None:
                path.unlink()
            elif path.stat().st_size > end:
                os.truncate(path, end)
    except OSError as error:
        raise _refusal(folder, error) from error


def remove_segments(folder: Path, names: Collection[str]) -> None:
    """Remove segments that the database no longer names; what cannot be removed, the next run cuts off."""
    for name in names:
        with suppress(OSError):
            (folder / name).unlink()


def read_document(folder: Path, document: Document) -> RawDocument:
    """Return a document as it was stored.

    Raises:
        RawDocumentGone: it never was, or its segment is missing or does not hold it whole where the database says.
    """
    if document.segment is None or document.record_offset is None or document.record_length is None:
        why = f"was pruned at {document.pruned_at}" if document.pruned_at else "was never in the raw store"
        raise RawDocumentGone(f"document {document.document_id} {why}")
    try:
        data = _read_at(folder, document)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RawDocumentGone(f"{folder / document.segment}: {reason}") from error
    try:
        found = decode_document(data)
    except RawDocumentGone as error:
        raise RawDocumentGone(f"{folder / document.segment}, byte {document.record_offset}: {error}") from error
    if found.document_id != document.document_id:
        raise RawDocumentGone(f"document {found.document_id} lies in the place of document {document.document_id}")
    return found


def read_response(folder: Path, response: StoredResponse) -> tuple[bytes, bytes]:
    """Return the head and the body of a response that became no document; the body is empty where it has none.

    Raises:
        RawDocumentGone: its segment is missing or does not hold it whole where the database says.
    """
    try:
        return decode_capture(_read_at(folder, response))
    except OSError as error:
        raise RawDocumentGone(f"{folder / response.segment}: {error.strerror or error}") from error
    except RawDocumentGone as error:
        raise RawDocumentGone(f"{folder / response.segment}, byte {response.record_offset}: {error}") from error


def _read_at(folder: Path, one: Document | StoredResponse) -> bytes:
    assert one.segment is not None
    with (folder / one.segment).open("rb") as file:
        file.seek(one.record_offset or 0)
        return file.read(one.record_length or 0)


def _refusal(folder: Path, error: OSError) -> NewsloomError:
    reason = error.strerror or error
    return NewsloomError(f"cannot write to the raw store {folder}: {reason}. See to that, and run the same again.")


def _reach_disk(path: Path) -> None:
    """Return once what was written to a file, or the names in a folder, would outlast a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
