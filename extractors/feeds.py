"""Feeds: RSS, RDF and Atom as feedparser reads them, and JSON Feed (jsonfeed.org, version 1.1)."""

import html as entities
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from time import struct_time
from typing import Any

import feedparser

from extractors.decoding import clean_characters
from extractors.listings import Entry, Listing, as_plain_xml, entry_key, resolve
from extractors.moments import parse_moment
from extractors.records import Given

# Entries beyond these are not read: feedparser takes kilobytes of memory and a millisecond for each.
MOST_FEED_ENTRIES = 2_000
# Tags beyond these neither: unclosed ones take a kilobyte each.
MOST_TAGS = 200_000
ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
ROOT = re.compile(rb"<((?:[\w.-]+:)?(rss|rdf|feed))[\s>]", re.IGNORECASE)
# A feed's text of fewer words is a summary, whatever the feed calls it; so is one that breaks off.
WHOLE_WORDS = 150
BREAKS_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|\b(?:read|continue|learn)\s(?:more|reading)\b[^.]{0,80}"
    r"|\b(?:weiterlesen|lire la suite|leer más))\W*$",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^<>]*+>")
WORD = re.compile(r"\w+")
# Seconds of the periods of the RSS 1.0 module "syndication" (sy:updatePeriod).
PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def read_feed(body: bytes, url: str) -> Listing | None:
    """Read RSS (any version), RDF or Atom, also malformed; `url` is where it came from. None where it is none."""
    plain = _first_entries(as_plain_xml(body))
    root = ROOT.search(plain[:65_536])
    # What it reads is cleaned where it is extracted, as any page; its own sanitising would only take time.
    try:
        parsed = feedparser.parse(plain, sanitize_html=False, resolve_relative_uris=False)
    except (LookupError, ValueError):  # it takes any declared encoding for the name of one
        return None
    if root is None:
        return None
    about = parsed.get("feed", {})
    base = resolve(url, about.get("link")) or url
    kind = {b"feed": "atom", b"rss": "rss"}.get(root[2].lower(), "rdf")
    # Plain dictionaries: feedparser's own answer one key for another, with a warning.
    entries = tuple(_entry(dict(item), base, about) for item in parsed.get("entries", ()))
    return Listing(kind, _line(about.get("title")), entries, interval=_interval(about))


def read_json_feed(body: bytes, url: str) -> Listing | None:
    """Read a JSON Feed; None where the JSON is none."""
    try:
        feed = json.loads(body.decode("utf-8-sig"), parse_int=float)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org/version/" not in str(feed.get("version")):
        return None
    items = feed.get("items")
    items = items[:MOST_FEED_ENTRIES] if isinstance(items, list) else []
    entries = tuple(_json_entry(item, url, feed) for item in items if isinstance(item, dict))
    return Listing("json", _line(feed.get("title")), entries)


def _first_entries(xml: bytes) -> bytes:
    """Return a feed that ends after the most entries, or the most tags, that are read; closed as its root asks."""
    beyond = next(islice(re.finditer(b"<", xml), MOST_TAGS, None), None)
    end = beyond.start() if beyond else len(xml)
    ends = [match.end() for match in islice(ENTRY_END.finditer(xml, 0, end), MOST_FEED_ENTRIES)]
    root = ROOT.search(xml, 0, 65_536)
    if root is None or (beyond is None and len(ends) < MOST_FEED_ENTRIES):
        return xml[:end]
    channel = b"</channel>" if root[2].lower() == b"rss" else b""
    return xml[: ends[-1] if ends else end] + channel + b"</" + root[1] + b">"


def _entry(item: Mapping[str, Any], base: str, about: Mapping[str, Any]) -> Entry:
    url = resolve(base, item.get("link")) or (resolve(base, item.get("id")) if item.get("guidislink") else None)
    texts = [part.get("value") for part in item.get("content") or ()] + [item.get("summary")]
    published = _moment(item.get("published_parsed")) or _moment(item.get("updated_parsed"))
    updated = _moment(item.get("updated_parsed"))
    written = _line(item.get("published"))  # with the publisher's own zone, where it can be read
    given = Given(
        title=_line(item.get("title")),
        authors=_names(author.get("name") for author in item.get("authors") or ()),
        published_at=written if parse_moment(written) else published.isoformat() if published else None,
        language=_line(item.get("language") or about.get("language")),
    )
    # Not the whole text: many feeds change its advertisements at every reading.
    key = entry_key(url, given.title, updated or published, _line(item.get("summary")) if not published else None)
    return Entry(url, key, _whole(texts, given.title), given, published or updated)


def _json_entry(item: Mapping[str, Any], base: str, about: Mapping[str, Any]) -> Entry:
    url = resolve(base, item.get("url")) or resolve(base, item.get("external_url")) or resolve(base, item.get("id"))
    html, text = item.get("content_html"), item.get("content_text")
    if isinstance(text, str) and not isinstance(html, str):
        html = "".join(f"<p>{entities.escape(line)}</p>" for line in text.splitlines() if line.strip())
    published, updated = _stated(item.get("date_published")), _stated(item.get("date_modified"))
    authors = item.get("authors") or [item.get("author")]
    authors = authors if isinstance(authors, list) else []
    given = Given(
        title=_line(item.get("title")),
        authors=_names(author.get("name") for author in authors if isinstance(author, dict)),
        published_at=published.isoformat() if published else None,
        language=_line(item.get("language") or about.get("language")),
    )
    key = entry_key(url, given.title, updated or published)
    return Entry(url, key, _whole([html], given.title), given, published or updated)


def _whole(texts: Iterable[object], title: str | None) -> str | None:
    """Return the longest of an entry's texts as a page of its own, None where it is only a summary."""
    longest = max((text for text in texts if isinstance(text, str)), key=len, default="")
    words = TAG.sub(" ", longest)
    if len(WORD.findall(words)) < WHOLE_WORDS or BREAKS_OFF.search(words[-200:].rstrip()):
        return None
    heading = entities.escape(title or "")
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{heading}</title></head>"
        f"<body><article><h1>{heading}</h1>{clean_characters(longest)}</article></body></html>"
    )


def _interval(about: Mapping[str, Any]) -> float | None:
    """Return the seconds a feed asks to wait: its `ttl` (minutes, RSS 2.0), else what the syndication module says."""
    ttl = _line(about.get("ttl")) or ""
    if ttl.isdecimal() and len(ttl) < 8:
        return float(ttl) * 60 or None
    period = PERIODS.get((_line(about.get("sy_updateperiod")) or "").lower())
    often = _line(about.get("sy_updatefrequency")) or "1"
    times = int(often) if often.isdecimal() and len(often) < 6 else 1
    return period / max(times, 1) if period else None


def _moment(parsed: object) -> datetime | None:
    """Return what feedparser read of a time, which is UTC."""
    if not isinstance(parsed, struct_time):
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None


def _stated(text: object) -> datetime | None:
    found = parse_moment(text) if isinstance(text, str) and len(text) < 100 else None
    return found.at if found else None


def _names(names: Iterable[object]) -> tuple[str, ...] | None:
    return tuple(filter(None, map(_line, names))) or None


def _line(text: object) -> str | None:
    """Return one line of storable text without markup, None where nothing is left."""
    if not isinstance(text, str):
        return None
    return " ".join(clean_characters(entities.unescape(TAG.sub(" ", text))).split()) or None
