"""What the tests of the command, the service and the deployment share: environments, servers, processes."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

NOISE = re.compile(r"Traceback|WARNING|Warning|ERROR|Error|Exception")
SEEDS = Path(__file__).parents[2] / "seeds"


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment of a user who has set nothing for Prefect or newsloom, and `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "NEWSLOOM_"))}
    return {**kept, **more}


def begin_home(home: Path, used: Path) -> Path:
    """Return a Prefect home with the database of one that was `used` before, if it was.

    To lay out its own takes a server half a minute on a busy machine.
    """
    home.mkdir(parents=True, exist_ok=True)
    for file in used.glob("prefect.db*"):
        shutil.copy(file, home)
    return home


@contextmanager
def prefect_server(home: Path, *arguments: str) -> Iterator[str]:
    """Run a Prefect server over `home` for the time of the block, and give its API's address once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.temporary_server", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=clean_environment(PREFECT_HOME=str(home)),
    )
    try:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(process.stdout.readline())}/api"
        deadline = time.monotonic() + 120
        while not is_healthy(url):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield url
    finally:
        process.communicate()  # it ends with whoever holds its input


def is_healthy(url: str) -> bool:
    """Tell whether a Prefect server answers at its API's address."""
    try:
        return httpx.get(f"{url}/health").is_success
    except httpx.TransportError:
        return False


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
