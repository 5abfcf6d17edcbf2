"""Fetching over HTTP as a good guest: bounded in size, time and redirects, by the rules of robots.txt, host by host."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from extractors.records import Capture, Reason
from flows.answers import Failure, Response, capture_of, exchange_of, refusal_of
from flows.content_codings import decode_body
from flows.guard import PrivateAddressError, open_transport
from flows.lanes import Lane, LaneClosed, Lanes
from flows.robots import MOST_BYTES, Rules, is_fresh
from flows.settings import Settings
from flows.spool import Spool
from storage.robots import RobotsFile

# Seconds a run waits at most for a host that asks to be left alone (Retry-After, Crawl-delay).
PATIENCE = 60.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
# Of an answer that nobody reads (an error, a redirect) so much is kept, and waited for: bytes, seconds.
MOST_OF_REFUSAL = 64 * 1024
LONGEST_REFUSAL = 5.0
BROKEN = (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, ValueError, OSError, TimeoutError)
TIMEOUTS = (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException)
ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"


class Fetcher:
    """One client for many hosts, within one event loop. `robots` are the answers known from before.

    What it learned is in `learned`: new answers, to be kept. The `spool` gets every response that `get` does not
    return.
    """

    def __init__(
        self,
        settings: Settings,
        robots: Mapping[str, RobotsFile],
        now: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport,
        spool: Spool,
    ) -> None:
        self._settings, self._now, self._transport, self.spool = settings, now, transport, spool
        self._agent = _user_agent(settings)
        self._lanes = Lanes(settings.host_delay, PATIENCE, settings.fetch_hosts)
        self._known = robots
        self._rules: dict[str, asyncio.Task[Rules | Failure]] = {}
        self.learned: list[RobotsFile] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response | Failure:
        """Ask for `url`, and follow where it leads; `headers` go along with the first request.

        Returns a Failure for whatever goes wrong; raises nothing.
        """
        return await self._follow(url, headers or {}, self._settings.document_bytes, is_ruled=True)

    async def _follow(self, url: str, headers: Mapping[str, str], limit: int, *, is_ruled: bool) -> Response | Failure:
        here, moved_to, is_permanent = url, None, True
        left = self._settings.fetch_timeout
        clock = asyncio.get_running_loop().time
        try:
            for _ in range(self._settings.fetch_redirects + 1):
                if is_ruled and (refusal := await self._ask_robots(here)):
                    return refusal
                async with self._lanes.turn(_host(here)) as lane:
                    began = clock()
                    answer = await self._send(here, headers, limit, left, lane)
                    left -= clock() - began
                if isinstance(answer, Failure):
                    return self._heed(here, answer)
                if answer.status not in REDIRECTS:
                    return replace(answer, url=url, moved_to=moved_to)
                here = urljoin(here, answer.headers["location"])
                is_permanent = is_permanent and answer.status in PERMANENT
                moved_to = here if is_permanent else moved_to
                # Where it leads to, what the first address said of itself holds no more.
                headers = {}
        except LaneClosed as closed:
            return Failure(Reason.FETCH_FAILED, str(closed), is_passing=True, wait=closed.seconds)
        except BROKEN as error:
            return self._explain(here, error)
        return Failure(Reason.TOO_MANY_REDIRECTS, f"more than {self._settings.fetch_redirects} redirects")

    async def _send(
        self, url: str, headers: Mapping[str, str], limit: int, seconds: float, lane: Lane
    ) -> Response | Failure:
        """Send one request and read its answer, which may be a redirect."""
        request = httpx.Request(
            "GET",
            url,
            headers={
                "User-Agent": self._agent,
                "Accept": ACCEPT,
                "Accept-Encoding": "gzip",
                "Connection": "close",
                **headers,
            },
        )
        if request.url.scheme not in {"http", "https"}:
            return Failure(Reason.FETCH_FAILED, f"the server leads to {request.url.scheme}, not to the web")
        async with asyncio.timeout(max(seconds, 0.0)), self._answer(request) as response:
            lane.answered()
            return await self._receive(url, request, response, limit, seconds)

    async def _receive(
        self, url: str, request: httpx.Request, response: httpx.Response, limit: int, seconds: float
    ) -> Response | Failure:
        """Read an answer, one that says no or leads elsewhere only as far as it is kept."""
        status = response.status_code
        is_redirect = status in REDIRECTS and "location" in response.headers
        is_refusal = not (is_redirect or response.is_success or status == httpx.codes.NOT_MODIFIED)
        is_wanted = not (is_redirect or is_refusal)
        most = limit if is_wanted else MOST_OF_REFUSAL
        raw, truncated = bytearray(), "unspecified"
        try:
            async with asyncio.timeout(None if is_wanted else min(LONGEST_REFUSAL, seconds / 2)):
                truncated = await _read(response, raw, most)
        except BROKEN:
            if is_wanted:
                raise
        finally:
            body, truncated = _decode(bytes(raw), response.headers.get("content-encoding"), most, truncated)
            exchange = exchange_of(url, request, response)
            if truncated or not is_wanted:
                self.spool.record(Capture(exchange, body[:MOST_OF_REFUSAL], self._now(), truncated or None))
        if is_refusal:
            return refusal_of(response, self._now())
        if truncated and is_wanted:
            return _cut_short(truncated, limit, status)
        return Response(url, url, None, status, response.headers, body, response.charset_encoding, exchange)

    @asynccontextmanager
    async def _answer(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        # The transport itself, not httpx.AsyncClient: that one keeps the cookies of every host.
        response = await self._transport.handle_async_request(request)
        response.request = request
        try:
            yield response
        finally:
            await response.aclose()

    async def _ask_robots(self, url: str) -> Failure | None:
        """Return why the host does not want `url` asked for, None where it does."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read_robots(origin))
        rules = await asyncio.shield(self._rules[origin])
        if isinstance(rules, Failure):
            return rules
        if rules.allow(url):
            return None
        if not rules.is_reachable:
            return Failure(Reason.FETCH_FAILED, "the host's robots.txt could not be had", is_passing=True)
        return Failure(Reason.DISALLOWED, "the host's robots.txt does not allow it")

    async def _read_robots(self, origin: str) -> Rules | Failure:
        """Return the rules of a host; a Failure where it cannot be reached at all."""
        file = self._known.get(origin)
        if file is None or not is_fresh(file, self._now()):
            answer = await self._follow(f"{origin}/robots.txt", {}, MOST_BYTES, is_ruled=False)
            is_odd = isinstance(answer, Failure) and answer.reason in {Reason.TOO_LARGE, Reason.TOO_MANY_REDIRECTS}
            if isinstance(answer, Failure) and answer.status is None and not is_odd:
                return answer
            # A host that says there is none (4xx), or leads nowhere, allows all; one that fails (5xx) allows nothing.
            is_reachable = not (isinstance(answer, Failure) and answer.is_passing)
            if isinstance(answer, Response):
                self.spool.record(capture_of(answer, self._now()))
            body = "" if isinstance(answer, Failure) else answer.body.decode("utf-8", "replace").replace("\0", "")
            file = RobotsFile(origin, is_reachable, body, self._now())
            self.learned.append(file)
        rules = Rules(file)
        if rules.delay:
            self._lanes.slow_down(_host(origin), rules.delay)
        return rules

    def _heed(self, url: str, failure: Failure) -> Failure:
        if failure.wait:
            self._lanes.hold(_host(url), failure.wait)
        return failure

    def _explain(self, url: str, error: Exception) -> Failure:
        causes = [error, error.__cause__, error.__context__]
        if any(isinstance(cause, PrivateAddressError) for cause in causes):
            return Failure(Reason.PRIVATE_ADDRESS, f"{_host(url)} leads to an address that is not public")
        if any(isinstance(cause, TIMEOUTS) for cause in causes):
            detail = f"no whole answer within {self._settings.fetch_timeout:g} s"
            return Failure(Reason.TIMED_OUT, detail, is_passing=True)
        is_passing = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError)
        return Failure(Reason.FETCH_FAILED, str(error) or type(error).__name__, is_passing=is_passing)


