"""Judging: what a person said holds whatever comes later, and changes no more than was said."""

from pathlib import Path

from flows.judging import merge_stories, pin_article, split_story
from flows.replaying import replay_stories
from flows.settings import Settings
from tests.flows.test_restarts import report
from tests.flows.test_stories import ask, groups, id_of, ingest, stories_of

DAY = "2026-03-20"


def test_stories_merged_by_a_person_stay_one_when_an_earlier_print_of_an_article_turns_up(tmp_path: Path) -> None:
    db = tmp_path / "news.duckdb"
    ingest([report("a", 1, 1, DAY), report("b", 2, 1, DAY)], db)
    told = stories_of(db)
    merge_stories(Settings(db=db), told["a"], told["b"])
    merged = stories_of(db)
    ingest([report("z", 1, 1, "2026-03-01")], db)
    assert stories_of(db) == dict.fromkeys("abz", merged["a"])
    replay_stories(Settings(db=db))
    assert stories_of(db) == dict.fromkeys("abz", merged["a"])


def test_a_pin_renames_neither_story(tmp_path: Path) -> None:
    db, settings = tmp_path / "news.duckdb", Settings(db=tmp_path / "news.duckdb")
    pairs = [report(f"s{event}{i}", 10 + event, i, DAY) for event in range(2) for i in range(2)]
    ingest([*pairs, *(report(f"k{i}", 20, i, DAY) for i in range(3))], db)
    told = stories_of(db)
    pin_article(settings, id_of(db, "s00"), told["k0"])
    pin_article(settings, id_of(db, "s11"), told["k0"])
    assert stories_of(db) == told | dict.fromkeys(("s00", "s11"), told["k0"])
    assert (
        ask(db, "SELECT event FROM story_events WHERE reason = 'ruling' ORDER BY event_number")
        == [
            ("move",),
            ("pin",),
        ]
        * 2
    )


def test_what_was_split_stays_split_when_a_part_of_it_is_split_or_pinned_elsewhere(tmp_path: Path) -> None:
    db, settings = tmp_path / "news.duckdb", Settings(db=tmp_path / "news.duckdb")
    ingest([*(report(f"m{i}", 8, i, DAY) for i in range(6)), report("k", 9, 0, DAY)], db)
    split_story(settings, stories_of(db)["m0"], [id_of(db, key) for key in ("m3", "m4", "m5")])
    split_story(settings, stories_of(db)["m3"], [id_of(db, "m5")])
    pin_article(settings, id_of(db, "m4"), stories_of(db)["k"])
    told = {frozenset({"m0", "m1", "m2"}), frozenset({"m3"}), frozenset({"m4", "k"}), frozenset({"m5"})}
    assert groups(db) == told
    ingest([report("m6", 8, 6, DAY)], db)
    replay_stories(settings)
    assert {story - {"m6"} for story in groups(db)} == told
