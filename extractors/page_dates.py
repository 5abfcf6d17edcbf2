"""When a page was published: what its head states, else what it shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.imprints import date_in_line
from extractors.moments import Moment, day_moment, parse_moment
from extractors.structured import PageFacts

URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
TIMES = XPath(".//time")
PRINTED = XPath(".//body//text()[string-length() > 6]")
UNPRINTED = frozenset({"script", "style", "noscript", "option", "template"})
LONGEST_DATE_LINE = 80
# A text node as long as this is prose: the story has begun.
PROSE_CHARS = 200
MOST_TIMES = 60


def publication_date(tree: HtmlElement, facts: PageFacts, url: str | None, retrieved_on: date) -> Moment | None:
    """Return when the page was published, None where it does not tell; nothing after `retrieved_on`.

    In order: JSON-LD and meta tags (ISO 8601); the only day that `<time>` elements, or lines that are nothing but a
    date, show; htmldate's search of the markup; the first date line above the story; what JSON-LD states in words,
    which is often the day a template was built. Dates in prose are never read.
    """
    if facts.published and facts.published.on <= retrieved_on + timedelta(days=1):
        return _on_page_day(facts.published, tree, url)
    times = [moment for moment in _times(tree) if moment.on <= retrieved_on]
    lines = [(moment, is_above) for moment, is_above in _date_lines(tree) if moment.on <= retrieved_on]
    return (
        _only(times)
        or _only([moment for moment, _ in lines])
        or _searched(tree, url, retrieved_on)
        or next((moment for moment, is_above in lines if is_above), None)
        or facts.loosely_published
    )


def _on_page_day(moment: Moment, tree: HtmlElement, url: str | None) -> Moment:
    """Return `moment` with the day the page prints, which a time in UTC may miss by one."""
    if moment.precision == "day":
        return moment
    for element in TIMES(tree)[:MOST_TIMES]:
        printed = parse_moment(element.get("datetime"))
        if printed and printed.precision == "second" and abs(printed.at - moment.at) < timedelta(minutes=10):
            return replace(moment, on=printed.on)
    match = URL_DAY.search(url or "")
    printed = parse_moment("-".join(part.zfill(2) for part in match.groups())) if match else None
    # A permalink's day is the site's own.
    return replace(moment, on=printed.on) if printed and abs(printed.on - moment.on) == timedelta(days=1) else moment


def _times(tree: HtmlElement) -> Iterator[Moment]:
    for element in TIMES(tree)[:MOST_TIMES]:
        if moment := parse_moment(element.get("datetime")) or date_in_line(element.text_content()[:LONGEST_DATE_LINE]):
            yield moment


def _date_lines(tree: HtmlElement) -> Iterator[tuple[Moment, bool]]:
    """Yield the date of each text node that is nothing but a date, and whether it stands above the story's prose."""
    is_above = True
    for node in PRINTED(tree):
        if node.getparent().tag in UNPRINTED:
            continue
        line = " ".join(node.split()) if len(node) >= PROSE_CHARS or YEAR.search(node) else ""
        is_above = is_above and len(line) < PROSE_CHARS
        if len(line) <= LONGEST_DATE_LINE and (moment := date_in_line(line)):
            yield moment, is_above


def _only(moments: Sequence[Moment]) -> Moment | None:
    return moments[0] if len({moment.on for moment in moments}) == 1 else None


def _searched(tree: HtmlElement, url: str | None, retrieved_on: date) -> Moment | None:
    found = find_date(tree, url=url, original_date=True, extensive_search=False, max_date=retrieved_on.isoformat())
    # htmldate makes 1 January of a bare year.
    return day_moment(date.fromisoformat(found)) if found and not found.endswith("-01-01") else None
