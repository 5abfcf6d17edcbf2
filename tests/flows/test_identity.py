"""An article is one, however many feeds name it, at whatever address of its own, and however often it changes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import run_pipeline
from flows.polling import new_source
from flows.settings import Settings
from flows.summary import Summary
from storage.database import open_database
from storage.sources import write_sources
from storage.verification import verify
from tests.flows.newsdesk import NOON, rss
from tests.flows.webserver import Reply, WebServer, serving

Ask = Callable[[str], list[tuple[Any, ...]]]
FIRST = "The council of Aster approved a plan on Monday to repair three bridges before the winter begins."
REST = [
    "The mayor, Ada Moreau, said the work would cost 40 million euros and take about two years to finish.",
    "Residents of the old town had asked for the repairs since a flood closed the northern bridge in March.",
    "The regional government will pay for half of it, according to a statement published on its site.",
    "Traffic will be led around the centre while each of the bridges is closed for several weeks in turn.",
    "A first contract is expected to be signed in May, and the builders will begin soon after that.",
]


def page(*sentences: str, canonical: str = "", title: str = "Three bridges to be repaired") -> Reply:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    head = f"<html lang='en'><head><title>{title}</title>{link}</head>"
    return Reply(f"{head}<body><article><h1>{title}</h1>{text}</article></body></html>")


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving(hosts=2) as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "news.duckdb", workers=1, host_delay=0.0, allow_private_addresses=True)


@pytest.fixture
def ask(settings: Settings) -> Ask:
    def run(query: str) -> list[tuple[Any, ...]]:
        with open_database(settings.db, read_only=True) as con:
            assert verify(con) == []
            return con.execute(query).fetchall()

    return run


def ingest(settings: Settings, *urls: str) -> Summary:
    return run_pipeline(list(urls), settings)


def test_an_article_in_three_feeds_is_one_article_with_three_sightings(
    server: WebServer, settings: Settings, ask: Ask
) -> None:
    server.pages |= {"/a": page(FIRST, *REST), "/a?utm_medium=rss": page(FIRST, *REST)}
    feeds = [server.url(f"/feed{number}") for number in range(3)]
    links = ["/a", "/a?utm_medium=rss", "/a#top"]
    server.pages |= {f"/feed{number}": rss([link]) for number, link in enumerate(links)}
    assert ingest(settings, *feeds[:2]).added == 1
    assert ingest(settings, *feeds).added == 0
    assert ask("SELECT source, url FROM sightings ORDER BY source") == [
        (feeds[0], server.url("/a")),
        (feeds[1], server.url("/a?utm_medium=rss")),
        (feeds[2], server.url("/a")),
    ]
    assert ask("SELECT count(*) FROM articles") == [(1,)]


@pytest.mark.parametrize("order", [("/story", "/amp/story", "/m/story"), ("/amp/story", "/m/story", "/story")])
def test_pages_that_name_one_address_as_their_own_and_say_the_same_are_one(
    server: WebServer, settings: Settings, ask: Ask, order: tuple[str, ...]
) -> None:
    canonical = "https://news.example/story"
    server.pages |= {
        "/story": page(FIRST, *REST, canonical=canonical),
        "/amp/story": page(FIRST, *REST[:-1], canonical=canonical),
        "/m/story": page(FIRST, *REST, "Download our app.", canonical=canonical),
    }
    for path in order:
        ingest(settings, server.url(path))
    assert ask("SELECT url FROM articles") == [(server.url(order[0]),)]
    assert ask("SELECT count(*) FROM sightings") == [(3,)]
    # The twin changes by itself: still no other article.
    server.pages[order[1]] = page("A wholly other text.", *REST[:2], canonical=canonical)
    assert ingest(settings, server.url(order[1])).added == 0


def test_pages_that_name_one_address_and_say_other_things_are_two(
    server: WebServer, settings: Settings, ask: Ask
) -> None:
    canonical = "https://news.example/"
    other = ["Rain is expected in the hills tonight, forecasters said, and snow above a thousand metres."] * 1
    server.pages |= {
        "/one": page(FIRST, *REST, canonical=f"{canonical}same/article-one"),
        "/two": page(*other, *other[0].split(". "), canonical=f"{canonical}same/article-one", title="Rain tonight"),
    }
    assert ingest(settings, server.url("/one"), server.url("/two")).added == 2
    assert ask("SELECT count(*) FROM loom.aliases") == [(0,)]


def test_a_changed_article_is_a_revision_with_what_changed(server: WebServer, settings: Settings, ask: Ask) -> None:
    server.pages["/a"] = page(FIRST, *REST)
    ingest(settings, server.url("/a"))
    reworded = REST[0].replace("40 million", "55 million")
    new = "An earlier version of this article gave another figure for the cost of the repairs to the bridges."
    server.pages["/a"] = page(FIRST, reworded, *REST[1:4], new, title="Four bridges to be repaired")
    assert ingest(settings, server.url("/a")).updated == 1
    assert ask("SELECT revision, title_before, title_after, added, removed, changed FROM revisions") == [
        (
            2,
            "Three bridges to be repaired",
            "Four bridges to be repaired",
            [new],
            [REST[4]],
            [{"before": REST[0], "after": reworded}],
        )
    ]
    assert ask("SELECT count(*) FROM articles") == [(1,)]
    server.pages["/a"] = page(FIRST, *REST, new)
    ingest(settings, server.url("/a"))
    assert ask("SELECT revision FROM revisions ORDER BY revision") == [(2,), (3,)]


def test_another_markup_around_the_same_text_is_no_revision(server: WebServer, settings: Settings, ask: Ask) -> None:
    server.pages["/a"] = page(FIRST, *REST)
    ingest(settings, server.url("/a"))
    server.pages["/a"] = Reply(str(server.pages["/a"].body).replace("<article>", "<article class='x'>"))  # type: ignore[union-attr]
    ingest(settings, server.url("/a"))
    assert ask("SELECT count(*) FROM revisions") == [(0,)]


def test_due_sources_are_ingested_and_their_health_is_told(server: WebServer, settings: Settings, ask: Ask) -> None:
    server.pages |= {"/a": page(FIRST, *REST), "/feed": rss(["/a", "/missing"])}
    with open_database(settings.db) as con:
        write_sources(con, [new_source(server.url(path), NOON) for path in ("/feed", "/none")])
    summary = run_pipeline([], settings, clock=lambda: NOON)
    assert (summary.added, summary.rejected) == (1, 2)
    assert f"{server.url('/none')} began to fail: the server answered 404 Said." in summary.notes()
    assert ask("SELECT url, health, failures, last_new_at FROM source_health ORDER BY url") == [
        (server.url("/feed"), "well", 0, NOON),
        (server.url("/none"), "failing", 1, None),
    ]
    assert run_pipeline([], settings, clock=lambda: NOON).read == 0
