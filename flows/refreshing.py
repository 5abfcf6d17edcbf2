"""Refreshing: fingerprints of another version are made anew from the stored texts, or nothing would compare."""

from collections.abc import Collection

from duckdb import DuckDBPyConnection

from extractors.fingerprint import VERSION, fingerprint
from storage.articles import articles_by_id
from storage.fingerprints import outdated_fingerprints, replace_fingerprints
from storage.transactions import transaction

CHUNK = 256


def refresh_fingerprints(con: DuckDBPyConnection, spared: Collection[str] = ()) -> None:
    """Replace every fingerprint that another version made, but those of the articles `spared`; a chunk at a time.

    What was decided by the former ones stands, until stories are replayed.
    """
    outdated = [article_id for article_id in outdated_fingerprints(con, VERSION) if article_id not in spared]
    for start in range(0, len(outdated), CHUNK):
        articles = articles_by_id(con, outdated[start : start + CHUNK])
        with transaction(con):
            replace_fingerprints(con, [fingerprint(article) for article in articles.values()])
