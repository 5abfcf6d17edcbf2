"""Traces: which responses in the raw store speak of what is to be forgotten, as a feed does that names an article."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from extractors.errors import RawDocumentGone
from extractors.identity import without_tracking
from flows.answers import unpack
from storage.forgotten import is_address_of
from storage.raw_store import read_response
from storage.responses import StoredResponse

# What stands before and behind an address in a listing or a page, also where quotation marks are escaped.
EDGE = rb"[\s\"'<>()\[\],;#?&\\]"


def speaks_of_site(host: str) -> Callable[[str, bytes], bool]:
    """Return how to tell whether the response of an address has to do with a site."""
    named = re.compile(rb"(?<![\w-])" + re.escape(host.encode()) + rb"(?![\w-])", re.IGNORECASE)
    return lambda url, body: is_address_of(url, host) or named.search(body) is not None


def speaks_of_addresses(addresses: Iterable[str]) -> Callable[[str, bytes], bool]:
    """Return how to tell whether a response is of any of `addresses`, or names one, be it relative to its own."""
    either = [form for address in addresses for form in (address, without_tracking(address))]
    places = {place for address in either if (place := _place(address))}

    def speaks(url: str, body: bytes) -> bool:
        here = _place(url)
        relative = {path for host, path in places if here and host == here[0] and path != "/"}
        return here in places or _names_any(body, {host + path for host, path in places} | relative)

    return speaks


def find_traces(
    responses: Iterable[StoredResponse], folder: Path, speaks: Callable[[str, bytes], bool], limit: int
) -> list[StoredResponse]:
    """Return the responses that speak of what is to be forgotten, and those of which nobody can tell any more.

    Nobody can of one that decompresses to more than `limit` bytes.
    """
    found = []
    for response in responses:
        try:
            text = as_plain(*read_response(folder, response), limit)
        except RawDocumentGone:
            text = None
        if text is None or speaks(response.url, text):
            found.append(response)
    return found


def as_plain(head: bytes, body: bytes, limit: int) -> bytes | None:
    """Return a response with the addresses in it as they are asked for; None where its body is beyond `limit`."""
    content = unpack(body, limit)  # a sitemap.xml.gz is kept as it came
    if content is None:
        return None
    # Without the zeros of UTF-16, without what HTML and JSON escape.
    return head + content.replace(b"\0", b"").replace(b"&amp;", b"&").replace(b"\\/", b"/")


def _place(address: str) -> tuple[str, str] | None:
    """Return the host, and the path with its query, of an address; None where it cannot be one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.netloc.lower(), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _names_any(body: bytes, named: Iterable[str]) -> bool:
    either = b"|".join(re.escape(one.encode("utf-8", "replace")) for one in named)
    edged = rb"(?:^|/|" + EDGE + rb")(?:" + either + rb")(?:$|" + EDGE + rb")"
    return bool(either) and re.search(edged, body, re.IGNORECASE) is not None
