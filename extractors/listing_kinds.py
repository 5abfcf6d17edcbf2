"""What lists other documents, told from a page by its bytes, and read: feeds, sitemaps, outlines, address lists."""

import re
from collections.abc import Callable

from extractors.feeds import read_feed, read_json_feed
from extractors.listings import DECLARED, Listing, as_plain_xml
from extractors.sitemaps import read_addresses, read_opml, read_sitemap

FIRST_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(rss|rdf|feed|urlset|sitemapindex|opml)[\s>]", re.IGNORECASE)
READERS: dict[str, Callable[[bytes, str], Listing | None]] = {
    "rss": read_feed,
    "rdf": read_feed,
    "feed": read_feed,
    "urlset": read_sitemap,
    "sitemapindex": read_sitemap,
    "opml": read_opml,
    "{": read_json_feed,
    "http": read_addresses,
}


def read_listing(body: bytes, url: str) -> Listing | None:
    """Return what the bytes at `url` list, None where they are a page or anything else.

    What a server calls them says little: feeds come as HTML, pages as XML. Entities are never expanded and nothing is
    fetched. Time and memory are linear in the size of `body`, which the caller bounds.
    """
    reader = READERS.get(_opening(body) or "")
    return reader(body, url) if reader else None


def _opening(body: bytes) -> str | None:
    """Return what tells the kind of a listing: its first element's name, or how its text begins."""
    head = DECLARED.sub(b"", as_plain_xml(body[:65_536]).lstrip()).lstrip()
    if head.startswith(b"{"):
        return "{"
    if head[:8].lower().startswith((b"http://", b"https://", b"#")):
        return "http"
    element = FIRST_ELEMENT.match(head)
    return element[1].decode("ascii").lower() if element else None
