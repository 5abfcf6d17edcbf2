"""HTML pages: the article's text by trafilatura, its metadata from the head, the byline and the visible dates."""

import logging
import re
from datetime import date
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import extract_author
from trafilatura.settings import Document
from trafilatura.utils import load_html

from extractors.blocks import split_stub, tidy_line
from extractors.bylines import LONGEST_BYLINE, account_names, is_byline, people_of_byline, people_of_fields
from extractors.decoding import clean_characters
from extractors.draft import Draft
from extractors.furniture import is_furniture
from extractors.imprints import find_credits, split_imprint
from extractors.page_dates import publication_date
from extractors.structured import PageFacts, read_facts
from extractors.titles import choose_title, is_same_title

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
SNIFFED = 65_536
AUTHOR = XPath('.//*[not(self::meta)][@rel="author" or @itemprop="author"]')
BYLINE = XPath(
    ".//*[not(self::script or self::style or self::meta or self::body or self::html)]"
    '[@rel="author" or contains(@itemprop, "author") or contains(@class, "byline") or contains(@class, "Byline")]'
)
LONGEST_NAME = 80
BEFORE_COMMA = re.compile(r" (?=[,;.:])")
# A list of links has no sentence; a page with none has no article.
SENTENCE_END = re.compile(r"[.!?…。！？।؟:][\"'”’»)\]]{0,3}(?:\s|$)|[。！？।؟]")
SHORTEST_SENTENCE = 20
# Entity declarations, which HTML does not have; they stand at the head.
INTERNAL_SUBSET = re.compile(r"<!DOCTYPE[^\[>]{0,500}\[[^\]]{0,5000}\]\s{0,9}>", re.IGNORECASE)
PROLOGUE_CHARS = 10_000
FREE_TEXT_CHARS = 1_500


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
    tree = load_html(html if DOCUMENT.match(html) else f"<html><body><div>{html}</div></body></html>")
    if tree is None:
        return None
    facts = read_facts(tree)
    title = given_title or _title(tree, facts)
    byline = _byline(tree)
    authors = _authors(tree, facts, byline)
    published = publication_date(tree, facts, url, retrieved_on)
    blocks = [block for block in map(tidy_line, _body(tree, url).split("\n")) if block]
    imprint, story = split_imprint(_story(blocks, title))
    lines, is_cut = split_stub(story)
    if not any(len(line) >= SHORTEST_SENTENCE and SENTENCE_END.search(line) for line in lines):
        return None
    return Draft(
        text="\n".join(lines),
        title=title,
        authors=authors or imprint.people,
        byline=byline or imprint.byline,
        credits=(*facts.bodies, *facts.unsorted_authors, *find_credits(blocks)),
        published=published or imprint.published,
        modified=facts.modified or imprint.modified,
        site_name=facts.site_name,
        canonical_url=_canonical_url(tree, facts, url),
        is_truncated=is_cut or (facts.is_free is False and sum(map(len, lines)) < FREE_TEXT_CHARS),
    )


def host_of(url: str | None) -> str | None:
    """Return the host of `url` without "www.", None where it has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _body(tree: HtmlElement, url: str | None) -> str:
    """Return the main text of a page, one block a line; what is found only by favouring recall is better than none."""
    # Never `deduplicate`: it remembers the pages before.
    for favor_recall in (False, True):
        found = bare_extraction(tree, url=url, include_comments=False, favor_recall=favor_recall)
        if isinstance(found, Document) and found.text:
            return clean_characters(found.text)
    return ""


def _story(blocks: list[str], title: str | None) -> list[str]:
    """Return the blocks of an extracted text without the headline above it and the furniture in it."""
    lines = [block for block in blocks if not is_furniture(block)]
    return lines[1:] if len(lines) > 1 and title and is_same_title(lines[0], title) else lines


def _title(tree: HtmlElement, facts: PageFacts) -> str | None:
    headings = [text for text in (_content(heading) for heading in tree.iterfind(".//h1")) if text]
    element = tree.find(".//head/title")
    return choose_title(
        headings, (facts.headline, facts.title), _content(element) if element is not None else None, facts.site_name
    )


def _byline(tree: HtmlElement) -> str | None:
    lines = (_content(element) for element in BYLINE(tree))
    return next((line for line in lines if 2 < len(line) <= LONGEST_BYLINE), None)


def _authors(tree: HtmlElement, facts: PageFacts, byline: str | None) -> tuple[str, ...]:
    """Return the page's authors by the first that names a person: JSON-LD, meta tags, author elements, byline, layout.

    The account a page was posted from ("jdoe") counts only where no person is named.
    """
    fields = (*facts.people, *facts.unsorted_authors)
    elements = _author_elements(tree)
    if people := (
        people_of_fields(facts.people)
        or people_of_fields(facts.unsorted_authors)
        or people_of_fields(elements)
        or people_of_byline(byline or "")
    ):
        return people
    if byline and is_byline(byline):
        return ()
    guessed = extract_author(tree)
    return people_of_byline(guessed or "") or account_names((*fields, *elements), facts.site_name)


def _author_elements(tree: HtmlElement) -> list[str]:
    """Return the names in the first author element and in those beside it; later ones belong to other stories."""
    elements = AUTHOR(tree)
    beside = [element for element in elements if element.getparent() is elements[0].getparent()]
    return [name for name in map(_content, beside) if len(name) <= LONGEST_NAME]


def _canonical_url(tree: HtmlElement, facts: PageFacts, url: str | None) -> str | None:
    link = tree.find('.//link[@rel="canonical"]')
    stated = (link.get("href") if link is not None else None) or facts.url
    try:
        absolute = urljoin(url or "", (stated or "").strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    is_sane = parts.scheme in {"http", "https"} and "." in parts.netloc and not re.search(r"\s", absolute)
    return absolute if is_sane else None


def _content(element: HtmlElement) -> str:
    return BEFORE_COMMA.sub("", " ".join(" ".join(element.itertext()).split()))
