"""Who signs a page: what its head states, else the byline it shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from extractors.bylines import (
    LEAD_IN,
    LONGEST_BYLINE,
    account_names,
    is_byline,
    is_given_name,
    people_of_byline,
    people_of_fields,
    team_names,
)
from extractors.outlets import outlets_credited_in
from extractors.structured import PageFacts
from extractors.titles import LONGEST_TITLE, SUFFIX, Surroundings, is_same_title, is_site

# Class names, ids, microdata and link relations by which pages mark a byline.
MARK = re.compile(
    r"(?<![a-z])(?:authors?|bylines?|writers?|contributors?|creators?|reporters?"
    r"|(?:written|posted|published|authored)[-_]?by)(?![a-z])"
    r"|(?<=[a-z])(?:Author|Byline|Writer|Contributor)s?(?![a-z])|(?:author|byline)(?=name|link|info|box)",
)
# A link to the page of one author.
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|contributors?|profiles?|people|by|writers?|staff|journalists?|reporters?|producers|autor(?:es|en)?)/."
    r"|[?&_]author="
)
BEFORE_COMMA = re.compile(r" (?=[,;.:])")
UNPRINTED = frozenset({"script", "style", "noscript", "option", "template", "textarea", "svg", "iframe"})
# What people say below a story, and other stories: signed by others than this one.
ASIDE = re.compile(r"comment|disqus|respond\b|related|recirc|recommend|trending|popular|most-?read", re.IGNORECASE)
# Whoever follows did something else than write, until the next "By".
OTHER_CREDIT = re.compile(
    r"(?:check|review|test|edit|photo|photograph|illustrat|updat|translat|verif|approv|produc|direct)\w{0,5}\s+by:?$",
    re.IGNORECASE,
)
# Lines longer than this in sum are a box with a biography; more lines, a part of the page.
LONGEST_LINE, MOST_LINES = 160, 14
# A page is searched so far, so many places in it looked at, each of at most so many elements.
MOST_ELEMENTS, MOST_CANDIDATES, MOST_PARTS = 20_000, 500, 100
LONGEST_NAMES = 200
# How far below its headline a story is signed, in elements.
NEAR_ELEMENTS = 80


@dataclass(frozen=True, slots=True)
class PageByline:
    """Who signs a page: `line` as printed (None where no line is), `authors` people, else pen names or a team.

    `others` are the lines around the byline, which may name an agency.
    """

    line: str | None
    authors: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A place that may sign the story: its text nodes, and whether it names an author for sure (an account will do)."""

    lines: tuple[str, ...]
    is_sure: bool

    @property
    def is_by_line(self) -> bool:
        """Tell whether it opens with "By"."""
        return LEAD_IN.match(self.lines[0]) is not None


def find_byline(tree: HtmlElement, facts: PageFacts, title: str | None, around: Surroundings) -> PageByline:
    """Return who signs a page, by the first that names a person.

    In order: JSON-LD, meta tags, then what the page shows from its headline on: elements marked as a byline, links to
    an author's page, lines that begin with "By". The account a page was posted from ("jdoe") and the team that signs
    it count only where no person is named.
    """
    near, others = _signs(tree, title)
    signed = ((sign, names) for sign in (*near, *others) if (names := _signers(sign, around)))
    sign, shown = next(signed, (None, ()))
    fields = (*facts.people, *facts.unsorted_authors)
    authors = (
        (_people(sign) if sign in near and sign.is_by_line else ())
        or people_of_fields(facts.people)
        or people_of_fields(facts.unsorted_authors)
        or shown
        or team_names((*fields, *facts.bodies))
        or _accounts(fields, around)
        or (() if facts.bodies else _owner(tree, facts, around))
    )
    sign = sign or next((sign for sign in (*near, *others) if any(map(outlets_credited_in, sign.lines))), None)
    # Two letters are a button more often than the name of an agency.
    beside = tuple(line for sign in near for line in sign.lines if len(line) > 2)
    return PageByline(_line(sign) if sign else None, authors, beside)


