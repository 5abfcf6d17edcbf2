"""The raw store: the documents that articles were made of, byte for byte, in WARC segments beside the database.

A document is two records (ISO 28500:2017, WARC 1.1), each a gzip member of its own: a `resource` with its bytes and a
`metadata` that refers to it with what else is known of it, as JSON. The database says where the pair lies. A run
appends to segments of its own, which carry its id in their names, and writes to the disk before the database says so:
what a killed run appended and never committed lies at the end of its last segments, and the next run cuts it off.
"""

import gzip
import json
import os
import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from duckdb import DuckDBPyConnection
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from extractors.errors import NewsloomError, RawDocumentGone
from extractors.records import Given, RawDocument
from storage.documents import Document, ends_of_segments, located_documents, write_documents
from storage.runs import known_runs

SEGMENT = re.compile(r"newsloom-(?P<run_id>.+)-[0-9]{5,}\.warc\.gz")
# 1.5 ms for a page of 170 kB; warcio's own level (9) takes three times as long for 6 % fewer bytes.
GZIP_LEVEL = 4
MEDIA_TYPES = {"html": "text/html", "text": "text/plain"}
# What a URI may hold beside letters and digits (RFC 3986), escapes included.
URI_CHARACTERS = "-._~:/?#[]@!$&'()*+,;=%"


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

    def append(self, documents: Sequence[tuple[RawDocument, str]], at: datetime) -> list[Document]:
        """Store documents, each with the id of its article, and say where they lie once they are on the disk.

        `at` is the clock's time of storing them.

        Raises:
            NewsloomError: the folder or a segment cannot be written.
        """
        if not documents:
            return []
        try:
            self._folder.mkdir(exist_ok=True)
            self._written.clear()
            stored = [self._write(document, article_id, at) for document, article_id in documents]
            for segment in sorted(self._written):
                _reach_disk(self._folder / segment)
            _reach_disk(self._folder)
            _reach_disk(self._folder.parent)
        except OSError as error:
            raise _refusal(self._folder, error) from error
        return stored

    def rewrite(self, con: DuckDBPyConnection, gone: Collection[Document], at: datetime) -> list[str]:
        """Write the segments that hold what is to be `gone` anew without it, and return the names of the old ones.

        The database says where the rest lies now, in the caller's transaction; the old segments are to be removed
        once that is committed.

        Raises:
            NewsloomError: the folder or a segment cannot be written.
        """
        old = {document.segment for document in gone}
        left_out = {(document.document_id, document.article_id) for document in gone}
        kept = [
            document
            for document in located_documents(con)
            if document.segment in old and (document.document_id, document.article_id) not in left_out
        ]
        try:
            write_documents(con, [self._move(document, at) for document in kept])
            for segment in sorted(self._written):
                _reach_disk(self._folder / segment)
        except OSError as error:
            raise _refusal(self._folder, error) from error
        return sorted(filter(None, old))

    def _move(self, document: Document, at: datetime) -> Document:
        """Copy the records of a document, byte for byte, to this run's segments; what is damaged stays so."""
        assert document.segment is not None
        with suppress(FileNotFoundError), (self._folder / document.segment).open("rb") as file:
            file.seek(document.record_offset or 0)
            segment, start, length = self._put(file.read(document.record_length or 0), at)
            return replace(document, segment=segment, record_offset=start, record_length=length)
        return replace(document, segment=None, record_offset=None, record_length=None)

    def _write(self, document: RawDocument, article_id: str, at: datetime) -> Document:
        segment, start, length = self._put(_encode(document, at), at)
        return Document(document.document_id, article_id, segment, start, length, stored_at=at)

    def _put(self, data: bytes, at: datetime) -> tuple[str, int, int]:
        """Write records to the last segment, or to a new one where that is full; return where they lie."""
        path = self._segment()
        if self._number == 0 or path.stat().st_size + len(data) > self._segment_bytes:
            self._number += 1
            path = self._segment()
            with path.open("xb") as file:
                file.write(_describe(path.name, at))
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
        with (folder / document.segment).open("rb") as file:
            file.seek(document.record_offset)
            data = file.read(document.record_length)
        content, about = _payloads(gzip.decompress(data))
        found = _restore(content, json.loads(about))
    except OSError as error:  # a damaged gzip member among them
        raise RawDocumentGone(f"{folder / document.segment}: {error.strerror or error}") from error
    except (EOFError, zlib.error, ArchiveLoadFailed, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RawDocumentGone(f"{folder / document.segment}, byte {document.record_offset}: {error!r}") from error
    if found.document_id != document.document_id:
        raise RawDocumentGone(f"document {found.document_id} lies in the place of document {document.document_id}")
    return found


def restore_document(content: bytes, about: bytes, source: str, record: str) -> RawDocument:
    """Return a document out of a segment that may be anyone's: its bytes, and what was stored `about` them.

    It comes from `source` and its `record` now.

    Raises:
        RawDocumentGone: that is not what newsloom stores.
    """
    try:
        found = _restore(content, json.loads(about))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RawDocumentGone(f"{record}: {error!r}") from error
    given = asdict(found.given) | {"authors": None}
    texts = [found.document_id, found.format, found.url, found.charset, *given.values(), *(found.given.authors or ())]
    is_text = all(text is None or isinstance(text, str) for text in texts)
    if not (is_text and found.document_id and found.format in MEDIA_TYPES):
        raise RawDocumentGone(f"{record}: what is stored about it is not newsloom's")
    return replace(found, source=source, record=record)


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


def _encode(document: RawDocument, at: datetime) -> bytes:
    """Return the two records of a document, compressed."""
    about = asdict(document)
    content = about.pop("content")
    about["retrieved_on"] = document.retrieved_on.isoformat()
    uri = _uri(document)
    media_type = MEDIA_TYPES.get(document.format, "application/octet-stream")
    resource, resource_id = _record("resource", content, media_type, at, {"WARC-Target-URI": uri})
    headers = {"WARC-Target-URI": uri, "WARC-Refers-To": resource_id}
    metadata, _ = _record("metadata", json.dumps(about).encode("ascii"), "application/json", at, headers)
    return resource + metadata


def _describe(segment: str, at: datetime) -> bytes:
    """Return the record a segment begins with, which says what wrote it."""
    lines = f"software: newsloom/{version('newsloom')}\r\nformat: WARC File Format 1.1\r\n"
    headers = {"WARC-Filename": segment}
    return _record("warcinfo", lines.encode("ascii"), "application/warc-fields", at, headers)[0]


def _record(kind: str, payload: bytes, media_type: str, at: datetime, headers: dict[str, str]) -> tuple[bytes, str]:
    """Return a record as a gzip member, and its id."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        "",
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type=media_type,
        warc_headers_dict={"WARC-Date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", **headers},
    )
    writer.write_record(record)
    return gzip.compress(out.getvalue(), GZIP_LEVEL, mtime=0), str(record.rec_headers.get_header("WARC-Record-ID"))


def _uri(document: RawDocument) -> str:
    """Return the document's URL as a URI, or a name made of its id where it has none that could be fetched."""
    try:
        is_address = urlsplit(document.url or "").scheme.lower() in {"http", "https"}
    except ValueError:
        is_address = False
    if document.url and is_address:
        return quote(document.url, safe=URI_CHARACTERS, errors="replace")
    return f"urn:x-newsloom:document:{document.document_id}"


def _payloads(records: bytes) -> Iterator[bytes]:
    """Yield what the records hold; raise ArchiveLoadFailed where their digests say otherwise."""
    for record in ArchiveIterator(BytesIO(records), check_digests="raise"):
        yield record.content_stream().read()


def _restore(content: bytes, about: dict[str, Any]) -> RawDocument:
    """Return a document from its bytes and what was stored beside them, by an older newsloom or a newer one."""
    given = about.pop("given")
    given["authors"] = None if given["authors"] is None else tuple(given["authors"])
    about["retrieved_on"] = date.fromisoformat(about["retrieved_on"])
    return RawDocument(content=content, given=Given(**_known(Given, given)), **_known(RawDocument, about))


def _known(record: type, values: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(record)}
    return {name: value for name, value in values.items() if name in names}
