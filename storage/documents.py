"""Documents: the bytes ever seen, also those a later revision has superseded, and the article each became."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from storage.rows import as_json, replace_records, select_list

FETCH = 2000


@dataclass(frozen=True, slots=True)
class Document:
    """One document, the article it became, and where the raw store keeps its bytes (None: nowhere).

    `extractor` is the version that last read it, `stored_at` when the raw store got it, `pruned_at` when it lost it.
    """

    document_id: str
    article_id: str
    segment: str | None = None
    record_offset: int | None = None
    record_length: int | None = None
    extractor: str | None = None
    stored_at: datetime | None = None
    pruned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outdated:
    """A document to be read again; one that a later revision has superseded only teaches what its site repeats."""

    document: Document
    is_superseded: bool


def known_documents(con: DuckDBPyConnection) -> set[str]:
    """Return the ids of all documents ever stored."""
    known: set[str] = set()
    con.execute("SELECT document_id FROM loom.documents")
    while rows := con.fetchmany(FETCH):  # of a million rows at once, it tells in memory
        known.update(document_id for (document_id,) in rows)
    return known


def articles_of_documents(con: DuckDBPyConnection, document_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return those of `document_ids` that are stored, each with every article it became, in a fixed order."""
    query = """
        SELECT document_id, article_id FROM loom.documents WHERE document_id IN (FROM loom.ids(?)) ORDER BY ALL
    """
    return con.execute(query, [as_json(list(document_ids))]).fetchall()


def documents_by_id(con: DuckDBPyConnection, document_ids: Collection[str]) -> list[Document]:
    """Return those of `document_ids` that are stored, one for each article that a document became."""
    if not document_ids:
        return []
    query = f"""
        SELECT {select_list(Document, "d")} FROM loom.documents AS d WHERE d.document_id IN (FROM loom.ids(?))
        ORDER BY ALL
    """  # noqa: S608 - the record's own column names
    return [Document(*row) for row in con.execute(query, [as_json(list(document_ids))]).fetchall()]


def documents_of(con: DuckDBPyConnection, article_ids: Collection[str]) -> list[Document]:
    """Return all documents, of every revision, that became one of `article_ids`."""
    query = f"""
        SELECT {select_list(Document, "d")} FROM loom.documents AS d WHERE d.article_id IN (FROM loom.ids(?))
    """  # noqa: S608 - the record's own column names
    return [Document(*row) for row in con.execute(query, [as_json(list(article_ids))]).fetchall()]


def located_documents(con: DuckDBPyConnection) -> list[Document]:
    """Return the documents that the raw store holds, in the order in which it holds them."""
    query = f"""
        SELECT {select_list(Document, "d")} FROM loom.documents AS d
        WHERE d.segment IS NOT NULL ORDER BY d.segment, d.record_offset
    """  # noqa: S608 - the record's own column names
    return [Document(*row) for row in con.execute(query).fetchall()]


def ends_of_segments(con: DuckDBPyConnection) -> dict[str, int]:
    """Return for each segment of the raw store how many of its bytes are committed."""
    query = """
        SELECT segment, max(record_offset + record_length)
        FROM (
            SELECT segment, record_offset, record_length FROM loom.documents
            UNION ALL
            SELECT segment, record_offset, record_length FROM loom.responses
        )
        WHERE segment IS NOT NULL GROUP BY segment
    """
    return {segment: int(end) for segment, end in con.execute(query).fetchall()}


def outdated_documents(con: DuckDBPyConnection, extractor: str) -> list[Outdated]:
    """Return what to read again so that every article is of the version `extractor`, in the order of arrival.

    The documents of articles of another version, and those superseded that this version has not read; the latter only
    beside the former. What the raw store does not hold comes last.
    """
    query = f"""
        SELECT d.document_id <> a.document_id AS is_superseded, {select_list(Document, "d")}
        FROM loom.documents AS d JOIN loom.articles AS a ON a.article_id = d.article_id
        WHERE CASE
            WHEN d.document_id = a.document_id THEN a.extractor <> $version
            ELSE d.segment IS NOT NULL AND d.extractor IS DISTINCT FROM $version
        END
        ORDER BY d.segment NULLS LAST, d.record_offset, a.seq
    """  # noqa: S608 - the record's own column names
    rows = con.execute(query, {"version": extractor}).fetchall()
    outdated = [Outdated(Document(*values), is_superseded) for is_superseded, *values in rows]
    return outdated if any(not one.is_superseded for one in outdated) else []


def taught_articles(con: DuckDBPyConnection, extractor: str) -> set[str]:
    """Return the articles a document of which the version `extractor` has read."""
    query = "SELECT DISTINCT article_id FROM loom.documents WHERE extractor = ?"
    return {article_id for (article_id,) in con.execute(query, [extractor]).fetchall()}


def write_documents(con: DuckDBPyConnection, documents: Sequence[Document]) -> None:
    """Store `documents`, the last of each pair of document and article; what was stored of the same pair goes."""
    replace_records(con, "documents", ("document_id", "article_id"), documents)
