"""Stories over days, batches and runs: what is in memory decides nothing, a replay mends the order, a word holds."""

import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import DatabaseError, UsageError
from flows.cli import app
from flows.judging import find_story, merge_stories, pin_article, split_story
from flows.pipeline import run_pipeline
from flows.replaying import replay_stories
from flows.settings import Settings
from storage.database import open_database
from storage.verification import verify

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
EVENTS, REPORTS = 7, 4
UNDATED, REPRINT, EARLIER = "0-undated", "1-reprint", "2-earlier"


def compose(event: int, report: int) -> str:
    """Return a report of a made-up event: its facts in words of an order of their own, and one that nobody else has."""
    told, own = random.Random(event), random.Random(f"{event} {report}")
    facts = [[*_invent(told, 9), str(told.randint(12, 9999))] for _ in range(9)]
    said = [own.sample(fact, len(fact)) for fact in [*own.sample(facts, 7), _invent(own, 10)]]
    return "\n\n".join(f"{' '.join(words).capitalize()}." for words in said)


def _invent(source: random.Random, count: int) -> list[str]:
    return ["".join(source.choices("abcdefghilmnoprstuv", k=source.randint(4, 9))) for _ in range(count)]


def make_stream() -> list[dict[str, str]]:
    """Return reports of events nine days apart; at the end come one late, one undated, a reprint, an earlier print."""
    stream = [
        _article(f"{event}-{report}", compose(event, report), 1 + 9 * event + report)
        for event in range(EVENTS)
        for report in range(REPORTS)
    ]
    stream.append(_article("3-late", compose(3, 9), 30))
    stream.append(_article(UNDATED, compose(0, 8), None))
    stream.append(_article(REPRINT, compose(1, 1), 40))
    stream.append(_article(EARLIER, compose(2, 2), 18))
    return stream


def _article(key: str, text: str, day: int | None) -> dict[str, str]:
    made = {"url": f"https://wire.example/{key}", "title": f"Report {key}", "text": text, "language": "en"}
    return made if day is None else made | {"published_at": f"2026-{3 + day // 28:02}-{1 + day % 28:02}"}


def ingest(articles: Sequence[dict[str, str]], db: Path, **settings: Any) -> None:
    path = db.with_suffix(".jsonl")
    path.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    run_pipeline([str(path)], Settings(db=db, workers=1, **settings))


