"""Documents out of files: whole files, or one JSON or archive record at a time, decompressed under a size limit."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from extractors.decoding import clean_characters
from extractors.identity import document_id
from extractors.records import Given, RawDocument, Reason, Rejection, Stage
from flows.archives import read_archive
from flows.files import InputFile, reject_file
from flows.span import Span

# A compressed file may hold nothing for terabytes: what is read without finding a record, in limits of a document.
MOST_WASTED = 50
# What an empty line counts for at least, in bytes: reading it takes as long as reading that many.
LINE_COST = 100
TEXT_FIELDS = ("url", "html", "text", "title", "published_at", "site", "outlet", "language")
CONTENT_FIELDS = frozenset(("html", "text"))


def read_documents(
    file: InputFile, limit: int, today: date, span: Span
) -> Iterator[tuple[RawDocument | Rejection, int]]:
    """Yield the documents of `file`, each with how many bytes of the file are read by then.

    `limit` is the largest document in bytes, decompressed; a larger one is a Rejection and costs no memory. `span`
    bounds what is taken of an archive.
    """
    try:
        with file.path.open("rb") as raw:
            if file.format == "warc":
                for item in read_archive(file, raw, limit, today, span):
                    yield item, raw.tell()
                return
            # Closing the file beneath is all the closing that reading gzip needs.
            stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if file.is_gzipped else raw  # type: ignore[assignment]
            if file.format == "jsonl":
                for item in _read_lines(file, stream, limit, today):
                    yield item, raw.tell()
            else:
                for item in _read_whole(file, stream, limit, today):
                    yield item, file.size
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield _reject(file, None, Reason.BAD_GZIP, f"the gzip data is damaged: {error}"), file.size
    except OSError as error:
        yield reject_file(file.path, error), file.size


def _read_whole(file: InputFile, stream: IO[bytes], limit: int, today: date) -> Iterator[RawDocument | Rejection]:
    is_too_large = not file.is_gzipped and file.size > limit
    content = b"" if is_too_large else stream.read(limit + 1)
    if is_too_large or len(content) > limit:
        yield _reject(file, None, Reason.TOO_LARGE, _limit_text(limit))
    elif file.format == "json":
        yield from _read_json(file, content, today)
    else:
        yield RawDocument(file.source, None, document_id(content), content, file.format, today)


def _read_json(file: InputFile, content: bytes, today: date) -> Iterator[RawDocument | Rejection]:
    """Read a `.json` file: one object, or a list of them."""
    parsed = _parse(content)
    if isinstance(parsed, str):
        yield _reject(file, None, Reason.BAD_JSON, parsed)
    elif isinstance(parsed.value, list):
        for number, value in enumerate(parsed.value, 1):
            yield _build(file, str(number), value, today)
    else:
        yield _build(file, None, parsed.value, today)


def _read_lines(file: InputFile, stream: IO[bytes], limit: int, today: date) -> Iterator[RawDocument | Rejection]:
    lines = io.BufferedReader(stream, 1 << 20) if file.is_gzipped else stream  # type: ignore[type-var]
    number = wasted = 0
    while (line := lines.readline(limit + 1)) and wasted <= MOST_WASTED * limit:
        number += 1
        record = str(number)
        if len(line) <= limit and line.strip():
            wasted = 0
            parsed = _parse(line)
            if isinstance(parsed, str):
                yield _reject(file, record, Reason.BAD_JSON, parsed)
            else:
                yield _build(file, record, parsed.value, today)
            continue
        is_too_long = len(line) > limit
        wasted += max(len(line), LINE_COST)
        while line and not line.endswith(b"\n") and wasted <= MOST_WASTED * limit:
            line = lines.readline(limit)
            wasted += len(line)
        is_bomb = wasted > MOST_WASTED * limit
        if is_too_long or is_bomb:
            rest = f"; the rest is not read after {MOST_WASTED} times that without a record" if is_bomb else ""
            yield _reject(file, record, Reason.TOO_LARGE, _limit_text(limit) + rest)


class _Parsed:
    """A JSON value, told apart from the sentence that says why there is none."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401 - JSON is any value until it is checked
        self.value = value


def _parse(content: bytes) -> _Parsed | str:
    try:
        return _Parsed(json.loads(content.decode("utf-8-sig"), parse_int=float))
    except UnicodeDecodeError as error:
        return f"JSON must be UTF-8: {error.reason} at byte {error.start}"
    except RecursionError:
        return "the JSON is nested too deeply"
    except ValueError as error:
        return f"no JSON: {error}"


def _build(file: InputFile, record: str | None, value: object, today: date) -> RawDocument | Rejection:
    if not isinstance(value, dict):
        return _reject(file, record, Reason.BAD_JSON, "a record must be a JSON object")
    for name in TEXT_FIELDS:
        if not isinstance(value.get(name), str | None):
            return _reject(file, record, Reason.BAD_JSON, f"'{name}' must be a string")
    authors = value.get("authors")
    if isinstance(authors, str):
        authors = [authors]
    if authors is not None and not (isinstance(authors, list) and all(isinstance(name, str) for name in authors)):
        return _reject(file, record, Reason.BAD_JSON, "'authors' must be a list of strings")
    fields = {name: _clean(value.get(name)) for name in TEXT_FIELDS if name not in CONTENT_FIELDS}
    html, text, title = value.get("html"), value.get("text"), fields["title"]
    if not (html or text or title):
        return _reject(file, record, Reason.NO_CONTENT, "the record has no 'html', no 'text' and no 'title'")
    # What a record says is its bytes: neither the order of its keys nor its spacing makes another document.
    identity = json.dumps([value.get(name) for name in TEXT_FIELDS] + [authors]).encode()
    return RawDocument(
        source=file.source,
        record=record,
        document_id=document_id(identity, fields["url"]),
        content=(html or text or "").encode("utf-8", "replace"),
        format="html" if html else "text",
        retrieved_on=today,
        url=fields["url"],
        charset="utf-8",
        given=Given(
            title=title,
            authors=tuple(filter(None, map(_clean, authors))) if authors is not None else None,
            published_at=fields["published_at"],
            site=fields["site"],
            outlet=fields["outlet"],
            language=fields["language"],
        ),
    )


def _clean(value: str | None) -> str | None:
    """Return one line of storable text, None where nothing is left of it."""
    return " ".join(clean_characters(value or "").split()) or None


def _reject(file: InputFile, record: str | None, reason: Reason, detail: str) -> Rejection:
    return Rejection(file.source, record, Stage.SOURCE, reason, detail)


def _limit_text(limit: int) -> str:
    return f"larger than the limit of {limit / (1024 * 1024):.0f} MiB a document (NEWSLOOM_DOCUMENT_BYTES)"
