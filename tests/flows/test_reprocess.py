"""What an older version extracted is made anew: as if this version had read it in the first place."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.article import EXTRACTOR
from extractors.errors import DatabaseError
from flows.pipeline import run_pipeline
from flows.rereading import find_outdated, reread_articles
from flows.settings import Settings
from flows.summary import Redone
from storage.database import open_database
from storage.documents import located_documents, write_documents
from storage.raw_store import RawStore, raw_folder, read_document
from storage.verification import verify, verify_raw
from tests.flows.corpus import write_corpus

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SCRIPT = """
import sys
from pathlib import Path
from flows.rereading import reread_articles
from flows.settings import Settings
if __name__ == "__main__":
    print("working", flush=True)
    reread_articles(Settings(db=Path(sys.argv[1]), batch_size=3, workers=2))
"""
# What an older version might have left: boilerplate in the text, no bylines, half of the claims, other credits.
OLDER = """
UPDATE loom.articles SET extractor = 'article/0', text = text || chr(10) || 'Sign up for our newsletter.',
    word_count = word_count + 5, authors = [], title = upper(title), agency = 'Another Agency';
DELETE FROM loom.claim_members;
DELETE FROM loom.claim_groups;
DELETE FROM loom.conflicts;
DELETE FROM loom.quantities;
DELETE FROM loom.origins;
DELETE FROM loom.claims WHERE hash(claim_id) % 2 = 0;
UPDATE loom.provenance SET credit_key = 'another credit';
UPDATE loom.stories SET headline = 'Another headline';
UPDATE loom.site_blocks SET extractor = 'article/0', text = 'Another block';
UPDATE loom.site_pages SET extractor = 'article/0';
UPDATE loom.documents SET extractor = 'article/0';
"""
PROMISE = "Our newsroom in the old mill keeps its doors open: members pay what they can, everybody reads for free."
REPORTS = [
    (
        "Bridge over the Lenne reopens",
        "Drivers crossed the Lenne bridge again on Monday after engineers replaced girders.",
    ),
    (
        "Wheat harvest fails in the valley",
        "Farmers expect half of the usual wheat because hail flattened the valley's fields.",
    ),
    (
        "Swimmer breaks a national record",
        "Ines Brandao swam the butterfly in 57 seconds and broke the national record at home.",
    ),
    ("Library lends tools", "The library now lends drills, saws and ladders to anyone who holds a reader's card."),
    (
        "Ferry runs aground in fog",
        "A ferry with 80 passengers ran aground in thick fog, the coastguard said on Tuesday.",
    ),
    ("Telescope sees a new comet", "Astronomers at the hill observatory photographed a comet that nobody had listed."),
    (
        "Orchestra finds its conductor",
        "The orchestra chose Milan Petrovic as conductor after auditions that took a year.",
    ),
    (
        "Clinic offers vaccine at night",
        "Nurses will give the measles vaccine until midnight so that shift workers can come.",
    ),
]


def write_site(path: Path) -> None:
    """Write one site's pages, which all end in the same promise, and a revision of the first among them."""
    pages = []
    for number, (title, lead) in enumerate(REPORTS):
        text = "\n\n".join([lead, f"{title}, as our reporter saw it: {lead.lower()}", PROMISE])
        url = f"https://mill.example/{number}"
        pages.append({"url": url, "title": title, "text": text})
    pages.insert(5, {**pages[0], "text": "The mayor cut a ribbon.\n\n" + pages[0]["text"]})
    path.write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")


def ingest(source: Path, db: Path) -> None:
    run_pipeline([str(source)], Settings(db=db, workers=2))


def redo(db: Path, **settings: Any) -> Redone:
    return reread_articles(Settings(db=db, workers=2, **settings))


