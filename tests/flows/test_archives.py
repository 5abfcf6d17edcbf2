"""WARC files: their pages come out whole, damage costs the records it touches, and nothing is held without bound."""

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.records import RawDocument, Reason, Rejection
from flows.archives import read_archive
from flows.content_codings import zstd
from flows.files import InputFile
from flows.pipeline import run_pipeline
from flows.settings import Settings
from flows.span import Span
from storage.database import open_database
from storage.raw_store import raw_folder
from tests.flows.corpus import write_corpus

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
TODAY = date(2026, 5, 6)
LIMIT = 1 << 20
HTML = [("Content-Type", "text/html; charset=ISO-8859-1")]


def page(number: int) -> bytes:
    return f"<html><body><p>Report {number}: the caf\xe9 opened again.</p></body></html>".encode("latin-1")


def response(url: str, body: bytes, headers: list[tuple[str, str]] = HTML, status: str = "200 OK") -> dict[str, Any]:
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    return {"uri": url, "record_type": "response", "payload": body, "http_headers": http}


def write(*records: dict[str, Any], gzipped: bool = False) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzipped)
    for fields in records:
        payload = io.BytesIO(fields["payload"])
        headers = {"WARC-Date": "2026-03-04T05:06:07Z"}
        record = writer.create_warc_record(
            **fields | {"payload": payload, "length": len(fields["payload"])}, warc_headers_dict=headers
        )
        writer.write_record(record)
    return out.getvalue()


def read(data: bytes, limit: int = LIMIT) -> list[RawDocument | Rejection]:
    file = InputFile(Path("x.warc.gz"), "warc", is_gzipped=True, size=len(data))
    return list(read_archive(file, io.BytesIO(data), limit, TODAY, Span()))


def told(items: list[RawDocument | Rejection]) -> list[bytes | Reason]:
    return [item.content if isinstance(item, RawDocument) else item.reason for item in items]


MIXED = (
    {"uri": "", "record_type": "warcinfo", "payload": b"software: test\r\n"},
    response("https://a.example/1", page(1)),
    {"uri": "https://a.example/1", "record_type": "metadata", "payload": b"fetchTimeMs: 4\r\n"},
    response("https://a.example/logo.png", b"\x89PNG", [("Content-Type", "image/png")]),
    response("https://a.example/gone", page(9), status="404 Not Found"),
    response("https://a.example/2", page(2), [("Content-Type", "application/xhtml+xml")]),
    {
        "uri": "https://a.example/3",
        "record_type": "resource",
        "payload": page(3),
        "warc_content_type": "text/html",
    },
    response("dns:a.example", b"A 192.0.2.1", []),
)


@pytest.mark.parametrize(
    "pack", [lambda: write(*MIXED), lambda: write(*MIXED, gzipped=True), lambda: gzip.compress(write(*MIXED))]
)
def test_the_pages_come_out_of_plain_and_gzipped_archives_alike(pack: Callable[[], bytes]) -> None:
    found = read(pack())
    assert told(found) == [page(1), page(2), page(3)]
    first = found[0]
    assert isinstance(first, RawDocument)
    assert (first.url, first.charset, first.format) == ("https://a.example/1", "ISO-8859-1", "html")
    assert first.retrieved_on == date(2026, 3, 4)
    assert first.source == "x.warc.gz"
    assert str(first.record).startswith("<urn:uuid:")


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("gzip", lambda body: body),  # taken off by the crawler, and still named
    ],
)
def test_encoded_bodies_are_decoded(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    body = encode(page(1))
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:20], body[20:])) + b"0\r\n\r\n"
    headers = [*HTML, ("Content-Encoding", encoding)]
    assert told(read(write(response("http://a.example/", body, headers)))) == [page(1)]
    assert told(read(write(response("http://a.example/", chunked, [*headers, ("Transfer-Encoding", "chunked")])))) == [
        page(1)
    ]


@pytest.mark.parametrize(("name", "encode"), [("br", brotli.compress), ("zstd", zstd.compress)])
def test_a_body_is_decoded_as_crawlers_store_it_and_a_bomb_is_not(name: str, encode: Callable[[bytes], bytes]) -> None:
    headers = [*HTML, ("Content-Encoding", name)]
    archive = write(
        response("http://a.example/1", encode(page(1)), headers),
        response("http://a.example/2", encode(b"x" * 100_000_000), headers),
        response("http://a.example/3", page(3), headers),  # some take the coding off and still name it
    )
    assert told(read(archive)) == [page(1), Reason.TOO_LARGE, page(3)]


def test_a_body_in_an_encoding_that_is_not_read_is_rejected() -> None:
    headers = [*HTML, ("Content-Encoding", "lzma")]
    assert told(read(write(response("http://a.example/", b"\x8b\x02", headers)))) == [Reason.BAD_ARCHIVE]


def test_damage_in_a_gzipped_archive_costs_the_record_it_touches(capfd: pytest.CaptureFixture[str]) -> None:
    parts = [write(response(f"http://a.example/{number}", page(number)), gzipped=True) for number in range(5)]
    parts[1] = parts[1][:60] + b"\xff\xff\xff\xff" + parts[1][64:]
    parts[3] = parts[3][:-30]
    found = read(b"".join(parts))
    assert told(found) == [page(0), Reason.BAD_ARCHIVE, page(2), Reason.BAD_ARCHIVE, page(4)]
    assert len({(item.source, item.record) for item in found}) == 5
    assert capfd.readouterr() == ("", "")


