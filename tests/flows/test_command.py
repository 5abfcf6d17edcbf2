"""The installed command, with a real Prefect: what a user sees and what a server shows."""

import gzip
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from storage.database import open_database
from tests.flows.commands import NOISE, SEEDS, assert_all_end

Command = Callable[..., subprocess.CompletedProcess[str]]
Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]


def test_the_tenth_run_is_as_quiet_as_the_first(
    newsloom: Command, environment: dict[str, str], seeds_db: Path, home: Path
) -> None:
    result = newsloom("ingest", SEEDS, "--db", seeds_db, env=environment)
    assert result.returncode == 0
    assert re.search(r"unchanged +5", result.stdout)
    assert not NOISE.search(result.stdout + result.stderr)
    assert_all_end(home, 10)


def test_reprocess_redoes_what_an_older_version_extracted(
    newsloom: Command, environment: dict[str, str], seeds_db: Path, tmp_path: Path, contents: Contents
) -> None:
    db = tmp_path / "news.duckdb"
    db.write_bytes(seeds_db.read_bytes())
    shutil.copytree(seeds_db.with_suffix(".raw"), db.with_suffix(".raw"))
    current = newsloom("reprocess", "--db", db, env=environment)
    assert current.returncode == 0
    assert "every article is as this version extracts it" in current.stdout
    with open_database(db) as con:
        con.execute("UPDATE loom.articles SET extractor = 'article/0', text = text || '\nRead more'")
    result = newsloom("reprocess", "--stage", "extract", "--db", db, env=environment)
    assert result.returncode == 0, result.stderr
    assert not NOISE.search(result.stdout + result.stderr)
    for expected in ("redone +5", "changed +5", "kept +0", "gone +0"):
        assert re.search(expected, result.stdout), result.stdout
    assert contents(db) == contents(seeds_db)
    assert newsloom("verify", "--raw", "--db", db, env=environment).returncode == 0


def test_reprocess_without_a_database_says_so(newsloom: Command, environment: dict[str, str], tmp_path: Path) -> None:
    result = newsloom("reprocess", "--db", tmp_path / "news.duckdb", env=environment)
    assert result.returncode == 2
    assert "no database" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ingest", "no/such/path"], 2),
        (["ingest"], 2),
        (["ingest", "seeds", "--batch-size", "0"], 2),
        (["ingest", "seeds", "--batch-size", "many"], 2),
        (["ingest", str(SEEDS), "--db", "notes.txt"], 2),
        (["ingest", str(SEEDS), "--db", "/no/such/folder/news.duckdb"], 2),
        (["sql", "SELECT 1", "--db", "missing.duckdb"], 2),
        (["sql", "SELECT 1", "--db", "notes.txt"], 2),
        (["verify", "--db", "missing.duckdb"], 2),
        (["nonsense"], 2),
        (["ingest", ""], 2),
    ],
)
def test_what_cannot_be_used_is_told_in_one_clear_line(
    newsloom: Command, environment: dict[str, str], tmp_path: Path, arguments: list[str], code: int
) -> None:
    (tmp_path / "notes.txt").write_text("no database")
    result = newsloom(*arguments, env=environment, cwd=tmp_path)
    assert result.returncode == code
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert result.stderr.startswith("newsloom: ")


