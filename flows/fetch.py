"""Fetching over HTTP as a good guest: bounded in size, time and redirects, by the rules of robots.txt, host by host."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from extractors.records import Exchange, Reason
from flows.guard import PrivateAddressError, open_transport
from flows.lanes import Lane, LaneClosed, Lanes
from flows.robots import MOST_BYTES, Rules, is_fresh
from flows.settings import Settings
from storage.robots import RobotsFile

# Seconds a run waits at most for a host that asks to be left alone (Retry-After, Crawl-delay).
PATIENCE = 60.0
# Of the answers that say no: who asks is not let in, and is not to try other ways.
BLOCKED = frozenset({401, 402, 403, 451})
# What may be better the next time.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
TIMEOUTS = (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException)
ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that says yes (2xx) or 'as before' (304); `body` is decompressed.

    `final_url` is where redirects led, `moved_to` where those at the beginning did that were permanent.
    """

    url: str
    final_url: str
    moved_to: str | None
    status: int
    headers: httpx.Headers  # names in any case
    body: bytes
    charset: str | None
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no such answer; `status` where the server gave one.

    `is_passing` tells that it may be another time, `wait` in how many seconds at the earliest, where the host says so.
    """

    reason: Reason
    detail: str
    status: int | None = None
    is_passing: bool = False
    wait: float = 0.0


class Fetcher:
    """One client for many hosts, within one event loop. `robots` are the answers known from before.

    What it learned is in `learned`: new answers, to be kept.
    """

    def __init__(
        self,
        settings: Settings,
        robots: Mapping[str, RobotsFile],
        now: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport,
    ) -> None:
        self._settings, self._now, self._transport = settings, now, transport
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
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, ValueError, OSError, TimeoutError) as error:
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
            status = response.status_code
            is_redirect = status in REDIRECTS and "location" in response.headers
            if not is_redirect and not response.is_success and status != httpx.codes.NOT_MODIFIED:
                return _refusal(response, self._now())
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if is_redirect:
                    break  # nobody reads it
                if len(body) > limit:
                    return Failure(Reason.TOO_LARGE, f"more than {limit} bytes", status)
            charset, exchange = response.charset_encoding, _exchange(request, response)
            return Response(url, url, None, status, response.headers, bytes(body), charset, exchange)

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
    settings: Settings, robots: Mapping[str, RobotsFile], now: Callable[[], datetime]
) -> AsyncIterator[Fetcher]:
    """Return a fetcher for the time of the block."""
    transport = open_transport(settings.fetch_hosts, allow_private=settings.allow_private_addresses)
    async with transport:
        yield Fetcher(settings, robots, now, transport)


def unpack(body: bytes, limit: int) -> bytes | None:
    """Return a body that is a gzip file (a sitemap.xml.gz) decompressed, any other as it is; None beyond `limit`."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error:
        return body
    return content if len(content) <= limit else None


def _refusal(response: httpx.Response, now: datetime) -> Failure:
    status = response.status_code
    detail = f"the server answered {status} {response.reason_phrase}".rstrip()
    if status in BLOCKED:
        return Failure(Reason.BLOCKED, detail, status)
    wait = _retry_after(response.headers.get("retry-after", ""), now)
    return Failure(Reason.HTTP_STATUS, detail, status, is_passing=status in PASSING, wait=wait)


def _retry_after(text: str, now: datetime) -> float:
    """Return the seconds a Retry-After header asks for (RFC 9110, section 10.2.3), 0 where it says nothing."""
    if text.strip().isdecimal() and len(text) < 9:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
        return max((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _exchange(request: httpx.Request, response: httpx.Response) -> Exchange:
    """Return what was asked and answered, as it went over the wire."""
    protocol = response.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace")
    return Exchange(
        request=f"{request.method} {request.url.raw_path.decode('ascii')} {protocol}",
        request_headers=_texts(request.headers),
        status=f"{protocol} {response.status_code} {response.reason_phrase}".rstrip(),
        response_headers=_texts(response.headers),
    )


def _texts(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")


def _user_agent(settings: Settings) -> str:
    contact = f" (+{settings.contact})" if settings.contact else ""
    return f"newsloom/{version('newsloom')}{contact}"
