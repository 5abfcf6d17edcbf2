"""Forgetting and pruning: what is removed leaves no trace and stays away, and what remains still holds."""

import json
import shutil
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from extractors.errors import DatabaseError, UsageError
from flows.forgetting import forget, prune
from flows.pipeline import run_pipeline
from flows.replaying import replay_stories
from flows.rereading import reread_articles
from flows.settings import Settings
from storage.database import open_database
from storage.raw_store import raw_folder
from storage.verification import verify, verify_raw
from tests.flows.test_stories import compose

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
REPORTS = {
    "https://www.first.example/a": "The council of Aston said on Monday that the bridge closed after the flood would"
    " cost 14 million euros, and the mayor, Ann Gray, promised that it would open again in May.",
    "https://second.example/b": "The bridge of Aston, closed after the flood, will cost 14 million euros, the council"
    " said. Mayor Ann Gray said it would be open by May, two years after the flood had closed it.",
    "https://third.example/c": "A trial of the new vaccine began in Lisbon on Friday with 300 volunteers, the health"
    " ministry of Portugal said, and results are expected in the autumn of this year.",
}
# Two reprints, so that the first report has copies.
REPRINTS = {f"https://{name}.example/reprint": REPORTS["https://www.first.example/a"] for name in ("news", "daily")}


def write(path: Path, reports: dict[str, str]) -> Path:
    lines = [
        json.dumps({"url": url, "text": text, "published_at": f"2026-03-0{day}T10:00:00Z"})
        for day, (url, text) in enumerate(reports.items(), 1)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "news.duckdb", workers=1, raw_segment_bytes=2000)


@pytest.fixture
def reports(tmp_path: Path, settings: Settings) -> Path:
    path = write(tmp_path / "reports.jsonl", REPORTS | REPRINTS)
    run_pipeline([str(path)], settings)
    return path


def assert_sound(db: Path) -> None:
    with open_database(db, read_only=True) as con:
        assert verify(con) == []
        assert verify_raw(con, raw_folder(db), deep=True) == []
        named = con.execute("SELECT segment, record_offset FROM loom.documents WHERE segment IS NOT NULL ORDER BY ALL")
        places = named.fetchall()
    found = []
    for segment in sorted(raw_folder(db).iterdir()):
        assert Checker(Namespace(inputs=[str(segment)], verbose=False)).process_all() == 0
        with segment.open("rb") as file:
            records = ArchiveIterator(file)
            found += [
                (segment.name, records.get_record_offset()) for record in records if record.rec_type == "resource"
            ]
    assert found == places


def rows_with(db: Path, words: str) -> list[str]:
    """Return the tables in which any row has `words`."""
    found = []
    with open_database(db, read_only=True) as con:
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'loom'").fetchall():
            rows = con.execute(f"SELECT t::VARCHAR FROM loom.{table} AS t").fetchall()
            found += [table for (row,) in rows if words in row]
    return found


def stored_raw(db: Path) -> bytes:
    found = b""
    for segment in raw_folder(db).iterdir():
        with segment.open("rb") as file:
            found += b"".join(record.content_stream().read() for record in ArchiveIterator(file))
    return found


def urls(db: Path) -> list[str]:
    with open_database(db, read_only=True) as con:
        return [url for (url,) in con.execute("SELECT url FROM articles ORDER BY url").fetchall()]


def test_what_came_last_and_is_forgotten_never_was(tmp_path: Path, settings: Settings, contents: Contents) -> None:
    first = write(tmp_path / "reports.jsonl", dict(list(REPORTS.items())[:2]))
    run_pipeline([str(first)], settings)
    before = contents(settings.db)
    last = write(tmp_path / "last.jsonl", dict(list(REPORTS.items())[2:]))
    run_pipeline([str(last)], settings)
    assert contents(settings.db) != before
    cleared = forget(settings, "https://third.example/c?utm_source=mail#top")
    assert (cleared.articles, cleared.documents) == (1, 1)
    assert contents(settings.db) == before
    assert rows_with(settings.db, "Lisbon") == rows_with(settings.db, "third.example") == []
    assert b"Lisbon" not in stored_raw(settings.db)
    assert b"Lisbon" not in settings.db.read_bytes()
    with open_database(settings.db, read_only=True) as con:
        [(comments,)] = con.execute("SELECT count(*) FROM duckdb_columns() WHERE comment IS NOT NULL").fetchall()
    assert comments > 100
    assert_sound(settings.db)


