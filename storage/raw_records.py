"""The records of a document in the raw store: WARC records (ISO 28500:2017, WARC 1.1), each a gzip member of its own.

A document is a `resource` with its bytes and a `metadata` that refers to it with what else is known of it, as JSON.
What a server sent is a `response` instead, with its status and headers, and its `request` stands between the two.

A response that became no document is a `response` and its `request` alone, or a `revisit` where it says that nothing
has changed, or has the very bytes of a document that is stored.
"""

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.errors import RawDocumentGone
from extractors.records import Capture, Exchange, Given, RawDocument

# 1.5 ms for a page of 170 kB; warcio's own level (9) takes three times as long for 6 % fewer bytes.
GZIP_LEVEL = 4
MEDIA_TYPES = {"html": "text/html", "text": "text/plain"}
# Headers that say how a body came, not what it is.
FRAMING = {"content-encoding", "transfer-encoding", "content-length"}
# The record of a response that was not taken for a page says so: whoever reads the archive is not to take it for one.
PART = ("X-Newsloom-Part", "no-page")
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
# What a URI may hold beside letters and digits (RFC 3986), escapes included.
URI_CHARACTERS = "-._~:/?#[]@!$&'()*+,;=%"


def encode_document(document: RawDocument, at: datetime) -> bytes:
    """Return the records of a document, compressed; `at` is when it is stored."""
    about = asdict(document)
    content = about.pop("content")
    del about["exchange"]
    about["retrieved_on"] = document.retrieved_on.isoformat()
    uri = _uri(document)
    media_type = MEDIA_TYPES.get(document.format, "application/octet-stream")
    if document.exchange and uri == _address(document):
        records, first_id = _encode_exchange(document.exchange, content, at, {})
    else:
        records, first_id = _record("resource", content, at, {"WARC-Target-URI": uri, "Content-Type": media_type})
    headers = {"WARC-Target-URI": uri, "WARC-Refers-To": first_id, "Content-Type": "application/json"}
    metadata, _ = _record("metadata", json.dumps(about).encode("ascii"), at, headers)
    return records + metadata


def encode_capture(capture: Capture) -> bytes:
    """Return the records of a response that became no document, compressed."""
    headers = {} if capture.is_page else dict([PART])
    if capture.truncated:
        headers["WARC-Truncated"] = capture.truncated
    if capture.exchange.status.split(" ")[1:2] == ["304"]:
        headers["WARC-Profile"] = PROFILE + "server-not-modified"
    elif capture.is_repeat:
        digest = base64.b32encode(hashlib.sha1(capture.body, usedforsecurity=False).digest()).decode("ascii")
        headers |= {"WARC-Profile": PROFILE + "identical-payload-digest", "WARC-Payload-Digest": f"sha1:{digest}"}
        headers["WARC-Refers-To-Target-URI"] = _quote(capture.exchange.url)
    return _encode_exchange(capture.exchange, capture.body, capture.fetched_at, headers)[0]


def decode_capture(records: bytes) -> tuple[bytes, bytes]:
    """Return the head and the body of a response that became no document; the body is empty where it has none.

    Raises:
        RawDocumentGone: the records are damaged.
    """
    with _damage_told():
        (head, body), *_ = _payloads(gzip.decompress(records))
    return head, body


def decode_document(records: bytes) -> RawDocument:
    """Return the document of which these are the records.

    Raises:
        RawDocumentGone: they are damaged.
    """
    with _damage_told():
        (_, content), *_, (_, about) = _payloads(gzip.decompress(records))
        return _restore(content, json.loads(about))


@contextmanager
def _damage_told() -> Iterator[None]:
    """Raise RawDocumentGone for whatever reading damaged records raises."""
    try:
        yield
    except OSError as error:  # a damaged gzip member among them
        raise RawDocumentGone(str(error.strerror or error)) from error
    except (EOFError, zlib.error, ArchiveLoadFailed, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RawDocumentGone(repr(error)) from error


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


def describe_segment(segment: str, at: datetime) -> bytes:
    """Return the record a segment begins with, which says what wrote it."""
    lines = f"software: newsloom/{version('newsloom')}\r\nformat: WARC File Format 1.1\r\n"
    headers = {"WARC-Filename": segment, "Content-Type": "application/warc-fields"}
    return _record("warcinfo", lines.encode("ascii"), at, headers)[0]


def _encode_exchange(exchange: Exchange, body: bytes, at: datetime, headers: dict[str, str]) -> tuple[bytes, str]:
    """Return the records of a response and its request, and the id of the first, which has these WARC `headers`.

    One with a profile is a revisit, and has no body. The body is stored as it was decoded; the headers that say how it
    came are kept under names of their own, as Common Crawl keeps them, or readers would decode it again.
    """
    protocol, _, status = exchange.status.partition(" ")
    answered = [
        (f"X-Crawler-{name}" if name.lower() in FRAMING else name, value) for name, value in exchange.response_headers
    ]
    target = {"WARC-Target-URI": _quote(exchange.url)}
    is_revisit = "WARC-Profile" in headers
    kind, body = ("revisit", b"") if is_revisit else ("response", body)
    answered.append(("Content-Length", str(len(body))))
    response, response_id = _record(kind, body, at, target | headers, StatusAndHeaders(status, answered, protocol))
    asked = StatusAndHeaders(exchange.request, list(exchange.request_headers), is_http_request=True)
    request, _ = _record("request", b"", at, {**target, "WARC-Concurrent-To": response_id}, asked)
    return response + request, response_id


def _record(
    kind: str,
    payload: bytes,
    at: datetime,
    headers: dict[str, str],
    http_headers: StatusAndHeaders | None = None,
) -> tuple[bytes, str]:
    """Return a record as a gzip member, and its id; without a Content-Type it has the usual one of its kind."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        "",
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type=headers.get("Content-Type", ""),
        http_headers=http_headers,
        warc_headers_dict={"WARC-Date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}
        | {name: value for name, value in headers.items() if name != "Content-Type"},
    )
    writer.write_record(record)
    return gzip.compress(out.getvalue(), GZIP_LEVEL, mtime=0), str(record.rec_headers.get_header("WARC-Record-ID"))


def _uri(document: RawDocument) -> str:
    """Return the document's URL as a URI, or a name made of its id where it has none that could be fetched."""
    return _address(document) or f"urn:x-newsloom:document:{document.document_id}"


def _address(document: RawDocument) -> str | None:
    try:
        is_address = urlsplit(document.url or "").scheme.lower() in {"http", "https"}
    except ValueError:
        is_address = False
    return _quote(document.url) if document.url and is_address else None


def _quote(url: str) -> str:
    return quote(url, safe=URI_CHARACTERS, errors="replace")


def _payloads(records: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the HTTP head, if any, and the content of each; raise ArchiveLoadFailed where their digests differ."""
    for record in ArchiveIterator(BytesIO(records), check_digests="raise"):
        yield record.http_headers.to_bytes() if record.http_headers else b"", record.content_stream().read()


def _restore(content: bytes, about: dict[str, Any]) -> RawDocument:
    """Return a document from its bytes and what was stored beside them, by an older newsloom or a newer one."""
    given = about.pop("given")
    given["authors"] = None if given["authors"] is None else tuple(given["authors"])
    about.pop("exchange", None)
    about["retrieved_on"] = date.fromisoformat(about["retrieved_on"])
    return RawDocument(content=content, given=Given(**_known(Given, given)), **_known(RawDocument, about))


def _known(record: type, values: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(record)}
    return {name: value for name, value in values.items() if name in names}
