"""A run over sources killed at any moment: nothing is lost, nothing doubled, no validator kept before its articles."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.pipeline import run_pipeline
from flows.polling import new_source
from flows.settings import Settings
from storage.database import open_database
from storage.sources import write_sources
from storage.verification import verify
from tests.flows.newsdesk import NOON, page, rss
from tests.flows.webserver import Reply, Visit, WebServer, serving

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
# `make kills` asks for fifty.
KILLS = int(os.environ.get("NEWSLOOM_TEST_SOURCE_KILLS", "4"))
FEEDS, PAGES = 4, 5
SCRIPT = """
import sys
from datetime import datetime
from pathlib import Path
from flows.pipeline import run_pipeline
from flows.settings import Settings
if __name__ == "__main__":
    print("working", flush=True)
    settings = Settings(db=Path(sys.argv[1]), batch_size=3, workers=1, host_delay=0.01, allow_private_addresses=True)
    run_pipeline([], settings, clock=lambda: datetime.fromisoformat(sys.argv[2]))
"""
# What tells of how often one had to ask, not of what came.
POLLED = {"source_health", "rejections"}


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    """Return one server that outlives every run; its feeds answer "as before" to who knows them."""
    with serving() as server:
        for feed in range(FEEDS):
            links = [f"/{(feed + number) % (FEEDS * 3)}" for number in range(PAGES)]
            server.pages |= {link: page(link) for link in links}
            server.pages[f"/feed{feed}"] = only_if_changed(rss(links).body, f'"{feed}"')
        yield server


def only_if_changed(body: bytes | str, tag: str) -> Callable[[Visit], Reply]:
    def answer(visit: Visit) -> Reply:
        is_known = visit.headers.get("if-none-match") == tag
        return Reply("", 304) if is_known else Reply(body, headers={"ETag": tag})

    return answer


def prepare(db: Path, server: WebServer) -> None:
    with open_database(db) as con:
        write_sources(con, [new_source(server.url(f"/feed{feed}"), NOON) for feed in range(FEEDS)])


def test_a_run_killed_at_random_moments_and_run_again_equals_one_never_killed(
    server: WebServer, tmp_path: Path, contents: Contents
) -> None:
    whole, killed = tmp_path / "whole.duckdb", tmp_path / "killed.duckdb"
    for db in (whole, killed):
        prepare(db, server)
    settings = Settings(db=whole, workers=1, host_delay=0.01, allow_private_addresses=True)
    began = time.monotonic()
    run_pipeline([], settings, clock=lambda: NOON)
    took = time.monotonic() - began
    chance = random.Random(6)
    for _ in range(KILLS):
        run = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, killed, NOON.isoformat()], stdout=subprocess.PIPE, start_new_session=True
        )
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(chance.uniform(0, took))
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        with open_database(killed, wait=5) as con:
            # A validator is there only where all the source named is.
            lost = con.execute(
                """
                SELECT s.url FROM loom.sources AS s WHERE s.etag IS NOT NULL AND (
                    SELECT count(*) FROM loom.source_entries AS e
                    SEMI JOIN main.articles AS a ON a.article_id = e.entry_id WHERE e.source_id = s.source_id
                ) <> ?
                """,
                [PAGES],
            ).fetchall()
        assert lost == []
    run_pipeline([], settings.model_copy(update={"db": killed}), clock=lambda: NOON)
    one, other = contents(whole), contents(killed)
    assert {view for view in one if view not in POLLED and one[view] != other[view]} == set()
    with open_database(killed, read_only=True) as con:
        assert verify(con) == []
        assert con.execute("SELECT count(*), count(last_success_at) FROM source_health").fetchall() == [(FEEDS, FEEDS)]