def test_what_is_forgotten_stays_away_and_is_no_rejection(settings: Settings, reports: Path, tmp_path: Path) -> None:
    forget(settings, "https://third.example/c")
    summary = run_pipeline([str(reports)], settings)
    assert (summary.added, summary.updated, summary.rejected, summary.unchanged) == (0, 0, 0, 5)
    moved = write(tmp_path / "moved.jsonl", {"https://third.example/c": "The trial in Lisbon ended. " * 9})
    run_pipeline([str(moved)], settings)
    assert rows_with(settings.db, "Lisbon") == []
    assert_sound(settings.db)


def test_an_article_is_forgotten_at_all_its_addresses(settings: Settings, reports: Path, tmp_path: Path) -> None:
    url, text = "https://third.example/c", REPORTS["https://third.example/c"]
    page = f'<html><head><link rel="canonical" href="{url}"></head><body><article><p>{text}</p></article></body></html>'
    twin = tmp_path / "twin.jsonl"
    twin.write_text(json.dumps({"url": "https://third.example/amp/c", "html": page}) + "\n")
    assert run_pipeline([str(twin)], settings).added == 0
    assert forget(settings, "https://third.example/amp/c").articles == 1
    run_pipeline([str(twin), str(reports)], settings)
    assert rows_with(settings.db, "Lisbon") == []
    assert len(urls(settings.db)) == 4
    assert_sound(settings.db)


@pytest.mark.usefixtures("reports")
def test_copies_whose_original_is_forgotten_have_the_next_as_theirs(settings: Settings) -> None:
    original = "https://www.first.example/a"
    forget(settings, original)
    assert original not in urls(settings.db)
    with open_database(settings.db, read_only=True) as con:
        copies = con.execute(
            "SELECT a.url, b.url FROM articles AS a JOIN articles AS b ON b.article_id = a.duplicate_of"
        ).fetchall()
        stories = con.execute("SELECT count(DISTINCT story_id), count(*) FROM articles").fetchone()
    assert copies == [("https://daily.example/reprint", "https://news.example/reprint")]
    assert stories == (2, 4)
    assert_sound(settings.db)


def test_copies_of_a_forgotten_article_that_are_none_of_each_other_part(tmp_path: Path, settings: Settings) -> None:
    told = [f"Speaker{n} of ward{n} told hall{n} that road{n} needs lamp{n} and bridge{n}." for n in range(31)]
    parts = {"whole": (0, 31), "head": (0, 20), "also": (0, 22), "tail": (11, 31)}
    texts = {f"https://{name}.example/a": " ".join(told[slice(*part)]) for name, part in parts.items()}
    run_pipeline([str(write(tmp_path / "parts.jsonl", texts))], settings)
    query = """
        SELECT a.site, b.site FROM articles AS a JOIN articles AS b ON b.article_id = a.duplicate_of ORDER BY a.site
    """
    with open_database(settings.db, read_only=True) as con:
        before = con.execute(query).fetchall()
    forget(settings, "https://whole.example/a")
    with open_database(settings.db, read_only=True) as con:
        after = con.execute(query).fetchall()
    assert before == [(f"{name}.example", "whole.example") for name in ("also", "head", "tail")]
    assert after == [("also.example", "head.example")]
    assert_sound(settings.db)


def test_what_a_copy_of_a_forgotten_article_copies_besides_is_decided_by_a_replay(
    tmp_path: Path, settings: Settings
) -> None:
    left, middle, right = (compose(event, 1) for event in range(3))
    texts = {"gone": f"{left}\n\n{middle}", "other": f"{middle}\n\n{right}", "copy": middle}
    path = write(tmp_path / "parts.jsonl", {f"https://{name}.example/a": text for name, text in texts.items()})
    run_pipeline([str(path)], settings)
    forget(settings, "https://gone.example/a")
    assert_sound(settings.db)
    replay_stories(settings)
    with open_database(settings.db, read_only=True) as con:
        copies = con.execute(
            "SELECT a.site, b.site FROM articles AS a JOIN articles AS b ON b.article_id = a.duplicate_of"
        )
        assert copies.fetchall() == [("copy.example", "other.example")]


