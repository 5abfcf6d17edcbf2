"""Reweaving: articles that were read again take the place of what an older version made of the same documents."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from extractors.article import EXTRACTOR
from extractors.records import Article, RawDocument, Reading, Rejection
from extractors.site_pages import Page
from flows.settings import Settings
from flows.weaving import Loom, Outcome
from storage.articles import articles_by_id
from storage.batch import Batch
from storage.database import open_database
from storage.documents import Outdated, taught_articles
from storage.fingerprints import load_fingerprints
from storage.sources import Marks


class Reloom(Loom):
    """A loom for documents that are stored already: `outdated` are those to be read again.

    A superseded one only shows what its site repeats, at the place where it once arrived. An article keeps its id, its
    place in the order of arrival and when it was first seen. One whose fingerprint is as before keeps its copies and
    its story, another is decided again among all that is stored. What is no article to this version stays as it is, and
    is recorded as rejected.
    """

    def __init__(self, con: DuckDBPyConnection, settings: Settings, run_id: str, outdated: Sequence[Outdated]) -> None:
        super().__init__(con, settings, run_id)
        self._stored = {one.document.document_id: one.document for one in outdated}
        self._superseded = {one.document.document_id for one in outdated if one.is_superseded}
        self._taught = taught_articles(con, EXTRACTOR)

    def knows(self, item: RawDocument | Rejection) -> bool:  # noqa: ARG002 - as the loom's
        """Return False: what is known is what is to be read again."""
        return False

    def clean(self, pages: Iterable[Page | Rejection | None]) -> list[Article | Rejection | None]:
        """Do as the loom does, with articles under the ids that they have; what is superseded has told all it can."""
        articles = super().clean([self._named(page) if isinstance(page, Page) else page for page in pages])
        return [
            None if isinstance(article, Article) and article.document_id in self._superseded else article
            for article in articles
        ]

    def _teaches(self, article: Article) -> bool:
        """Return whether this version has read no document of the article yet."""
        return article.article_id not in self._taught

    def _named(self, page: Page) -> Page:
        """Return a page with its article's stored id: one made of its text would change with the text."""
        article_id = self._stored[page.article.document_id].article_id
        return replace(page, article=replace(page.article, article_id=article_id))

    def weave(
        self, items: Iterable[RawDocument | Rejection], outcomes: Sequence[Outcome], marks: Marks | None = None
    ) -> None:
        """Put a batch in the place of what it replaces, article by article, and commit it: all of it or nothing.

        Raises:
            DatabaseBusy: another program held the database file for too long.
        """
        batch = Batch(self._run_id, datetime.now(UTC), in_place=True)
        touched: dict[str, None] = {}
        pairs = list(zip(items, outcomes, strict=True))
        ids = [outcome.article.article_id for _, outcome in pairs if isinstance(outcome, Reading)]
        with open_database(self._db, wait=self._wait) as con:
            articles = articles_by_id(con, ids)
            fingerprints = load_fingerprints(con, ids)
            text_of = self._look_up(con, batch, outcomes)
            for item, outcome in pairs:
                assert isinstance(item, RawDocument)
                document = self._stored[item.document_id]
                article_id = document.article_id
                if isinstance(outcome, Rejection):
                    if item.document_id not in self._superseded:
                        batch.rejections.append(outcome)
                        batch.counts.rejected += 1
                    continue
                batch.documents.append(replace(document, extractor=EXTRACTOR))
                self._taught.add(article_id)
                if outcome is not None:
                    batch.accepted.append((item.source, item.record))
                    if outcome.fingerprint == fingerprints[article_id]:
                        self._put_back(outcome, articles[article_id], batch)
                        touched[self._stories.story_of(con, article_id)] = None
                    else:
                        self._take(con, outcome, batch, text_of)
            self._commit(con, batch, touched, marks=marks)

    def _put_back(self, reading: Reading, before: Article, batch: Batch) -> None:
        """Put one article in its own place."""
        batch.readings.append(reading)
        if replace(before, extractor=reading.article.extractor) == reading.article:
            batch.counts.unchanged += 1
        else:
            batch.counts.updated += 1
