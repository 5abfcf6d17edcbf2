"""Documents: the bytes ever seen, also those a later revision has superseded, and the article each became."""

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from storage.rows import as_json, insert_records


@dataclass(frozen=True, slots=True)
class Document:
    """One document, the article it became, and where the raw store keeps its bytes (None: nowhere)."""

    document_id: str
    article_id: str
    segment: str | None = None
    record_offset: int | None = None
    record_length: int | None = None


def known_documents(con: DuckDBPyConnection) -> set[str]:
    """Return the ids of all documents ever stored."""
    return {row[0] for row in con.execute("SELECT DISTINCT document_id FROM loom.documents").fetchall()}


def articles_of_documents(con: DuckDBPyConnection) -> dict[str, set[str]]:
    """Return for each document the articles it became: more than one where several URLs served the same bytes."""
    articles: dict[str, set[str]] = {}
    for document_id, article_id in con.execute("SELECT document_id, article_id FROM loom.documents").fetchall():
        articles.setdefault(document_id, set()).add(article_id)
    return articles


def write_documents(con: DuckDBPyConnection, documents: Sequence[Document]) -> None:
    """Store `documents`, the last of each pair of document and article; what was stored of the same pair goes."""
    if not documents:
        return
    last = {(document.document_id, document.article_id): document for document in documents}
    con.execute(
        """
        DELETE FROM loom.documents AS d
        USING (SELECT unnest(from_json_strict(?, '["VARCHAR[]"]')) AS pair) AS new
        WHERE d.document_id = new.pair[1] AND d.article_id = new.pair[2]
        """,
        [as_json(list(last))],
    )
    insert_records(con, "documents", list(last.values()))
