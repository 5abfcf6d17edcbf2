"""WARC records (ISO 28500) out of a stream of bytes, each of bounded size; a damaged one is said to be so.

warcio's own iterator is not used: it reads a header line without limit, and prints what is damaged to the console.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
PROTOCOLS = ["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3"]
# The most bytes of a record's head, and of the head of the response in it.
HEAD = 64 * 1024
BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be read, by its id as far as that is known, and a sentence that says why."""

    record_id: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its headers, and its block; of one that is too large (not `is_whole`) the beginning."""

    headers: StatusAndHeaders
    block: bytes
    is_whole: bool

    @property
    def record_id(self) -> str | None:
        """WARC-Record-ID."""
        return self.header("WARC-Record-ID")

    @property
    def kind(self) -> str:
        """WARC-Type."""
        return (self.header("WARC-Type") or "").lower()

    @property
    def url(self) -> str:
        """WARC-Target-URI, without the angle brackets that some programs put around it."""
        return (self.header("WARC-Target-URI") or "").strip("<>")

    def header(self, name: str) -> str | None:
        """Return one of its headers."""
        return _stated(self.headers, name)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response as it was recorded: its head, byte for byte, and its body still encoded."""

    status: str
    headers: StatusAndHeaders
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """Return one of its headers."""
        return _stated(self.headers, name)

    def dechunked(self) -> bytes:
        """Return the body without its transfer encoding, which some programs leave out and still name."""
        is_chunked = (self.header("Transfer-Encoding") or "").lower() == "chunked"
        return bytes(ChunkedDataReader(BytesIO(self.body)).read()) if is_chunked else self.body


def read_records(stream: IO[bytes], most: int) -> Iterator[Record | Damage]:
    """Yield the records of `stream`; a block of more than `most` bytes is passed over but for its beginning.

    Behind a damaged record the reading goes on at the next line that begins one.
    """
    while line := stream.readline(HEAD):
        if not line.startswith(b"WARC/"):
            if line.strip():
                yield Damage(None, "no record begins where one should: the length of the one before may be wrong")
                line = _skip_to_record(stream)
            if not line.strip():
                continue
        record_id = None
        try:
            headers = _read_head(line, stream)
            record_id = _stated(headers, "WARC-Record-ID")
            record = Record(headers, *_read_block(headers, stream, most))
        except ValueError as error:
            yield Damage(record_id, str(error))
        else:
            yield record


def parse_response(block: bytes) -> Response:
    """Return the HTTP response that is the block of a record.

    Raises:
        ValueError: it is none.
    """
    head = BytesIO(block[:HEAD])
    try:
        headers = StatusAndHeadersParser(PROTOCOLS).parse(head)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise ValueError("it holds no HTTP response") from error
    end = head.tell()
    return Response(str(headers.get_statuscode()), headers, block[:end], block[end:])


def _read_head(line: bytes, stream: IO[bytes]) -> StatusAndHeaders:
    lines, size = [line], len(line)
    while lines[-1].strip() and size <= HEAD:
        lines.append(stream.readline(HEAD))
        size += len(lines[-1])
    if size > HEAD:
        raise ValueError("its head is too long")
    try:
        return StatusAndHeadersParser(VERSIONS).parse(BytesIO(b"".join(lines)))
    except StatusAndHeadersParserException as error:
        raise ValueError("it is of no known version") from error


def _read_block(headers: StatusAndHeaders, stream: IO[bytes], most: int) -> tuple[bytes, bool]:
    stated = _stated(headers, "Content-Length") or ""
    if not (stated.isascii() and stated.isdigit() and len(stated) < 19):
        raise ValueError("its length is not stated")
    left = int(stated)
    if left <= most:
        block = stream.read(left)
        if len(block) < left:
            raise ValueError("the archive ends inside it")
        _check_digest(_stated(headers, "WARC-Block-Digest"), block)
        return block, True
    beginning = stream.read(HEAD)
    left -= len(beginning)
    while left > 0:
        passed = len(stream.read(min(left, BLOCK)))
        if not passed:
            raise ValueError("the archive ends inside it")
        left -= passed
    return beginning, False


def _check_digest(stated: str | None, block: bytes) -> None:
    """Compare a block with its SHA-1, in base 32 (as the standard's examples have it) or 16; others are not checked."""
    algorithm, _, value = (stated or "").partition(":")
    digest = hashlib.sha1(block, usedforsecurity=False).digest()
    if algorithm.lower() == "sha1" and value.lower() not in (digest.hex(), base64.b32encode(digest).decode().lower()):
        raise ValueError("its digest does not hold: bytes were changed")


def _skip_to_record(stream: IO[bytes]) -> bytes:
    """Return the next line that begins a record, empty where there is none."""
    is_start = True
    while line := stream.readline(BLOCK):
        if is_start and line.startswith(b"WARC/"):
            return line
        is_start = line.endswith(b"\n")
    return b""


def _stated(headers: StatusAndHeaders, name: str) -> str | None:
    value = headers.get_header(name)
    return value.strip() or None if value else None
