"""What the tests share: databases compared by all they say, the installed command, processes that run a script."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from storage.database import open_database
from storage.views import PUBLIC_VIEWS

CLOCK_COLUMNS = {"run_id", "first_seen_at", "rejected_at", "learned_at", "decided_at", "seen_at"}
ROOT = Path(__file__).parent.parent
# No test is about time: the machine may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


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


@pytest.fixture
def hold() -> Iterator[Callable[[Path], int]]:
    """Return how to let another process hold a database's run lock; it gives that process's id."""
    script = "import sys, time; from pathlib import Path; from flows.locks import run_lock\n"
    script += "with run_lock(Path(sys.argv[1]), 0):\n    print('held', flush=True); time.sleep(60)"
    with contextlib.ExitStack() as stack:

        def start(db: Path) -> int:
            holder = subprocess.Popen([sys.executable, "-c", script, db], stdout=subprocess.PIPE)
            stack.callback(holder.communicate)
            stack.callback(holder.kill)
            assert holder.stdout is not None
            holder.stdout.readline()
            return holder.pid

        yield start


@pytest.fixture(scope="session")
def newsloom() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return how to run the installed command; `env` replaces the environment."""

    def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).with_name("newsloom"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, **options)

    return run
