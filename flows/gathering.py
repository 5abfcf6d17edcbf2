"""Gathering: all hosts at once, each one politely, and the documents in a fixed order whoever answers first.

A source is polled; each article it newly names is fetched, or taken from the source where that carries it whole. What
comes out is ordered by source and, within it, by the source's own order, oldest first where it is a feed.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from extractors.identity import article_id
from extractors.listings import Entry, Listing
from extractors.records import RawDocument, Reason, Rejection, Stage
from flows.answers import Failure, Response, capture_of
from flows.fetch import PATIENCE, Fetcher
from flows.listing_tree import ListingTree
from flows.polling import (
    Want,
    after_answer,
    after_failure,
    after_no_change,
    choose_entries,
    conditions,
    entry_id_of,
    poll_of,
)
from flows.settings import Settings
from flows.span import Span
from flows.spool import Kept
from flows.web_documents import page_document, whole_document
from storage.forgotten import Forgetfulness
from storage.robots import RobotsFile
from storage.sources import EntryStatus, Marks, Sighting, Source, SourceEntry

FEEDS = frozenset({"rss", "atom", "rdf", "json"})
# Pages of one source that are asked for ahead of the one that comes next.
MOST_PAGES_AHEAD = 1000
# Bytes of responses that became no document, to go along with one find.
MOST_CAPTURED = 4 * 1024 * 1024
# Sources read ahead of the one whose documents come next.
MOST_AHEAD = 500
# How often a request that may succeed later is sent in one run.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Find:
    """One document, or why there is none, or neither; and what to remember once it is stored."""

    item: RawDocument | Rejection | None
    marks: Marks
    is_last: bool = False  # of its source


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier runs know: the entries of each source by id, the ids of all articles, robots.txt by origin.

    `forgotten` is what a person had removed.
    """

    entries: dict[str, dict[str, SourceEntry]] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    robots: dict[str, RobotsFile] = field(default_factory=dict)
    forgotten: Forgetfulness = field(default_factory=Forgetfulness)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a run gathers for: sources that are kept, and so remembered themselves, or named for once; what days of."""

    is_kept: bool
    span: Span = field(default_factory=Span)


@dataclass(slots=True)
class _Polled:
    """A source that was read: its answer, what it lists, and what of that is wanted."""

    answer: Response | Failure
    listing: Listing | None = None
    wants: list[Want] = field(default_factory=list)


class Gatherer:
    """Gathers within one event loop."""

    def __init__(
        self, fetcher: Fetcher, memory: Memory, settings: Settings, now: Callable[[], datetime], errand: Errand
    ) -> None:
        self._fetcher, self._memory, self._settings, self._now = fetcher, memory, settings, now
        self._errand = errand
        self._spool = fetcher.spool
        self._pages: dict[str, asyncio.Task[Kept[Response | Failure]]] = {}
        # By entry id: what was asked for in this run, what of it has come out, and what could not be had.
        self._asked: set[str] = set()
        self._given: set[str] = set()
        self._missed: dict[str, EntryStatus] = {}
        self._ahead = asyncio.Semaphore(MOST_AHEAD)

    async def gather(self, sources: Sequence[Source]) -> AsyncIterator[Find]:
        """Yield what `sources` give, as fast as it is taken from here."""
        polls: list[asyncio.Task[_Polled] | None] = [asyncio.create_task(self._poll(source)) for source in sources]
        try:
            for number, source in enumerate(sources):
                poll = polls[number]
                assert poll is not None
                polled = await poll
                polls[number] = poll = None  # what it lists need not stay
                async for find in self._give(source, polled):
                    yield self._with_captures(find)
                self._ahead.release()
            while captures := self._spool.take_captures(MOST_CAPTURED):
                yield Find(None, Marks(captures=captures))
        finally:
            left = [task for task in polls if task] + list(self._pages.values())
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _with_captures(self, find: Find) -> Find:
        """Send along what servers answered meanwhile that became no document."""
        find.marks.captures += self._spool.take_captures(MOST_CAPTURED)
        return find

    def _record(self, answer: Response | Failure | None) -> None:
        """Have the raw store keep an answer that becomes no document; one that says no is recorded already."""
        if isinstance(answer, Response):
            self._spool.record(capture_of(answer, self._now()))

    async def _poll(self, source: Source) -> _Polled:
        """Read a source, and start to fetch what it newly names."""
        await self._ahead.acquire()
        if self._memory.forgotten.covers_address(source.url, article_id(source.url, "")):
            return _Polled(Failure(Reason.FORGOTTEN, "it was removed for good"))
        asked = conditions(source)
        answer = await self._get(source.url, asked)
        if isinstance(answer, Response) and answer.status == 304 and not asked:
            self._record(answer)
            answer = Failure(Reason.HTTP_STATUS, "the server answered 304 to a request without conditions", 304)
        if isinstance(answer, Failure):
            return _Polled(answer)
        known = self._memory.entries.get(source.source_id, {})
        if answer.status == 304:
            self._record(answer)
            listing = None
            wants = choose_entries((), known)
        else:
            listing = await self._read_listing(answer, known)
            if listing is None:
                return _Polled(self._expect_page(source, answer))
            self._record(answer)
            ordered = reversed(listing.entries) if listing.kind in FEEDS else listing.entries
            wants = choose_entries(ordered, self._retried(listing, known))
        for want in wants[:MOST_PAGES_AHEAD]:
            self._start(want)
        return _Polled(answer, listing, wants)

    def _retried(self, listing: Listing, known: dict[str, SourceEntry]) -> dict[str, SourceEntry]:
        """Return what is known of a source without what could not be had on other days than those that are wanted."""
        if not self._errand.span.is_bounded:
            return known
        listed = {entry_id_of(entry) for entry in listing.entries}
        return {key: one for key, one in known.items() if key in listed or one.status is not EntryStatus.FAILED}

    async def _read_listing(self, answer: Response, known: Mapping[str, SourceEntry]) -> Listing | None:
        """Return what an answer lists, with what that leads to; None where it is no listing."""

        def is_done(entry: Entry) -> bool:
            before = None if self._errand.is_kept else known.get(entry_id_of(entry))
            is_taken = before is not None and before.entry_key == entry.key and before.status is not EntryStatus.FAILED
            return is_taken or self._is_forgotten(entry)

        limit = self._settings.document_bytes
        return await ListingTree(self._get_listing, limit, self._errand.span, is_done).read(answer)

    def _expect_page(self, source: Source, answer: Response) -> Response | Failure:
        """Return the answer, unless its source was a listing before: then something is wrong there."""
        if source.kind in {None, "page"}:
            return answer
        self._record(answer)
        return Failure(Reason.UNSUPPORTED_TYPE, f"it was a listing ({source.kind}) and is none now", answer.status)

    async def _get_listing(self, url: str) -> Response | Failure:
        answer = await self._get(url)
        self._record(answer)
        return answer

    def _start(self, want: Want) -> None:
        """Begin to fetch an article's page, where that is needed and nobody has begun."""
        url = want.entry.url
        if url is None or want.entry.html is not None or (not want.is_changed and self._is_known(want)):
            return
        if want.entry_id not in self._asked:
            self._asked.add(want.entry_id)
            self._pages[want.entry_id] = asyncio.create_task(self._fetch_page(url))

    def _is_forgotten(self, entry: Entry) -> bool:
        return entry.url is not None and self._memory.forgotten.covers_address(entry.url, entry_id_of(entry))

    def _is_known(self, want: Want) -> bool:
        return want.entry_id in self._memory.articles

    async def _fetch_page(self, url: str) -> Kept[Response | Failure]:
        return self._spool.keep(await self._get(url))

    async def _get(self, url: str, headers: dict[str, str] | None = None) -> Response | Failure:
        """Ask for a URL, again where that may help, later each time."""
        answer = await self._fetcher.get(url, headers)
        for number in range(1, TRIES):
            if isinstance(answer, Response) or not answer.is_passing or answer.wait > PATIENCE:
                break
            # Not for security: that many who failed together do not come back together.
            pause = self._settings.host_delay * 2**number * random.uniform(0.5, 1.5)  # noqa: S311 - see above
            await asyncio.sleep(pause)
            answer = await self._fetcher.get(url, headers)
        return answer

    async def _give(self, source: Source, polled: _Polled) -> AsyncIterator[Find]:
        """Yield the documents of one source in order and, at the end, how the source stands then."""
        answer, now = polled.answer, self._now()
        if isinstance(answer, Failure):
            rejection = Rejection(source.url, None, Stage.FETCH, answer.reason, answer.detail)
            yield Find(rejection, self._closing(source, after_failure(source, answer, now), polled), is_last=True)
            return
        if polled.listing is None and answer.status != 304:
            item = self._page(source, None, answer)
            yield Find(item, self._closing(source, after_answer(source, answer, None, 1, now), polled), is_last=True)
            return
        for number, want in enumerate(polled.wants):
            for later in polled.wants[number + MOST_PAGES_AHEAD : number + MOST_PAGES_AHEAD + 1]:
                self._start(later)
            yield await self._give_entry(source, want)
        if polled.listing is None:
            state = after_no_change(source, answer, now)
        else:
            state = after_answer(source, answer, polled.listing, len(polled.wants), now)
        yield Find(None, self._closing(source, state, polled), is_last=True)

    async def _give_entry(self, source: Source, want: Want) -> Find:
        """Return what came of one entry: nothing new where another source has given the article, now or before."""
        entry, page = want.entry, self._pages.pop(want.entry_id, None)
        answer = self._spool.take(await page) if page else None
        if want.entry_id in self._missed and entry.html is None:
            return Find(None, Marks(entries=[want.mark(source.source_id, self._missed[want.entry_id])]))
        is_known = want.entry_id in self._given or (self._is_known(want) and not want.is_changed)
        taken = Marks(entries=[want.mark(source.source_id, EntryStatus.TAKEN)])
        if is_known or (answer is None and entry.html is None):
            self._record(answer)
            taken.sightings += [Sighting(want.entry_id, source.url, entry.url)] if entry.url else []
            return Find(None, taken)
        if entry.html is not None:
            self._given.add(want.entry_id)
            return Find(whole_document(source, entry, self._now().date()), taken)
        assert answer is not None
        if isinstance(answer, Failure):
            rejection = Rejection(source.url, entry.url, Stage.FETCH, answer.reason, answer.detail)
            status = EntryStatus.FAILED if answer.is_passing else EntryStatus.GIVEN_UP
            self._missed[want.entry_id] = status
            return Find(rejection, Marks(entries=[want.mark(source.source_id, status)]))
        self._given.add(want.entry_id)
        return Find(self._page(source, entry, answer), taken)

    def _page(self, source: Source, entry: Entry | None, answer: Response) -> RawDocument | Rejection:
        item = page_document(source, entry, answer, self._now().date())
        if isinstance(item, Rejection):
            self._record(answer)
        return item

    def _closing(self, source: Source, state: Source, polled: _Polled) -> Marks:
        """Return what to remember of a source once all its documents are stored."""
        learned, self._fetcher.learned = self._fetcher.learned, []
        marks = Marks(robots=learned)
        if self._errand.is_kept:
            listed = len(polled.listing.entries) if polled.listing else 0
            poll = poll_of(source, polled.answer, listed, len(polled.wants), self._now())
            marks.add(Marks(sources=[state], polls=[poll]))
        return marks
