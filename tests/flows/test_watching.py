"""The inbox: whole files only, each once, also after a restart; a stop ends it at once."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from extractors.errors import DatabaseError
from flows.locks import run_lock
from flows.watching import SETTLED, Inbox
from storage.database import open_database

NEWSLOOM = Path(sys.executable).with_name("newsloom")
REPORT = "The {} reopened on Monday after repairs that cost 3 million euros, the mayor of the town said.\n"


def test_a_file_is_ripe_once_it_stays_as_it_is(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, {})
    file = tmp_path / "a.txt"
    file.write_text("one")
    assert inbox.ripe(0) == {}
    assert inbox.ripe(SETTLED - 0.1) == {}
    file.write_text("one two")  # it still grows
    assert inbox.ripe(SETTLED) == {}
    assert inbox.ripe(2 * SETTLED - 0.1) == {}
    assert list(inbox.ripe(2 * SETTLED)) == [file]
    file.unlink()
    assert inbox.ripe(3 * SETTLED) == {}


def test_a_taken_file_is_not_ripe_again_unless_it_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    inbox = Inbox(tmp_path, {})
    inbox.ripe(0)
    remembered = inbox.take(inbox.ripe(SETTLED))
    assert inbox.ripe(9 * SETTLED) == {}
    later = Inbox(tmp_path, remembered)
    assert [*later.ripe(0), *later.ripe(SETTLED)] == []
    file.write_text("one two")
    assert [*later.ripe(2 * SETTLED), *later.ripe(3 * SETTLED)] == [file]


@pytest.mark.parametrize("name", ["a.html.part", ".a.txt", "a.crdownload", "a.txt~", ".sync/a.txt", "A.TMP"])
def test_unfinished_and_hidden_files_do_not_count(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("one")
    inbox = Inbox(tmp_path, {})
    assert [*inbox.ripe(0), *inbox.ripe(SETTLED)] == []


@contextmanager
def watching(folder: Path, db: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [NEWSLOOM, "watch", folder, "--db", db], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(holds: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.3)


def count(db: Path, table: str) -> int:
    try:
        with open_database(db, read_only=True, wait=5) as con:
            [(rows,)] = con.execute(f"SELECT count(*) FROM {table}").fetchall()
    except DatabaseError:
        return 0
    return int(rows)


def test_watch_takes_what_arrives_survives_a_kill_and_stops_in_ten_seconds(tmp_path: Path) -> None:
    inbox, db = tmp_path / "inbox", tmp_path / "news.duckdb"
    (inbox / "deep").mkdir(parents=True)
    (inbox / "a.txt").write_text(REPORT.format("bridge") * 2)
    (inbox / "photo.png").write_bytes(b"\x89PNG")
    with watching(inbox, db) as process:
        wait_for(lambda: count(db, "loom.inbox_files") == 2, process)
        assert (count(db, "articles"), count(db, "rejections")) == (1, 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    (tmp_path / "b.part").write_text(REPORT.format("harbour") * 2)
    (tmp_path / "b.part").rename(inbox / "deep" / "b.txt")
    with watching(inbox, db) as process:
        wait_for(lambda: count(db, "articles") == 2, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with open_database(db, read_only=True) as con:
        read = con.execute("SELECT read FROM runs ORDER BY started_at").fetchall()
    assert read == [(2,), (1,)]  # the second run read what was new, and nothing else
    assert sorted(path.name for path in inbox.rglob("*.*")) == ["a.txt", "b.txt", "photo.png"]


def test_a_stop_in_the_middle_of_a_run_rolls_its_batch_back_and_frees_the_database(tmp_path: Path) -> None:
    inbox, db = tmp_path / "inbox", tmp_path / "news.duckdb"
    inbox.mkdir()
    for number in range(300):
        (inbox / f"{number:03}.txt").write_text("".join(REPORT.format(f"{n} {number} hall") for n in range(60)))
    with watching(inbox, db) as process:
        wait_for(lambda: count(db, "runs") == 1, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with run_lock(db, 0), open_database(db, read_only=True) as con:
        assert con.execute("SELECT status FROM runs").fetchall() == [("interrupted",)]
        assert con.execute("SELECT count(*) FROM loom.inbox_files").fetchone() == (0,)


def test_a_folder_that_is_not_there_is_told(
    newsloom: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    result = newsloom("watch", tmp_path / "none", "--db", tmp_path / "news.duckdb")
    assert result.returncode == 2
    assert "no such folder" in result.stderr
