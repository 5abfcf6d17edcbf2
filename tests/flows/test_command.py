"""The installed command, with a real Prefect: what a user sees, what a server shows, what a kill leaves."""

import gzip
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from storage.database import open_database
from storage.views import PUBLIC_VIEWS
from tests.flows.corpus import write_corpus

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
Command = Callable[..., subprocess.CompletedProcess[str]]
SEEDS = Path(__file__).parents[2] / "seeds"
NEWSLOOM = Path(sys.executable).with_name("newsloom")
NOISE = re.compile(r"Traceback|WARNING|Warning|ERROR|Error|Exception")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Prefect home that is empty at first, and that all commands of this module share."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "NEWSLOOM_"))}
    return {**kept, "PREFECT_HOME": str(home), "COLUMNS": "120"}


@pytest.fixture(scope="module")
def seeds_db(newsloom: Command, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of the seeds, made by the first command to run in an empty Prefect home."""
    db = tmp_path_factory.mktemp("seeds") / "news.duckdb"
    result = newsloom("ingest", SEEDS, "--db", db, env=environment)
    assert result.returncode == 0, result.stderr
    assert result.stderr.startswith("Starting Prefect")
    assert not NOISE.search(result.stdout + result.stderr)
    for expected in ("read +5", "added +5", "rejected +0", "stories +1"):
        assert re.search(expected, result.stdout), result.stdout
    queries = re.findall(r"^ +\S*newsloom (sql .+)$", result.stdout, re.MULTILINE)
    assert len(queries) == 3
    for query in queries:
        answer = newsloom(*shlex.split(query), env=environment)
        assert answer.returncode == 0, answer.stderr
        assert not answer.stdout.startswith("0 rows")
    return db


@pytest.fixture
def server(home: Path) -> Iterator[str]:
    """Start a Prefect server that outlives the commands, as a user's own would; return its API's address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.temporary_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PREFECT_HOME": str(home)},
    )
    assert process.stdout is not None
    url = f"http://127.0.0.1:{int(process.stdout.readline())}/api"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health").is_success:
                break
        except httpx.TransportError:
            time.sleep(0.1)
    yield url
    process.communicate()


