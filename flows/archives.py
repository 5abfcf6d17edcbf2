"""Web archives: the pages among the records of a WARC file, one at a time; damage costs the records it touches.

Taken are successful HTML responses, HTML resources, and the documents of newsloom's own raw store as they went in.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import IO

from extractors.decoding import clean_characters
from extractors.errors import RawDocumentGone
from extractors.identity import document_id
from extractors.records import RawDocument, Reason, Rejection, Stage
from flows.content_codings import BadBodyError, decode_body
from flows.files import InputFile
from flows.gzip_members import DAMAGE, BombError, Budget, read_members
from flows.span import Span
from flows.warc_records import HEAD, Damage, Record, parse_response, read_records
from storage.raw_records import PART, restore_document

HTML = {"text/html", "application/xhtml+xml"}
# What a file may decompress to before its size is looked at, in limits of a document.
FLOOR = 50
# The longest id of a record that is kept, in characters.
LONGEST_ID = 200


class _TooLargeError(ValueError):
    """A document is larger than the limit."""


def read_archive(
    file: InputFile, raw: IO[bytes], limit: int, today: date, span: Span
) -> Iterator[RawDocument | Rejection]:
    """Yield the pages of an archive, gzipped or not whatever its name says, and a Rejection for each damaged record.

    `limit` is the largest document in bytes, decompressed. Records of other kinds, error pages, images and the like
    are passed over, and so is what was archived (WARC-Date) outside of `span`.
    """
    held: _Held | None = None
    for number, record in enumerate(_once_a_stretch(_read_all(raw, limit)), 1):
        if held and isinstance(record, Record) and held.is_meant_by(record):
            held.hear(record)
            continue
        if held:
            yield from held.documents(file, limit, today, span)
        held = _Held(record, f"record {number}")
    if held:
        yield from held.documents(file, limit, today, span)


def _read_all(raw: IO[bytes], limit: int) -> Iterator[Record | Damage]:
    try:
        for _, stream in read_members(raw, Budget(FLOOR * limit)):
            try:
                yield from read_records(stream, limit + HEAD)
            except DAMAGE as error:
                yield Damage(None, f"the gzip data is damaged: {error}")
    except BombError as error:
        yield Damage(None, f"the rest is not read: it decompresses to {error}")


def _once_a_stretch(records: Iterable[Record | Damage]) -> Iterator[Record | Damage]:
    """Leave out what is told of the same damage again: on its way back to sound records reading may fail often."""
    is_damaged = False
    for record in records:
        if isinstance(record, Record) or record.record_id or not is_damaged:
            yield record
        is_damaged = isinstance(record, Damage)


class _Held:
    """A record, held back for the records after it that are about it: newsloom's own say all that it stored."""

    def __init__(self, record: Record | Damage, place: str) -> None:
        self._record = record
        self._name = clean_characters(record.record_id or "")[:LONGEST_ID] or place
        self._metadata: Record | None = None

    def is_meant_by(self, record: Record) -> bool:
        """Return whether another record is about this one."""
        own = self._record.record_id
        return own is not None and own in (record.header("WARC-Refers-To"), record.header("WARC-Concurrent-To"))

    def hear(self, record: Record) -> None:
        """Take in a record that is about this one."""
        if record.kind == "metadata" and record.is_whole and self._metadata is None:
            self._metadata = record

    def documents(self, file: InputFile, limit: int, today: date, span: Span) -> Iterator[RawDocument | Rejection]:
        """Yield the document that the record holds, or why there is none; nothing where there need not be one."""
        try:
            document = self._read(file.source, limit, today, span)
        except _TooLargeError:
            detail = f"larger than the limit of {limit / (1024 * 1024):.0f} MiB (NEWSLOOM_DOCUMENT_BYTES)"
            yield Rejection(file.source, self._name, Stage.SOURCE, Reason.TOO_LARGE, detail)
        except ValueError as error:
            yield Rejection(file.source, self._name, Stage.SOURCE, Reason.BAD_ARCHIVE, str(error))
        else:
            if document:
                yield document

    def _read(self, source: str, limit: int, today: date, span: Span) -> RawDocument | None:
        record = self._record
        if isinstance(record, Damage):
            raise ValueError(record.detail)  # noqa: TRY004 - its type is no mistake
        if record.kind == "resource":
            encoding, media_type, body = None, record.header("Content-Type"), record.block
        elif record.kind == "response" and record.url.lower().startswith(("http:", "https:")):
            if record.header(PART[0]) == PART[1]:
                return None
            response = parse_response(record.block)
            if not response.status.startswith("2") or response.status == "206":
                return None
            encoding, body = response.header("Content-Encoding"), response.dechunked()
            media_type = response.header("Content-Type") or record.header("WARC-Identified-Payload-Type")
        else:
            return None
        is_html = (media_type or "").split(";")[0].strip().lower() in HTML
        if not (is_html or self._metadata) or not span.takes(_day(record.header("WARC-Date"))):
            return None
        if not record.is_whole:
            raise _TooLargeError
        content = _decode(body, encoding, limit)
        if self._metadata:
            # Where it is some other program's, the record speaks for itself.
            with suppress(RawDocumentGone):
                return restore_document(content, self._metadata.block, source, self._name)
        return self._build(record, content, media_type, source, today) if is_html else None

    def _build(self, record: Record, content: bytes, media_type: str | None, source: str, today: date) -> RawDocument:
        url = clean_characters(record.url) if record.url.lower().startswith(("http://", "https://")) else None
        return RawDocument(
            source=source,
            record=self._name,
            document_id=document_id(content, url),
            content=content,
            format="html",
            retrieved_on=_day(record.header("WARC-Date")) or today,
            url=url,
            charset=_charset(media_type),
        )


def _decode(body: bytes, encoding: str | None, limit: int) -> bytes:
    """Return a body without its content encoding, which some programs take off and still name."""
    if len(body) > limit:
        raise _TooLargeError
    try:
        content = decode_body(body, encoding, limit)
    except BadBodyError:
        return body
    if len(content) > limit:
        raise _TooLargeError
    return content


def _charset(media_type: str | None) -> str | None:
    """Return the charset that a media type names."""
    for part in (media_type or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return clean_characters(value).strip(" \"'")[:100] or None
    return None


def _day(stated: str | None) -> date | None:
    """Return the day of a WARC-Date (UTC)."""
    try:
        return datetime.fromisoformat((stated or "")[:10]).date()
    except ValueError:
        return None
