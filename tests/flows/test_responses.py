"""The raw store has all that servers answered: readable by other tools, never taken for articles, removed with them."""

import io
import itertools
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from flows.forgetting import prune
from flows.pipeline import run_pipeline
from flows.polling import new_source
from flows.rereading import reread_articles
from flows.settings import Settings
from storage.database import open_database
from storage.raw_store import raw_folder
from storage.sources import write_sources
from storage.verification import verify, verify_raw
from tests.flows.newsdesk import NOON, page, rss
from tests.flows.webserver import Reply, Visit, WebServer, serving

HOUR = timedelta(hours=1)
Exchange = tuple[str, str, str, bytes]  # kind, path, status, body


def feed(visit: Visit) -> Reply:
    """Name five pages, only to who does not know it."""
    if visit.headers.get("if-none-match") == '"1"':
        return Reply("", 304, {"ETag": '"1"'})
    return Reply(rss(["/a", "/b", "/missing", "/old", "/empty"]).body, headers={"ETag": '"1"'})


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as server:
        server.pages |= {
            "/robots.txt": Reply("User-agent: *\nDisallow: /private\n", type="text/plain"),
            "/feed": feed,
            "/a": page("a"),
            "/b": page("b"),
            "/missing": Reply("<p>There is no such page</p>", 404),
            "/old": Reply("moved", 302, {"Location": "/c"}),
            "/c": page("c"),
            "/empty": Reply("<html><body><nav>Home</nav></body></html>"),
        }
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        db=tmp_path / "news.duckdb", workers=1, host_delay=0.0, allow_private_addresses=True, document_bytes=100_000
    )


def poll(settings: Settings, server: WebServer, after: timedelta = timedelta()) -> None:
    if not settings.db.exists():
        with open_database(settings.db) as con:
            write_sources(con, [new_source(server.url("/feed"), NOON)])
    run_pipeline([], settings, clock=lambda: NOON + after)


def stored(settings: Settings) -> list[Exchange]:
    """Return what the raw store has of the web, as warcio reads it, each response with the request beside it."""
    found: list[Exchange] = []
    for segment in sorted(raw_folder(settings.db).glob("*.warc.gz")):
        assert Checker(Namespace(inputs=[str(segment)], verbose=False)).process_all() == 0
        with segment.open("rb") as file:
            records = [read(record) for record in ArchiveIterator(file)]
        answers = {one["id"]: one for one in records if one["kind"] in {"response", "revisit"}}
        asked = {one["about"]: one for one in records if one["kind"] == "request"}
        assert answers.keys() == asked.keys()
        for key, answer in answers.items():
            assert asked[key]["line"].startswith(f"GET {answer['path']} HTTP/1.1")
            assert asked[key]["agent"].startswith("newsloom/")
            found.append((answer["kind"], answer["path"], answer["status"], answer["body"]))
    return found


def read(record: Any) -> dict[str, Any]:
    headers, http = record.rec_headers, record.http_headers
    return {
        "kind": record.rec_type,
        "id": headers.get_header("WARC-Record-ID"),
        "about": headers.get_header("WARC-Concurrent-To"),
        "path": urlsplit(headers.get_header("WARC-Target-URI") or "").path,
        "status": http.get_statuscode() if http else "",
        "line": f"{http.protocol} {http.statusline}" if http else "",
        "agent": http.get_header("User-Agent") if http else "",
        "body": record.content_stream().read(),
    }


def assert_sound(settings: Settings) -> None:
    with open_database(settings.db, read_only=True) as con:
        assert verify(con) == verify_raw(con, raw_folder(settings.db), deep=True) == []


def test_every_response_is_stored_with_its_request_and_status(server: WebServer, settings: Settings) -> None:
    poll(settings, server)
    poll(settings, server, 12 * HOUR)
    answered = sorted((visit.path, str(visit.status)) for visit in server.visits)
    assert sorted((path, status) for _, path, status, _ in stored(settings)) == answered
    assert ("/robots.txt", "200") in answered
    assert ("/feed", "304") in answered
    kinds = {(path, status): (kind, body) for kind, path, status, body in stored(settings)}
    assert kinds["/feed", "304"] == ("revisit", b"")
    assert kinds["/missing", "404"] == ("response", b"<p>There is no such page</p>")
    assert kinds["/feed", "200"][1].startswith(b"<rss")
    assert_sound(settings)


