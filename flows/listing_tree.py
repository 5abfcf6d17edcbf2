"""A listing with all that it leads to (a sitemap index, an outline): read level by level, bounded in number."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from extractors.listing_kinds import read_listing
from extractors.listings import Child, Entry, Listing
from flows.answers import Failure, Response, unpack
from flows.span import Span
from flows.threads import in_thread

# Listings that one source leads to, how deep they may lie, and how many articles they may name in all.
MOST_LISTINGS = 500
DEEPEST = 3
MOST_ENTRIES = 100_000
# So many are read at once: more would fill memory where each names as much as it may.
AT_ONCE = 16


class ListingTree:
    """Reads listings with `get`, each of at most `limit` bytes, as far as they can name anything of `span`.

    Of a source that is not kept, articles that were taken before (`is_known`) do not count: a backfill that was cut
    off goes on behind them.
    """

    def __init__(
        self,
        get: Callable[[str], Awaitable[Response | Failure]],
        limit: int,
        span: Span,
        is_known: Callable[[Entry], bool],
    ) -> None:
        self._get, self._limit, self._span, self._is_known = get, limit, span, is_known

    async def read(self, answer: Response) -> Listing | None:
        """Return what an answer lists, with the entries of the listings it leads to; None where it is no listing."""
        listing = await self._read_one(answer)
        if listing is None:
            return None
        entries = self._choose(listing)
        seen = {answer.final_url}
        waiting = [(child.url, 1) for child in self._choose_children(listing)]
        while waiting and len(seen) < MOST_LISTINGS and len(entries) < MOST_ENTRIES:
            many = min(AT_ONCE, MOST_LISTINGS - len(seen))
            # Each once, though two indexes name it.
            here = {child: depth for child, depth in waiting[:many] if child not in seen}
            waiting = waiting[many:]
            seen.update(here)
            read = await asyncio.gather(*(self._read_child(child) for child in here))
            for inner, depth in zip(read, here.values(), strict=True):
                if inner is not None:
                    entries += self._choose(inner)
                    waiting += [(child.url, depth + 1) for child in self._choose_children(inner) if depth < DEEPEST]
        if len(seen) >= MOST_LISTINGS:
            self._span.unread += len({child for child, _ in waiting} - seen)
        return replace(listing, entries=tuple(entries[:MOST_ENTRIES]))

    def _choose(self, listing: Listing) -> list[Entry]:
        return [entry for entry in listing.entries if self._span.takes_moment(entry.at) and not self._is_known(entry)]

    def _choose_children(self, listing: Listing) -> list[Child]:
        return [child for child in listing.children if self._span.may_be_in(child.changed_at)]

    async def _read_child(self, url: str) -> Listing | None:
        answer = await self._get(url)
        return None if isinstance(answer, Failure) else await self._read_one(answer)

    async def _read_one(self, answer: Response) -> Listing | None:
        """Return what an answer itself lists; the other hosts need not wait for it."""
        body = unpack(answer.body, self._limit)
        try:
            return await in_thread(read_listing, body, answer.final_url) if body else None
        except Exception:  # noqa: BLE001  what breaks a parser costs its source, never a run
            return None