def test_a_site_is_forgotten_with_all_below_it(settings: Settings, reports: Path) -> None:
    bad = write(reports.with_name("bad.jsonl"), {})
    bad.write_text("{broken\n")
    run_pipeline([str(bad)], settings)
    assert forget(settings, "First.example").articles == 1
    assert forget(settings, "www.third.example").articles == 1
    assert not any("first" in url or "third" in url for url in urls(settings.db))
    assert rows_with(settings.db, "https://www.first.example") == []
    run_pipeline([str(reports)], settings)
    assert len(urls(settings.db)) == 3
    assert_sound(settings.db)


@pytest.mark.usefixtures("reports")
def test_an_article_is_forgotten_by_its_id_and_every_article_can_be(settings: Settings) -> None:
    with open_database(settings.db, read_only=True) as con:
        ids = [key for (key,) in con.execute("SELECT article_id FROM articles ORDER BY url").fetchall()]
    for left, key in enumerate(ids, 1):
        assert forget(settings, key).articles == 1
        assert len(urls(settings.db)) == 5 - left
        assert_sound(settings.db)
    with open_database(settings.db, read_only=True) as con:
        for view in ("stories", "claims", "claim_groups", "conflicts", "origins", "documents", "story_events"):
            assert con.execute(f"SELECT count(*) FROM {view}").fetchone() == (0,), view


@pytest.mark.parametrize("what", ["nothing", "", "a b.example", "news.example/path"])
@pytest.mark.usefixtures("reports")
def test_what_is_neither_url_nor_site_nor_article_is_told(settings: Settings, what: str) -> None:
    with pytest.raises(UsageError, match="name a URL"):
        forget(settings, what)
    assert len(urls(settings.db)) == 5


def test_where_there_is_no_database_none_is_made(settings: Settings) -> None:
    with pytest.raises(DatabaseError):
        forget(settings, "news.example")
    assert not settings.db.exists()


@pytest.mark.usefixtures("reports")
def test_old_raw_documents_are_pruned_and_the_database_says_so(settings: Settings) -> None:
    with open_database(settings.db) as con:
        con.execute("UPDATE loom.documents SET stored_at = stored_at - INTERVAL 91 DAY WHERE record_offset % 2 = 0")
        old = con.execute("SELECT count(*) FROM loom.documents WHERE record_offset % 2 = 0").fetchone()
    texts = urls(settings.db)
    assert prune(settings, timedelta(days=92)).documents == 0
    assert (prune(settings, timedelta(days=90)).documents,) == old
    assert_sound(settings.db)
    assert prune(settings, timedelta()).documents == 5 - (old or (0,))[0]
    assert urls(settings.db) == texts
    assert list(raw_folder(settings.db).iterdir()) == []
    with open_database(settings.db, read_only=True) as con:
        said = con.execute("SELECT count(*) FROM documents WHERE NOT is_kept AND pruned_at IS NOT NULL").fetchone()
    assert said == (5,)
    assert_sound(settings.db)


@pytest.mark.usefixtures("reports")
def test_what_was_pruned_cannot_be_read_again_and_counts_as_gone(settings: Settings) -> None:
    prune(settings, timedelta())
    with open_database(settings.db) as con:
        con.execute("UPDATE loom.articles SET extractor = 'older/1'")
    assert reread_articles(settings).gone == 5


def test_an_old_segment_that_a_kill_left_behind_is_removed_by_the_next_run(settings: Settings, reports: Path) -> None:
    left = raw_folder(settings.db).with_name("left")
    shutil.copytree(raw_folder(settings.db), left)
    forget(settings, "https://third.example/c")
    for segment in left.iterdir():  # as if the kill had come before the old segments were removed
        shutil.copy(segment, raw_folder(settings.db))
    assert b"Lisbon" in stored_raw(settings.db)
    run_pipeline([str(reports)], settings)
    assert b"Lisbon" not in stored_raw(settings.db)
    assert_sound(settings.db)