def _signs(tree: HtmlElement, title: str | None) -> tuple[list[Sign], list[Sign]]:
    """Return the places that may sign the story: those just below its headline, and those further down, then above."""
    body = tree.find(".//body")
    above: list[Sign] = []
    near: list[Sign] = []
    below: list[Sign] = []
    headline, left = MOST_ELEMENTS, MOST_CANDIDATES
    for index, element in zip(range(MOST_ELEMENTS), (tree if body is None else body).iter("*"), strict=False):
        is_heading = element.tag == "h1" and headline == MOST_ELEMENTS and title is not None
        names = "" if is_heading else _marked_names(element)
        if not is_heading and not names and not _opens_with_by(element):
            continue
        left -= 1
        if is_heading and _is_small(element) and is_same_title(_text(element), title or ""):
            headline = index
        elif not is_heading and (sign := _marked(element, names) if names else _by_line(element)):
            (above if index < headline else near if index < headline + NEAR_ELEMENTS else below).append(sign)
        if not left:
            break
    return near, [*below, *above]


def _marked_names(element: HtmlElement) -> str:
    """Return what marks an element as a byline: its names, or the address of an author's page; else nothing."""
    names = _names(element)
    if names and _is_mark(names):
        return names
    address = (element.get("href") or "")[:LONGEST_NAMES] if element.tag == "a" else ""
    return address if AUTHOR_PAGE.search(address) else ""


def _opens_with_by(element: HtmlElement) -> bool:
    return _leads_in(element.text) or _leads_in(element.tail)


def _leads_in(text: str | None) -> bool:
    return text is not None and _opens(text.lstrip()[:LONGEST_LINE])


# The menus of a site come again on each of its pages.
@lru_cache(maxsize=4096)
def _opens(line: str) -> bool:
    return LEAD_IN.match(line) is not None


def _marked(element: HtmlElement, names: str) -> Sign | None:
    if element.tag in UNPRINTED or not _is_small(element) or _stands_aside(element):
        return None
    if not _is_mark(names) and not _is_apart(element):
        return None
    lines = tuple(_lines(element))
    if not 1 <= len(lines) <= MOST_LINES:
        return None
    return Sign(lines, is_sure=element.tag == "a" and "author" in f"{names} {element.get('href')}")


def _is_small(element: HtmlElement) -> bool:
    """Tell whether an element holds few enough others to be a line of a page and no part of it."""
    return sum(1 for _ in islice(element.iter("*"), MOST_PARTS + 1)) <= MOST_PARTS


def _names(element: HtmlElement) -> str:
    """Return what an element calls itself, at a length at which asking again and again stays cheap."""
    names = (element.get("class") or "")[:LONGEST_NAMES]
    for key in ("id", "rel", "itemprop"):
        if value := element.get(key):
            names = f"{names} {value[:LONGEST_NAMES]}"
    return names


@lru_cache(maxsize=4096)
def _is_mark(names: str) -> bool:
    return MARK.search(names) is not None


@lru_cache(maxsize=4096)
def _is_aside(names: str) -> bool:
    return ASIDE.search(names) is not None


def _stands_aside(element: HtmlElement) -> bool:
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in {"body", "article", "main"}:
            return False
        if ancestor.tag == "nav" or _is_aside(_names(ancestor)):
            return True
    return False


def _is_apart(element: HtmlElement) -> bool:
    """Tell whether an element stands in a short line and not in prose."""
    parent = element.getparent()
    if parent is None or not _is_small(parent):
        return parent is None
    left = LONGEST_BYLINE
    for text in parent.itertext():
        left -= len(text)
        if left < 0:
            return False
    return True