@asynccontextmanager
async def open_fetcher(
    settings: Settings,
    robots: Mapping[str, RobotsFile],
    now: Callable[[], datetime],
) -> AsyncIterator[Fetcher]:
    """Return a fetcher for the time of the block."""
    transport = open_transport(settings.fetch_hosts, allow_private=settings.allow_private_addresses)
    async with transport:
        with closing(Spool(settings.batch_bytes)) as spool:
            yield Fetcher(settings, robots, now, transport, spool)


async def _read(response: httpx.Response, raw: bytearray, most: int) -> str:
    """Read an answer as it comes over the wire; return why not to its end, as WARC says it, else nothing."""
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > most:
            return "length"
    return ""


def _decode(raw: bytes, codings: str | None, most: int, truncated: str) -> tuple[bytes, str]:
    """Return a body decompressed up to `most` bytes, as it is where it cannot be; and why it is not whole."""
    try:
        body = decode_body(raw, codings, most)
    except ValueError:
        return raw, truncated or "unspecified"
    return body[:most], truncated or ("length" if len(body) > most else "")


def _cut_short(truncated: str, limit: int, status: int) -> Failure:
    if truncated == "length":
        return Failure(Reason.TOO_LARGE, f"more than {limit} bytes", status)
    return Failure(Reason.FETCH_FAILED, "its body is not what its content encoding says", status)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")


def _user_agent(settings: Settings) -> str:
    contact = f" (+{settings.contact})" if settings.contact else ""
    return f"newsloom/{version('newsloom')}{contact}"
