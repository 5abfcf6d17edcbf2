"""Finds for a pipeline that does not wait for events: the event loop runs in a thread of its own and fetches ahead."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import wait
from contextlib import contextmanager
from datetime import datetime

from flows.fetch import open_fetcher
from flows.gathering import Errand, Find, Gatherer, Memory
from flows.settings import Settings
from storage.sources import Source

# Seconds of waiting after which whoever waits may do something else.
MOMENT = 0.2


def gather(
    sources: Sequence[Source],
    memory: Memory,
    settings: Settings,
    now: Callable[[], datetime],
    errand: Errand,
) -> Iterator[Find | None]:
    """Yield what `sources` give, in a fixed order, and None whenever nothing has come for a moment.

    Fetching goes on while the caller does other things, and ends when the caller lets go of the iterator.
    """

    async def finds() -> AsyncGenerator[Find]:
        async with open_fetcher(settings, memory.robots, now) as fetcher:
            gatherer = Gatherer(fetcher, memory, settings, now, errand)
            async for find in gatherer.gather(sources):
                yield find

    with _event_loop() as loop:
        stream = finds()
        try:
            while True:
                coming = asyncio.run_coroutine_threadsafe(_next(stream), loop)
                while not wait([coming], MOMENT).done:
                    yield None
                try:
                    yield coming.result()
                except StopAsyncIteration:
                    return
        finally:
            asyncio.run_coroutine_threadsafe(_end(stream), loop).result()


async def _next(stream: AsyncGenerator[Find]) -> Find:
    return await anext(stream)


async def _end(stream: AsyncGenerator[Find]) -> None:
    """Stop whatever goes on; an interrupt may have come while the next find was waited for."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await stream.aclose()


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Have an event loop that runs in another thread for the time of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="newsloom-fetch", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
