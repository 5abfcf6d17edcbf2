"""Proves that what the database says holds: evidence re-slices, ids are unique, nothing hangs in the air."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from duckdb import DuckDBPyConnection

from extractors.errors import RawDocumentGone
from storage.documents import ends_of_segments, located_documents
from storage.raw_store import read_document, read_response
from storage.responses import stored_responses
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


def verify_raw(con: DuckDBPyConnection, folder: Path, *, deep: bool = False) -> list[Finding]:
    """Check that the segments of the raw store in `folder` are as long as the database says; return those that are not.

    `deep` reads every document again, its digest and its id included, and returns each that is not there whole.
    """
    findings = []
    for segment, end in sorted(ends_of_segments(con).items()):
        path = folder / segment
        if not path.is_file():
            findings.append(Finding("raw", segment, f"it is missing from {folder}"))
        elif path.stat().st_size < end:
            findings.append(Finding("raw", segment, f"it ends at byte {path.stat().st_size} of {end}"))
    unsound = {finding.row_id for finding in findings}
    for document in located_documents(con) if deep else ():
        if document.segment in unsound:
            continue  # said already, once for all its documents
        try:
            read_document(folder, document)
        except RawDocumentGone as error:
            findings.append(Finding("raw", document.document_id, str(error)))
    for response in stored_responses(con) if deep else ():
        if response.segment in unsound:
            continue
        try:
            read_response(folder, response)
        except RawDocumentGone as error:
            findings.append(Finding("raw", response.url, str(error)))
    return findings
