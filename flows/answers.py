"""Answers: what comes of asking for an address, and what an answer that says no means."""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from extractors.records import Capture, Exchange, Reason
from flows.content_codings import inflate_members

# Of the answers that say no: who asks is not let in, and is not to try other ways.
BLOCKED = frozenset({401, 402, 403, 451})
# What may be better the next time.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


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


def capture_of(answer: Response, at: datetime) -> Capture:
    """Return an answer that is to become no document as what the raw store keeps of it."""
    return Capture(answer.exchange, answer.body, at)


def unpack(body: bytes, limit: int) -> bytes | None:
    """Return a body that is a gzip file (a sitemap.xml.gz) decompressed, any other as it is; None beyond `limit`."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        content = inflate_members(body, limit + 1)
    except zlib.error:
        return body
    return content if len(content) <= limit else None


def refusal_of(response: httpx.Response, now: datetime) -> Failure:
    """Return what a response that says no means."""
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


def exchange_of(url: str, request: httpx.Request, response: httpx.Response) -> Exchange:
    """Return what was asked at `url` and answered, as it went over the wire."""
    protocol = response.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace")
    return Exchange(
        url=url,
        request=f"{request.method} {request.url.raw_path.decode('ascii')} {protocol}",
        request_headers=_texts(request.headers),
        status=f"{protocol} {response.status_code} {response.reason_phrase}".rstrip(),
        response_headers=_texts(response.headers),
    )


def _texts(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
