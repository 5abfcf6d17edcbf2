"""What the tests of the command share: one Prefect home, and a database of the seeds made in it."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flows.commands import NOISE, SEEDS, clean_environment, prefect_server

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Prefect home that is empty at first, and that all commands of the tests share."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def environment(home: Path) -> dict[str, str]:
    """Return the environment that all commands run in."""
    return clean_environment(PREFECT_HOME=str(home), COLUMNS="120")


@pytest.fixture(scope="session")
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
    with prefect_server(home) as url:
        yield url
