"""Restarts: however a stream is cut into batches and runs, the same order gives the same stories."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.records import CopyMembership
from flows.open_stories import OpenStories
from storage.database import open_database
from storage.fingerprints import load_fingerprints
from tests.flows.test_stories import ask, compose, ingest, stories_of

Stream = Sequence[dict[str, str]]
PLACES = """
    SELECT parse_filename(a.url), s.story_id, s.similarity, k.copy_set_id
    FROM loom.story_members AS s
    JOIN loom.articles AS a ON a.article_id = s.article_id
    LEFT JOIN loom.copies AS k ON k.article_id = s.article_id
    ORDER BY a.seq
"""


def report(key: str, event: int, told: int, day: str | None = None, more: str = "") -> dict[str, str]:
    made = {"url": f"https://wire.example/{key}", "title": f"Report {key}", "language": "en"}
    made["text"] = compose(event, told) + more
    return made if day is None else made | {"published_at": day}


def weave(stream: Stream, folder: Path, runs: Sequence[int], **settings: Any) -> Path:
    """Ingest a stream in so many runs, each up to one of the numbers in `runs`."""
    folder.mkdir()
    for first, last in zip((0, *runs), (*runs, len(stream)), strict=True):
        ingest(stream[first:last], folder / "news.duckdb", **settings)
    return folder / "news.duckdb"


# An article that others copy is revised, and more comes.
REVISED = [
    report("a", 1, 1, "2026-03-01"),
    report("c", 1, 1, "2026-03-02"),
    report("a", 1, 1, "2026-03-01", "\n\nCorrected today."),
    report("x", 1, 2, "2026-03-02"),
    report("y", 1, 3, "2026-03-02"),
]
# Undated articles come to stories whose days are over; what is like them comes when those are let go of.
UNDATED = [
    *(report(*made) for e in range(4) for made in ((f"a{e}", e, 1, "2024-01-10"), (f"u{e}", e, 2))),
    *(report(f"w{i}", 50 + i, 1, "2024-02-20") for i in range(4)),
    *(report(f"v{e}", e, 3, "2024-02-20") for e in range(4)),
]
# Revisions use up numbers of arrival before two stories begin, of which one is let go of before they merge.
NUMBERED = [
    *(report("r", 50, 1, "2024-01-20", f"\n\nVersion {i} now.") for i in range(8)),
    report("x", 1, 1, "2024-01-20"),
    report("y", 1, 2, "2024-01-10"),
    report("f", 60, 1, "2024-01-20"),
    report("b", 1, 3, "2024-01-15"),
]


# What keeps `c` and `y` apart, like the first and unlike the second, comes to tell something else; then an earlier
# print of `c` turns up, too far from `y` to be compared with it otherwise.
BRIDGED = [
    report("c", 1, 1, "2026-01-10", compose(2, 1)[:400]),
    report("m", 1, 2, "2026-01-10"),
    report("y", 2, 2, "2026-01-17"),
    report("m", 3, 1, "2026-01-10"),
    report("a", 1, 1, "2026-01-03", compose(2, 1)[:400]),
]


@pytest.mark.parametrize(
    ("stream", "runs"), [(REVISED, (2, 3)), (UNDATED, (8,)), (NUMBERED, (9, 10, 11)), (BRIDGED, (2, 4))]
)
def test_neither_batches_nor_runs_change_what_is_decided(tmp_path: Path, stream: Stream, runs: Sequence[int]) -> None:
    whole = weave(stream, tmp_path / "whole", ())
    singly = weave(stream, tmp_path / "singly", (), batch_size=4 if stream is UNDATED else 1)
    often = weave(stream, tmp_path / "often", runs)
    assert ask(whole, PLACES) == ask(singly, PLACES) == ask(often, PLACES)


def test_articles_are_stored_under_the_numbers_by_which_was_decided(tmp_path: Path) -> None:
    db = weave(NUMBERED, tmp_path / "whole", (3, 5))
    numbers = ask(db, "SELECT parse_filename(url), seq FROM loom.articles ORDER BY seq")
    assert numbers == [("r", 8), ("x", 9), ("y", 10), ("f", 11), ("b", 12)]
    assert stories_of(db)["y"] == stories_of(db)["b"]


def test_a_copy_stays_with_its_original_when_that_is_dated_anew(tmp_path: Path) -> None:
    moved = report("a", 1, 1, "2026-01-01", "\n\nCorrected today.")
    db = weave([REVISED[0], REVISED[1], REVISED[3], moved], tmp_path / "moved", (3,))
    told = stories_of(db)
    assert told["a"] == told["c"]


def test_a_copy_that_finds_its_original_is_compared_with_what_is_told_in_its_own_days(tmp_path: Path) -> None:
    db = weave(BRIDGED, tmp_path / "bridged", (3, 4))
    apart, told = stories_of(weave(BRIDGED[:4], tmp_path / "apart", ())), stories_of(db)
    assert apart["c"] != apart["y"] != apart["m"] != apart["c"]
    assert told["a"] == told["c"] == told["y"] != told["m"]


def test_no_more_is_in_memory_than_a_batch_needs_whichever_way_a_history_comes(tmp_path: Path) -> None:
    months = [f"20{20 + i // 12}-{1 + i % 12:02}-05" for i in range(18)]
    db = weave([report(f"h{i}", 100 + i, 0, month) for i, month in enumerate(months)], tmp_path / "history", ())
    with open_database(db, read_only=True) as con:
        ids = [article_id for (article_id,) in con.execute("SELECT article_id FROM articles ORDER BY url").fetchall()]
        fingerprints = load_fingerprints(con, ids)
        history = sorted(fingerprints.values(), key=lambda made: made.published_on or date.min)
        for stream in (history, history[::-1]):
            stories, held = OpenStories(con, 7), []
            for i in range(0, len(stream), 3):
                stories.load(con, stream[i : i + 3], date(2026, 6, 1))
                held.append(sum(article_id in stories for article_id in ids))
            assert held == [3] * 6


def test_an_undated_article_finds_again_in_memory_what_arrived_when_it_did(tmp_path: Path) -> None:
    stream = [report("a", 1, 1, "2020-01-05"), report("b", 2, 1, "2023-01-05"), report("u", 1, 2), report("v", 2, 2)]
    db = weave(stream, tmp_path / "undated", (), batch_size=1)
    told = stories_of(db)
    assert told["u"] == told["a"] != told["b"] == told["v"]


@pytest.mark.parametrize("day", [None, "2026-03-01"])
def test_what_arrived_around_a_copy_is_in_memory_when_an_article_of_other_days_is_revised(
    tmp_path: Path, day: str | None
) -> None:
    db = weave([report("a", 1, 1, day)], tmp_path / "copied", ())
    with open_database(db) as con:
        con.execute("UPDATE loom.articles SET first_seen_at = first_seen_at - INTERVAL 30 DAY")
    ingest([report("copy", 2, 1, day), report("other", 3, 1)], db)
    with open_database(db, read_only=True) as con:
        keys = dict(con.execute("SELECT parse_filename(url), article_id FROM articles").fetchall())
        [(today,)] = con.execute("SELECT max(first_seen_at)::DATE FROM articles").fetchall()
        revised = load_fingerprints(con, [keys["a"]])[keys["a"]]
        stories = OpenStories(con, 7)
        stories.load(con, [revised], today, [keys["a"]])
        copies = [CopyMembership(keys[key], keys["a"]) for key in ("a", "copy")]
        list(stories.take(con, revised, copies, is_known=True))
        assert keys["other"] in stories


def test_the_original_is_the_earliest_print_of_its_day_in_any_order_and_after_a_restart(tmp_path: Path) -> None:
    prints = [report(f"{hour}", 1, 1, f"2026-03-20T{hour}:00:00Z") for hour in ("18", "06", "12", "05")]
    db = weave(prints, tmp_path / "prints", (1, 2, 3))
    query = (
        "SELECT DISTINCT parse_filename(a.url) FROM loom.copies AS c JOIN articles AS a ON a.article_id = c.copy_set_id"
    )
    assert ask(db, query) == [("05",)]