def processes_of(home: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("PREFECT_HOME") == str(home) and process.pid != os.getpid():
                found.append(process)
        except psutil.Error:
            continue
    return found


def assert_all_end(home: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while (left := processes_of(home)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, [process.cmdline() for process in left]


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


def test_verify_tells_of_a_damaged_raw_store_and_of_none(
    newsloom: Command, environment: dict[str, str], seeds_db: Path, tmp_path: Path
) -> None:
    db = tmp_path / "news.duckdb"
    db.write_bytes(seeds_db.read_bytes())
    alone = newsloom("verify", "--db", db, env=environment)
    assert alone.returncode == 0
    assert "raw store is not here" in alone.stdout
    assert newsloom("verify", "--raw", "--db", db, env=environment).returncode == 1
    shutil.copytree(seeds_db.with_suffix(".raw"), db.with_suffix(".raw"))
    assert "not here" not in newsloom("verify", "--raw", "--db", db, env=environment).stdout
    [segment] = db.with_suffix(".raw").iterdir()
    os.truncate(segment, 100)
    broken = newsloom("verify", "--db", db, env=environment)
    assert broken.returncode == 1
    assert segment.name in broken.stdout


def test_reprocess_without_a_database_says_so(newsloom: Command, environment: dict[str, str], tmp_path: Path) -> None:
    result = newsloom("reprocess", "--db", tmp_path / "news.duckdb", env=environment)
    assert result.returncode == 2
    assert "no database" in result.stderr
    assert not list(tmp_path.iterdir())


def test_verify_holds_and_a_changed_row_is_named(
    newsloom: Command, environment: dict[str, str], seeds_db: Path, tmp_path: Path
) -> None:
    assert newsloom("verify", "--db", seeds_db, env=environment).returncode == 0
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(seeds_db.read_bytes())
    with open_database(broken) as con:
        row = con.execute("SELECT claim_id FROM claims ORDER BY claim_id LIMIT 1").fetchone()
        assert row is not None
        con.execute("UPDATE loom.claims SET char_start = char_start + 1 WHERE claim_id = ?", row)
    result = newsloom("verify", "--db", broken, env=environment)
    assert result.returncode == 1
    assert row[0] in result.stdout


@pytest.mark.parametrize("style", ["table", "csv", "json", "markdown"])
def test_sql_prints_each_format(newsloom: Command, environment: dict[str, str], seeds_db: Path, style: str) -> None:
    query = "SELECT story_id, article_count, NULL AS nothing FROM stories"
    result = newsloom("sql", query, "--db", seeds_db, "--format", style, env=environment)
    assert result.returncode == 0
    assert "article_count" in result.stdout
    if style == "json":
        (row,) = json.loads(result.stdout)
        assert row["article_count"] == 5
        assert row["nothing"] is None
    if style == "csv":
        assert result.stdout.splitlines()[0] == "story_id,article_count,nothing"


def test_sql_can_neither_write_nor_reach_files(newsloom: Command, environment: dict[str, str], seeds_db: Path) -> None:
    for query in ("DROP VIEW articles", "DELETE FROM loom.articles", f"SELECT * FROM read_text('{__file__}')"):
        result = newsloom("sql", query, "--db", seeds_db, env=environment)
        assert result.returncode == 2
        assert result.stderr.startswith("newsloom: ")
        assert "Traceback" not in result.stderr


def test_export_writes_every_view(
    newsloom: Command, environment: dict[str, str], seeds_db: Path, tmp_path: Path
) -> None:
    result = newsloom("export", tmp_path / "it's here", "--db", seeds_db, env=environment)
    assert result.returncode == 0
    assert {path.stem for path in (tmp_path / "it's here").glob("*.parquet")} == set(PUBLIC_VIEWS)


def test_help_sql_and_verify_answer_without_prefect(environment: dict[str, str], seeds_db: Path) -> None:
    for arguments in (["--help"], ["sql", "SELECT 1", "--db", str(seeds_db)], ["verify", "--db", str(seeds_db)]):
        script = "import sys; sys.argv[0] = 'newsloom'; from flows.cli import main\n"
        script += "try: main()\nexcept SystemExit as end: code = end.code\nelse: code = 0\n"
        script += "print(code or 0, sorted(name for name in sys.modules if name in ('prefect', 'trafilatura')))"
        command = [sys.executable, "-c", script, *arguments]
        result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        assert result.stdout.rstrip().endswith("0 []"), result.stdout


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


def test_the_command_killed_at_five_random_moments_leaves_no_process_and_nothing_half(
    newsloom: Command, environment: dict[str, str], home: Path, tmp_path: Path, contents: Contents
) -> None:
    source = tmp_path / "news.jsonl"
    write_corpus(source, 40)
    command: list[str | Path] = [NEWSLOOM, "ingest", source, "--batch-size", "5", "--db"]
    began = time.monotonic()
    assert newsloom(*command[1:], tmp_path / "whole.duckdb", env=environment).returncode == 0
    longest = time.monotonic() - began
    rng = random.Random(7)
    for _ in range(5):
        process = subprocess.Popen(
            [*command, tmp_path / "killed.duckdb"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.3, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert_all_end(home, 10)
    assert newsloom(*command[1:], tmp_path / "killed.duckdb", env=environment).returncode == 0
    assert contents(tmp_path / "killed.duckdb") == contents(tmp_path / "whole.duckdb")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_told_in_one_line_and_the_run_is_marked(
    newsloom: Command, environment: dict[str, str], home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    source, db = tmp_path / "news.jsonl", tmp_path / "news.duckdb"
    write_corpus(source, 400)
    command: list[str | Path] = [NEWSLOOM, "ingest", source, "--batch-size", "5", "--db", db]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while process.poll() is None:  # until something is stored
        time.sleep(0.2)
        answer = newsloom("sql", "SELECT sum(added) > 0 FROM runs", "--db", db, "--format", "csv")
        if answer.stdout.split()[-1:] == ["True"]:
            break
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: all of its processes hear it
    else:
        process.send_signal(number)  # as a service manager does
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "newsloom: interrupted" in errors
    assert not NOISE.search(errors), errors
    answer = newsloom("sql", "SELECT status FROM runs", "--db", db, "--format", "csv")
    assert answer.stdout.split() == ["status", "interrupted"]
    assert_all_end(home, 10)


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


def test_a_reader_that_finds_the_file_held_says_by_whom(
    newsloom: Command, environment: dict[str, str], seeds_db: Path
) -> None:
    with open_database(seeds_db):
        result = newsloom("sql", "SELECT 1", "--db", seeds_db, "--wait", "0.3", env=environment)
    assert result.returncode == 3
    assert str(os.getpid()) in result.stderr
