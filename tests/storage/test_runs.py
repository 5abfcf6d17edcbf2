from datetime import UTC, datetime
from typing import Any

import pytest

from storage.runs import RunCounts, RunStatus, counts_of_run, finish_run, start_run

EVENING = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
STATES = "SELECT run_id, status, finished_at IS NULL FROM runs ORDER BY started_at"


def test_a_run_is_recorded_as_it_starts(desk: Any) -> None:
    start_run(desk.con, "later", "0.2.0", ["a b", "caf\udce9", "http://x.example/"], EVENING)
    assert desk.ask("SELECT * FROM runs WHERE run_id = 'later'") == [
        ("later", "0.2.0", ["a b", "caf\ufffd", "http://x.example/"], EVENING, None, "running", 0, 0, 0, 0, 0, 0)
    ]


def test_a_run_that_was_killed_shows_as_interrupted_once_another_starts(desk: Any) -> None:
    start_run(desk.con, "later", "0.1.0", [], EVENING)
    assert desk.ask(STATES) == [("run", "interrupted", True), ("later", "running", True)]


@pytest.mark.parametrize("status", [RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.INTERRUPTED])
def test_a_run_that_ended_stays_what_it_was(desk: Any, status: RunStatus) -> None:
    finish_run(desk.con, "run", status, EVENING)
    start_run(desk.con, "later", "0.1.0", [], datetime(2026, 3, 5, tzinfo=UTC))
    assert desk.ask(STATES) == [("run", status.value, False), ("later", "running", True)]


def test_the_batches_of_a_run_add_up(desk: Any) -> None:
    desk.store(counts=RunCounts(added=3, updated=1, unchanged=2, rejected=4, copies=1))
    desk.store(counts=RunCounts(added=1, unchanged=1))
    assert counts_of_run(desk.con, "run") == RunCounts(added=4, updated=1, unchanged=3, rejected=4, copies=1)
    assert desk.ask("SELECT read, added, updated, unchanged, rejected, copies FROM runs") == [(12, 4, 1, 3, 4, 1)]
    assert counts_of_run(desk.con, "no such run") == RunCounts()
