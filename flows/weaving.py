"""Weaving: each article, in input order, finds its copies and its story among all that came before it.

The decisions are pure and live in `extractors`; what they need to know of stored articles is held here, in memory,
for the time of a run. One batch is one transaction, yet nothing depends on where a batch ends.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime

from duckdb import DuckDBPyConnection

from extractors.article import EXTRACTOR
from extractors.claims import covers
from extractors.copysets import CopySets
from extractors.records import Article, RawDocument, Reading, Reason, Rejection
from extractors.records import Stage as RejectedAt
from extractors.recurrence import SiteMemory
from extractors.revisions import compare_revisions
from extractors.site_pages import Page
from extractors.twins import canonical_id
from flows.accounting import account_for
from flows.keeping import Brought, Keeper
from flows.open_stories import OpenStories
from flows.settings import Settings
from flows.twins import Twins
from storage.articles import articles_by_id, texts_of
from storage.batch import Batch, add_articles
from storage.database import PASSING_MEMORY, limit_memory, open_database
from storage.documents import Document, known_documents
from storage.fingerprints import load_samples
from storage.forgotten import load_forgotten
from storage.raw_store import RawStore
from storage.site_blocks import load_sites, write_lessons
from storage.sources import Marks, sightings_of, write_marks, write_sightings
from storage.stories import write_window
from storage.transactions import transaction

# What became of one input: read, rejected, or (None) known before it was read.
Outcome = Reading | Rejection | None


class Loom:
    """What the database holds, as far as the next article's decisions need it."""

    def __init__(self, con: DuckDBPyConnection, settings: Settings, run_id: str, store: RawStore | None = None) -> None:
        self._db, self._run_id, self._wait = settings.db, run_id, settings.wait
        limit_memory(con, PASSING_MEMORY)
        self._documents = known_documents(con)
        self._copies, self._stories = CopySets(), OpenStories(con, settings.story_days)
        self._memories: dict[str, SiteMemory] = {}
        self._twins = Twins(con)
        self.uncovered: Counter[str] = Counter()
        self._copies.restore(load_samples(con))
        self._forgotten = load_forgotten(con)
        self._keeper = (
            Keeper(store, store.unsound_segments(con), self._forgotten, settings.document_bytes) if store else None
        )
        write_window(con, settings.story_days)

    def knows(self, item: RawDocument | Rejection) -> bool:
        """Return whether this very document was stored before: then it need not be read again."""
        return isinstance(item, RawDocument) and item.document_id in self._documents

    def clean(self, pages: Iterable[Page | Rejection | None]) -> list[Article | Rejection | None]:
        """Take out of each article what earlier pages of its site taught to be boilerplate, and learn from it.

        The next call of `weave` commits what was learned.

        Raises:
            DatabaseBusy: another program held the database file for too long.
        """
        pages = [self._let_pass(page) for page in pages]
        sites = dict.fromkeys(page.site for page in pages if isinstance(page, Page) and page.site)
        with open_database(self._db, wait=self._wait) as con:
            taught = load_sites(con, sites, EXTRACTOR)
        self._memories = {site: SiteMemory(site, EXTRACTOR, taught[site].pages, taught[site].blocks) for site in sites}
        heard: set[str] = set()
        return [self._clean(page, heard) if isinstance(page, Page) else page for page in pages]

    def _let_pass(self, page: Page | Rejection | None) -> Page | Rejection | None:
        """Return a page, unless a person had it removed: it is to teach nothing and to leave no trace."""
        if not isinstance(page, Page):
            return page
        ids = (page.article.article_id, canonical_id(page.article))
        if not any(self._forgotten.covers(known, page.article.site) for known in ids if known):
            return page
        return Rejection(page.article.source, None, RejectedAt.EXTRACT, Reason.FORGOTTEN, "it was removed for good")

    def _clean(self, page: Page, heard: set[str]) -> Article:
        """Clean one page and learn from it, unless its article is among those `heard` in this batch."""
        memory = self._memories.get(page.site or "")
        if memory is None:
            return page.article
        cleaned = memory.clean(page)
        if self._teaches(page.article) and page.article.article_id not in heard:
            heard.add(page.article.article_id)
            memory.learn(page)
        return cleaned

    def _teaches(self, article: Article) -> bool:
        """Return whether an article is new: a revision or a twin shows its site's boilerplate no second time."""
        return article.article_id not in self._copies and article.document_id not in self._documents

    def weave(
        self, items: Iterable[RawDocument | Rejection], outcomes: Sequence[Outcome], marks: Marks | None = None
    ) -> None:
        """Decide about a batch, article by article, and commit it with its `marks`: all of it or nothing.

        Raises:
            DatabaseBusy: another program held the database file for too long.
            NewsloomError: the raw store cannot be written.
        """
        batch = Batch(self._run_id, datetime.now(UTC))
        marks = marks or Marks()
        pairs = list(zip(items, outcomes, strict=True))
        seen: list[RawDocument] = []
        brought = Brought()
        with open_database(self._db, wait=self._wait) as con:
            limit_memory(con)
            text_of = self._look_up(con, batch, outcomes)
            for item, outcome in pairs:
                if isinstance(outcome, Rejection) and outcome.reason == Reason.FORGOTTEN:
                    batch.counts.unchanged += 1
                    continue
                if isinstance(outcome, Rejection):
                    batch.rejections.append(outcome)
                    batch.counts.rejected += 1
                    brought.rejected += [item] if isinstance(item, RawDocument) else []
                    continue
                assert isinstance(item, RawDocument)
                batch.accepted.append((item.source, item.record))
                if outcome is None or self._is_known(outcome, batch) or self._fold(outcome.article, batch, text_of):
                    batch.counts.unchanged += 1
                    brought.known.append(item)
                else:
                    self._compare(con, outcome.article, batch)
                    self._twins.learn(outcome.article)
                    self._take(con, outcome, batch, text_of)
                    brought.taken.append((item, outcome.article.article_id))
                seen.append(item)
            if self._keeper:  # all is on the disk before the database says where it lies
                self._keeper.keep(con, batch, brought, marks.captures)
            self._commit(con, batch, marks=marks, seen=seen)

    def _look_up(self, con: DuckDBPyConnection, batch: Batch, outcomes: Iterable[Outcome]) -> Callable[[str], str]:
        """Read at once what decisions about a batch will ask for: stories, and the texts that `text_of` returns."""
        fingerprints = [outcome.fingerprint for outcome in outcomes if isinstance(outcome, Reading)]
        likely = self._copies.find_likely(fingerprints)
        known = [made.article_id for made in fingerprints if made.article_id in self._copies]
        self._stories.load(con, fingerprints, batch.at.date(), known, likely)
        return text_finder(con, batch, likely)

    def _commit(
        self,
        con: DuckDBPyConnection,
        batch: Batch,
        touched: Iterable[str] = (),
        *,
        marks: Marks | None = None,
        seen: Sequence[RawDocument] = (),
    ) -> None:
        """Store a batch; `touched` are stories to be accounted for beside those that changed."""
        with transaction(con):
            add_articles(con, batch)
            write_sightings(con, sightings_of(con, seen), batch.at)
            write_marks(con, marks or Marks(), batch.at)
            write_lessons(con, [memory.lesson() for memory in self._memories.values()])
            # In order, where a set would follow the hash seed.
            account_for(con, list(dict.fromkeys([*touched, *batch.stories.touched()])))

    def _is_known(self, reading: Reading, batch: Batch) -> bool:
        article = reading.article
        if article.document_id in self._documents:
            return True
        if article.url is None and article.article_id in self._copies:  # the same text in another file
            self._documents.add(article.document_id)
            batch.documents.append(Document(article.document_id, article.article_id))
            return True
        return False

    def _fold(self, article: Article, batch: Batch, text_of: Callable[[str], str]) -> bool:
        """Tell whether a new article is a stored one at another address; then its document is that one's."""
        if article.article_id in self._copies:
            return False
        original = self._twins.original_of(article, self._copies.__contains__, text_of)
        if original is None:
            return False
        self._documents.add(article.document_id)
        batch.documents.append(Document(article.document_id, original))
        batch.aliases[article.article_id] = original
        return True

    def _compare(self, con: DuckDBPyConnection, article: Article, batch: Batch) -> None:
        """Note what a new document of a stored article changed."""
        if article.article_id not in self._copies:
            return
        earlier = (reading.article for reading in reversed(batch.readings))
        before = next((one for one in earlier if one.article_id == article.article_id), None)
        before = before or articles_by_id(con, [article.article_id])[article.article_id]
        revision = compare_revisions(before, article)
        batch.revisions += [revision] if revision else []

    def _take(self, con: DuckDBPyConnection, reading: Reading, batch: Batch, text_of: Callable[[str], str]) -> None:
        """Find the copies and the story of one article, and what changes with it."""
        article, fingerprint = reading.article, reading.fingerprint
        is_revision = article.article_id in self._copies
        copies = self._copies.take(fingerprint, article.text, text_of)
        for decision in self._stories.take(con, fingerprint, copies, is_known=is_revision, in_place=batch.in_place):
            batch.stories.add(decision)
        self._documents.add(article.document_id)
        batch.readings.append(reading)
        batch.copies += copies
        batch.counts.updated += is_revision
        batch.counts.added += not is_revision
        # An earlier article may come to be a copy of the newcomer as well as the other way round.
        pairs = [(copy.article_id, copy.copy_set_id) for copy in copies if copy.article_id != copy.copy_set_id]
        batch.counts.copies += not is_revision and any(article.article_id in pair for pair in pairs)
        if not covers(article.language):
            self.uncovered[article.language or "an unknown language"] += 1


def text_finder(con: DuckDBPyConnection, batch: Batch, likely: Collection[str]) -> Callable[[str], str]:
    """Return how to find the text of any article, stored or earlier in this batch; those `likely` are read at once."""
    stored = texts_of(con, likely)

    def text_of(article_id: str) -> str:
        for reading in reversed(batch.readings):
            if reading.article.article_id == article_id:
                return reading.article.text
        if article_id not in stored:
            stored.update(texts_of(con, [article_id]))
        return stored[article_id]

    return text_of