def _lines(element: HtmlElement) -> Iterator[str]:
    """Yield the first lines of an element, one a text node: at most one more than a byline has."""
    left = MOST_LINES + 1
    for text in element.itertext():
        if len(text) < 2 * LONGEST_LINE and (line := " ".join(text.split())):
            left -= 1
            yield line
        if not left:
            return


def _by_line(element: HtmlElement) -> Sign | None:
    """Return the line that opens with "By" at the head of an element, or behind it in a short block."""
    parent = element.getparent()
    lines = _byline_at(element.text, element if len(element) else parent)
    if not lines and parent is not None:
        lines = _byline_at(element.tail, parent)
        lines = lines if lines and _is_apart(element) else ()
    is_credit = lines and element.tag not in UNPRINTED and not _stands_aside(element)
    return Sign(lines, is_sure=True) if is_credit else None


def _byline_at(text: str | None, block: HtmlElement | None) -> tuple[str, ...]:
    """Return the byline that a text node is; where it is only "By", that of the block in which the name follows."""
    if not text or len(text) > 2 * LONGEST_LINE:
        return ()
    line = " ".join(text.split())
    lead_in = LEAD_IN.match(line)
    if not lead_in or block is None:
        return ()
    if lead_in.end() == len(line) and not _is_small(block):
        return ()
    lines = tuple(_lines(block)) if lead_in.end() == len(line) else (line,)
    line = " ".join(lines)
    is_whole = len(lines) <= MOST_LINES and len(line) <= LONGEST_LINE and not line.endswith(",") and is_byline(line)
    return lines if is_whole else ()


def _text(element: HtmlElement) -> str:
    return BEFORE_COMMA.sub("", " ".join(" ".join(element.itertext()).split()))


def _signers(sign: Sign, around: Surroundings) -> tuple[str, ...]:
    """Return the people that a sign names, else a team or an account."""
    if people := _people(sign):
        return people
    if sum(map(len, sign.lines)) > LONGEST_LINE:
        return ()
    if names := team_names(sign.lines):
        return names
    # "Posted by" and the account may be two text nodes.
    first = " ".join(sign.lines[: 1 + (LEAD_IN.fullmatch(sign.lines[0]) is not None)])
    return _accounts((first,), around) if sign.is_sure or sign.is_by_line else ()


def _accounts(fields: Sequence[str], around: Surroundings) -> tuple[str, ...]:
    # The site's own name is no account; one that only its address has may be its owner's.
    return tuple(name for name in account_names(fields) if not is_site(name, replace(around, labels=frozenset())))


def _owner(tree: HtmlElement, facts: PageFacts, around: Surroundings) -> tuple[str, ...]:
    """Return the person whose name the address and the head of a personal site share."""
    page_title = tree.findtext(".//head/title") or ""
    people = people_of_fields([*facts.names, *SUFFIX.split(page_title[:LONGEST_TITLE])])
    return tuple(name for name in people if is_given_name(name.split()[0]) and is_site(name, replace(around, names=())))


def _people(sign: Sign) -> tuple[str, ...]:
    """Return the people a sign names as authors; of a box with a biography, the first."""
    found: list[str] = []
    is_box = sum(map(len, sign.lines)) > LONGEST_LINE
    is_author = True
    for line in sign.lines:
        if is_author and len(line) <= LONGEST_LINE:
            found.extend(people_of_byline(line))
        if found and is_box:
            break
        is_author = not OTHER_CREDIT.search(line) and (is_author or LEAD_IN.match(line) is not None)
    return tuple(dict.fromkeys(found))


def _line(sign: Sign) -> str | None:
    """Return a sign as one line; of a box with a biography, the line with the name."""
    is_box = sum(map(len, sign.lines)) > LONGEST_LINE
    lines = [line for line in sign.lines if people_of_byline(line)][:1] if is_box else sign.lines
    whole = BEFORE_COMMA.sub("", " ".join(lines))
    return whole if 2 < len(whole) <= LONGEST_BYLINE else None
