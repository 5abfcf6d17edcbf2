"""Runs: when newsloom ran, over what, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from duckdb import DuckDBPyConnection

from storage.rows import as_json
from storage.transactions import transaction


class RunStatus(StrEnum):
    """How a run stands: `runs.status`."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(slots=True)
class RunCounts:
    """What became of the documents read; `copies` are those added of which a copy was here."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    copies: int = 0

    @property
    def read(self) -> int:
        """All documents read."""
        return self.added + self.updated + self.unchanged + self.rejected


def start_run(con: DuckDBPyConnection, run_id: str, version: str, inputs: Sequence[str], started_at: datetime) -> None:
    """Record that a run starts. The caller holds the run's lock, so a run still 'running' was killed: interrupted."""
    with transaction(con):
        con.execute(
            "UPDATE loom.runs SET status = ? WHERE status = ?", [RunStatus.INTERRUPTED.value, RunStatus.RUNNING.value]
        )
        con.execute(
            "INSERT INTO loom.runs SELECT ?, ?, from_json_strict(?, '[\"VARCHAR\"]'), ?, NULL, ?, 0, 0, 0, 0, 0, 0",
            [run_id, version, as_json(list(inputs)), started_at, RunStatus.RUNNING.value],
        )


def add_counts(con: DuckDBPyConnection, run_id: str, counts: RunCounts) -> None:
    """Add what one batch did to the run's counts."""
    con.execute(
        """
        UPDATE loom.runs SET
            read = read + ?, added = added + ?, updated = updated + ?,
            unchanged = unchanged + ?, rejected = rejected + ?, copies = copies + ?
        WHERE run_id = ?
        """,
        [counts.read, counts.added, counts.updated, counts.unchanged, counts.rejected, counts.copies, run_id],
    )


def finish_run(con: DuckDBPyConnection, run_id: str, status: RunStatus, finished_at: datetime) -> None:
    """Record how a run ended."""
    con.execute(
        "UPDATE loom.runs SET status = ?, finished_at = ? WHERE run_id = ?", [status.value, finished_at, run_id]
    )


def known_runs(con: DuckDBPyConnection) -> set[str]:
    """Return the ids of all runs."""
    return {run_id for (run_id,) in con.execute("SELECT run_id FROM loom.runs").fetchall()}


def counts_of_run(con: DuckDBPyConnection, run_id: str) -> RunCounts:
    """Return what a run has done so far."""
    query = "SELECT added, updated, unchanged, rejected, copies FROM loom.runs WHERE run_id = ?"
    row = con.execute(query, [run_id]).fetchone()
    return RunCounts(*row) if row else RunCounts()
