"""What an older version read from stored texts is read again: as if this version had done it in the first place."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import DatabaseError
from flows.pipeline import run_pipeline
from flows.retelling import retell_articles
from flows.settings import Settings
from storage.database import open_database
from storage.verification import verify
from tests.flows.corpus import write_corpus

Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
# What an older version might have left: half of the claims, and other credits.
OLDER = """
DELETE FROM loom.claim_members;
DELETE FROM loom.claim_groups;
DELETE FROM loom.conflicts;
DELETE FROM loom.quantities;
DELETE FROM loom.origins;
DELETE FROM loom.claims WHERE hash(claim_id) % 2 = 0;
UPDATE loom.provenance SET credit_key = 'another credit', extractor = 'claims/0';
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that this version made."""
    folder = tmp_path_factory.mktemp("whole")
    write_corpus(folder / "news.jsonl", 14)
    run_pipeline([str(folder / "news.jsonl")], Settings(db=folder / "news.duckdb", workers=2))
    return folder / "news.duckdb"


@pytest.mark.parametrize("batch_size", [3, 100])
def test_claims_become_what_this_version_reads(
    whole: Path, tmp_path: Path, contents: Contents, batch_size: int
) -> None:
    db = Path(shutil.copy(whole, tmp_path / "news.duckdb"))
    with open_database(db) as con:
        con.execute(OLDER)
        order = con.execute("SELECT article_id, seq FROM loom.articles ORDER BY seq").fetchall()
    assert contents(db) != contents(whole)
    redone = retell_articles(Settings(db=db, workers=2, batch_size=batch_size))
    assert (redone.redone, redone.kept) == (len(order), 0)
    assert contents(db) == contents(whole)
    with open_database(db, read_only=True) as con:
        assert verify(con) == []
        assert con.execute("SELECT article_id, seq FROM loom.articles ORDER BY seq").fetchall() == order


def test_what_is_up_to_date_is_left_alone_and_a_half_done_run_goes_on(
    whole: Path, tmp_path: Path, contents: Contents
) -> None:
    db = Path(shutil.copy(whole, tmp_path / "news.duckdb"))
    assert retell_articles(Settings(db=db, workers=1)).redone == 0
    with open_database(db) as con:
        con.execute("UPDATE loom.provenance SET extractor = 'claims/0' WHERE hash(article_id) % 3 = 0")
        [(left,)] = con.execute("SELECT count(*) FROM loom.provenance WHERE extractor = 'claims/0'").fetchall()
    assert left
    assert retell_articles(Settings(db=db, workers=1)).redone == left
    assert contents(db) == contents(whole)


def test_without_a_database_there_is_nothing_to_redo(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no database"):
        retell_articles(Settings(db=tmp_path / "news.duckdb"))
