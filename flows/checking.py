"""What an address is, asked now: the answer of `newsloom sources check`; nothing is stored."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from extractors.listing_kinds import read_listing
from extractors.rhythm import next_interval
from flows.answers import Failure, Response, unpack
from flows.fetch import open_fetcher
from flows.settings import Settings


def check_addresses(urls: Sequence[str], settings: Settings) -> Iterator[str]:
    """Yield for each of `urls` one line: what it is, how much it names, how often it would be asked; or why not."""
    answers = asyncio.run(_ask(urls, settings))
    for url, answer in zip(urls, answers, strict=True):
        yield f"{url}: {_describe(answer, settings)}"


async def _ask(urls: Sequence[str], settings: Settings) -> list[Response | Failure]:
    async with open_fetcher(settings, {}, lambda: datetime.now(UTC)) as fetcher:
        return await asyncio.gather(*(fetcher.get(url) for url in urls))


def _describe(answer: Response | Failure, settings: Settings) -> str:
    if isinstance(answer, Failure):
        return f"{answer.reason}: {answer.detail}"
    body = unpack(answer.body, settings.document_bytes)
    listing = read_listing(body, answer.final_url) if body else None
    moved = f", moved to {answer.moved_to}" if answer.moved_to else ""
    if listing is None:
        return f"page, {len(answer.body):,} bytes{moved}"
    whole = sum(entry.html is not None for entry in listing.entries)
    minutes = next_interval([entry.at for entry in listing.entries], listing.interval, datetime.now(UTC)) / 60
    named = f"{len(listing.entries)} articles ({whole} whole), {len(listing.children)} other listings"
    return f"{listing.kind} “{listing.title or ''}”, {named}, to be asked every {minutes:.0f} minutes{moved}"
