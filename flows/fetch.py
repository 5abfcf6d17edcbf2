"""One page over HTTP: bounded in size, time and redirects, and never from a private address."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from urllib.parse import urlsplit

import httpcore
import httpx

from extractors.identity import document_id
from extractors.records import RawDocument, Reason, Rejection, Stage
from flows.exchanges import record_exchange
from flows.settings import Settings

FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "text"}
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class PrivateAddressError(httpcore.ConnectError):
    """The host's name, or the number in the URL, leads to an address that is not public."""


class DeadlineError(httpcore.ReadTimeout):
    """The whole fetch took longer than it may."""


@dataclass
class _Deadline:
    """A point in time that every read and write of one fetch must meet."""

    at: float

    def left(self, timeout: float | None) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise DeadlineError("the page took too long")
        return left if timeout is None else min(left, timeout)


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline, so that dripping bytes gains no time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.SyncBackend):
    """Resolves a host once, refuses what is not public, and connects to the very address it checked."""

    def __init__(self, deadline: _Deadline, *, allow_private: bool) -> None:
        self._deadline, self._allow_private = deadline, allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host name {host} leads nowhere") from error
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        if not self._allow_private:
            refuse_private(addresses)
        stream = super().connect_tcp(addresses[0], port, self._deadline.left(timeout), local_address, socket_options)
        return _BoundedStream(stream, self._deadline)


def refuse_private(addresses: Iterable[str]) -> None:
    """Raise PrivateAddressError when any of `addresses` is not public (RFC 6890, and IPv4 inside IPv6)."""
    for address in addresses:
        number = ipaddress.ip_address(address.split("%", 1)[0])
        inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
        if not number.is_global or number.is_multicast or (inner is not None and not inner.is_global):
            raise PrivateAddressError(f"{address} is not a public address")


def fetch_page(url: str, settings: Settings, today: date) -> RawDocument | Rejection:
    """Fetch one page.

    Returns the document with its body decompressed, or a Rejection that says why there is none; raises nothing.
    """
    deadline = _Deadline(time.monotonic() + settings.fetch_timeout)
    transport = httpx.HTTPTransport()
    backend = _GuardedBackend(deadline, allow_private=settings.allow_private_addresses)
    # httpx takes no backend of ours, so the pool is replaced: it is the one place every connection passes,
    # those of redirects included.
    transport._pool = httpcore.ConnectionPool(  # noqa: SLF001 - see above
        ssl_context=httpx.create_ssl_context(),
        network_backend=backend,
    )
    client = httpx.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=True,
        max_redirects=settings.fetch_redirects,
        timeout=settings.fetch_timeout,
        headers={
            "User-Agent": _user_agent(settings),
            "Accept": "text/html,text/plain;q=0.8",
            "Accept-Encoding": "gzip",
        },
    )
    try:
        with client, client.stream("GET", url) as response:
            return _read_response(url, response, settings, deadline, today)
    except httpx.TooManyRedirects:
        return _reject(url, Reason.TOO_MANY_REDIRECTS, f"more than {settings.fetch_redirects} redirects")
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, ValueError) as error:
        return _reject_failure(url, error, settings)


def _read_response(
    url: str,
    response: httpx.Response,
    settings: Settings,
    deadline: _Deadline,
    today: date,
) -> RawDocument | Rejection:
    if not response.is_success:
        return _reject(url, Reason.HTTP_STATUS, f"the server answered {response.status_code} {response.reason_phrase}")
    media_type = response.headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if media_type not in FORMATS:
        return _reject(url, Reason.UNSUPPORTED_TYPE, f"the server sent {media_type}, not a page")
    content = bytearray()
    for chunk in response.iter_bytes():
        deadline.left(None)
        content += chunk
        if len(content) > settings.document_bytes:
            return _reject(url, Reason.TOO_LARGE, f"more than {settings.document_bytes} bytes")
    body = bytes(content)
    return RawDocument(
        source=url,
        record=None,
        document_id=document_id(body, url),
        content=body,
        format=FORMATS[media_type],
        retrieved_on=today,
        url=url,
        charset=response.charset_encoding,
        exchange=record_exchange(response),
    )


def _reject_failure(url: str, error: Exception, settings: Settings) -> Rejection:
    causes = [error, error.__cause__, error.__context__]
    if any(isinstance(cause, PrivateAddressError) for cause in causes):
        return _reject(url, Reason.PRIVATE_ADDRESS, f"{urlsplit(url).hostname} leads to an address that is not public")
    if any(isinstance(cause, DeadlineError | httpx.TimeoutException | httpcore.TimeoutException) for cause in causes):
        return _reject(url, Reason.TIMED_OUT, f"no whole answer within {settings.fetch_timeout:g} s")
    return _reject(url, Reason.FETCH_FAILED, str(error) or type(error).__name__)


def _reject(url: str, reason: Reason, detail: str) -> Rejection:
    return Rejection(url, None, Stage.FETCH, reason, detail)


def _user_agent(settings: Settings) -> str:
    contact = f" (+{settings.contact})" if settings.contact else ""
    return f"newsloom/{version('newsloom')}{contact}"
