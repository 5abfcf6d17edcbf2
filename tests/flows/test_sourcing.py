"""Polling sources: what hosts ask is done, what they answer is remembered, and nothing is lost or taken twice."""

import gzip
import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.records import RawDocument, Reason
from storage.sources import SourceStatus
from tests.flows.newsdesk import NOON, Newsdesk, page, rejections_of, rss, urls_of
from tests.flows.webserver import Reply, Visit, WebServer, serving

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as server:
        for name in "abcdef":
            server.pages[f"/{name}"] = page(name)
        yield server


@pytest.fixture
def desk(tmp_path: Path) -> Newsdesk:
    return Newsdesk(tmp_path)


def test_what_a_feed_newly_names_is_fetched_once_and_oldest_first(server: WebServer, desk: Newsdesk) -> None:
    server.pages["/feed"] = rss(["/b", "/a"])
    desk.add(server.url("/feed"))
    assert urls_of(desk.poll()) == ["/a", "/b"]
    server.pages["/feed"] = rss(["/c", "/b", "/a"])
    assert urls_of(desk.poll(DAY)) == ["/c"]
    assert len(server.asked("/a")) == 1
    assert desk.ask("SELECT kind, title, health FROM source_health") == [("rss", "Feed", "well")]


def test_what_a_feed_carries_whole_is_not_fetched(server: WebServer, desk: Newsdesk) -> None:
    text = " ".join(["The council will repair its bridges."] * 40)
    item = f"<item><link>/a</link><title>T</title><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
    server.pages["/feed"] = rss([], extra=item)
    desk.add(server.url("/feed"))
    (document,) = desk.poll()
    assert isinstance(document, RawDocument)
    assert text in document.content.decode()
    assert not server.asked("/a")


def test_an_article_of_which_the_feed_says_something_new_is_fetched_again(server: WebServer, desk: Newsdesk) -> None:
    server.pages["/feed"] = rss(["/a"], [NOON - HOUR])
    desk.add(server.url("/feed"))
    desk.poll()
    server.pages["/feed"] = rss(["/a"], [NOON])
    assert urls_of(desk.poll(DAY)) == ["/a"]
    assert len(server.asked("/a")) == 2


def test_two_feeds_that_name_one_article_ask_for_it_once(server: WebServer, desk: Newsdesk) -> None:
    server.pages |= {"/feed1": rss(["/a", "/b"]), "/feed2": rss(["/b?utm_source=two", "/c"])}
    server.pages["/b?utm_source=two"] = page("b")
    desk.add(server.url("/feed1"), server.url("/feed2"))
    assert sorted(url.split("?")[0] for url in urls_of(desk.poll())) == ["/a", "/b", "/c"]
    assert len([visit for visit in server.visits if visit.path.startswith("/b")]) == 1


def test_two_feeds_that_name_one_page_that_fails_both_try_again(server: WebServer, desk: Newsdesk) -> None:
    server.pages |= {"/x": Reply("", 500), "/feed1": rss(["/x"]), "/feed2": rss(["/x"])}
    desk.add(server.url("/feed1"), server.url("/feed2"))
    assert len(desk.poll()) == 1
    server.pages["/x"] = page("x")
    assert urls_of(desk.poll(DAY)) == ["/x"]
    assert desk.ask("SELECT status FROM loom.source_entries") == [("taken",), ("taken",)]


def test_documents_come_in_a_fixed_order_whoever_answers_first(tmp_path: Path) -> None:
    with serving(hosts=4) as server:
        for name in "abcdefgh":
            server.pages[f"/{name}"] = page(name)
        for host, names in enumerate(("ab", "cd", "ef", "gh")):
            body = rss([server.url(f"/{name}", host) for name in names]).body
            server.pages[f"{server.hosts[host]}/feed"] = Reply(body, delay=0.3 - 0.1 * host)
        orders = []
        for run in range(2):
            (tmp_path / str(run)).mkdir()
            desk = Newsdesk(tmp_path / str(run))
            desk.add(*(server.url("/feed", host) for host in range(4)))
            orders.append(urls_of(desk.poll()))
            for host in range(4):  # the other way round the second time
                feed = server.pages[f"{server.hosts[host]}/feed"]
                assert isinstance(feed, Reply)
                server.pages[f"{server.hosts[host]}/feed"] = Reply(feed.body, delay=0.1 * host)
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == [f"/{name}" for name in "abcdefgh"]


