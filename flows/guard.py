"""Connections to public addresses alone: checked where they are made, so that no name, number or redirect evades it."""

import ipaddress
import socket
from collections.abc import Iterable

import httpcore
import httpx

from flows.threads import in_thread

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class PrivateAddressError(httpcore.ConnectError):
    """The host's name, or the number in the URL, leads to an address that is not public."""


def refuse_private(addresses: Iterable[str]) -> None:
    """Raise PrivateAddressError when any of `addresses` is not public (RFC 6890, and IPv4 inside IPv6)."""
    for address in addresses:
        number = ipaddress.ip_address(address.split("%", 1)[0])
        inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
        if not number.is_global or number.is_multicast or (inner is not None and not inner.is_global):
            raise PrivateAddressError(f"{address} is not a public address")


def open_transport(connections: int, *, allow_private: bool) -> httpx.AsyncHTTPTransport:
    """Return what sends requests over at most `connections` at a time, each for one request only.

    A connection that is kept open for a host's next request would be a second one where that host has two ports.
    """
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    # httpx takes no backend of ours, so the pool is replaced: it is the one place every connection passes.
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001 - see above
        ssl_context=httpx.create_ssl_context(),
        max_connections=connections,
        max_keepalive_connections=0,
        network_backend=_GuardedBackend(allow_private=allow_private),
    )
    return transport


class _GuardedBackend(httpcore.AnyIOBackend):
    """Resolves a host once, refuses what is not public, and connects to the very addresses it checked."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = [host] if _is_number(host) else await _look_up(host, port)
        if not self._allow_private:
            refuse_private(addresses)
        for address in addresses[:-1]:
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                """The host has another one."""
        return await super().connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name, also of a number as only the system reads it (127.1)."""
    try:
        answers = await in_thread(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the host name {host} leads nowhere") from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))
