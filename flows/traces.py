"""Traces: which responses in the raw store speak of what is to be forgotten, as a feed does that names an article."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from extractors.errors import RawDocumentGone
from extractors.identity import article_id, without_tracking
from flows.answers import unpack
from storage.forgotten import Forgetfulness, is_address_of
from storage.raw_store import read_response
from storage.responses import StoredResponse

# What stands before and behind an address in a listing or a page, also where quotation marks are escaped.
EDGE = rb"[\s\"'<>()\[\],;#?&\\]"
# What may be an address, of its own or relative to another; at most as long as any server takes it.
ADDRESS = re.compile(rb"(?:https?:|(?<=[\s\"'<>;]))//?[^\s\"'<>\\]{1,4000}", re.IGNORECASE)
# What may be of it, or stand behind it.
BEHIND = re.compile(rb"[()\[\],;].*")
# What HTML and JSON escape, and the zeros of UTF-16.
ESCAPED = ((b"\0", b""), (b"&amp;", b"&"), (b"&quot;", b'"'), (b"&lt;", b"<"), (b"&gt;", b">"), (b"\\/", b"/"))


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


def speaks_of_forgotten(forgotten: Forgetfulness) -> Callable[[str, bytes], bool]:
    """Return how to tell whether a response is of what was removed for good, or names it: of articles ids are left."""
    sites = [speaks_of_site(site) for site in sorted(forgotten.sites)]

    def speaks(url: str, body: bytes) -> bool:
        if forgotten.covers_address(url, article_id(url, "")) or any(names_site(url, body) for names_site in sites):
            return True
        named = set(ADDRESS.findall(body)) if forgotten.articles else set()
        named |= {BEHIND.sub(b"", one) for one in named}
        return any(article_id(_resolve(url, one), "") in forgotten.articles for one in named)

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
    for escaped, plain in ESCAPED:
        content = content.replace(escaped, plain)
    return head + content


def _resolve(url: str, named: bytes) -> str:
    try:
        return urljoin(url, named.decode("utf-8", "replace"))
    except ValueError:
        return url


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
