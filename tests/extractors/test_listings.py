"""Feeds, sitemaps, outlines and lists of addresses: what they name, and what hostile ones cannot do."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feeds import MOST_FEED_ENTRIES
from extractors.listing_kinds import read_listing
from extractors.listings import Listing

FEED = "https://news.example/feeds/all"
BODY = "<p>" + " ".join(f"Word{number} of a long report." for number in range(40)) + "</p>"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>All &amp; sundry</title><ttl>20</ttl>
<item><title>Flood &lt;i&gt;closes&lt;/i&gt; bridge</title><link>/a/1</link>
  <pubDate>Sun, 22 Nov 2026 10:00:00 +0100</pubDate><description>A summary.</description></item>
<item><title>Whole</title><link>https://news.example/a/2</link><content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>Cut</title><link>https://news.example/a/3</link>
  <content:encoded><![CDATA[{BODY}<p>Read more at the site</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><entry><title>Vote</title>
<link rel="alternate" href="/a/1"/><author><name>Ann Lee</name></author>
<published>2026-11-22T09:00:00Z</published><updated>2026-11-22T11:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Old</title><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
<item><title>Vote</title><link>https://news.example/a/1</link></item></rdf:RDF>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://news.example/a/1 </loc>
<news:news><news:publication><news:name>News</news:name><news:language>de</news:language></news:publication>
<news:publication_date>2026-11-22T10:00:00+01:00</news:publication_date><news:title>Wahl</news:title></news:news>
</url><url><loc>https://news.example/a/2</loc><lastmod>2026-11-21</lastmod></url></urlset>"""


def read(text: str | bytes) -> Listing:
    listing = read_listing(text.encode() if isinstance(text, str) else text, FEED)
    assert listing is not None
    return listing