def test_what_is_fetched_again_with_the_same_bytes_is_a_revisit(server: WebServer, settings: Settings) -> None:
    server.pages["/feed"] = rss(["/a"], [NOON])
    run_pipeline([server.url("/feed")], settings)
    server.pages["/feed"] = rss(["/a"], [NOON + HOUR])  # it says that the article changed, which it did not
    run_pipeline([server.url("/feed")], settings)
    pages = [(kind, bool(body)) for kind, path, _, body in stored(settings) if path == "/a"]
    assert pages == [("response", True), ("revisit", False)]
    assert_sound(settings)


@pytest.mark.parametrize(
    ("reply", "truncated", "most"),
    [
        (Reply(b"x" * 500_000), "length", 100_000),
        (Reply(b"x" * 500_000, 404), "length", 100_000),
        (Reply(b"<p>cut", fault="short"), "unspecified", 10),
        (Reply("", 403, fault="drip"), "unspecified", 1000),
    ],
)
def test_an_answer_that_is_not_read_to_its_end_is_stored_up_to_there_and_says_so(
    server: WebServer, settings: Settings, reply: Reply, truncated: str, most: int
) -> None:
    server.pages["/bad"] = reply
    run_pipeline([server.url("/bad")], settings.model_copy(update={"fetch_timeout": 2.0}))
    said = []
    for segment in raw_folder(settings.db).iterdir():
        for record in ArchiveIterator(io.BytesIO(segment.read_bytes())):
            if record.rec_type == "response" and record.rec_headers.get_header("WARC-Target-URI").endswith("/bad"):
                said.append(record.rec_headers.get_header("WARC-Truncated"))
                assert len(record.content_stream().read()) <= most
    assert set(said) == {truncated}
    assert_sound(settings)


def test_none_of_it_is_taken_for_an_article_again(server: WebServer, settings: Settings, tmp_path: Path) -> None:
    poll(settings, server)
    with open_database(settings.db) as con:
        con.execute("UPDATE loom.articles SET extractor = 'older/1'")
    redone = reread_articles(settings)
    assert (redone.redone, redone.gone) == (3, 0)
    other = settings.model_copy(update={"db": tmp_path / "other.duckdb"})
    server.pages["/feed"] = Reply(feed(server.visits[0]).body)  # as HTML, which many servers say of feeds
    poll(settings, server, 30 * HOUR)
    summary = run_pipeline([str(raw_folder(settings.db))], other)
    assert (summary.added, summary.rejected) == (3, 1)  # the empty page is as it was


def test_prune_removes_all_that_is_old(server: WebServer, settings: Settings) -> None:
    poll(settings, server)
    before = len(stored(settings))
    cleared = prune(settings, timedelta(days=1))
    assert (cleared.documents, cleared.responses, len(stored(settings))) == (0, 0, before)
    with open_database(settings.db) as con:
        con.execute("UPDATE loom.responses SET stored_at = stored_at - INTERVAL 2 DAY WHERE url LIKE '%/feed'")
    cleared = prune(settings, timedelta(days=1))
    assert (cleared.documents, cleared.responses) == (0, 1)
    assert not any(path == "/feed" for _, path, _, _ in stored(settings))
    assert len(stored(settings)) == before - 1
    assert_sound(settings)
    cleared = prune(settings, timedelta())
    assert (cleared.documents, cleared.responses) == (3, before - 4)
    assert list(raw_folder(settings.db).iterdir()) == []
    assert_sound(settings)


def test_a_killed_run_leaves_no_response_behind(server: WebServer, settings: Settings) -> None:
    server.pages["/feed"] = rss(["/a", "/b"])
    weaving = itertools.count()

    def cut_off(name: str, batch: int, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, ARG001 - a Stage
        result = work()
        if name == "weave" and next(weaving) == 0:
            raise KeyboardInterrupt
        return result

    with open_database(settings.db) as con:
        write_sources(con, [new_source(server.url("/feed"), NOON)])
    with pytest.raises(KeyboardInterrupt):
        run_pipeline([], settings.model_copy(update={"batch_size": 1}), clock=lambda: NOON, stage=cut_off)
    for segment in raw_folder(settings.db).iterdir():
        with segment.open("ab") as file:  # as if the kill had come after the writing and before the commit
            file.write(segment.read_bytes())
    run_pipeline([], settings, clock=lambda: NOON)
    paths = [path for _, path, status, _ in stored(settings) if status == "200"]
    assert sorted(set(paths)) == ["/a", "/b", "/feed", "/robots.txt"]
    assert len(paths) == len(set(paths)) + 2  # the feed and robots.txt were asked for again
    assert_sound(settings)
