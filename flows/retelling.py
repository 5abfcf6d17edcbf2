"""Retelling: claims, figures and credits that another version read are read again from the stored texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from extractors.claims import EXTRACTOR
from extractors.reading import read_article
from extractors.records import Article, Reading
from flows.accounting import account_for
from flows.redoing import redo
from flows.refreshing import refresh_fingerprints
from flows.settings import Settings
from flows.summary import Redone
from flows.workers import Workers, open_workers
from storage.articles import articles_by_id, told_otherwise
from storage.batch import Batch, add_articles
from storage.database import open_database
from storage.documents import documents_of
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
    with redo("claims", settings) as rerun, open_workers(settings) as workers:
        with open_database(settings.db, wait=settings.wait) as con:
            refresh_fingerprints(con)
            outdated = told_otherwise(con, EXTRACTOR)
        for start in range(0, len(outdated), settings.batch_size):
            _retell(outdated[start : start + settings.batch_size], workers, settings, rerun.run_id)
        return rerun.sum_up(EXTRACTOR)


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