def ask(db: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with open_database(db, read_only=True) as con:
        return con.execute(sql, list(parameters)).fetchall()


def stories_of(db: Path) -> dict[str, str]:
    return dict(ask(db, "SELECT parse_filename(url), story_id FROM articles"))


def groups(db: Path) -> set[frozenset[str]]:
    told = stories_of(db)
    return {frozenset(key for key in told if told[key] == story_id) for story_id in told.values()}


def id_of(db: Path, key: str) -> str:
    [(article_id,)] = ask(db, "SELECT article_id FROM articles WHERE parse_filename(url) = ?", key)
    return str(article_id)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that one run made of the stream, all in one batch: nothing was ever let go of."""
    db = tmp_path_factory.mktemp("whole") / "news.duckdb"
    ingest(make_stream(), db)
    return db


@pytest.fixture
def db(whole: Path, tmp_path: Path) -> Path:
    path = tmp_path / "news.duckdb"
    path.write_bytes(whole.read_bytes())
    return path


def test_events_days_apart_are_stories_and_late_articles_and_copies_find_theirs(whole: Path) -> None:
    told = stories_of(whole)
    for event in range(EVENTS):
        assert len({told[f"{event}-{report}"] for report in range(REPORTS)}) == 1
    assert told["3-late"] == told["3-0"]
    assert told[REPRINT] == told["1-1"]
    assert told[EARLIER] == told["2-2"]
    assert len({told[f"{event}-0"] for event in range(EVENTS)}) == EVENTS
    assert ask(whole, "SELECT parse_filename(url) FROM articles WHERE duplicate_of IS NOT NULL ORDER BY ALL") == [
        (REPRINT,),
        ("2-2",),
    ]
    with open_database(whole, read_only=True) as con:
        assert verify(con) == []


def test_all_but_the_last_stories_are_closed_some_days_after_their_last_article(whole: Path) -> None:
    rows = ask(
        whole,
        """
        SELECT closed_at = date_trunc('day', last_published_at) + INTERVAL 8 DAY FROM stories
        WHERE last_published_at IS NOT NULL ORDER BY last_published_at DESC
        """,
    )
    assert [row for (row,) in rows] == [None, *(True,) * (EVENTS - 1)]


@pytest.mark.parametrize("batch_size", [1, 5])
def test_letting_go_of_stories_and_loading_them_again_changes_nothing(
    whole: Path, tmp_path: Path, contents: Contents, batch_size: int
) -> None:
    db = tmp_path / "news.duckdb"
    ingest(make_stream()[:20], db, batch_size=batch_size)
    ingest(make_stream(), db, batch_size=batch_size)
    named_after_files = {"articles", "sightings"}
    assert {name: rows for name, rows in contents(db).items() if name not in named_after_files} == {
        name: rows for name, rows in contents(whole).items() if name not in named_after_files
    }
    assert stories_of(db) == stories_of(whole)


@pytest.fixture(scope="module")
def reprinted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], set[tuple[str, str]]]:
    """Return a stream with prints of all kinds, earlier, later and undated, and the copies found in its own order."""
    stream = make_stream()
    for event in range(EVENTS):
        whole = compose(event, 0).split("\n\n")
        stream.append(_article(f"{event}-brief", "\n\n".join(whole[:4]), 9 * event))
        stream.append(_article(f"{event}-again", "\n\n".join(["By our desk.", *whole[1:]]), None if event % 2 else 70))
    db = tmp_path_factory.mktemp("reprinted") / "news.duckdb"
    ingest(stream, db)
    return stream, copies_of(db)


def copies_of(db: Path) -> set[tuple[str, str]]:
    copies = "SELECT parse_filename(a.url), parse_filename(b.url) FROM articles AS a, articles AS b"
    return {(copy, original) for copy, original in ask(db, f"{copies} WHERE b.article_id = a.duplicate_of")}


@pytest.mark.parametrize("batch_size", [1, 6, 256])
def test_copies_are_the_same_in_any_order_and_any_batches(
    reprinted: tuple[list[dict[str, str]], set[tuple[str, str]]], tmp_path: Path, batch_size: int
) -> None:
    stream, copies = reprinted
    assert len(copies) >= 2 * EVENTS
    db = tmp_path / "news.duckdb"
    ingest(random.Random(batch_size).sample(stream, len(stream)), db, batch_size=batch_size)
    assert copies_of(db) == copies
    with open_database(db, read_only=True) as con:
        assert verify(con) == []


def test_articles_are_compared_within_their_language(tmp_path: Path) -> None:
    languages = ("en", "de", "ja")
    stream = [
        _article(f"{language}-{report}", compose(1, min(report, 1)), 3 + report) | {"language": language}
        for report in range(3)
        for language in languages
    ]
    db = tmp_path / "news.duckdb"
    ingest(stream, db)
    assert groups(db) == {frozenset(f"{language}-{report}" for report in range(3)) for language in languages}
    assert copies_of(db) == {(f"{language}-2", f"{language}-1") for language in languages}


def test_a_replay_of_what_came_in_order_changes_nothing(tmp_path: Path, contents: Contents) -> None:
    db = tmp_path / "news.duckdb"
    ingest(make_stream()[: EVENTS * REPORTS], db)
    before = contents(db)
    assert replay_stories(Settings(db=db)).rows()[1:4] == [("moved", "0"), ("merged", "0"), ("split", "0")]
    assert contents(db) == before


def test_a_replay_of_what_came_in_any_order_tells_the_same_stories_and_keeps_their_ids(
    whole: Path, tmp_path: Path
) -> None:
    db = tmp_path / "news.duckdb"
    stream = make_stream()
    random.Random(7).shuffle(stream)
    ingest(stream, db)
    before = stories_of(db)
    replay_stories(Settings(db=db))
    assert groups(db) == groups(whole)
    after = stories_of(db)
    assert all(after[key] == before[key] for key in after if before[key] in after.values())
    with open_database(db, read_only=True) as con:
        assert verify(con) == []
    replay_stories(Settings(db=db))
    assert stories_of(db) == after


def test_a_replay_mends_stories_and_copies_that_another_version_left(db: Path, whole: Path) -> None:
    with open_database(db) as con:
        con.execute("UPDATE loom.story_members SET story_id = 'torn' WHERE article_id = ?", [id_of(whole, "4-3")])
        con.execute("UPDATE loom.story_members SET story_id = 'torn' WHERE article_id = ?", [id_of(whole, "5-3")])
        con.execute("UPDATE loom.copies SET copy_set_id = article_id")
        con.execute("UPDATE loom.fingerprints SET version = 'fingerprint/0', terms = ['odd'], term_counts = [1]")
    assert replay_stories(Settings(db=db)).moved + replay_stories(Settings(db=db)).moved > 0
    assert groups(db) == groups(whole)
    assert stories_of(db) == stories_of(whole)
    with open_database(db, read_only=True) as con:
        assert find_story(con, "torn") in stories_of(db).values()
        assert verify(con) == []


def test_merged_stories_stay_merged_and_both_ids_resolve(db: Path) -> None:
    told = stories_of(db)
    merge_stories(Settings(db=db), told["6-0"], told["1-0"])
    after = stories_of(db)
    assert after["6-0"] == after["1-0"] == told["1-0"]
    with open_database(db, read_only=True) as con:
        assert find_story(con, told["6-0"]) == told["1-0"]
        assert verify(con) == []
    with pytest.raises(UsageError, match="one story already"):
        merge_stories(Settings(db=db), told["6-0"], told["1-0"])
    ingest([*make_stream(), _article("6-new", compose(6, 7), 60)], db)
    assert stories_of(db)["6-new"] == told["1-0"]
    replay_stories(Settings(db=db))
    assert stories_of(db) == after | {"6-new": told["1-0"]}


def test_split_stories_stay_split(db: Path) -> None:
    told = stories_of(db)
    part = [id_of(db, key) for key in ("4-1", "4-2", "4-3")]
    split_story(Settings(db=db), told["4-0"], part)
    after = stories_of(db)
    assert after["4-1"] == after["4-2"] == after["4-3"] == told["4-0"] != after["4-0"]
    replay_stories(Settings(db=db))
    assert stories_of(db) == after
    assert ask(db, "SELECT event, reason FROM story_events ORDER BY event_number DESC LIMIT 1") == [("split", "ruling")]
    merge_stories(Settings(db=db), after["4-0"], after["4-1"])
    assert len({stories_of(db)[f"4-{report}"] for report in range(REPORTS)}) == 1
    with open_database(db, read_only=True) as con:
        assert verify(con) == []


def test_a_pinned_article_is_where_it_was_pinned_with_its_copies(db: Path) -> None:
    told = stories_of(db)
    pin_article(Settings(db=db), id_of(db, REPRINT), told["5-0"])
    assert stories_of(db) == told | {"1-1": told["5-0"], REPRINT: told["5-0"]}
    assert ("pin", id_of(db, REPRINT)) in ask(db, "SELECT event, article_id FROM story_events")
    pin_article(Settings(db=db), id_of(db, "1-1"), told["1-0"])
    assert stories_of(db) == told
    with open_database(db, read_only=True) as con:
        assert verify(con) == []


def test_a_pin_holds_in_a_replay_and_for_a_revision(db: Path) -> None:
    told = stories_of(db)
    pin_article(Settings(db=db), id_of(db, "1-1"), told["5-0"])
    replay_stories(Settings(db=db))
    after = stories_of(db)
    assert after["1-1"] == after[REPRINT] == after["5-0"] == told["5-0"] != after["1-0"]
    ingest([_article("1-1", compose(1, 6), 11)], db)
    assert stories_of(db)["1-1"] == told["5-0"]


@pytest.mark.parametrize("style", ["table", "json", "markdown"])
def test_a_story_is_shown_with_all_its_articles_by_any_id_it_had(
    db: Path, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = stories_of(db)
    command(db, "story", "merge", told["6-0"], told["1-0"])
    assert capsys.readouterr().out == f"merge: {told['1-0']}, from {told['6-0']}\n"
    command(db, "story", "show", told["6-0"], "--format", style)
    shown = capsys.readouterr().out
    for key in ("1-0", "6-3", REPRINT):
        assert id_of(db, key) in shown
    assert told["1-0"] in shown
    if style == "json":
        account = json.loads(shown)
        assert list(account) == ["story", "outlets", "articles", "events"]
        assert len(account["articles"]) == account["story"][0]["article_count"] == 9
        assert account["events"][-1]["other_story_id"] == told["6-0"]
        assert all(article["shared_terms"] for article in account["articles"][1:4])


def test_the_commands_split_pin_and_replay(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = stories_of(db)
    command(db, "story", "split", told["4-0"], id_of(db, "4-1"))
    command(db, "story", "pin", id_of(db, "4-1"), told["4-0"])
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["split", "merge", "pin"]
    command(db, "story", "pin", id_of(db, "4-1"), told["4-0"])
    command(db, "reprocess", "--stage", "stories")
    assert re.search(r"articles +32", capsys.readouterr().out)
    assert stories_of(db) == told


def command(db: Path, *words: str) -> None:
    app([*words, "--db", str(db)], exit_on_error=False, result_action="return_value")


def test_what_cannot_be_ruled_is_told(db: Path) -> None:
    settings, told = Settings(db=db), stories_of(db)
    with pytest.raises(UsageError, match="no story"):
        merge_stories(settings, "unknown", told["1-0"])
    with pytest.raises(UsageError, match="no article"):
        pin_article(settings, "unknown", told["1-0"])
    with pytest.raises(UsageError, match="not in the story"):
        split_story(settings, told["1-0"], ["unknown"])
    with pytest.raises(UsageError, match="not all"):
        split_story(settings, told["1-0"], [])
    with pytest.raises(UsageError, match="copy goes with what it copies"):
        split_story(settings, told["1-0"], [id_of(db, REPRINT)])
    assert stories_of(db) == told
    with pytest.raises(DatabaseError, match="no database"):
        replay_stories(Settings(db=db.with_name("missing.duckdb")))
