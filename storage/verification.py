"""Proves that what the database says holds: evidence re-slices, ids are unique, nothing hangs in the air."""

from dataclasses import dataclass
from importlib.resources import files

from duckdb import DuckDBPyConnection

from storage.views import PUBLIC_VIEWS


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold of one row of a public view."""

    view: str
    row_id: str
    problem: str


def verify(con: DuckDBPyConnection) -> list[Finding]:
    """Check every row of every public view; return what does not hold, ordered by view, row and problem.

    What must hold of a view stands in checks/<view>.sql, a query for (row_id, problem).
    """
    checks = files("storage") / "checks"
    findings = []
    for view in PUBLIC_VIEWS:
        rows = con.execute((checks / f"{view}.sql").read_text("utf-8")).fetchall()
        findings += [Finding(view, row_id, problem) for row_id, problem in sorted(rows)]
    return findings
