"""What came from the web and is forgotten: no table and no response names it, nobody asks for it, and it stays away."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from extractors.identity import article_id
from flows.forgetting import forget
from flows.pipeline import run_pipeline
from flows.polling import new_source
from flows.rereading import reread_articles
from flows.settings import Settings
from flows.traces import as_plain, speaks_of_addresses, speaks_of_forgotten, speaks_of_site
from storage.database import open_database
from storage.forgotten import Forgetfulness, Forgotten
from storage.raw_store import raw_folder
from storage.sources import write_sources
from storage.verification import verify, verify_raw
from storage.views import PUBLIC_VIEWS
from tests.flows.newsdesk import NOON, PAGE, SENTENCE, page, rss
from tests.flows.webserver import Reply, WebServer, serving

HOUR = timedelta(hours=1)


def story(name: str, *more: str) -> str:
    """Return a page that names an address of its own, whatever the one it is at."""
    sentences = [SENTENCE.format(f"{name}{number}") for number in range(6)]
    link = f'<link rel="canonical" href="https://news.example/{name.lower()}"></head>'
    return PAGE.format(f"Bridge {name}", " ".join([*sentences, *more])).replace("</head>", link)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving(hosts=2) as server:
        server.pages |= {
            "/osprey": Reply(story("Osprey")),
            "/heron": page("Heron"),
            "/feed1": rss(["/osprey?utm_source=one", "/heron"], [NOON, NOON]),
            "/osprey?utm_source=one": Reply(story("Osprey")),
            "/feed2": rss(["/heron", "/amp/osprey", "/osprey"], [NOON, NOON, NOON]),
            "/feed3": rss(["/heron"], [NOON]),
        }
        server.pages["/amp/osprey"] = Reply(story("Osprey"))
        yield server


@pytest.fixture
def settings(server: WebServer, tmp_path: Path) -> Settings:
    """Return the settings of a database to which the article came by two feeds, at two addresses, in two versions."""
    settings = Settings(db=tmp_path / "news.duckdb", workers=1, host_delay=0.0, allow_private_addresses=True)
    with open_database(settings.db) as con:
        write_sources(con, [new_source(server.url(f"/feed{number}"), NOON) for number in (1, 2, 3)])
    run_pipeline([], settings, clock=lambda: NOON)
    server.pages["/osprey"] = Reply(story("Osprey", "It will cost nine million euros, Ann Osprey said on Tuesday."))
    server.pages["/feed2"] = rss(["/osprey"], [NOON + HOUR])
    run_pipeline([], settings, clock=lambda: NOON + 25 * HOUR)
    assert {"sightings", "revisions", "aliases", "source_entries"} <= set(tables_with(settings, "sprey"))
    return settings


def tables_with(settings: Settings, words: str) -> list[str]:
    """Return the tables and public views in which any row has `words`; of aliases, those of articles that are here."""
    with open_database(settings.db, read_only=True) as con:
        query = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'loom'"
        names = {name: f"loom.{name}" for (name,) in con.execute(query).fetchall()}
        names |= {view: f"main.{view}" for view in PUBLIC_VIEWS}
        found = []
        for name, place in names.items():
            query = f"SELECT count(*) FROM {place} AS t WHERE contains(t::VARCHAR, ?)"
            found += [name] if con.execute(query, [words]).fetchone() != (0,) else []
        return found + (["aliases"] if con.execute("FROM loom.aliases").fetchall() else [])


def raw(settings: Settings) -> bytes:
    found = b""
    for segment in raw_folder(settings.db).iterdir():
        with segment.open("rb") as file:
            for record in ArchiveIterator(file):
                found += (record.rec_headers.get_header("WARC-Target-URI") or "").encode()
                found += record.content_stream().read()
    return found


def assert_forgotten(settings: Settings, words: str = "sprey") -> None:
    assert tables_with(settings, words) == []
    assert words.encode() not in raw(settings)
    assert words.encode() not in settings.db.read_bytes()
    with open_database(settings.db, read_only=True) as con:
        assert verify(con) == verify_raw(con, raw_folder(settings.db), deep=True) == []


def test_an_article_leaves_no_trace_in_any_table_view_or_response(settings: Settings, server: WebServer) -> None:
    cleared = forget(settings, server.url("/osprey"))
    assert (cleared.articles, cleared.documents) == (1, 2)
    assert_forgotten(settings)
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert con.execute("SELECT count(*) FROM source_health").fetchone() == (3,)
        assert con.execute("SELECT count(*) FROM loom.responses WHERE url LIKE '%/feed3'").fetchone() != (0,)


def test_it_is_not_even_asked_for_again_and_its_feeds_go_on(settings: Settings, server: WebServer) -> None:
    forget(settings, server.url("/osprey"))
    server.visits.clear()
    server.pages |= {"/feed1": rss(["/osprey", "/heron", "/amp/osprey", "/egret"]), "/egret": page("Egret")}
    summary = run_pipeline([], settings, clock=lambda: NOON + 60 * HOUR)
    assert summary.added == 1
    run_pipeline([server.url("/osprey")], settings)
    assert not [visit.path for visit in server.visits if "osprey" in visit.path]
    assert b"sprey" not in raw(settings), "what its feeds answer now is not kept either"
    assert b"/egret" in raw(settings)
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT url FROM loom.source_entries WHERE url LIKE '%sprey%'").fetchall() == []


def test_it_stays_away_at_an_address_that_was_never_seen_but_names_it(settings: Settings, server: WebServer) -> None:
    forget(settings, server.url("/osprey"))
    server.pages["/mobile/1"] = Reply(story("Osprey"))
    assert run_pipeline([server.url("/mobile/1")], settings).added == 0
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchone() == (1,)


def test_it_stays_away_at_the_address_it_named_itself(server: WebServer, settings: Settings, tmp_path: Path) -> None:
    server.pages |= {"/amp/egret": Reply(story("Egret"))}
    assert run_pipeline([server.url("/amp/egret")], settings).added == 1
    forget(settings, server.url("/amp/egret"))
    archive = tmp_path / "archive.jsonl"
    archive.write_text(json.dumps({"url": "https://news.example/egret", "html": story("Egret")}))
    assert run_pipeline([str(archive)], settings).added == 0


def test_it_stays_away_when_all_is_extracted_again(settings: Settings, server: WebServer) -> None:
    forget(settings, server.url("/osprey"))
    with open_database(settings.db) as con:
        con.execute("UPDATE loom.articles SET extractor = 'older/1'")
    assert reread_articles(settings).redone == 1
    assert_forgotten(settings)


def test_a_site_goes_with_its_feeds_and_what_others_say_of_it(settings: Settings, server: WebServer) -> None:
    other = server.url("/crane", host=1)
    server.pages |= {f"{server.hosts[1]}/crane": page("Crane"), "/feed3": rss(["/heron", other], [NOON, NOON])}
    with open_database(settings.db) as con:
        write_sources(con, [new_source(server.url("/feed1", host=1), NOON)])
    run_pipeline([], settings, clock=lambda: NOON + 60 * HOUR)
    assert tables_with(settings, server.hosts[1])
    forget(settings, "127.0.0.2")
    remaining = [table for table in tables_with(settings, "127.0.0.2") if table not in {"forgotten", "aliases"}]
    assert remaining == []
    assert b"127.0.0.2" not in raw(settings)
    server.visits.clear()
    run_pipeline([], settings, clock=lambda: NOON + 120 * HOUR)
    assert {visit.host for visit in server.visits} == {server.hosts[0]}
    assert b"127.0.0.2" not in raw(settings)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<link>https://news.example/a?x=1</link>", True),
        ('{"url": "https://news.example/a?x=1"}', True),
        ("see //news.example/a?x=1#top", True),
        ("https://news.example/a?x=12", False),
        ("https://news.example/a", False),
        ("https://other.example/a?x=1", False),
        ('<a href="/a?x=1">', False),  # there it is another address
    ],
)
def test_a_response_that_names_an_address_is_told_from_one_that_does_not(body: str, expected: object) -> None:
    speaks = speaks_of_addresses(["http://news.example/a?x=1", "http://[not an address"])
    assert speaks("https://feeds.example/", body.encode()) == expected
    assert speaks("https://news.example/feed", b'<a href="/a?x=1">')
    assert speaks("https://news.example/a?x=1", b"")
    assert not speaks("https://news.example/feed", b"")


def test_a_response_that_names_a_site_is_told_from_one_that_does_not() -> None:
    speaks = speaks_of_site("news.example")
    assert speaks("https://www.news.example/", b"")
    assert speaks("https://feeds.example/", b"<link>https://news.example/a</link>")
    assert speaks("https://feeds.example/", b"at WWW.News.Example.")
    assert not speaks("https://feeds.example/", b"https://old-news.example/a")


@pytest.mark.parametrize(
    "body",
    [
        r'{"content_html": "<a href=\"https:\/\/news.example\/a?x=1\">"}',
        "&lt;a href=&quot;https://news.example/a?x=1&quot;&gt;",
        "<link>https://news.example/a?x=1&amp;utm_source=rss</link>",
        "[the bridge](https://News.Example/a?x=1)",
    ],
)
def test_an_address_is_found_however_it_is_escaped(body: str) -> None:
    assert forget_finds(body.encode())
    assert forget_finds(body.encode("utf-16"))
    assert forget_finds(gzip.compress(body.encode()))
    assert not forget_finds(body.replace("x=1", "x=12").encode())


def forget_finds(body: bytes) -> bool:
    text = as_plain(b"HTTP/1.1 200 OK\r\n\r\n", body, 10_000)
    forgotten = Forgetfulness([Forgotten("article", article_id("https://news.example/a?x=1", ""))])
    found = {
        text is not None and speaks("https://feeds.example/", text)
        for speaks in (speaks_of_addresses(["https://news.example/a?x=1"]), speaks_of_forgotten(forgotten))
    }
    assert len(found) == 1
    return found.pop()


def test_what_was_answered_about_it_goes_too_though_it_never_became_an_article(
    server: WebServer, settings: Settings
) -> None:
    listing = f"<urlset><url><loc>{server.url('/pelican')}</loc></url></urlset>"
    server.pages |= {
        "/sitemap.xml.gz": Reply(gzip.compress(listing.encode()), type="application/gzip"),
        "/pelican": Reply("<html><body>Pelican</body></html>"),
        "/go": Reply(status=302, headers={"Location": server.url("/pelican")}),
    }
    run_pipeline([server.url(path) for path in ("/sitemap.xml.gz", "/go", "/pelican")], settings)
    kept = "SELECT url FROM loom.responses WHERE url NOT LIKE '%/robots.txt' ORDER BY url"
    with open_database(settings.db, read_only=True) as con:
        before = {url.rpartition("/")[2] for (url,) in con.execute(kept).fetchall()}
    forget(settings, server.url("/pelican?utm_source=mail"))
    with open_database(settings.db, read_only=True) as con:
        after = {url.rpartition("/")[2] for (url,) in con.execute(kept).fetchall()}
    assert before - after == {"sitemap.xml.gz", "go", "pelican"}
    assert b"elican" not in raw(settings)
