import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from extractors.errors import DatabaseBusy, DatabaseError, NewerDatabase, NotADatabase
from storage.database import open_database

HOLD = """
import sys, time
from pathlib import Path
from storage.database import open_database
with open_database(Path(sys.argv[1]), read_only=sys.argv[2] == "read"):
    print("held", flush=True)
    time.sleep(float(sys.argv[3]))
"""


def hold(path: Path, seconds: float, mode: str = "write") -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), mode, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.communicate()


def test_a_missing_file_is_created_and_nothing_is_left_beside_it(path: Path) -> None:
    with open_database(path) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_half_made_file_of_a_killed_creation_is_no_obstacle(path: Path) -> None:
    path.with_name(path.name + ".new").write_bytes(b"half")
    path.with_name(path.name + ".wal").write_bytes(b"the log of a database that is gone")
    with open_database(path) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]


def test_reading_needs_a_file(path: Path) -> None:
    with pytest.raises(DatabaseError, match="newsloom ingest"), open_database(path, read_only=True):
        pass
    assert not path.exists()


def test_opening_again_changes_nothing_and_takes_little_time(path: Path) -> None:
    with open_database(path):
        pass
    before = path.read_bytes()
    started = time.perf_counter()
    with open_database(path):
        pass
    assert time.perf_counter() - started < 1
    assert path.read_bytes() == before


def test_a_reader_cannot_write(path: Path) -> None:
    with open_database(path):
        pass
    with open_database(path, read_only=True) as con, pytest.raises(duckdb.InvalidInputException):
        con.execute("DELETE FROM loom.articles")


def test_the_session_is_in_utc_and_fetches_no_extension(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        with open_database(path) as con:
            answer = (
                "SELECT TIMESTAMPTZ '2026-01-01 00:00:00'::VARCHAR, current_setting('autoinstall_known_extensions')"
            )
            assert con.execute(answer).fetchall() == [("2026-01-01 00:00:00+00", False)]
            assert con.cursor().execute(answer).fetchall() == [("2026-01-01 00:00:00+00", False)]
    finally:
        monkeypatch.undo()
        time.tzset()


def some_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE t (a)")
    con.close()


def some_parquet(path: Path) -> None:
    duckdb.connect().execute(f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet)")


def some_other_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE invoices (a INTEGER)")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("just some notes\n"),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x00" * 50_000),
        some_sqlite,
        some_parquet,
        some_other_duckdb,
    ],
    ids=["text", "empty", "zeros", "sqlite", "parquet", "another duckdb"],
)
@pytest.mark.parametrize("read_only", [False, True], ids=["write", "read"])
def test_a_file_that_is_no_database_of_ours_is_refused_and_left_alone(
    make: Callable[[Path], object], read_only: bool, path: Path
) -> None:
    make(path)
    before = path.read_bytes()
    with pytest.raises(NotADatabase), open_database(path, read_only=read_only):
        pass
    assert path.read_bytes() == before


def test_a_damaged_database_is_refused(path: Path) -> None:
    with open_database(path):
        pass
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(DatabaseError, match="cannot open"), open_database(path):
        pass


def test_a_database_of_a_newer_newsloom_is_refused_with_both_versions(path: Path) -> None:
    with open_database(path) as con:
        con.execute("INSERT INTO loom.migrations VALUES (9999, '9999_later')")
        (known,) = con.execute("SELECT max(version) FROM loom.migrations WHERE version < 9999").fetchall()[0]
    for read_only in (False, True):
        with pytest.raises(NewerDatabase, match=rf"9999.*{known}.*upgrade"), open_database(path, read_only=read_only):
            pass


def test_a_database_of_a_newer_duckdb_is_refused(path: Path) -> None:
    with open_database(path):
        pass
    content = bytearray(path.read_bytes())
    content[12:20] = struct.pack("<Q", 10_000)  # the storage version, after the magic bytes
    checksum = 5381  # as DuckDB's storage/checksum.cpp computes it over the rest of the first block
    for (word,) in struct.iter_unpack("<Q", content[8:4096]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    content[:8] = struct.pack("<Q", checksum)
    path.write_bytes(content)
    with pytest.raises(NewerDatabase), open_database(path):
        pass


def test_places_that_hold_no_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (
        tmp_path,
        tmp_path / "pipe",
        tmp_path / "no" / "where.duckdb",
        Path("/proc/news.duckdb"),
        tmp_path / "\udcff.duckdb",
    ):
        with pytest.raises(DatabaseError), open_database(place):
            pass


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    for name in ('it\'s "odd" ☂.db', "a b?c=d#e.duckdb", ":memory:", "md:x", "data.parquet", "s.csv"):
        for read_only in (False, True):
            with open_database(tmp_path / name, read_only=read_only) as con:
                assert con.execute("SELECT count(*) FROM loom.migrations").fetchall() != [(0,)]
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize(("held", "read_only"), [("write", False), ("write", True), ("read", False)])
def test_a_held_database_is_busy_and_the_holder_is_named(path: Path, held: str, read_only: bool) -> None:
    with open_database(path):
        pass
    holder = hold(path, 60, held)
    try:
        started = time.monotonic()
        with (
            pytest.raises(DatabaseBusy, match=rf"process {holder.pid} \(.*python.*\) holds"),
            open_database(path, read_only=read_only, wait=0.3),
        ):
            pass
        assert 0.3 <= time.monotonic() - started < 5
    finally:
        end(holder)


def test_waiting_outlasts_the_holder(path: Path) -> None:
    with open_database(path):
        pass
    holder = hold(path, 0.5)
    try:
        with open_database(path, wait=30) as con:
            assert con.execute("SELECT 1").fetchall() == [(1,)]
    finally:
        end(holder)


def test_two_readers_do_not_disturb_each_other(path: Path) -> None:
    with open_database(path):
        pass
    holder = hold(path, 60, "read")
    try:
        with open_database(path, read_only=True) as con:
            assert con.execute("SELECT 1").fetchall() == [(1,)]
    finally:
        end(holder)


def test_the_same_process_holding_it_otherwise_is_busy_too(path: Path) -> None:
    with open_database(path), pytest.raises(DatabaseBusy), open_database(path, read_only=True):
        pass


def test_what_a_killed_writer_committed_is_there(path: Path, tmp_path: Path) -> None:
    with open_database(path) as con:
        con.execute("INSERT INTO loom.copies VALUES ('a', 'b')")
        for file in path.parent.glob("news.duckdb*"):
            shutil.copy(file, tmp_path / file.name.replace("news", "killed"))
    for read_only in (True, False):
        with open_database(tmp_path / "killed.duckdb", read_only=read_only) as con:
            assert con.execute("SELECT * FROM loom.copies").fetchall() == [("a", "b")]
