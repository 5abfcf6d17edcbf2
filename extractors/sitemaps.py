"""Sitemaps (sitemaps.org 0.9, with Google's news extension), sitemap indexes, OPML outlines and lists of addresses."""

from collections.abc import Iterator
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from extractors.decoding import clean_characters
from extractors.listings import MOST_ENTRIES, Child, Entry, Listing, as_plain_xml, entry_key, resolve
from extractors.moments import parse_moment
from extractors.records import Given

CHUNK = 65_536
# Elements within elements beyond which nothing more is read: neither format nests as deep.
DEEPEST = 200


def read_sitemap(body: bytes, url: str) -> Listing | None:
    """Read a sitemap or a sitemap index; one that breaks off, up to there."""
    entries: list[Entry] = []
    children: dict[str, Child] = {}
    for element in _elements(body, {"url", "sitemap"}):
        fields = _fields(element)
        address = resolve(url, fields.get("loc"))
        if address is None:
            continue
        if _name(element) == "sitemap":
            changed = parse_moment(fields.get("lastmod"))
            children[address] = Child(address, changed.at if changed else None)
        else:
            entries.append(_entry(address, fields))
        if len(entries) + len(children) >= MOST_ENTRIES:
            break
    return Listing("sitemap", entries=tuple(entries), children=tuple(children.values()))


def read_opml(body: bytes, url: str) -> Listing | None:
    """Read the feeds of an OPML outline (version 2.0), however deep they lie."""
    children: dict[str, None] = {}
    for element in _elements(body, {"outline"}):
        address = resolve(url, element.get("xmlUrl") or element.get("xmlurl"))
        if address:
            children[address] = None
        if len(children) >= MOST_ENTRIES:
            break
    return Listing("opml", children=tuple(map(Child, children)))


def read_addresses(body: bytes, url: str) -> Listing | None:
    """Read a list of addresses, one a line; empty lines and those that begin with '#' are passed over.

    Returns None where a line is no address: then it is an article like any other text.
    """
    addresses: dict[str, None] = {}
    for line in body.decode("utf-8-sig", "replace").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        address = resolve(url, text)
        if address is None or not text.lower().startswith(("http://", "https://")):
            return None
        addresses[address] = None
        if len(addresses) >= MOST_ENTRIES:
            break
    entries = tuple(Entry(address, entry_key(address), None, Given(), None) for address in addresses)
    return Listing("list", entries=entries) if entries else None


def _entry(address: str, fields: dict[str, str]) -> Entry:
    stated, changed = fields.get("publication_date"), fields.get("lastmod")
    given = Given(
        title=fields.get("title"),
        published_at=stated if parse_moment(stated) else None,
        language=fields.get("language"),
    )
    found = parse_moment(stated) or parse_moment(changed)
    return Entry(address, entry_key(address, given.title, stated, changed), None, given, found.at if found else None)


def _elements(body: bytes, names: set[str]) -> Iterator[Element]:
    """Yield the elements of those names as they end, and let go of all that has ended: no document fills memory.

    expat, which stands behind this, fetches nothing; the document type, where entities come from, is taken out before.
    """
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
    above: list[Element] = []
    xml = as_plain_xml(body)
    try:
        for start in range(0, len(xml), CHUNK):
            parser.feed(xml[start : start + CHUNK])
            for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if event == "start":
                    above.append(element)
                    if len(above) > DEEPEST:
                        return
                    continue
                above.pop()
                is_wanted = _name(element) in names
                if is_wanted:
                    yield element
                if above and (is_wanted or len(above) == 1):
                    above[-1].remove(element)
    except ParseError:
        return


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _fields(element: Element) -> dict[str, str]:
    """Return the texts inside an element by name, at any depth, the first of each."""
    fields: dict[str, str] = {}
    for inner in element.iter():
        text = " ".join(clean_characters((inner.text or "")[:10_000]).split())
        if text:
            fields.setdefault(_name(inner), text)
    return fields
