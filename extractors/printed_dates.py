"""The dates a page prints: where each stands, and whether it tells of publication or of revision."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.date_lines import LONGEST_LINE, Cue, LineDate, dates_in_line, opening_cue
from extractors.moments import Dated, Moment, may_fall_on, parse_moment
from extractors.records import DateSource
from extractors.titles import is_same_title

# libxml2 would sort what ".//body//text()" finds, in the square of the time.
TEXTS = XPath(".//body/descendant::text()[normalize-space()]")
HEADINGS = XPath(".//h1 | .//h2")
TIMES = XPath(".//time[@datetime]")
UNPRINTED = frozenset({"script", "style", "noscript", "option", "template", "textarea"})
# It begins with a digit and looks behind at its end: so the search skips from digit to digit.
YEAR = re.compile(r"(?:1[89]|20)\d\d(?<!\d{5})(?!\d)")
# Class names and microdata by which templates mark the time of the last change.
REVISED = re.compile(r"updat|modif|revis", re.IGNORECASE)
# Parts of a page that date something else: readers' comments, other stories, the company.
ASIDE = re.compile(
    r"comment|disqus|respond\b|related|recirc|recommend|trending|popular|most-?read|more-?(?:news|stories)|copyright",
    re.IGNORECASE,
)
# How far up from a date its part of the page is looked for.
MOST_ANCESTORS = 8
# A text as long as this, white space and all, is no date line.
PROSE_CHARS = 1_000
# A heading has no more parts than this.
MOST_PARTS = 100
# How many texts above and below the headline stand beside it: a byline, a date, a caption, a share bar; and how many
# paragraphs of the summary or the story may come between.
ABOVE, BELOW, MOST_PARAGRAPHS = 4, 25, 2
PARAGRAPH_CHARS = 150


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A text of a page that has a year, or stands in a `time` element: `before` is the text that it follows.

    `offset` counts texts from the headline, negative above it, None where it does not stand beside the headline.
    """

    text: str
    before: str
    time: HtmlElement | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date on a page, from a `time` element (TIME), beside the headline (BYLINE) or elsewhere (PAGE)."""

    dated: Dated
    cue: Cue | None
    offset: int | None


def find_dated_lines(tree: HtmlElement, title: str | None) -> list[DatedLine]:
    """Return the texts that may state a date, of those a reader of the page sees, in their order."""
    headline = _headline(tree, title)
    times = {part: time for time in TIMES(tree) for part in (time, *time)}
    texts: list[str] = []
    found: list[tuple[int, HtmlElement | None]] = []
    inside: list[int] = []
    for text in TEXTS(tree):
        parent = text.getparent()
        holder = parent.getparent() if text.is_tail else parent
        if holder is None or holder.tag in UNPRINTED:
            continue
        if holder in headline:
            inside.append(len(texts))
        if (holder in times or (len(text) < PROSE_CHARS and YEAR.search(text))) and not _is_aside(holder):
            found.append((len(texts), times.get(holder)))
        texts.append(text)
    return [
        DatedLine(
            text=_fold(texts[index]),
            before=_fold(texts[index - 1]) if index else "",
            time=time,
            offset=_offset(index, texts, inside),
        )
        for index, time in found
    ]


def printed_dates(lines: Sequence[DatedLine], *, day_first: bool | None) -> Iterator[PrintedDate]:
    """Yield the dates of lines that are nothing but a date or name one behind a cue, as `dates_in_line` reads them."""
    for line in lines:
        cue = opening_cue(line.before)
        dates = list(dates_in_line(line.text, day_first=day_first, cue=cue))
        if line.time is not None and (moment := _read_time(line.time, dates)):
            cue = (dates[0].cue if dates else cue) or _cue_of(line.time)
            yield PrintedDate(Dated(moment, DateSource.TIME), cue, line.offset)
            continue
        source = DateSource.PAGE if line.offset is None else DateSource.BYLINE
        yield from (PrintedDate(Dated(date.moment, source), date.cue, line.offset) for date in dates)


def _headline(tree: HtmlElement, title: str | None) -> set[HtmlElement]:
    """Return the heading that says `title`, else the first h1, with all elements in it; empty where there is none."""
    headings = HEADINGS(tree)
    named = (heading for heading in headings if title and is_same_title(_content(heading), title))
    largest = (heading for heading in headings if heading.tag == "h1")
    return next((set(heading.iter()) for found in (named, largest) for heading in found), set())


def _is_aside(holder: HtmlElement) -> bool:
    """Tell whether an element stands in a part of the page that is not about the article."""
    parts = islice((holder, *holder.iterancestors()), MOST_ANCESTORS)
    inner = takewhile(lambda part: part.tag not in {"body", "main", "article"}, parts)
    return any(ASIDE.search(f"{part.get('class')} {part.get('id')}") for part in inner)


def _offset(index: int, texts: Sequence[str], headline: Sequence[int]) -> int | None:
    """Return how many texts below the last of the headline, or above its first, a text stands, None where too many."""
    if not headline:
        return None
    offset = min(index - headline[0], 0) or max(index - headline[-1], 0)
    if not -ABOVE <= offset <= BELOW:
        return None
    between = texts[headline[-1] + 1 : index]
    return offset if sum(len(text) >= PARAGRAPH_CHARS for text in between) <= MOST_PARAGRAPHS else None


def _read_time(element: HtmlElement, printed: Sequence[LineDate]) -> Moment | None:
    """Return the moment of a `time` element, on the day it prints where that is the same instant in another zone."""
    moment = parse_moment(element.get("datetime"))
    if moment and printed and may_fall_on(moment, printed[0].moment.on):
        return replace(moment, on=printed[0].moment.on)
    return moment


def _cue_of(element: HtmlElement) -> Cue | None:
    marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return Cue.REVISION if REVISED.search(marks) else None


def _content(element: HtmlElement) -> str:
    return _fold(" ".join(islice(element.itertext(), MOST_PARTS)))


def _fold(text: str) -> str:
    return " ".join(text[: 4 * LONGEST_LINE].split())
