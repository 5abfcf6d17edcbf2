"""What the tests share: databases compared by all they say, the installed command, processes that run a script."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from storage.views import PUBLIC_VIEWS

CLOCK_COLUMNS = {"run_id", "first_seen_at", "rejected_at"}
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, list[tuple[Any, ...]]]]:
    """Return what a database says: every public view but `runs`, without run ids and clock times."""

    def read(db: Path) -> dict[str, list[tuple[Any, ...]]]:
        views = {}
        with open_database(db, read_only=True) as con:
            for view in PUBLIC_VIEWS:
                if view != "runs":
                    con.execute(f"SELECT * FROM main.{view} LIMIT 0")
                    names = [column[0] for column in con.description or [] if column[0] not in CLOCK_COLUMNS]
                    views[view] = con.execute(f"SELECT {', '.join(names)} FROM main.{view} ORDER BY ALL").fetchall()
        return views

    return read


@pytest.fixture(scope="session")
def newsloom() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return how to run the installed command; `env` replaces the environment."""

    def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).with_name("newsloom"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, **options)

    return run
