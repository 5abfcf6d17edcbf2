"""Proves that what the database says holds: evidence re-slices, ids are unique, nothing hangs in the air."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from duckdb import DuckDBPyConnection

from extractors.errors import RawDocumentGone
from storage.documents import Document, ends_of_segments, located_documents
from storage.raw_store import Place, read_document, read_response
from storage.responses import StoredResponse, stored_responses
from storage.views import PUBLIC_VIEWS


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold of one row of a public view, or (view 'raw') of a segment of the raw store."""

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


@dataclass(frozen=True, slots=True)
class RawPlaces:
    """What the database says of the raw store: how long each segment is, and what lies where in it."""

    ends: dict[str, int]
    documents: list[Document]
    responses: list[StoredResponse]


def list_raw(con: DuckDBPyConnection, *, deep: bool = False) -> RawPlaces:
    """Return what the raw store should hold, to be checked without the database; what lies where only for `deep`."""
    if not deep:
        return RawPlaces(ends_of_segments(con), [], [])
    return RawPlaces(ends_of_segments(con), located_documents(con), stored_responses(con))


def verify_raw(con: DuckDBPyConnection, folder: Path, *, deep: bool = False) -> list[Finding]:
    """Check the raw store in `folder` as `check_raw` does, against what the database says now.

    `deep` reads everything again.
    """
    return check_raw(list_raw(con, deep=deep), folder)


def check_raw(places: RawPlaces, folder: Path) -> list[Finding]:
    """Check that the segments of the raw store in `folder` are as long as they should be; return those that are not.

    Everything that `places` tells the place of is read again, its digests and ids included.
    """
    findings = []
    for segment, end in sorted(places.ends.items()):
        path = folder / segment
        if not path.is_file():
            findings.append(Finding("raw", segment, f"it is missing from {folder}"))
        elif path.stat().st_size < end:
            findings.append(Finding("raw", segment, f"it ends at byte {path.stat().st_size} of {end}"))
    unsound = {finding.row_id for finding in findings}  # said already, once for all that lies in it
    for document in places.documents:
        if document.segment not in unsound:
            findings += _lost(document.document_id, read_document, folder, document)
    for response in places.responses:
        if response.segment not in unsound:
            findings += _lost(response.url, read_response, folder, response)
    return findings


def _lost(row_id: str, read: Callable[[Path, Place], object], folder: Path, place: Place) -> list[Finding]:
    try:
        read(folder, place)
    except RawDocumentGone as error:
        return [Finding("raw", row_id, str(error))]
    return []
