"""Backfill by days over sitemaps and archives: only what is of those days, and after a kill only what is missing."""

import gzip
import io
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.errors import UsageError
from flows import listing_tree
from flows.command import ingest_with_prefect
from flows.documents import read_documents
from flows.files import InputFile
from flows.pipeline import plainly, run_pipeline
from flows.settings import Settings
from flows.sources import Sources
from flows.span import Span
from storage.database import open_database
from tests.flows.newsdesk import page, urls_of
from tests.flows.webserver import Reply, WebServer, serving

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
NOW = datetime(2026, 5, 6, tzinfo=UTC)


def sitemap(*entries: tuple[str, str, str]) -> Reply:
    """Return a sitemap of (path, element, date)."""
    urls = "".join(
        f"<url><loc>{path}</loc>{f'<{tag}>{when}</{tag}>' if tag else ''}</url>" for path, tag, when in entries
    )
    return Reply(f"<urlset>{urls}</urlset>", type="application/xml")


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as server:
        for number in range(20):
            server.pages[f"/{number}"] = page(str(number))
        yield server


def settings_for(db: Path, **more: int) -> Settings:
    return Settings(db=db, workers=1, host_delay=0.0, allow_private_addresses=True, **more)  # type: ignore[arg-type]


def fetched(server: WebServer) -> list[str]:
    return sorted(visit.path for visit in server.visits if visit.path[1:].isdigit())


def test_only_what_a_sitemap_dates_within_the_days_is_fetched_and_the_rest_is_counted(
    server: WebServer, tmp_path: Path
) -> None:
    server.pages["/sitemap.xml"] = sitemap(
        ("/1", "lastmod", "2026-02-28T23:59:59Z"),
        ("/2", "lastmod", "2026-03-01"),
        ("/3", "publication_date", "2026-03-31T23:00:00Z"),
        ("/4", "publication_date", "2026-03-31T23:00:00-05:00"),  # April in UTC
        ("/5", "", ""),
        ("/6", "lastmod", "one day"),
    )
    span = Span(*MARCH)
    summary = run_pipeline([server.url("/sitemap.xml")], settings_for(tmp_path / "news.duckdb"), span=span)
    assert fetched(server) == ["/2", "/3"]
    assert summary.added == 2
    assert (span.outside, span.undated) == (2, 2)
    assert any("2 without a date" in note for note in summary.notes())
    with open_database(tmp_path / "news.duckdb", read_only=True) as con:
        assert con.execute("SELECT count(*) FROM loom.source_entries").fetchone() == (2,)


def test_what_was_left_out_comes_with_its_own_days(server: WebServer, tmp_path: Path) -> None:
    server.pages["/sitemap.xml"] = sitemap(("/1", "lastmod", "2026-02-28"), ("/2", "lastmod", "2026-03-01"))
    settings = settings_for(tmp_path / "news.duckdb")
    for span in (Span(*MARCH), Span(until=date(2026, 2, 28))):
        assert run_pipeline([server.url("/sitemap.xml")], settings, span=span).added == 1
    assert fetched(server) == ["/1", "/2"]


def test_a_sitemap_that_has_not_changed_since_is_not_even_read(server: WebServer, tmp_path: Path) -> None:
    maps = (("/old.xml", "2026-02-27"), ("/march.xml", "2026-04-02"), ("/undated.xml", ""))
    index = "".join(f"<sitemap><loc>{path}</loc><lastmod>{when}</lastmod></sitemap>" for path, when in maps)
    server.pages |= {
        "/index.xml": Reply(f"<sitemapindex>{index}</sitemapindex>"),
        "/old.xml": sitemap(("/1", "lastmod", "2026-02-27")),
        "/march.xml": sitemap(("/2", "lastmod", "2026-03-05"), ("/3", "lastmod", "2026-04-01")),
        "/undated.xml": sitemap(("/4", "lastmod", "2026-03-06")),
    }
    sources = Sources([server.url("/index.xml")], settings_for(tmp_path / "x.duckdb"), NOW, Span(*MARCH))
    assert urls_of(item for batch in filter(None, sources.batches()) for item in batch.items) == ["/2", "/4"]
    assert not server.asked("/old.xml")


def test_a_page_that_is_named_itself_is_taken_whatever_its_date(server: WebServer, tmp_path: Path) -> None:
    assert run_pipeline([server.url("/1")], settings_for(tmp_path / "news.duckdb"), span=Span(*MARCH)).added == 1


