"""The headline a page shows, and what its site and sections are called around it."""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from extractors.structured import PageFacts
from extractors.titles import SUFFIX, Surroundings, choose_title, fold_title, is_site, surroundings_of

BEFORE_COMMA = re.compile(r" (?=[,;.:!?])")
# Parts of a heading that are no part of the headline: the date, the section above it, buttons.
BESIDE = re.compile(r"(?:^|[\s_-])(?:date|kicker|eyebrow|label|byline|meta|badge|share|comment-?count)", re.IGNORECASE)
MOST_HEADINGS, LONGEST_NAMES = 50, 200


def find_title(tree: HtmlElement, facts: PageFacts, around: Surroundings) -> str | None:
    """Return the headline as a reader of the page sees it, None where the page shows none."""
    stated = [title for title in (facts.headline, facts.title) if title]
    element = tree.find(".//head/title")
    page_title = _spaced(element) if element is not None else None
    known = {fold_title(title) for title in (*stated, page_title or "")}
    headings = [
        heading
        for _, element in zip(range(MOST_HEADINGS), tree.iterfind(".//h1"), strict=False)
        if not _leads_home(element) and (heading := _heading(element, known))
    ]
    return choose_title(headings, stated, page_title, around)


def surroundings(facts: PageFacts, url: str | None) -> Surroundings:
    """Return what may stand around the headline of the page at `url`."""
    return surroundings_of(url, facts.names, facts.sections)


def find_site_name(facts: PageFacts, around: Surroundings) -> str | None:
    """Return the publisher's name as the page writes it, without the slogan some write behind it."""
    parts = [part for part in SUFFIX.split(facts.site_name or "") if part]
    by_host = replace(around, names=())
    return next((part for part in parts if is_site(part, by_host)), parts[0] if parts else None)


def _heading(element: HtmlElement, known: set[str]) -> str:
    """Return the text of a heading without what is beside it, its parts joined or spaced, as the head states it."""
    texts = [element.text or ""]
    for child in element:
        if not (child.tag == "time" or BESIDE.search((child.get("class") or "")[:LONGEST_NAMES])):
            texts.extend(child.itertext())
        texts.append(child.tail or "")
    joined = " ".join("".join(texts).split())
    if fold_title(joined) in known:
        return joined
    return BEFORE_COMMA.sub("", " ".join(" ".join(texts).split())) or _spaced(element)


def _spaced(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _leads_home(element: HtmlElement) -> bool:
    """Tell whether a heading is the site's masthead: it is, or stands in, a link to the home page."""
    link = element.find(".//a")
    if link is None:
        parent = element.getparent()
        link = parent if parent is not None and parent.tag == "a" else None
    return link is not None and re.fullmatch(r"(?:https?://[^/]+)?/?", (link.get("href") or "#").strip()) is not None
