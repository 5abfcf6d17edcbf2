"""When a page was published and last changed: what its head states, held against what it prints."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import itemgetter
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from extractors.date_lines import Cue
from extractors.date_order import is_day_first
from extractors.moments import Dated, as_update, day_moment, had_come, may_fall_on, parse_moment
from extractors.printed_dates import PrintedDate, find_dated_lines, printed_dates
from extractors.records import DateSource
from extractors.structured import PageFacts

URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
# Vocabularies that templates fill for search engines, often with the day on which an entry was created.
SCHEMA_ORG = frozenset({DateSource.JSON_LD, DateSource.MICRODATA})
# A text revised later than this is a new edition, no correction of yesterday's news.
EDITION_AFTER = timedelta(days=7)
SAME_INSTANT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PageDates:
    """When a page was published and when it was last changed, each None where the page does not tell."""

    published: Dated | None
    modified: Dated | None


def find_page_dates(
    tree: HtmlElement, facts: PageFacts, title: str | None, url: str | None, retrieved_on: date
) -> PageDates:
    """Return when a page was published and last changed; nothing after `retrieved_on`.

    The time of publication is what the head states (OpenGraph, JSON-LD, meta tags), on the day the page prints; where
    the page prints another day beside its headline, see `_reconcile`. Where the head states none, it is, in order: the
    date beside the headline; the day of an update there; a date behind "Published" elsewhere; the day in the URL; the
    only date the page prints; htmldate's search of the markup. Dates in prose and relative dates ("2 days ago") are
    never read.
    """
    stated = [dated for dated in facts.published if had_come(dated, retrieved_on)]
    changed = [dated for dated in facts.modified if had_come(dated, retrieved_on)]
    url_day = _url_day(url, retrieved_on)
    lines = find_dated_lines(tree, title)
    known = {dated.moment.on for dated in (*stated, *changed, *filter(None, [url_day]))}
    order = is_day_first((line.text for line in lines), tree.get("lang"), _host(url), known)
    printed = [found for found in printed_dates(lines, day_first=order) if had_come(found.dated, retrieved_on)]
    updates = [*changed, *(found.dated for found in printed if found.cue is Cue.REVISION)]
    if stated:
        published: Dated | None = _reconcile(stated, changed, printed, url_day)
    else:
        published = (
            _shown(printed)
            or as_update(_revised(printed))
            or _announced(printed)
            or url_day
            or _only(printed)
            or _searched(tree, url, retrieved_on, updates)
        )
    return PageDates(published, next(iter(updates), None))


def _reconcile(
    stated: Sequence[Dated], changed: Sequence[Dated], printed: Sequence[PrintedDate], url_day: Dated | None
) -> Dated:
    """Return the date of publication of a page whose head states one.

    Another day beside the headline is the printed form of the same instant, in the page's zone; or the day of the last
    change, which says nothing of publication; or else the day the story came out, where the head has the one on which
    its entry was made or moved. A later edition counts from the day it prints, where nothing but schema.org data, which
    no reader sees, tells of an earlier one.
    """
    first = stated[0]
    is_vouched = any(dated.source not in SCHEMA_ORG for dated in stated)
    beside = [found for found in printed if found.offset is not None and not _is_change(found.dated, first, changed)]
    same = [found for found in printed if _is_same_instant(found.dated, first)]
    for found in (*same, *beside):
        if found.cue is not Cue.REVISION and (agreed := _on_day_of(found.dated, first)):
            return agreed
    # Above a headline may stand the day of the visit.
    below = [found for found in beside if found.offset is not None and found.offset >= 0]
    shown = _shown(printed)
    if other := _shown(below) or (None if shown else _announced(printed)):
        return other
    edition = shown or _revised(printed)
    if edition and not is_vouched and edition.moment.on - first.moment.on > EDITION_AFTER:
        return Dated(edition.moment, DateSource.UPDATE)
    # A permalink's day is the site's own.
    return (url_day and _on_day_of(url_day, first)) or first


def _shown(printed: Sequence[PrintedDate]) -> Dated | None:
    """Return the date nearest to the headline that is not one of revision."""
    return _nearest([found for found in printed if found.cue is not Cue.REVISION])


def _revised(printed: Sequence[PrintedDate]) -> Dated | None:
    return _nearest([found for found in printed if found.cue is Cue.REVISION])


def _nearest(printed: Sequence[PrintedDate]) -> Dated | None:
    beside = [(abs(found.offset), found.offset < 0, found.dated) for found in printed if found.offset is not None]
    return min(beside, key=itemgetter(0, 1))[2] if beside else None


def _announced(printed: Sequence[PrintedDate]) -> Dated | None:
    """Return the only day that stands behind a "Published"."""
    return _only([found for found in printed if found.cue is Cue.PUBLICATION])


def _only(printed: Sequence[PrintedDate]) -> Dated | None:
    dates = [found.dated for found in printed if found.cue is not Cue.REVISION]
    return dates[0] if len({dated.moment.on for dated in dates}) == 1 else None


def _is_change(shown: Dated, published: Dated, changed: Sequence[Dated]) -> bool:
    """Tell whether the day that a page shows is that of its last change, and not that of its publication."""
    return shown.moment.on != published.moment.on and any(
        shown.moment.on == dated.moment.on and not _is_same_instant(dated, published) for dated in changed
    )


def _is_same_instant(one: Dated, other: Dated) -> bool:
    is_exact = one.moment.precision == other.moment.precision == "second"
    return is_exact and abs(one.moment.at - other.moment.at) < SAME_INSTANT


def _on_day_of(printed: Dated, dated: Dated) -> Dated | None:
    """Return `dated` on the day of `printed`, None where it is no instant of that day in any zone."""
    day = printed.moment.on
    if day == dated.moment.on:
        return dated
    return replace(dated, moment=replace(dated.moment, on=day)) if may_fall_on(dated.moment, day) else None


def _searched(tree: HtmlElement, url: str | None, retrieved_on: date, updates: Sequence[Dated]) -> Dated | None:
    """Return the day that htmldate finds in attributes and scripts; for want of a better one it takes an update."""
    found = find_date(tree, url=url, original_date=True, extensive_search=False, max_date=retrieved_on.isoformat())
    # htmldate makes 1 January of a bare year.
    if not found or found.endswith("-01-01"):
        return None
    day = date.fromisoformat(found)
    update = next((dated for dated in updates if dated.moment.on == day), None)
    return as_update(update) or Dated(day_moment(day), DateSource.MARKUP)


def _url_day(url: str | None, retrieved_on: date) -> Dated | None:
    match = URL_DAY.search(url or "")
    moment = parse_moment("-".join(part.zfill(2) for part in match.groups())) if match else None
    found = Dated(moment, DateSource.URL) if moment else None
    return found if found and had_come(found, retrieved_on) else None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