def test_a_backfill_cut_off_half_way_and_run_again_fetches_only_what_is_missing(
    server: WebServer, tmp_path: Path
) -> None:
    server.pages["/sitemap.xml"] = sitemap(*((f"/{number}", "lastmod", "2026-03-05") for number in range(10)))
    settings = settings_for(tmp_path / "news.duckdb", batch_size=3)

    def cut_off(name: str, batch: int, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a Stage
        if (name, batch) == ("weave", 3):
            raise KeyboardInterrupt
        return plainly(name, batch, work)

    with pytest.raises(KeyboardInterrupt):
        run_pipeline([server.url("/sitemap.xml")], settings, stage=cut_off, span=Span(*MARCH))
    server.visits.clear()
    assert run_pipeline([server.url("/sitemap.xml")], settings, span=Span(*MARCH)).added == 4
    assert fetched(server) == ["/6", "/7", "/8", "/9"]


def archive(*days: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number, day in enumerate(days):
        body = page(str(number)).body
        assert isinstance(body, str)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://a.example/{number}",
            "response",
            payload=io.BytesIO(body.encode()),
            length=len(body.encode()),
            http_headers=http,
            warc_headers_dict={"WARC-Date": day},
        )
        writer.write_record(record)
    return out.getvalue()


def test_only_what_was_archived_within_the_days_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(archive("2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z", "2026-04-01", ""))
    file, span = InputFile(path, "warc", is_gzipped=True, size=1), Span(*MARCH)
    items = [item for item, _ in read_documents(file, 1 << 20, NOW.date(), span)]
    assert urls_of(items) == ["/1", "/2"]
    assert (span.outside, span.undated) == (2, 1)


def test_an_archive_cut_off_half_way_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(archive(*["2026-03-05"] * 6, "2026-04-01"))
    settings = settings_for(tmp_path / "news.duckdb", batch_size=2)
    weaving = itertools.count()

    def cut_off(name: str, batch: int, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a Stage
        if name == "weave" and next(weaving) == 2:
            raise KeyboardInterrupt
        return plainly(name, batch, work)

    with pytest.raises(KeyboardInterrupt):
        run_pipeline([str(path)], settings, stage=cut_off, span=Span(*MARCH))
    again = run_pipeline([str(path)], settings, span=Span(*MARCH))
    assert (again.added, again.unchanged) == (2, 4)


def test_days_the_wrong_way_round_and_days_for_stored_sources_are_told(tmp_path: Path) -> None:
    def ingest(span: Span, *inputs: str, with_sources: bool = False) -> None:
        console = Console(quiet=True)
        settings = Settings(db=tmp_path / "news.duckdb")
        ingest_with_prefect(list(inputs), settings, with_sources=with_sources, span=span, out=console, err=console)

    with pytest.raises(UsageError, match="other way round"):
        ingest(Span(MARCH[1], MARCH[0]), "https://news.example/sitemap.xml")
    with pytest.raises(UsageError, match="go with inputs"):
        ingest(Span(*MARCH), with_sources=True)


def test_a_gzipped_sitemap_is_bounded_by_days_too(server: WebServer, tmp_path: Path) -> None:
    body = sitemap(("/1", "lastmod", "2026-02-01"), ("/2", "lastmod", "2026-03-02")).body
    assert isinstance(body, str)
    server.pages["/sitemap.xml.gz"] = Reply(gzip.compress(body.encode()), type="application/gzip")
    sources = Sources([server.url("/sitemap.xml.gz")], settings_for(tmp_path / "x.duckdb"), NOW, Span(*MARCH))
    assert urls_of(item for batch in filter(None, sources.batches()) for item in batch.items) == ["/2"]


def test_each_sitemap_is_read_once_and_how_many_are_too_many_is_told(
    server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def index(*paths: str) -> Reply:
        named = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
        return Reply(f"<sitemapindex>{named}</sitemapindex>", type="application/xml")

    server.pages |= {f"/map{number}": sitemap((f"/{number}", "lastmod", "2026-03-01")) for number in range(8)}
    server.pages["/index"] = index("/index1", "/index2")
    server.pages["/index1"] = server.pages["/index2"] = index(*(f"/map{number}" for number in range(8)))
    monkeypatch.setattr(listing_tree, "MOST_LISTINGS", 8)
    summary = run_pipeline([server.url("/index")], settings_for(tmp_path / "news.duckdb"))
    assert [len(server.asked(f"/map{number}")) for number in range(8)] == [1] * 5 + [0] * 3
    assert any(note.startswith("3 sitemaps or feeds not read") for note in summary.notes())
    rest = [server.url(f"/map{number}") for number in range(5, 8)]
    assert run_pipeline(rest, settings_for(tmp_path / "news.duckdb")).added == 3


def test_what_could_not_be_had_is_asked_for_again_for_its_own_days_alone(server: WebServer, tmp_path: Path) -> None:
    server.pages |= {
        "/sitemap.xml": sitemap(("/1", "lastmod", "2026-02-10"), ("/2", "lastmod", "2026-03-10")),
        "/1": Reply("not now", 500),
    }
    settings, february = settings_for(tmp_path / "news.duckdb"), (date(2026, 2, 1), date(2026, 2, 28))
    assert run_pipeline([server.url("/sitemap.xml")], settings, span=Span(*february)).rejected == 1
    server.visits.clear()
    assert run_pipeline([server.url("/sitemap.xml")], settings, span=Span(*MARCH)).added == 1
    assert fetched(server) == ["/2"]
    server.pages["/1"] = page("1")
    assert run_pipeline([server.url("/sitemap.xml")], settings, span=Span(*february)).added == 1
