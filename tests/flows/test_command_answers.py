"""The installed command answers without Prefect: sql, verify, export, help."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import open_database
from storage.views import PUBLIC_VIEWS

Command = Callable[..., subprocess.CompletedProcess[str]]


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


def test_a_reader_that_finds_the_file_held_says_by_whom(
    newsloom: Command, environment: dict[str, str], seeds_db: Path
) -> None:
    with open_database(seeds_db):
        result = newsloom("sql", "SELECT 1", "--db", seeds_db, "--wait", "0.3", env=environment)
    assert result.returncode == 3
    assert str(os.getpid()) in result.stderr
