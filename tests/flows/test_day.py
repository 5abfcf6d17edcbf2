"""Twenty-four simulated hours of fifty feeds: nothing lost, nothing twice, far fewer requests than a naive poller."""

import random
from bisect import bisect_right
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from extractors.identity import stable_id
from tests.flows.newsdesk import NOON, Newsdesk, page, rss, urls_of
from tests.flows.webserver import Reply, Visit, serving

FEEDS, LISTED = 50, 15
DAY, TICK = timedelta(days=1), timedelta(minutes=15)


def publish(feed: int, seed: int) -> list[datetime]:
    """Return when a feed publishes, from two days before NOON to a day after: by chance, at a rate of its own."""
    chance = random.Random(seed + feed)
    articles_an_hour = 0.05 * 1.08**feed  # one in twenty hours, up to two an hour
    times, at = [], NOON - 2 * DAY
    while at < NOON + DAY:
        at += timedelta(hours=chance.expovariate(articles_an_hour))
        times.append(at)
    return times


def test_a_day_of_fifty_feeds(tmp_path: Path) -> None:
    desk = Newsdesk(tmp_path)
    start = desk.now
    published = {f"/feed{number}": publish(number, 7) for number in range(FEEDS)}

    def answer(visit: Visit) -> Reply:
        """Serve each feed as it is at the desk's hour, once in fifty times an error, and any page but robots.txt."""
        if visit.path == "/robots.txt":
            return Reply("", 404)
        if visit.path not in published:
            return page(visit.path)
        if int(stable_id(visit.path, desk.now.isoformat()), 16) % 50 == 0 and start < desk.now < start + DAY:
            return Reply("", 500)
        times = published[visit.path][: bisect_right(published[visit.path], desk.now)]
        tag = f'"{len(times)}"'
        if visit.headers.get("if-none-match") == tag:
            return Reply("", 304)
        newest = list(enumerate(times))[: -LISTED - 1 : -1]
        links = [f"{visit.path}/{number}" for number, _ in newest]
        return Reply(rss(links, [at for _, at in newest]).body, headers={"ETag": tag})

    with serving() as server:
        server.otherwise = answer
        desk.add(*map(server.url, published))
        came = Counter[str]()
        while desk.now < start + DAY:
            came.update(urls_of(desk.poll()))
            desk.now += TICK
        desk.now = start + 2 * DAY  # what failed last is due again
        came.update(urls_of(desk.poll()))
    expected = set()
    for path, times in published.items():
        before = bisect_right(times, start)
        last = bisect_right(times, start + DAY)
        expected |= {f"{path}/{number}" for number in range(max(before - LISTED, 0), last)}
    assert {url for url, count in came.items() if count > 1} == set()
    assert expected - set(came) == set()
    asked = [visit for visit in server.visits if visit.path in published]
    naive = FEEDS * (DAY // TICK)
    print(f"{len(came)} articles, {len(asked)} requests for feeds; a naive poller sends {naive}")
    assert len(asked) < naive / 2
    assert len(server.visits) - len(asked) <= len(came) + 3  # each page once, robots.txt once a day
