"""HTML pages: the article's text by trafilatura, its metadata from the head, the byline and the visible dates."""

import logging
import re
from datetime import date
from urllib.parse import urlsplit

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement

from extractors.blocks import split_stub
from extractors.bodies import read_body
from extractors.canonical import choose_canonical
from extractors.draft import Draft
from extractors.furniture import is_furniture
from extractors.imprints import dateline_date, find_credits, split_imprint
from extractors.page_bylines import find_byline
from extractors.page_dates import find_page_dates
from extractors.page_sources import find_sources
from extractors.page_titles import find_site_name, find_title, surroundings
from extractors.parsing import parse_html
from extractors.structured import PageFacts, read_facts
from extractors.truncation import is_truncated

# What trafilatura logs about a document it could not use, a Rejection says.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

TAG = re.compile(
    r"<(?:!doctype html|/?(?:html|head|body|p|div|span|a|br|h[1-6]|article|section|table|ul|li|title|meta|script)\b)",
    re.IGNORECASE,
)
DOCUMENT = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!--.{0,2000}?-->\s{0,50})?<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
# trafilatura reads JSON-LD.
CODE = XPath('.//script[not(@type="application/ld+json")]')
SNIFFED = 65_536
# A list of links has no sentence; a page with none has no article.
SENTENCE_END = re.compile(r"[.!?…。！？।؟:][\"'”’»)\]]{0,3}(?:\s|$)|[。！？।؟]")
SHORTEST_SENTENCE = 20
# Entity declarations, which HTML does not have; they stand at the head.
INTERNAL_SUBSET = re.compile(r"<!DOCTYPE[^\[>]{0,500}\[[^\]]{0,5000}\]\s{0,9}>", re.IGNORECASE)
PROLOGUE_CHARS = 10_000


def is_page(text: str, declared: str) -> bool:
    """Tell whether `text` is HTML, whatever format was declared ('html' or 'text')."""
    if DOCUMENT.match(text):
        return True
    tags = sum(1 for _ in zip(range(8), TAG.finditer(text, 0, SNIFFED), strict=False))
    return tags >= 1 if declared == "html" else tags >= 8


def read_page(html: str, url: str | None, retrieved_on: date, given_title: str | None = None) -> Draft | None:
    """Return the article of a page, None where it shows none.

    The page is parsed once. No date after `retrieved_on` is taken for its day of publication.
    """
    html = INTERNAL_SUBSET.sub("", html[:PROLOGUE_CHARS], count=1) + html[PROLOGUE_CHARS:]
    tree = parse_html(html if DOCUMENT.match(html) else f"<html><body><div>{html}</div></body></html>")
    if tree is None:
        return None
    facts = read_facts(tree)
    around = surroundings(facts, url)
    title = given_title or find_title(tree, facts, around)
    byline = find_byline(tree, facts, title, around)
    dates = find_page_dates(tree, facts, title, url, retrieved_on)
    _drop_code(tree)
    body = read_body(tree, url, title)
    # What trafilatura took shows the imprint and the credits that the text leaves out.
    blocks = body.extracted
    imprint, _ = split_imprint([block for block in blocks if not is_furniture(block)])
    lines, is_cut = split_stub(split_imprint(body.lines)[1])
    if not any(len(line) >= SHORTEST_SENTENCE and SENTENCE_END.search(line) for line in lines):
        return None
    return Draft(
        text="\n".join(lines),
        title=title,
        authors=byline.authors or imprint.people,
        byline=byline.line or imprint.byline,
        credits=(
            *facts.people,
            *facts.bodies,
            *facts.unsorted_authors,
            *facts.sources,
            *byline.others,
            *find_sources(tree),
            *find_credits(blocks),
        ),
        published=dates.published or imprint.published or dateline_date(blocks),
        modified=dates.modified or imprint.modified,
        site_name=find_site_name(facts, around),
        canonical_url=choose_canonical(_stated_addresses(tree, facts), url),
        language=_stated_language(tree, facts),
        is_truncated=is_truncated(lines, facts, tree, is_cut=is_cut),
    )


def _drop_code(tree: HtmlElement) -> None:
    """Take out what no one reads from here on, and all that follows would copy and walk."""
    for script in CODE(tree):
        script.tag = "style"
    strip_elements(tree, "style", "svg", with_tail=False)


def host_of(url: str | None) -> str | None:
    """Return the host of `url` without "www.", None where it has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _stated_addresses(tree: HtmlElement, facts: PageFacts) -> list[str | None]:
    links = [link.get("href") for link in tree.iterfind('.//link[@rel="canonical"]')]
    return [*(links if len(set(links)) == 1 else ()), facts.url]


def _stated_language(tree: HtmlElement, facts: PageFacts) -> str | None:
    root = tree.getroottree().getroot()
    return root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or facts.language
