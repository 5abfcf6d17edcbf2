"""Sources and their health, and what is remembered of them, with hand-made rows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.alerts import find_alerts
from flows.polling import new_source
from storage.sources import (
    Marks,
    Poll,
    Sighting,
    Source,
    SourceStatus,
    all_sources,
    due_sources,
    health_of_sources,
    remove_sources,
    write_marks,
    write_sightings,
    write_sources,
)
from tests.storage.conftest import NOON

DAY = timedelta(days=1)
FEED = new_source("https://news.example/feed", NOON)


def polled(desk: Any, source: Source, *new_a_day: int) -> None:
    """Store a source that named so many new articles on each day since it was added."""
    polls = [
        Poll(source.source_id, NOON + number * DAY, "changed", 200, 20, count)
        for number, count in enumerate(new_a_day, 1)
    ]
    last_new = max((poll.polled_at for poll in polls if poll.new_entries), default=None)
    last = NOON + len(new_a_day) * DAY
    write_sources(desk.con, [source])
    known = replace(source, last_new_at=last_new, last_try_at=last, last_success_at=last)
    write_marks(desk.con, Marks(sources=[known], polls=polls), NOON)


def health(desk: Any) -> str:
    return health_of_sources(desk.con)[FEED.source_id].health


def test_what_is_usual_is_told_from_whole_days(desk: Any) -> None:
    polled(desk, FEED, 10, 12, 8, 10, 3)
    assert desk.ask("SELECT new_today, usual_volume, round(usual_deviation, 2) FROM source_health") == [(3, 10.0, 1.63)]
    assert health(desk) == "well"


@pytest.mark.parametrize(
    ("new_a_day", "expected"),
    [
        ((10, 12, 8, 10, 0), "well"),
        ((10, 12, 8, 10, 0, 0), "silent"),
        ((1, 0, 0, 0, 1, 0, 0, 0, 0), "well"),  # as rare as ever
        ((10, 0, 0), "well"),  # too short a time to tell
    ],
)
def test_a_source_is_silent_when_it_is_so_for_longer_than_usual(
    desk: Any, new_a_day: tuple[int, ...], expected: str
) -> None:
    polled(desk, FEED, *new_a_day)
    assert health(desk) == expected


@pytest.mark.parametrize(("words", "expected"), [(40, "shortened"), (90, "well")])
def test_texts_that_suddenly_shorten_show(desk: Any, words: int, expected: str) -> None:
    polled(desk, FEED, 5)
    lengths = [100] * 15 + [words] * 5
    readings = [desk.reading(f"a{number}", source=FEED.url, word_count=length) for number, length in enumerate(lengths)]
    desk.store(*readings[:15])
    assert health(desk) == "well"
    desk.store(*readings[15:])
    assert health(desk) == expected


def test_what_turned_for_the_worse_is_told_once(desk: Any) -> None:
    polled(desk, FEED, 5)
    before = health_of_sources(desk.con)
    failing = replace(FEED, failures=1, problem="the server answered 500", last_try_at=NOON)
    write_marks(desk.con, Marks(sources=[failing]), NOON)
    after = health_of_sources(desk.con)
    (alert,) = find_alerts(before, after)
    assert alert.text == "https://news.example/feed began to fail: the server answered 500."
    assert find_alerts(after, after) == ()
    assert find_alerts(after, before) == ()


def test_a_source_paused_or_removed_during_a_run_stays_so(desk: Any) -> None:
    other = new_source("https://news.example/other", NOON)
    write_sources(desk.con, [replace(FEED, status=SourceStatus.PAUSED), other])
    remove_sources(desk.con, [other.source_id])
    write_marks(desk.con, Marks(sources=[FEED, other]), NOON)
    assert [source.status for source in all_sources(desk.con)] == [SourceStatus.PAUSED]


def test_due_is_what_has_never_been_asked_or_waited_long_enough(desk: Any) -> None:
    names = ("new", "due", "later", "paused", "gone", "blocked")
    changes: list[dict[str, Any]] = [
        {},
        {"next_poll_at": NOON},
        {"next_poll_at": NOON + DAY},
        {"status": SourceStatus.PAUSED},
        {"status": SourceStatus.GONE},
        {"status": SourceStatus.BLOCKED, "next_poll_at": NOON - DAY},
    ]
    sources = [
        replace(new_source(f"https://{name}.example/", NOON), **change)
        for name, change in zip(names, changes, strict=True)
    ]
    write_sources(desk.con, sources)
    assert [source.url for source in due_sources(desk.con, NOON)] == [
        f"https://{name}.example/" for name in ("new", "blocked", "due")
    ]


def test_a_sighting_is_kept_once_with_when_it_was_first(desk: Any) -> None:
    desk.store(desk.reading("a1"))
    sightings = [
        Sighting("a1", "feed", None),
        Sighting("a1", "feed", "https://x.example/"),
        Sighting("a1", "feed", None),
    ]
    write_sightings(desk.con, sightings, NOON)
    write_sightings(desk.con, sightings, NOON + DAY)
    assert desk.ask("SELECT source, url, first_seen_at FROM sightings ORDER BY url") == [
        ("feed", "https://x.example/", NOON),
        ("feed", None, NOON),
    ]
    write_sightings(desk.con, [Sighting("unknown", "feed", None)], NOON)
    assert len(desk.ask("FROM sightings")) == 2
