"""Lanes: one request at a time to a host, and a delay after each, however many hosts are asked at once."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class LaneClosed(Exception):
    """The host asks to be left alone for longer than a run waits; `seconds` says how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the host asks for {seconds:.0f} s before the next request")
        self.seconds = seconds


@dataclass
class Lane:
    """Where one host stands: whose turn it is, and from when on (the event loop's clock) it may be asked again."""

    delay: float
    free_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def answered(self) -> None:
        """Let the delay run from now on: the host has begun to answer, so it has had the request."""
        self.free_at = max(self.free_at, asyncio.get_running_loop().time() + self.delay)


class Lanes:
    """The hosts of a run. `delay` seconds lie between two requests; `patience` is the longest wait for one.

    At most `hosts` are asked at once.
    """

    def __init__(self, delay: float, patience: float, hosts: int) -> None:
        self._patience = patience
        self._lanes: dict[str, Lane] = defaultdict(lambda: Lane(delay))
        self._busy = asyncio.Semaphore(hosts)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[Lane]:
        """Wait for this host's turn and hold it for the time of the block.

        The delay runs from the moment the block says that the host has answered, else from its end.

        Raises:
            LaneClosed: the wait would be longer than the patience.
        """
        lane = self._lanes[host]
        async with lane.turn:
            clock = asyncio.get_running_loop().time
            wait = lane.free_at - clock()
            if wait > self._patience:
                raise LaneClosed(wait)
            await asyncio.sleep(wait)
            async with self._busy:
                before = lane.free_at
                try:
                    yield lane
                finally:
                    if lane.free_at == before:
                        lane.answered()

    def slow_down(self, host: str, delay: float) -> None:
        """Let at least `delay` seconds pass between two requests to `host` from now on, as its robots.txt asks."""
        lane = self._lanes[host]
        lane.delay = max(lane.delay, delay)
        lane.answered()

    def hold(self, host: str, seconds: float) -> None:
        """Ask `host` for nothing for `seconds`, as its Retry-After asks."""
        lane = self._lanes[host]
        lane.free_at = max(lane.free_at, asyncio.get_running_loop().time() + seconds)