def test_damage_in_a_plain_archive_costs_the_record_it_touches(capfd: pytest.CaptureFixture[str]) -> None:
    parts = [write(response(f"http://a.example/{number}", page(number))) for number in range(6)]
    parts[1] = parts[1].replace(b"Report 1", b"Retort 1")  # its digest does not hold
    parts[3] = parts[3].replace(b"WARC/1.0", b"WORC/1.0", 1)
    assert told(read(b"".join(parts))) == [page(0), Reason.BAD_ARCHIVE, page(2), Reason.BAD_ARCHIVE, page(4), page(5)]
    short = parts[2].replace(b"Content-Length: ", b"Content-Length: -", 1)
    assert told(read(parts[0] + short + parts[4])) == [page(0), Reason.BAD_ARCHIVE, page(4)]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("gzipped", [False, True])
def test_an_archive_cut_short_loses_its_last_record_and_says_so(gzipped: bool) -> None:
    data = write(response("http://a.example/0", page(0)), response("http://a.example/1", page(1)), gzipped=gzipped)
    assert told(read(data[:-20])) == [page(0), Reason.BAD_ARCHIVE]


def test_no_archive_is_one_rejection() -> None:
    assert told(read(b"")) == []
    assert told(read(b"no archive\n" * 1000)) == [Reason.BAD_ARCHIVE]
    assert told(read(gzip.compress(b"no archive\n" * 1000))) == [Reason.BAD_ARCHIVE]


def zeros_gzipped(count: int) -> bytes:
    """Return a gzip member of `count` MiB of zeros."""
    deflate = zlib.compressobj(9, wbits=31)
    return b"".join(deflate.compress(bytes(1 << 20)) for _ in range(count)) + deflate.flush()


BOMBS = {
    "body": lambda: write(response("http://a.example/", zeros_gzipped(200), [*HTML, ("Content-Encoding", "gzip")])),
    "chunk": lambda: write(
        response("http://a.example/", b"7fffffff\r\n" + bytes(LIMIT * 3), [*HTML, ("Transfer-Encoding", "chunked")])
    ),
    "header": lambda: b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"x" * (20 * LIMIT),
    "member": lambda: zeros_gzipped(400),
    "record": lambda: (
        gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 400000000\r\n\r\n") + zeros_gzipped(400)
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_stopped_while_it_streams_and_what_came_before_stays(kind: str) -> None:
    data = write(response("http://a.example/0", page(0)), gzipped=kind in {"member", "record"}) + BOMBS[kind]()
    tracemalloc.start()
    found = read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0] == read(data)[0]
    assert isinstance(found[0], RawDocument)
    assert set(told(found)[1:]) <= {Reason.TOO_LARGE, Reason.BAD_ARCHIVE}
    assert len(found) > 1
    assert peak < 30 * LIMIT  # the input itself is outside: it was there before


def test_a_page_larger_than_the_limit_is_rejected_and_the_next_is_read() -> None:
    large = [response("http://a.example/0", bytes(size)) for size in (LIMIT + 1, LIMIT * 5)]
    found = read(write(*large, response("http://a.example/1", page(1)), gzipped=True))
    assert told(found) == [Reason.TOO_LARGE, Reason.TOO_LARGE, page(1)]


def test_a_large_film_is_passed_over_without_a_word() -> None:
    film = response("http://a.example/film", bytes(LIMIT * 5), [("Content-Type", "video/mp4")])
    assert told(read(write(film, response("http://a.example/1", page(1)), gzipped=True))) == [page(1)]


@settings(max_examples=150, deadline=None)
@given(
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=8), st.integers(0, 40)), min_size=1, max_size=5),
)
def test_any_damage_leaves_pages_and_rejections(gzipped: bool, faults: list[tuple[int, bytes, int]]) -> None:
    data = write(*MIXED, gzipped=gzipped)
    for place, inserted, cut in faults:
        at = place % len(data)
        data = data[:at] + inserted + data[at + cut :]
    for item in read(data):
        assert item.source == "x.warc.gz"
        assert isinstance(item, Rejection) or len(item.content) <= LIMIT


def test_the_raw_store_of_one_database_makes_another_that_says_the_same(tmp_path: Path, contents: Contents) -> None:
    write_corpus(tmp_path / "news.jsonl", 12)
    (tmp_path / "bad.txt").write_bytes(b"")
    first, second = tmp_path / "first.duckdb", tmp_path / "second.duckdb"
    run_pipeline([str(tmp_path / "news.jsonl")], Settings(db=first))
    summary = run_pipeline([str(raw_folder(first))], Settings(db=second))
    with open_database(first, read_only=True) as con:
        [(documents,)] = con.execute("SELECT count(*) FROM loom.documents WHERE segment IS NOT NULL").fetchall()
    assert summary.added + summary.updated == documents
    assert without_sources(contents(first)) == without_sources(contents(second))


def without_sources(said: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Leave out where articles came from, and what never got as far as the raw store."""
    return {
        view: [tuple(value for value in row if not str(value).endswith((".jsonl", ".warc.gz"))) for row in rows]
        for view, rows in said.items()
        if view != "rejections"
    }
