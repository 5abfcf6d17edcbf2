"""Slow hosts: what came before them is committed meanwhile, and a stop does not wait for them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.interrupts import heeded
from flows.pipeline import run_pipeline
from flows.settings import Settings
from storage.database import open_database
from tests.flows.newsdesk import page
from tests.flows.webserver import Reply, WebServer, serving


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving(hosts=2) as server:
        server.pages |= {f"/{name}": page(name) for name in "abc"}
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "news.duckdb", workers=1, host_delay=0.0, allow_private_addresses=True, batch_size=2)


def test_a_batch_is_committed_while_the_next_one_waits_for_a_slow_host(server: WebServer, settings: Settings) -> None:
    stored = threading.Event()
    answers = []

    def answer(_: object) -> Reply:
        return Reply(page("slow").body, delay=30.0)

    def note(name: str, batch: int, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a Stage
        result = work()
        if (name, batch) == ("weave", 1):
            with open_database(settings.db, read_only=True) as con:
                answers.append(con.execute("SELECT count(*) FROM articles").fetchone())
            stored.set()
            raise KeyboardInterrupt
        return result

    server.pages["/slow"] = answer
    urls = [server.url("/a"), server.url("/b"), server.url("/slow", host=1)]
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_pipeline(urls, settings, stage=note)
    assert answers == [(2,)]
    assert time.monotonic() - began < 30


def test_a_batch_that_slow_hosts_keep_from_filling_is_committed_in_time(
    server: WebServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.sources.LONGEST_BATCH", 1.0)
    server.pages["/slow"] = Reply(page("slow").body, delay=5.0)
    sizes = []

    def note(name: str, batch: int, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, ARG001 - a Stage
        result = work()
        if name == "weave":
            with open_database(settings.db, read_only=True) as con:
                sizes.append(con.execute("SELECT count(*) FROM articles").fetchone())
        return result

    run_pipeline([server.url("/a"), server.url("/slow", host=1), server.url("/b")], settings, stage=note)
    assert sizes[0] == (1,)
    assert sizes[-1] == (3,)


def stop_once(is_time: Callable[[], bool]) -> list[float]:
    """Send this process a SIGTERM once `is_time`; what is returned will hold when that was."""
    stopped: list[float] = []

    def press() -> None:
        deadline = time.monotonic() + 60
        while not is_time() and time.monotonic() < deadline:
            time.sleep(0.05)
        stopped.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=press, daemon=True).start()
    return stopped


@pytest.mark.parametrize("fault", ["silent", "drip", "drip-headers"])
def test_a_stop_does_not_wait_for_a_slow_host(server: WebServer, settings: Settings, fault: str) -> None:
    server.pages["/slow"] = Reply(fault=fault)
    stopped = stop_once(lambda: bool(server.asked("/slow")))
    with pytest.raises(KeyboardInterrupt), heeded():
        run_pipeline([server.url("/a"), server.url("/slow")], settings)
    assert time.monotonic() - stopped[0] < 5
    with open_database(settings.db, read_only=True) as con:
        assert con.execute("SELECT status FROM runs").fetchall() == [("interrupted",)]


@pytest.mark.parametrize(
    ("what", "host"), [("socket.getaddrinfo", "news.invalid"), ("flows.listing_tree.read_listing", "127.0.0.1")]
)
def test_a_stop_waits_neither_for_a_name_server_nor_for_a_parser(
    server: WebServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, what: str, host: str
) -> None:
    begun = threading.Event()

    def hang(*_: object, **__: object) -> None:
        begun.set()
        time.sleep(20)

    monkeypatch.setattr(what, hang)
    stopped = stop_once(begun.is_set)
    with pytest.raises(KeyboardInterrupt), heeded():
        run_pipeline([f"http://{host}:{server.port}/a"], settings)
    assert time.monotonic() - stopped[0] < 5


def test_the_command_ends_within_ten_seconds_of_a_stop_while_a_host_is_slow(
    server: WebServer, settings: Settings, environment: dict[str, str]
) -> None:
    server.pages["/slow"] = Reply(fault="silent")
    allowed = {"NEWSLOOM_ALLOW_PRIVATE_ADDRESSES": "true", "NEWSLOOM_HOST_DELAY": "0"}
    newsloom = Path(sys.executable).with_name("newsloom")
    command: list[str | Path] = [newsloom, "ingest", server.url("/slow"), "--db", settings.db]
    process = subprocess.Popen(command, env=environment | allowed, stderr=subprocess.PIPE, text=True)
    while not server.asked("/slow"):
        assert process.poll() is None
        time.sleep(0.05)
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - asked < 10
    assert process.returncode == 1
    assert "newsloom: interrupted" in errors
