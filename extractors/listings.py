"""Listings: the records that feeds, sitemaps, outlines and lists of addresses are read into, and what they share."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from extractors.identity import stable_id
from extractors.records import Given

# A listing's entries beyond these are not read: no feed holds as many, and a sitemap may hold no more.
MOST_ENTRIES = 50_000
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a listing names.

    `html` is its whole text where the listing carries it, else None: the page at `url` has it. `key` is another when
    what the listing says of the article is. `at` is when the listing says it was published, or last changed.
    """

    url: str | None
    key: str
    html: str | None
    given: Given
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Child:
    """Another listing that a listing names; `changed_at` is when it last changed, where that is said."""

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a response lists: articles, and other listings (`children`).

    `kind` is 'rss', 'atom', 'rdf', 'json', 'sitemap', 'opml' or 'list'; `interval` the seconds the publisher asks to
    wait between two readings, None where it says nothing.
    """

    kind: str
    title: str | None = None
    entries: tuple[Entry, ...] = ()
    children: tuple[Child, ...] = ()
    interval: float | None = None


def entry_key(*parts: object) -> str:
    """Return an id of what a listing says of an article."""
    return stable_id("entry", *(None if part is None else str(part) for part in parts))


def resolve(base: str, address: object) -> str | None:
    """Return an address in a listing at `base` as an absolute http(s) URL, None where it is none."""
    if not isinstance(address, str) or not address.strip() or len(address) > LONGEST_URL:
        return None
    try:
        url = urljoin(base, address.strip())
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    if not is_web or re.search(r"[\s\x00-\x1f\x7f]", url):
        return None
    return url.split("#", 1)[0].encode("utf-8", "replace").decode()


# What may stand before a document's first element: declaration, comments, instructions, a document type.
PROLOGUE = re.compile(
    rb"(?:\s++|<\?[^>]*+>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)*+", re.IGNORECASE
)
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DECLARED = re.compile(rb"^\s*<\?xml[^>]*\?>")


def as_plain_xml(body: bytes) -> bytes:
    """Return XML without its prologue's document type, and so without entities, and in UTF-8 where it was UTF-16."""
    for mark, encoding in MARKS:
        if body.startswith(mark):
            body = DECLARED.sub(b"", body.decode(encoding, "replace").encode("utf-8", "replace"))
    before = PROLOGUE.match(body)
    assert before  # it may match nothing
    prologue, rest = body[: before.end()], body[before.end() :]
    declared = DECLARED.match(prologue)
    return (declared[0] if declared else b"") + rest
