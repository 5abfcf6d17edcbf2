"""Retelling: claims, figures and credits that another version read are read again from the stored texts."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from extractors.claims import EXTRACTOR
from extractors.reading import read_article
from extractors.records import Article, Reading
from flows.accounting import account_for
from flows.locks import run_lock
from flows.pipeline import name_run, recorded
from flows.refreshing import refresh_fingerprints
from flows.settings import Settings
from flows.summary import Redone
from flows.workers import Workers, open_workers
from storage.articles import articles_by_id, told_otherwise
from storage.batch import Batch, add_articles
from storage.database import open_database
from storage.documents import documents_of
from storage.runs import counts_of_run, start_run
from storage.stories import stories_of
from storage.transactions import transaction


@dataclass(frozen=True, slots=True)
class _Stored:
    """An article as an input, for what is said where reading it fails."""

    source: str
    record: None = None


def retell_articles(settings: Settings) -> Redone:
    """Read again what another version read from the articles' texts, a batch a transaction, and say what came of it.

    Articles, copies and stories stay as they are; groups and conflicts follow the claims. What was redone before a kill
    carries this version, so that the next run goes on behind it.

    Raises:
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: there is no database, or its file cannot be used.
    """
    began, now = time.monotonic(), datetime.now(UTC)
    run_id = name_run(now)
    with open_database(settings.db, read_only=True, wait=settings.wait):
        """There is one: opening it to write would make one."""
    with run_lock(settings.db, settings.wait), open_workers(settings) as workers:
        with open_database(settings.db, wait=settings.wait) as con:
            start_run(con, run_id, version("newsloom"), ["reprocess --stage claims"], now)
            refresh_fingerprints(con)
            outdated = told_otherwise(con, EXTRACTOR)
        with recorded(run_id, settings):
            for start in range(0, len(outdated), settings.batch_size):
                _retell(outdated[start : start + settings.batch_size], workers, settings, run_id)
        with open_database(settings.db, read_only=True, wait=settings.wait) as con:
            counts = counts_of_run(con, run_id)
    return Redone(
        db=settings.db,
        extractor=EXTRACTOR,
        redone=counts.updated,
        changed=counts.updated,
        kept=counts.rejected,
        gone=0,
        elapsed=time.monotonic() - began,
    )


def _retell(article_ids: Sequence[str], workers: Workers, settings: Settings, run_id: str) -> None:
    with open_database(settings.db, wait=settings.wait) as con:
        stored = articles_by_id(con, article_ids)
    articles: list[Article] = [stored[article_id] for article_id in article_ids]
    pending = workers.submit(read_article, articles, [_Stored(article.source) for article in articles])
    batch = Batch(run_id, datetime.now(UTC), in_place=True)
    for outcome in pending.results():
        if isinstance(outcome, Reading):
            batch.readings.append(outcome)
            batch.counts.updated += 1
        elif outcome:
            batch.rejections.append(outcome)
            batch.counts.rejected += 1
    with open_database(settings.db, wait=settings.wait) as con, transaction(con):
        batch.documents += documents_of(con, article_ids)  # they stay where the raw store has them
        add_articles(con, batch)
        account_for(con, sorted(set(stories_of(con, article_ids).values())))