def test_bad_input_is_rejected_with_reasons_and_all_else_is_ingested(
    newsloom: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    folder, db = tmp_path / "in", tmp_path / "news.duckdb"
    folder.mkdir()
    story = "The council approved a budget of 40 million euros on Tuesday, the mayor said, after a debate of two days. "
    (folder / "good.txt").write_text(story * 2)
    (folder / "latin.txt").write_bytes(
        ("Café owners said on Monday that prices rose by 8 percent. " * 4).encode("cp1252")
    )
    (folder / "utf16.txt").write_text("Ministers said on Sunday that the talks in Geneva had failed. " * 3, "utf-16")
    (folder / "invalid.txt").write_bytes(story.encode() + b"\xff\xfe\x80 and it was said again on Friday evening.\n")
    (folder / "page.txt").write_text(f"<html><body><article><p>{story * 4}</p></article></body></html>")
    (folder / "empty.txt").touch()
    (folder / "blank.md").write_text(" \n\t\n")
    (folder / "binary.txt").write_bytes(random.Random(1).randbytes(4000))
    (folder / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)
    (folder / "menu.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    (folder / "lines.jsonl").write_text(json.dumps({"url": "https://example.com/1", "text": story}) + "\nno json\n")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "bad name \udcff.txt").write_text(story + "Another paper was signed.")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(200 * 1024 * 1024)
    (folder / "bomb.html.gz").write_bytes(gzip.compress(b"<p>" * 10_000_000))
    result = newsloom("ingest", folder, "--db", db, env=environment)
    assert result.returncode == 0, result.stderr
    assert not NOISE.search(result.stdout + result.stderr)
    with open_database(db, read_only=True) as con:
        rejected = dict(
            con.execute("SELECT parse_filename(source), reason FROM rejections WHERE record IS NULL").fetchall()
        )
        accepted = {row[0] for row in con.execute("SELECT parse_filename(source) FROM articles").fetchall()}
        lines = con.execute("SELECT record, reason, stage FROM rejections WHERE record IS NOT NULL").fetchall()
        cafe = con.execute("SELECT count(*) FROM articles WHERE text LIKE 'Café owners%'").fetchone()
        details = con.execute("SELECT count(*) FROM rejections WHERE coalesce(trim(detail), '') = ''").fetchone()
    assert rejected == {
        "empty.txt": "empty",
        "blank.md": "empty",
        "binary.txt": "binary",
        "photo.txt": "binary",
        "menu.html": "no_article",
        "photo.png": "unsupported_type",
        "loop": "symlink_loop",
        "pipe.txt": "not_a_file",
        "huge.txt": "too_large",
        "bomb.html.gz": "too_large",
    }
    assert lines == [("2", "bad_json", "source")]
    assert accepted >= {"good.txt", "latin.txt", "utf16.txt", "invalid.txt", "page.txt", "lines.jsonl"}
    assert (cafe, details) == ((1,), (0,))
    assert re.search(r"rejected +11", result.stdout)
    assert re.search(r"added +7", result.stdout)


def test_a_server_shows_the_run_its_tasks_its_progress_and_its_report(
    newsloom: Command, environment: dict[str, str], server: str, tmp_path: Path
) -> None:
    result = newsloom(
        "ingest",
        SEEDS,
        "--db",
        tmp_path / "x.duckdb",
        "--batch-size",
        "3",
        env={**environment, "PREFECT_API_URL": server},
    )
    assert result.returncode == 0, result.stderr
    assert server in result.stderr
    runs = httpx.post(f"{server}/flow_runs/filter", json={"sort": "START_TIME_DESC", "limit": 1}).json()
    assert runs[0]["state"]["type"] == "COMPLETED"
    run = {"flow_runs": {"id": {"any_": [runs[0]["id"]]}}}
    tasks = httpx.post(f"{server}/task_runs/filter", json=run).json()
    assert sorted(task["name"] for task in tasks) == [
        "clean batch 1",
        "clean batch 2",
        "extract batch 1",
        "extract batch 2",
        "read batch 1",
        "read batch 2",
        "weave batch 1",
        "weave batch 2",
    ]
    artifacts = {row["type"]: row for row in httpx.post(f"{server}/artifacts/filter", json=run).json()}
    assert float(artifacts["progress"]["data"]) == 100.0
    assert "| added | 5 |" in artifacts["markdown"]["data"]


def test_a_prefect_server_that_does_not_answer_is_named(
    newsloom: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    nowhere = {**environment, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    result = newsloom("ingest", SEEDS, "--db", tmp_path / "news.duckdb", env=nowhere)
    assert result.returncode == 1
    assert "http://127.0.0.1:9/api" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_a_second_ingest_says_in_one_line_who_holds_the_database(
    newsloom: Command, environment: dict[str, str], hold: Callable[[Path], int], tmp_path: Path
) -> None:
    pid = hold(tmp_path / "news.duckdb")
    result = newsloom("ingest", SEEDS, "--db", tmp_path / "news.duckdb", "--wait", "0.3", env=environment)
    assert result.returncode == 3
    assert str(pid) in result.stderr.strip().splitlines()[-1]
