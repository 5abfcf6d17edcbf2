"""Rereading: what an older version extracted is extracted again, from the raw store; it needs no Prefect."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from extractors.article import EXTRACTOR
from extractors.errors import RawDocumentGone
from extractors.records import RawDocument
from flows.pipeline import Stage, plainly, run_batches
from flows.progress import Watcher
from flows.redoing import redo
from flows.refreshing import refresh_fingerprints
from flows.reweaving import Reloom
from flows.settings import Settings
from flows.sources import Batch
from flows.summary import Redone
from flows.workers import open_workers
from storage.database import open_database
from storage.documents import Outdated, outdated_documents
from storage.raw_store import raw_folder, read_document
from storage.site_blocks import forget_lessons


class Archive:
    """Documents of the raw store as a source of batches; `gone` counts the articles whose document is not there."""

    def __init__(self, outdated: Sequence[Outdated], folder: Path, settings: Settings) -> None:
        self._outdated, self._folder, self._settings = outdated, folder, settings
        self.size = sum(one.document.record_length or 0 for one in outdated)
        self.gone = 0

    def batches(self) -> Iterator[Batch]:
        """Yield the documents in batches of at most `batch_size` documents and about `batch_bytes` bytes."""
        items: list[RawDocument] = []
        number = held = weight = 0
        for one in self._outdated:
            weight += one.document.record_length or 0
            try:
                items.append(read_document(self._folder, one.document))
            except RawDocumentGone:
                self.gone += not one.is_superseded
                continue
            held += len(items[-1].content)
            if len(items) >= self._settings.batch_size or held >= self._settings.batch_bytes:
                number += 1
                yield Batch(number, tuple(items), weight)
                items, held, weight = [], 0, 0
        if items:
            yield Batch(number + 1, tuple(items), weight)


def reread_articles(settings: Settings, *, stage: Stage = plainly, watcher: Watcher | None = None) -> Redone:
    """Extract again, in their order of arrival, the articles that another version extracted, and say what came of it.

    What was redone before a kill carries this version, so that the next run goes on behind it.

    Raises:
        DatabaseBusy: another run, or another program, holds the database.
        DatabaseError: there is no database, or its file cannot be used.
    """
    with redo("extract", settings) as rerun, open_workers(settings) as workers:
        with open_database(settings.db, wait=settings.wait) as con:
            forget_lessons(con)
            outdated = outdated_documents(con, EXTRACTOR)
            refresh_fingerprints(con, {one.document.article_id for one in outdated})
            loom = Reloom(con, settings, rerun.run_id, outdated)
        archive = Archive(outdated, raw_folder(settings.db), settings)
        run_batches(archive, workers, loom, stage, watcher)
        return rerun.sum_up(EXTRACTOR, archive.gone)


def find_outdated(settings: Settings) -> list[Outdated]:
    """Return the documents to be read again for articles that another version extracted, in the order of arrival.

    Raises:
        DatabaseBusy: another program holds the database file.
        DatabaseError: there is no database, or its file cannot be used.
    """
    with open_database(settings.db, read_only=True, wait=settings.wait) as con:
        return outdated_documents(con, EXTRACTOR)
