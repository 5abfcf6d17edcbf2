"""The command `serve`, with a real Prefect: it runs by itself, comes back after a crash, and stops at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from extractors.errors import NewsloomError
from flows.locks import lock_path, run_lock
from flows.pipeline import run_pipeline
from flows.polling import new_source
from flows.settings import Settings
from storage.database import open_database
from storage.raw_store import raw_folder
from storage.sources import SourceStatus, write_sources
from storage.verification import verify, verify_raw
from tests.flows.commands import begin_home, clean_environment, prefect_server, processes_of
from tests.flows.corpus import write_corpus
from tests.flows.newsdesk import NOON, page, rss
from tests.flows.webserver import Reply, serving

NEWSLOOM = Path(sys.executable).with_name("newsloom")
PLACES = ("bridge", "harbour", "library")
Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
# `make kills` asks for fifty.
KILLS = int(os.environ.get("NEWSLOOM_TEST_SERVICE_KILLS", "2"))
# Seconds in which a run over the corpus is under way on an idle machine, and some.
SPAN = 8.0


class Service:
    """A `newsloom serve` over an inbox, or over the stored sources, started and ended again as a machine would."""

    def __init__(self, folder: Path, used_home: Path, **more: str) -> None:
        self.folder, self.inbox, self.db = folder, folder / "inbox", folder / "news.duckdb"
        self.inbox.mkdir()
        self.home = begin_home(folder / "prefect", used_home)
        self.environment = clean_environment(PREFECT_HOME=str(self.home), **more)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *inputs: Path) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [NEWSLOOM, "serve", *inputs, "--every", "4s", "--db", self.db],
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def processes(self) -> list[psutil.Process]:
        return processes_of(self.home)

    def stop(self) -> None:
        """Stop it as a service manager does; all of it must have ended within ten seconds."""
        assert self.process
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0, self.log()
        while self.processes():
            assert time.monotonic() - asked < 10, self.log()
            time.sleep(0.1)

    def kill_all(self) -> None:
        for process in self.processes():
            process.kill()
        if self.process:
            self.process.wait()

    def drop(self, place: str) -> None:
        text = f"The {place} reopened on Monday after repairs that cost 3 million euros, the mayor of the town said.\n"
        (self.folder / "part").write_text(text * 2)
        (self.folder / "part").replace(self.inbox / f"{place}.txt")

    def wait_for(self, articles: int, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process
            assert self.process.poll() is None, self.log()
            try:
                with open_database(self.db, read_only=True, wait=5) as con:
                    if con.execute("SELECT count(*) FROM articles").fetchone() == (articles,):
                        return
            except NewsloomError:
                """Not there yet."""
            time.sleep(0.5)
        raise AssertionError(self.log())

    def log(self) -> str:
        return (self.folder / "log").read_text()


@pytest.fixture
def service(tmp_path: Path, home: Path) -> Iterator[Service]:
    service = Service(tmp_path, home)
    yield service
    service.kill_all()


def test_serve_runs_by_itself_comes_back_after_a_power_cut_and_stops_in_ten_seconds(service: Service) -> None:
    service.drop(PLACES[0])
    service.start(service.inbox)
    service.wait_for(1)
    service.drop(PLACES[1])
    service.wait_for(2)  # nobody asked for this run: it was due
    service.kill_all()
    service.drop(PLACES[2])
    service.start(service.inbox)
    service.wait_for(3)
    with open_database(service.db, read_only=True, wait=5) as con:
        assert con.execute("SELECT count(*) FROM runs AS a JOIN runs AS b ON a.run_id < b.run_id"
                           " WHERE b.started_at < a.finished_at").fetchone() == (0,)  # fmt: skip
    service.stop()
    with run_lock(service.db, 0):
        """Nobody holds it."""


def test_serve_without_inputs_polls_the_sources_that_are_due_and_stops_while_a_host_is_slow(
    tmp_path: Path, home: Path
) -> None:
    with serving() as server:
        service = Service(tmp_path, home, NEWSLOOM_ALLOW_PRIVATE_ADDRESSES="true", NEWSLOOM_HOST_DELAY="0")
        server.pages |= {f"/{place}": page(place) for place in PLACES} | {"/feed": rss(["/bridge"])}
        paused = replace(new_source(server.url("/paused"), NOON, every=1.0), status=SourceStatus.PAUSED)
        with open_database(service.db) as con:
            write_sources(con, [new_source(server.url("/feed"), NOON, every=1.0), paused])
        try:
            service.start()
            service.wait_for(1)
            server.pages["/feed"] = rss(["/bridge", "/harbour"])
            service.wait_for(2)  # nobody asked for this run: the source was due
            assert len(server.asked("/bridge")) == 1
            assert not server.asked("/paused")
            server.pages |= {"/feed": rss(["/bridge", "/harbour", "/slow"]), "/slow": Reply(fault="silent")}
            while not server.asked("/slow"):
                assert service.process
                assert service.process.poll() is None, service.log()
                time.sleep(0.1)
            service.stop()
        finally:
            service.kill_all()
    assert statuses(service.db)[-1] == "interrupted"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "say when"),
        (["--every", "1m", "--cron", "* * * * *"], "say when"),
        (["--every", "0s"], "a second or more"),
        (["--cron", "at noon"], "timetable cannot be used"),
    ],
)
def test_a_timetable_that_cannot_be_used_is_told(
    newsloom: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, options: list[str], expected: str
) -> None:
    result = newsloom("serve", tmp_path, *options, "--db", tmp_path / "news.duckdb")
    assert result.returncode == 2
    assert expected in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture
def lasting_server(tmp_path: Path, home: Path) -> Iterator[dict[str, str]]:
    """Start a Prefect server that outlives what is killed, and return the environment that names it."""
    with prefect_server(begin_home(tmp_path / "server", home), "lasting") as url:
        yield clean_environment(PREFECT_HOME=str(tmp_path / "client"), PREFECT_API_URL=url, NEWSLOOM_BATCH_SIZE="3")


def statuses(db: Path) -> list[str]:
    with open_database(db, read_only=True, wait=10) as con:
        return [status for (status,) in con.execute("SELECT status FROM runs ORDER BY started_at").fetchall()]


def test_scheduled_runs_killed_at_random_moments_end_as_one_never_killed(
    lasting_server: dict[str, str], tmp_path: Path, contents: Contents
) -> None:
    corpus, whole = tmp_path / "news.jsonl", tmp_path / "whole.duckdb"
    write_corpus(corpus, 40)
    run_pipeline([str(corpus)], Settings(db=whole))

    def begin(db: Path) -> "subprocess.Popen[bytes]":
        """Start the service, and return once its first run has the database."""
        lock = lock_path(db)
        before = lock.read_text() if lock.exists() else ""
        process = subprocess.Popen(
            [NEWSLOOM, "serve", corpus, "--every", "1h", "--db", db],
            env=lasting_server,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 120
        while not lock.exists() or lock.read_text() in ("", before):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return process

    rng = random.Random(2026)
    kills = databases = 0
    while kills < KILLS:
        db = tmp_path / f"{databases}.duckdb"
        databases += 1
        is_completed = False
        while kills < KILLS and not is_completed:
            service = begin(db)
            time.sleep(rng.uniform(0, SPAN))
            os.killpg(service.pid, signal.SIGKILL)  # the service, and all that it has started
            service.wait()
            kills += 1
            is_completed = "completed" in statuses(db)
        service = begin(db)
        while statuses(db)[-1] != "completed":
            assert service.poll() is None
            time.sleep(0.3)
        service.send_signal(signal.SIGTERM)
        assert service.wait(15) == 0
        assert contents(db) == contents(whole)
        with open_database(db, read_only=True) as con:
            assert verify(con) == verify_raw(con, raw_folder(db), deep=True) == []
