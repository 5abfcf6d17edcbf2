"""The pipeline as a plain function: twice is once, any batch size gives the same, killed is as if it never was."""

import os
import random
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from extractors.errors import DatabaseBusy, NotADatabase
from flows.locks import run_lock
from flows.pipeline import run_pipeline
from flows.settings import Settings
from flows.summary import Summary
from storage.database import open_database
from storage.raw_store import raw_folder
from storage.verification import verify_raw
from tests.flows.corpus import write_corpus

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
SEEDS = Path(__file__).parents[2] / "seeds"
# `make kills` asks for a hundred.
KILLS = int(os.environ.get("NEWSLOOM_TEST_KILLS", "20"))
SCRIPT = """
import sys
from pathlib import Path
from flows.pipeline import run_pipeline
from flows.settings import Settings
if __name__ == "__main__":
    print("working", flush=True)
    run_pipeline([sys.argv[1]], Settings(db=Path(sys.argv[2]), batch_size=3, workers=2))
"""


def ingest(source: Path, db: Path, **settings: Any) -> Summary:
    return run_pipeline([str(source)], Settings(db=db, **settings))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "news.jsonl"
    write_corpus(path, 40)
    return path


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that one run made of the corpus, all in one batch."""
    db = tmp_path_factory.mktemp("whole") / "news.duckdb"
    ingest(corpus, db)
    return db


def test_the_counts_add_up(corpus: Path, tmp_path: Path) -> None:
    summary = ingest(corpus, tmp_path / "news.duckdb")
    assert (summary.read, summary.updated, summary.unchanged, summary.rejected) == (44, 1, 1, 1)
    assert summary.added == 41
    assert summary.copies >= 3
    assert summary.uncovered == {"es": 1}
    assert any("Spanish" in note or "es (1)" in note for note in summary.notes())


def test_ingesting_twice_adds_nothing(corpus: Path, tmp_path: Path, whole: Path, contents: Contents) -> None:
    db = tmp_path / "news.duckdb"
    ingest(corpus, db)
    again = ingest(corpus, db)
    assert (again.added, again.updated, again.unchanged, again.rejected) == (0, 0, 43, 1)
    assert contents(db) == contents(whole)


@pytest.mark.parametrize("batch_size", [1, 2, 7, 17])
def test_any_batch_size_gives_the_same(
    corpus: Path, tmp_path: Path, whole: Path, contents: Contents, batch_size: int
) -> None:
    db = tmp_path / "news.duckdb"
    ingest(corpus, db, batch_size=batch_size)
    assert contents(db) == contents(whole)


def test_killed_at_random_moments_and_run_again_equals_a_run_never_killed(
    corpus: Path, tmp_path: Path, whole: Path, contents: Contents
) -> None:
    """Kill one database after another into being, until there were enough kills."""
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    work = _run_for(script, corpus, tmp_path / "measured.duckdb", None)
    assert work is not None
    rng = random.Random(2026)
    kills = databases = 0
    while kills < KILLS:
        db = tmp_path / f"{databases}.duckdb"
        databases += 1
        while _run_for(script, corpus, db, rng.uniform(0, work)) is None:
            kills += 1
        assert contents(db) == contents(whole)
        assert_raw_store_is_whole(db)
        with open_database(db, read_only=True) as con:
            statuses = con.execute("SELECT status FROM runs ORDER BY started_at").fetchall()
        assert statuses[-1] == ("completed",)
        # A kill may also come between a run's last word to the database and the end of its process.
        assert {status for (status,) in statuses} <= {"interrupted", "completed"}


def assert_raw_store_is_whole(db: Path) -> None:
    """Check that the store holds what the database names, once each, and nothing else; warcio checks the digests."""
    stored = []
    for segment in sorted(raw_folder(db).iterdir()):
        assert Checker(Namespace(inputs=[str(segment)], verbose=False)).process_all() == 0
        with segment.open("rb") as file:
            records = ArchiveIterator(file)
            stored += [(segment.name, records.get_record_offset(), record.rec_type) for record in records]
    with open_database(db, read_only=True) as con:
        assert verify_raw(con, raw_folder(db), deep=True) == []
        named = con.execute("SELECT segment, record_offset FROM loom.documents ORDER BY ALL").fetchall()
    assert [place[:2] for place in stored if place[2] == "resource"] == named
    assert len({name for name, *_ in stored}) + 2 * len(named) == len(stored)


def _run_for(script: Path, corpus: Path, db: Path, seconds: float | None) -> float | None:
    """Run the script, and kill it `seconds` after its work began; return how long it worked, None where killed."""
    process = subprocess.Popen(
        [sys.executable, script, corpus, db], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    try:
        _, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    assert process.returncode == 0, errors
    return time.monotonic() - began


def test_the_seeds_are_one_story_of_five_articles_and_three_origins(tmp_path: Path) -> None:
    ingest(SEEDS, tmp_path / "news.duckdb")
    with open_database(tmp_path / "news.duckdb", read_only=True) as con:
        counts = con.execute(
            "SELECT count(DISTINCT story_id), count(*), count(duplicate_of) FROM articles",
        ).fetchone()
        origins = con.execute("SELECT article_count, outlet_count, origin_count FROM stories").fetchall()
    assert counts == (1, 5, 0)
    assert origins == [(5, 5, 3)]


def test_the_same_file_at_another_path_is_unchanged(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = "The bridge over the river reopened on Monday after repairs that cost 3 million euros, the city said.\n" * 3
    (folder / "a.txt").write_text(text)
    ingest(folder, tmp_path / "news.duckdb")
    (folder / "b.txt").write_text(text)
    summary = ingest(folder, tmp_path / "news.duckdb")
    assert (summary.added, summary.unchanged) == (0, 2)


def test_an_input_that_is_mended_is_no_longer_rejected(tmp_path: Path) -> None:
    source, db = tmp_path / "a.txt", tmp_path / "news.duckdb"
    source.write_bytes(b"")
    assert ingest(source, db).rejected == 1
    source.write_text("The mayor said on Monday that the bridge would reopen in May, two years after it closed.")
    assert ingest(source, db).added == 1
    with open_database(db, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM rejections").fetchone() == (0,)


def test_a_script_without_a_main_guard_ingests_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom flows.pipeline import run_pipeline\nfrom flows.settings import Settings\n"
        f"print(run_pipeline(['{SEEDS}'], Settings(db=Path('{tmp_path}/news.duckdb'))).added)\n"
    )
    commands: list[list[str | Path]] = [[sys.executable, script], [sys.executable, "-"]]
    for command in commands:
        result = subprocess.run(
            command, input=script.read_text(), capture_output=True, text=True, check=True, env={**os.environ}
        )
        assert result.stdout.splitlines() == (["5"] if command[1] == script else ["0"])
        assert not result.stderr


def test_a_run_that_finds_the_database_held_says_by_whom(hold: Callable[[Path], int], tmp_path: Path) -> None:
    db = tmp_path / "news.duckdb"
    pid = hold(db)
    with pytest.raises(DatabaseBusy, match=f"process {pid}"):
        ingest(SEEDS, db, wait=0.2)
    os.kill(pid, signal.SIGKILL)  # the lock falls with its holder, whatever ends it
    assert ingest(SEEDS, db, wait=5).added == 5


def test_the_run_lock_nests_in_one_process(tmp_path: Path) -> None:
    with run_lock(tmp_path / "x", 0), run_lock(tmp_path / "x", 0):
        pass
    with run_lock(tmp_path / "x", 0):
        pass


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    db = tmp_path / "notes.txt"
    db.write_text("my notes\n" * 10)
    with pytest.raises(NotADatabase):
        ingest(SEEDS, db)
    assert db.read_text() == "my notes\n" * 10
