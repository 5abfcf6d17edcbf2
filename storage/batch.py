"""One batch: everything it changes in the database, committed whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from duckdb import DuckDBPyConnection

from extractors.account_records import Account
from extractors.records import CopyMembership, Reading, Rejection, Revision
from storage.articles import write_readings
from storage.claims import write_accounts
from storage.copies import write_copies
from storage.documents import Document, write_documents
from storage.rejections import clear_rejections, write_rejections
from storage.responses import StoredResponse, write_responses
from storage.revisions import write_aliases, write_revisions
from storage.runs import RunCounts, add_counts
from storage.stories import StoryChanges, write_headlines, write_story_changes
from storage.transactions import transaction


@dataclass(slots=True)
class Batch:
    """What a batch of documents changes.

    `at` is the batch's clock time (first_seen_at, rejected_at). A reading of a stored article replaces it, rows of
    claims included; it arrives anew, or stays `in_place` in the order of arrival. `documents` adds documents beside
    those of the readings, or says where the raw store keeps them; `responses` are what it got beside them. `copies` and
    `stories` also move stored articles. `accounts` and `headlines` have every story touched as a key, also one that
    lost its last article. `aliases` says of the ids of twins' addresses which article each is. `accepted` are the
    (source, record) of inputs that are no longer rejected.
    """

    run_id: str
    at: datetime
    in_place: bool = False
    readings: list[Reading] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    responses: list[StoredResponse] = field(default_factory=list)
    copies: list[CopyMembership] = field(default_factory=list)
    stories: StoryChanges = field(default_factory=StoryChanges)
    accounts: dict[str, Account] = field(default_factory=dict)
    headlines: dict[str, str | None] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    accepted: list[tuple[str, str | None]] = field(default_factory=list)
    counts: RunCounts = field(default_factory=RunCounts)


def commit_batch(con: DuckDBPyConnection, batch: Batch) -> None:
    """Store all of `batch` in one transaction."""
    with transaction(con):
        add_articles(con, batch)
        add_accounts(con, batch.accounts, batch.headlines)


def add_articles(con: DuckDBPyConnection, batch: Batch) -> None:
    """Store all of `batch` but its accounts and headlines, inside the caller's transaction.

    Between this and `add_accounts` the stories' claims and titles can be read with the batch's own among them.
    """
    write_readings(con, batch.readings, batch.at, in_place=batch.in_place)
    articles = [reading.article for reading in batch.readings]
    own = [Document(article.document_id, article.article_id, extractor=article.extractor) for article in articles]
    write_documents(con, own + batch.documents)
    write_responses(con, batch.responses)
    write_revisions(con, batch.revisions, batch.at)
    write_aliases(con, batch.aliases)
    write_copies(con, batch.copies)
    write_story_changes(con, batch.stories, batch.at)
    clear_rejections(con, batch.accepted)
    write_rejections(con, batch.rejections, batch.at, batch.run_id)
    add_counts(con, batch.run_id, batch.counts)


def add_accounts(con: DuckDBPyConnection, accounts: Mapping[str, Account], headlines: Mapping[str, str | None]) -> None:
    """Store what the touched stories add up to and are called, inside the caller's transaction."""
    write_accounts(con, accounts)
    write_headlines(con, headlines)