def execute(db: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with open_database(db) as con:
        return con.execute(sql, list(parameters)).fetchall()


def copy_of(db: Path, folder: Path) -> Path:
    """Copy a database with its raw store."""
    shutil.copytree(raw_folder(db), folder / "news.raw")
    return Path(shutil.copy(db, folder / "news.duckdb"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that this version made."""
    folder = tmp_path_factory.mktemp("whole")
    write_corpus(folder / "news.jsonl", 14)
    ingest(folder / "news.jsonl", folder / "news.duckdb")
    return folder / "news.duckdb"


@pytest.fixture
def older(whole: Path, tmp_path: Path) -> Path:
    """Return the same, as if an older version had made it; fingerprints and stories are as this version's."""
    db = copy_of(whole, tmp_path)
    with open_database(db) as con:
        con.execute(OLDER)
    return db


def assert_sound(db: Path) -> None:
    with open_database(db, read_only=True) as con:
        assert verify(con) == []
        assert verify_raw(con, raw_folder(db), deep=True) == []


@pytest.mark.parametrize("batch_size", [1, 5])
def test_what_an_older_version_made_becomes_what_this_one_makes(
    whole: Path, older: Path, contents: Contents, batch_size: int
) -> None:
    order = "SELECT article_id, seq, first_seen_at FROM loom.articles ORDER BY seq"
    count = len(execute(older, order))
    assert contents(older) != contents(whole)
    redone = redo(older, batch_size=batch_size)
    assert (redone.redone, redone.changed, redone.kept, redone.gone) == (count, count, 0, 0)
    assert contents(older) == contents(whole)
    assert execute(older, order) == execute(whole, order)
    assert execute(older, "FROM loom.documents ORDER BY ALL") == execute(whole, "FROM loom.documents ORDER BY ALL")
    assert_sound(older)
    [run] = execute(older, "SELECT inputs, status, read, updated, added FROM runs ORDER BY started_at DESC LIMIT 1")
    assert run == (["reprocess --stage extract"], "completed", count, count, 0)


def test_another_name_of_the_version_alone_changes_nothing(whole: Path, tmp_path: Path, contents: Contents) -> None:
    db = copy_of(whole, tmp_path)
    execute(db, "UPDATE loom.articles SET extractor = 'article/0'")
    redone = redo(db)
    assert redone.redone > 0
    assert redone.changed == 0
    assert contents(db) == contents(whole)
    assert find_outdated(Settings(db=db)) == []
    assert redo(db).redone == 0


@pytest.mark.parametrize("batch_size", [1, 100])
def test_boilerplate_is_learned_anew_in_the_order_of_arrival(
    tmp_path: Path, contents: Contents, batch_size: int
) -> None:
    (tmp_path / "again").mkdir()
    write_site(tmp_path / "site.jsonl")
    ingest(tmp_path / "site.jsonl", tmp_path / "news.duckdb")
    texts = [text for (text,) in execute(tmp_path / "news.duckdb", "SELECT text FROM loom.articles ORDER BY seq")]
    assert 0 < sum(PROMISE in text for text in texts) < len(texts) - 3
    db = copy_of(tmp_path / "news.duckdb", tmp_path / "again")
    execute(db, OLDER)
    redo(db, batch_size=batch_size)
    assert contents(db) == contents(tmp_path / "news.duckdb")
    execute(db, "UPDATE loom.articles SET extractor = 'article/0'")
    redo(db, batch_size=3)
    assert contents(db) == contents(tmp_path / "news.duckdb")


def test_killed_half_way_and_run_again_it_comes_to_the_same(
    whole: Path, older: Path, tmp_path: Path, contents: Contents
) -> None:
    script = tmp_path / "redo.py"
    script.write_text(SCRIPT)
    left = [len(find_outdated(Settings(db=older)))]
    for changes in (6, 9, 12):
        process = subprocess.Popen([sys.executable, script, older], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        process.stdout.readline()
        seen = {_changed_at(older)}
        while process.poll() is None and len(seen) < changes:
            seen.add(_changed_at(older))
            time.sleep(0.002)
        process.kill()
        process.communicate()
        left.append(len(find_outdated(Settings(db=older))))
    assert any(0 < count < left[0] for count in left), "no kill came half-way"
    redo(older)
    assert contents(older) == contents(whole)
    assert_sound(older)


def _changed_at(db: Path) -> tuple[int, ...]:
    paths = [path for path in (db, db.with_name(db.name + ".wal")) if path.exists()]
    return tuple(path.stat().st_mtime_ns for path in paths)


def test_an_article_whose_fingerprint_changes_is_decided_again(whole: Path, older: Path, contents: Contents) -> None:
    [(last, set_id)] = execute(
        older,
        """
        SELECT a.article_id, c.copy_set_id FROM loom.articles AS a JOIN loom.copies AS c ON c.article_id = a.article_id
        ORDER BY a.seq DESC LIMIT 1
        """,
    )
    execute(
        older, "UPDATE loom.fingerprints SET terms = [], term_counts = [], version = '0' WHERE article_id = ?", last
    )
    execute(older, "UPDATE loom.story_members SET story_id = 'elsewhere' WHERE article_id = ?", last)
    execute(older, "UPDATE loom.copies SET copy_set_id = 'elsewhere' WHERE article_id = ?", last)
    execute(older, "INSERT INTO loom.stories VALUES ('elsewhere', 'Headline')")
    assert set_id
    redo(older, batch_size=3)
    now, then = contents(older), contents(whole)
    told = now.pop("story_events")
    assert told[: len(then["story_events"])] == then.pop("story_events")
    assert now == then
    assert_sound(older)


def test_when_every_fingerprint_changes_batches_make_no_difference(
    whole: Path, tmp_path: Path, contents: Contents
) -> None:
    results = []
    for batch_size in (1, 100):
        folder = tmp_path / str(batch_size)
        folder.mkdir()
        db = copy_of(whole, folder)
        execute(db, "UPDATE loom.articles SET extractor = 'article/0'")
        execute(db, "UPDATE loom.fingerprints SET version = '0'")
        redo(db, batch_size=batch_size)
        assert_sound(db)
        results.append(contents(db))
    assert results[0] == results[1]


def test_an_article_named_after_its_text_keeps_its_name(older: Path) -> None:
    tables = execute(
        older,
        """
        SELECT c.table_name FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (schema_name, table_name)
        WHERE c.schema_name = 'loom' AND c.column_name = 'article_id'
        """,
    )
    [(name,)] = execute(older, "SELECT article_id FROM articles WHERE url IS NULL")
    for (table,) in tables:
        if table == "articles" or not table.startswith(("claims", "origins", "people", "quantities")):
            execute(older, f"UPDATE loom.{table} SET article_id = 'as-it-was' WHERE article_id = ?", name)
    redo(older)
    assert execute(older, "SELECT extractor FROM articles WHERE article_id = 'as-it-was'") == [(EXTRACTOR,)]
    assert_sound(older)


def test_articles_whose_documents_are_gone_are_left_and_counted(whole: Path, older: Path) -> None:
    segment = next(raw_folder(older).iterdir())
    data = bytearray(segment.read_bytes())
    damaged = find_outdated(Settings(db=older))[0].document
    assert damaged.record_offset is not None
    data[damaged.record_offset + 40] ^= 255
    segment.write_bytes(data)
    redone = redo(older, batch_size=3)
    assert redone.gone == 1
    assert any("1 article kept" in note for note in redone.notes())
    assert [one.document.article_id for one in find_outdated(Settings(db=older))] == [damaged.article_id]
    shutil.rmtree(raw_folder(older))
    assert redo(older).gone == 1
    assert execute(whole, "SELECT count(*) FROM articles") == execute(older, "SELECT count(*) FROM articles")


def test_what_this_version_rejects_stays_as_it_was_and_is_told(whole: Path, tmp_path: Path) -> None:
    older = copy_of(whole, tmp_path)
    execute(older, "UPDATE loom.articles SET extractor = 'article/0'")
    with open_database(older) as con:
        document = located_documents(con)[0]
        raw = replace(read_document(raw_folder(older), document), content=b"\x00\x01\x02" * 100)
        store = RawStore(raw_folder(older), "later", 1 << 20)
        write_documents(con, store.append([(raw, document.article_id)], NOON)[0])
    [before] = execute(older, "SELECT * FROM loom.articles WHERE article_id = ?", document.article_id)
    redone = redo(older)
    assert redone.kept == 1
    assert any("1 article kept" in note for note in redone.notes())
    assert execute(older, "SELECT * FROM loom.articles WHERE article_id = ?", document.article_id) == [before]
    [rejection] = execute(
        older, "SELECT record, reason FROM rejections WHERE source = ? AND record = ?", raw.source, raw.record
    )
    assert rejection == (raw.record, "binary")
    assert_sound(older)


def test_without_a_database_there_is_nothing_to_redo(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no database"):
        reread_articles(Settings(db=tmp_path / "news.duckdb"))
    assert not any(path.suffix == ".duckdb" for path in tmp_path.iterdir())