def json_feed(*items: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": list(items)})


def test_rss_names_its_articles_and_carries_those_that_are_whole() -> None:
    feed = read(RSS)
    assert (feed.kind, feed.title, feed.interval) == ("rss", "All & sundry", 1200.0)
    summary, whole, cut = feed.entries
    assert summary.url == "https://news.example/a/1"
    assert summary.given.title == "Flood closes bridge"
    assert summary.given.published_at == "Sun, 22 Nov 2026 10:00:00 +0100"
    assert summary.at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert [entry.html is not None for entry in (summary, whole, cut)] == [False, True, False]
    assert whole.html is not None
    assert BODY in whole.html


@pytest.mark.parametrize(
    ("text", "kind"),
    [(ATOM, "atom"), (RDF, "rdf"), (json_feed({"id": "1", "url": "/a/1", "title": "Vote"}), "json")],
)
def test_each_kind_of_feed_is_told_by_what_it_says(text: str, kind: str) -> None:
    feed = read(text)
    assert feed.kind == kind
    assert [(entry.url, entry.given.title) for entry in feed.entries] == [("https://news.example/a/1", "Vote")]


def test_hints_on_how_often_to_ask_are_read() -> None:
    assert read(RDF).interval == 1800.0
    assert read(ATOM).interval is None


def test_an_author_and_the_first_time_of_publication_are_taken() -> None:
    entry = read(ATOM).entries[0]
    assert entry.given.authors == ("Ann Lee",)
    assert entry.given.published_at == "2026-11-22T09:00:00Z"


def test_a_json_feed_carries_text_or_markup() -> None:
    long = " ".join(["word"] * 200)
    text, markup, short, nothing = read(
        json_feed(
            {"id": "https://news.example/1", "content_text": f"{long}\n\n<{long}>"},
            {"id": "2", "url": "/2", "content_html": f"<p>{long}</p>", "authors": [{"name": "Ann Lee"}, 7]},
            {"id": "3", "url": "/3", "content_text": "short", "date_published": "2026-11-22T10:00:00Z"},
            {"id": 4, "url": 7, "authors": "nobody", "date_published": {}},
            "no object",
        )
    ).entries
    assert text.html is not None
    assert f"<p>{long}</p><p>&lt;{long}&gt;</p>" in text.html
    assert (markup.given.authors, short.html, nothing.url) == (("Ann Lee",), None, None)


def test_an_entry_that_changes_has_another_key_and_one_that_does_not_has_the_same() -> None:
    first = read(ATOM).entries[0]
    assert read(ATOM).entries[0].key == first.key
    assert read(ATOM.replace("T11:00", "T12:00")).entries[0].key != first.key
    assert read(ATOM.replace("Vote", "Vote lost")).entries[0].key != first.key


def test_a_news_sitemap_names_title_time_and_language() -> None:
    sitemap = read(SITEMAP)
    news, plain = sitemap.entries
    assert (news.url, news.given.title, news.given.language) == ("https://news.example/a/1", "Wahl", "de")
    assert news.given.published_at == "2026-11-22T10:00:00+01:00"
    assert plain.at == datetime(2026, 11, 21, tzinfo=UTC)
    assert plain.given.published_at is None  # lastmod says when the page changed


def test_a_sitemap_index_and_an_outline_name_other_listings() -> None:
    index = "<sitemapindex><sitemap><loc>/news.xml</loc></sitemap><sitemap><loc>ftp://x/</loc></sitemap></sitemapindex>"
    outline = (
        '<opml version="2.0"><body><outline text="a"><outline xmlUrl="https://b.example/rss"/></outline></body></opml>'
    )
    assert [child.url for child in read(index).children] == ["https://news.example/news.xml"]
    assert [child.url for child in read(outline).children] == ["https://b.example/rss"]


def test_a_list_of_addresses_is_told_from_a_text_that_begins_with_one() -> None:
    listed = read("https://news.example/1\n\n# a remark\r\nhttps://news.example/2\nhttps://news.example/1\n")
    assert [entry.url for entry in listed.entries] == ["https://news.example/1", "https://news.example/2"]
    assert read_listing(b"https://news.example/1\nis where it was printed.", FEED) is None


@pytest.mark.parametrize("text", ["<!doctype html><html><body>rss</body></html>", "", "{}", "[1]", "{broken", "word"])
def test_pages_and_anything_else_are_no_listings(text: str) -> None:
    assert read_listing(text.encode(), FEED) is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(encoding: str) -> None:
    text = RSS.replace("UTF-8", encoding.removesuffix("-sig")).replace("Whole", "Größe")
    assert read(text.encode(encoding)).entries[1].given.title == "Größe"


def test_entities_are_neither_expanded_nor_fetched() -> None:
    subset = '<!DOCTYPE rss [<!ENTITY e0 "boom"><!ENTITY x SYSTEM "file:///etc/passwd">'
    subset += "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
    began = time.monotonic()
    for text in (RSS, SITEMAP):
        hostile = text.replace("?>", "?>" + subset, 1).replace("A summary.", "&e11;&x;").replace("Wahl", "&e11;&x;")
        listing = read(hostile)
        assert not any("boom" in repr(entry) or "root:" in repr(entry) for entry in listing.entries)
    assert time.monotonic() - began < 5


def test_a_feed_of_very_many_entries_or_tags_is_read_up_to_a_bound() -> None:
    item = "<item><title>t</title><link>https://news.example/1</link></item>"
    head = "<rss version='2.0'><channel><title>T</title>"
    assert len(read(head + item * (MOST_FEED_ENTRIES * 20)).entries) == MOST_FEED_ENTRIES
    began = time.monotonic()
    read(head + "<a>" * 3_000_000)
    read(f"<urlset>{'<a>' * 3_000_000}")
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("cut", range(40, len(RSS), 97))
def test_a_feed_cut_anywhere_is_still_a_feed(cut: int) -> None:
    feed = read_listing(RSS[:cut].encode(), FEED)
    assert feed is None or feed.kind == "rss"


@given(st.binary(max_size=300), st.sampled_from([RSS, ATOM, RDF, SITEMAP, json_feed({"id": 1})]), st.integers(0, 2000))
def test_whatever_the_bytes_a_listing_or_nothing_comes_of_them(noise: bytes, text: str, at: int) -> None:
    data = text.encode()
    for body in (noise, data[:at] + noise + data[at:]):
        listing = read_listing(body, FEED)
        for entry in listing.entries if listing else ():
            assert entry.url is None or entry.url.startswith(("http://", "https://"))
            repr(entry).encode()  # storable


@pytest.mark.parametrize("encoding", [b"\x80", b"utf-8\0", b"no-such", b"", b"hex", b"idna"])
def test_a_feed_of_an_encoding_that_is_none_breaks_nothing(encoding: bytes) -> None:
    body = (
        b'<?xml version="1.0" encoding="'
        + encoding
        + b'"?><rss version="2.0"><channel><title>A</title></channel></rss>'
    )
    listing = read_listing(body, FEED)
    assert listing is None or listing.title == "A"
