"""Hand-made rows: articles with one line a claim, as small as the tests of storage need them."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from extractors.account_records import Account, ClaimGroup, ClaimMembership
from extractors.decisions import Decision, StoryMember
from extractors.records import Article, Claim, CopyMembership, DateSource, Fingerprint, Provenance, Reading
from storage.batch import Batch, commit_batch
from storage.database import open_database
from storage.runs import start_run
from storage.stories import StoryChanges

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def place(*members: StoryMember) -> StoryChanges:
    """Make the changes that put articles into stories."""
    changes = StoryChanges()
    changes.add(Decision(members))
    return changes


@dataclass(slots=True)
class Desk:
    """Writes hand-made articles into a database."""

    con: DuckDBPyConnection

    def reading(self, article_id: str, lines: Sequence[str] = ("It rained.",), **given: Any) -> Reading:
        """Make an article whose every line is a claim; `given` replaces fields of Article or Provenance."""
        text = "\n".join(lines)
        keys = {name: given.pop(name) for name in ("credit_key", "agency_key", "owner_key") if name in given}
        article = Article(
            article_id=article_id,
            document_id="doc-" + hashlib.sha256(f"{article_id} {text}".encode("utf-8", "replace")).hexdigest()[:8],
            url=f"https://news.example/{article_id}",
            canonical_url=None,
            site="news.example",
            outlet=None,
            title=f"Title of {article_id}",
            authors=("Ada Brook",),
            agency=None,
            published_at=NOON,
            published_on=NOON.date(),
            published_precision="second",
            published_from=DateSource.GIVEN,
            modified_at=None,
            modified_from=None,
            language="en",
            text=text,
            word_count=len(text.split()),
            is_truncated=False,
            byline=None,
            source="desk.jsonl",
            extractor="desk 1",
        )
        fingerprint = Fingerprint(
            article_id, "en", NOON.date(), "h", b"\x00\xff", ("rain", "sun"), (2, 1), ("Ada Brook",), (), b"", "1"
        )
        provenance = replace(Provenance(article_id, None, None, None, "desk 1"), **keys)
        return Reading(replace(article, **given), fingerprint, provenance, self.claims(article_id, lines), (), ())

    def claims(self, article_id: str, lines: Sequence[str]) -> tuple[Claim, ...]:
        """Make a claim of each line, with the id `<article_id>-<number of the line>`."""
        claims, start = [], 0
        for number, line in enumerate(lines):
            end = start + len(line)
            nothing = (None,) * 8
            offsets = (start, end, start, end)
            claims.append(
                Claim(
                    f"{article_id}-{number}",
                    article_id,
                    "statement",
                    line,
                    *offsets,
                    *nothing,
                    *(None,) * 5,
                    0.5,
                    "desk 1",
                )
            )
            start = end + 1
        return tuple(claims)

    def batch(
        self, *readings: Reading, story: str = "s", copies: Sequence[tuple[str, str]] = (), **parts: Any
    ) -> Batch:
        """Make a batch of `readings` in one story, every claim a group of its own."""
        claims = [claim for reading in readings for claim in reading.claims]
        account = Account(
            tuple(ClaimGroup("g-" + claim.claim_id, story, claim.claim_id) for claim in claims),
            tuple(ClaimMembership(claim.claim_id, "g-" + claim.claim_id) for claim in claims),
            (),
        )
        batch = Batch(
            "run",
            NOON + timedelta(days=1),
            readings=list(readings),
            copies=[CopyMembership(*pair) for pair in copies],
            stories=place(*(StoryMember(reading.article.article_id, story, 1.0, (), (), ()) for reading in readings)),
            accounts={story: account},
            headlines={story: f"Headline of {story}"},
        )
        return replace(batch, **parts)

    def store(self, *readings: Reading, **parts: Any) -> None:
        """Commit a batch of `readings`."""
        commit_batch(self.con, self.batch(*readings, **parts))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.con.execute(sql).fetchall()

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every table, its rows in order."""
        tables = self.ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'loom' ORDER BY ALL")
        return {table: self.ask(f"SELECT * FROM loom.{table} ORDER BY ALL") for (table,) in tables}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database in which a run has started: laying one out takes longer than most tests."""
    path = tmp_path_factory.mktemp("started") / "news.duckdb"
    with open_database(path) as con:
        start_run(con, "run", "0.1.0", ["desk.jsonl"], NOON)
    return path


@pytest.fixture(scope="session")
def desk_on() -> type[Desk]:
    return Desk


@pytest.fixture
def desk(path: Path, started: Path) -> Iterator[Desk]:
    shutil.copy(started, path)
    with open_database(path) as con:
        yield Desk(con)