def test_a_host_sees_one_connection_at_a_time_and_the_delay_between_two(tmp_path: Path) -> None:
    with serving(hosts=3) as server:
        links = [server.url(f"/{name}", host) for name in "abcdef" for host in range(3)]
        server.pages |= {f"/{name}": page(name) for name in "abcdef"}
        server.pages["/feed"] = rss(links)
        desk = Newsdesk(tmp_path, host_delay=0.15)
        desk.add(server.url("/feed"))
        assert len(desk.poll()) == 18
        for host in server.hosts:
            assert_polite([visit for visit in server.visits if visit.host == host], 0.15)


def assert_polite(visits: list[Visit], delay: float) -> None:
    """Check that no connection opens before the one before it is closed and the delay has passed."""
    for before, after in itertools.pairwise(sorted(visits, key=lambda visit: visit.opened_at)):
        assert after.opened_at >= before.closed_at, "two connections at once"
        assert after.asked_at - before.asked_at >= delay, "asked again too soon"


def test_robots_txt_is_asked_first_once_and_obeyed(server: WebServer, desk: Newsdesk) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: newsloom\nDisallow: /a\nDisallow: /*.pdf$\n"
    server.pages |= {"/robots.txt": Reply(rules, type="text/plain"), "/feed": rss(["/a", "/b", "/c.pdf"])}
    desk.add(server.url("/feed"))
    items = desk.poll()
    assert urls_of(items) == ["/b"]
    assert {rejection.reason for rejection in rejections_of(items)} == {Reason.DISALLOWED}
    assert server.visits[0].path == "/robots.txt"
    assert not server.asked("/a")
    server.pages["/feed"] = rss(["/d"])
    desk.poll(HOUR * 6)
    assert len(server.asked("/robots.txt")) == 1, "an answer holds for a day, over runs"
    desk.poll(DAY)
    assert len(server.asked("/robots.txt")) == 2


def test_a_host_whose_robots_txt_fails_is_left_alone(server: WebServer, desk: Newsdesk) -> None:
    server.pages |= {"/robots.txt": Reply("", 503), "/feed": rss(["/a"])}
    desk.add(server.url("/feed"))
    (rejection,) = rejections_of(desk.poll())
    assert "robots.txt" in rejection.detail
    assert not server.asked("/feed")
    server.pages["/robots.txt"] = Reply("", 404)
    assert urls_of(desk.poll(DAY)) == ["/a"]


def test_the_delay_that_robots_txt_asks_for_is_kept(server: WebServer, desk: Newsdesk) -> None:
    rules = "User-agent: *\nCrawl-delay: 0.3\n"
    server.pages |= {"/robots.txt": Reply(rules, type="text/plain"), "/feed": rss(["/a", "/b"])}
    desk.add(server.url("/feed"))
    desk.poll()
    assert_polite(server.visits, 0.3)


def test_a_feed_is_asked_for_only_if_it_has_changed(server: WebServer, desk: Newsdesk) -> None:
    def feed(visit: Visit) -> Reply:
        if visit.headers.get("if-none-match") == '"one"' and visit.headers.get("if-modified-since") == "Mon":
            return Reply("", 304)
        return Reply(rss(["/a"]).body, headers={"ETag": '"one"', "Last-Modified": "Mon"})

    server.pages["/feed"] = feed
    desk.add(server.url("/feed"))
    assert urls_of(desk.poll()) == ["/a"]
    assert desk.poll(DAY) == []
    assert [visit.status for visit in server.asked("/feed")] == [200, 304]
    assert desk.ask("SELECT outcome, entries, new_entries FROM loom.polls ORDER BY polled_at") == [
        ("changed", 1, 1),
        ("unchanged", 0, 0),
    ]


def test_no_validator_is_kept_whose_articles_were_not_stored(server: WebServer, tmp_path: Path) -> None:
    feed = rss(["/a", "/b", "/c"])
    server.pages["/feed"] = Reply(feed.body, headers={"ETag": '"one"'})
    desk = Newsdesk(tmp_path, batch_size=1)
    desk.add(server.url("/feed"))
    for batch in itertools.islice(desk.batches(), 2):  # killed before the last
        desk.commit(batch.marks)
    assert desk.source().etag is None
    assert urls_of(desk.poll()) == ["/a"]
    assert desk.source().etag == '"one"'


def test_as_before_never_makes_a_failed_source_healthy(server: WebServer, desk: Newsdesk) -> None:
    server.pages["/feed"] = Reply(rss(["/a"]).body, headers={"ETag": '"one"'})
    desk.add(server.url("/feed"))
    desk.poll()
    server.pages["/feed"] = Reply("broken", 500)
    desk.poll(DAY)
    server.pages["/feed"] = Reply("", 304)
    desk.poll(DAY)
    assert "if-none-match" not in server.asked("/feed")[-1].headers
    assert (desk.source().failures, desk.source().last_success_at) == (2, NOON)
    assert desk.ask("SELECT health FROM source_health") == [("failing",)]


def test_a_feed_that_turns_into_a_page_has_failed(server: WebServer, desk: Newsdesk) -> None:
    server.pages["/feed"] = rss(["/a"])
    desk.add(server.url("/feed"))
    desk.poll()
    server.pages["/feed"] = page("we have moved")
    assert [rejection.reason for rejection in rejections_of(desk.poll(DAY))] == [Reason.UNSUPPORTED_TYPE]
    assert desk.source().failures == 1


def test_a_page_that_fails_for_a_while_is_had_in_the_same_run(server: WebServer, desk: Newsdesk) -> None:
    answers = iter([Reply("", 500), Reply("", 503), page("a")])
    server.pages |= {"/a": lambda _: next(answers), "/feed": rss(["/a"])}
    desk.add(server.url("/feed"))
    assert urls_of(desk.poll()) == ["/a"]


def test_a_page_that_could_not_be_had_is_asked_for_again_though_its_feed_is_as_before(
    server: WebServer, desk: Newsdesk
) -> None:
    body = rss(["/x"]).body
    server.pages |= {
        "/x": Reply("", 500),
        "/feed": lambda visit: (
            Reply("", 304) if "if-none-match" in visit.headers else Reply(body, headers={"ETag": '"1"'})
        ),
    }
    desk.add(server.url("/feed"))
    assert [rejection.reason for rejection in rejections_of(desk.poll())] == [Reason.HTTP_STATUS]
    server.pages["/x"] = page("x")
    assert urls_of(desk.poll(DAY)) == ["/x"]
    assert desk.poll(DAY) == []


def test_a_page_that_never_comes_is_given_up(server: WebServer, desk: Newsdesk) -> None:
    server.pages |= {"/x": Reply("", 500), "/feed": rss(["/x", "/y"])}
    desk.add(server.url("/feed"))
    for _ in range(8):
        desk.poll(DAY)
    assert len(server.asked("/x")) == 5 * 3, "three times in each of five runs"
    assert len(server.asked("/y")) == 1, "not found is not asked for again"


def test_a_host_that_asks_to_wait_is_waited_for(server: WebServer, desk: Newsdesk) -> None:
    answers = iter([Reply("", 429, {"Retry-After": "1"}), page("a")])
    server.pages |= {"/a": lambda _: next(answers), "/feed": rss(["/b", "/a"])}
    desk.add(server.url("/feed"))
    assert sorted(urls_of(desk.poll())) == ["/a", "/b"]
    refused, *later = [visit for visit in server.visits if visit.asked_at >= server.asked("/a")[0].asked_at]
    assert all(visit.asked_at - refused.asked_at >= 1.0 for visit in later)


def test_a_host_that_asks_to_wait_for_long_is_left_alone(server: WebServer, desk: Newsdesk) -> None:
    server.pages["/feed"] = Reply("", 503, {"Retry-After": "7200"})
    desk.add(server.url("/feed"))
    desk.poll()
    assert len(server.asked("/feed")) == 1
    wait = desk.source().next_poll_at
    assert wait is not None
    assert wait >= NOON + 2 * HOUR


def test_failures_are_asked_again_ever_later_and_not_together(server: WebServer, desk: Newsdesk) -> None:
    desk.add(server.url("/nothing"), server.url("/nowhere"))
    waits = []
    for _ in range(4):
        desk.poll(DAY)
        waits.append(desk.ask("SELECT epoch(next_poll_at) - epoch(last_try_at) FROM source_health ORDER BY url"))
    firsts = [wait[0][0] for wait in waits]
    assert firsts == sorted(firsts)
    assert firsts[-1] > 4 * firsts[0]
    assert all(one[0] != other[0] for one, other in waits[1:])


def test_a_permanent_redirect_moves_the_source_and_another_does_not(server: WebServer, desk: Newsdesk) -> None:
    server.pages |= {
        "/feed": Reply("", 301, {"Location": "/new"}),
        "/new": Reply("", 302, {"Location": "/today"}),
        "/today": rss(["/a"]),
    }
    desk.add(server.url("/feed"))
    assert urls_of(desk.poll()) == ["/a"]
    assert desk.source().url == server.url("/new")
    desk.poll(DAY)
    assert len(server.asked("/feed")) == 1
    assert len(server.asked("/a")) == 1, "it is the same source as before"


def test_a_source_that_is_gone_is_asked_no_more(server: WebServer, desk: Newsdesk) -> None:
    server.pages["/feed"] = Reply("", 410)
    desk.add(server.url("/feed"))
    desk.poll()
    desk.poll(30 * DAY)
    assert len(server.asked("/feed")) == 1
    assert desk.source().status is SourceStatus.GONE


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_a_host_that_refuses_is_recorded_as_blocked_and_not_evaded(
    server: WebServer, desk: Newsdesk, status: int
) -> None:
    server.pages["/feed"] = Reply("", status)
    desk.add(server.url("/feed"), every=600)
    assert [rejection.reason for rejection in rejections_of(desk.poll())] == [Reason.BLOCKED]
    assert (desk.source().status, desk.source().http_status) == (SourceStatus.BLOCKED, status)
    desk.poll(12 * HOUR)
    assert len(server.asked("/feed")) == 1
    server.pages["/feed"] = rss(["/a"])
    assert urls_of(desk.poll(DAY)) == ["/a"]
    assert desk.source().status is SourceStatus.ACTIVE


def test_a_sitemap_index_leads_to_its_sitemaps_gzipped_ones_too(server: WebServer, desk: Newsdesk) -> None:
    one = "<urlset><url><loc>/a</loc></url></urlset>"
    two = gzip.compress(b"<urlset><url><loc>/b</loc></url></urlset>")
    bomb = gzip.compress(b"<urlset>" + b" " * 50_000_000)
    index = "".join(f"<sitemap><loc>/{name}</loc></sitemap>" for name in ("one.xml", "two.xml.gz", "bomb.xml.gz"))
    server.pages |= {
        "/sitemap.xml": Reply(f"<sitemapindex>{index}<sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>"),
        "/one.xml": Reply(one, type="application/xml"),
        "/two.xml.gz": Reply(two, type="application/gzip"),
        "/bomb.xml.gz": Reply(bomb, type="application/gzip"),
    }
    desk.add(server.url("/sitemap.xml"))
    assert urls_of(desk.poll()) == ["/a", "/b"]
    assert len(server.asked("/sitemap.xml")) == 1


def test_an_outline_and_a_list_lead_to_what_they_name(server: WebServer, desk: Newsdesk) -> None:
    server.pages |= {
        "/my.opml": Reply("<opml version='2.0'><body><outline xmlUrl='/feed'/></body></opml>", type="text/xml"),
        "/feed": rss(["/a"]),
        "/list.txt": Reply(f"{server.url('/b')}\n{server.url('/c')}\n", type="text/plain"),
    }
    desk.add(server.url("/my.opml"), server.url("/list.txt"))
    assert sorted(urls_of(desk.poll())) == ["/a", "/b", "/c"]
