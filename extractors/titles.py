"""Headlines: which of a page's titles is the article's, without the names of site and section around it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urlsplit

WORD = re.compile(r"\w+")
LONGEST_TITLE = 300
# "Headline | Site", "Headline - Site": the divider stands between spaces, or is a bar.
SUFFIX = re.compile(r"\s+[|–—·•»›-]\s+|\s*\|\s*|\s+::\s+")
# What an editor sets before a headline that has changed, or that has just come in.
FLAG = re.compile(
    r"(?:(?:last\s)?updated?(?:\s\d)?|breaking(?:\snews)?|title)\s?[:|–—-]\s+(?=\S)|update\s\d\s?[-–]\s?", re.IGNORECASE
)
# What a template sets into a heading beside the headline: a date, a count, who posted it.
BESIDE = re.compile(
    r"(?:posted|published|by|on|\d{1,2}(?:st|nd|rd|th)?|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}",
    re.IGNORECASE,
)
COUNT = re.compile(r"\d{1,3}")
# A headline longer than this may have been cut where a format sets a limit (110 characters in JSON-LD).
CUT_LENGTH = 100
# A lone heading that shares fewer words with what the page calls itself names a site or a section.
LEAST_SHARE = 0.2
MOST_SITE_WORDS, MOST_BESIDE = 6, 4


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What may stand around a headline: names of the site, labels of its host, names of its sections."""

    names: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()


def surroundings_of(url: str | None, names: Iterable[str | None], sections: Iterable[str] = ()) -> Surroundings:
    """Return what may stand around the headline of the page at `url`: its path names sections, its host the site."""
    try:
        parts = urlsplit(url or "")
        host, path = parts.hostname or "", unquote(parts.path)
    except ValueError:
        host = path = ""
    # The last segment names the story itself.
    segments = [segment for segment in path.split("/") if segment][:-1]
    return Surroundings(
        names=tuple(dict.fromkeys(name for name in names if name)),
        labels=frozenset(_letters(label) for label in host.split(".")[:-1] if len(label) > 2) - {"www", "blog", "com"},
        sections=frozenset(filter(None, (_letters(name) for name in (*segments, *sections) if not name.isdigit()))),
    )


def choose_title(
    headings: Sequence[str], stated: Sequence[str | None], page_title: str | None, around: Surroundings
) -> str | None:
    """Return the article's headline as a reader of the page sees it, None where the page shows none.

    `headings` are the page's h1 texts, `stated` what its head states (JSON-LD headline, og:title), most trusted first.
    A heading that shares most of its words with a stated title is the headline; else the first stated title is.
    """
    names = list(dict.fromkeys(bare_title(title, around) for title in (*stated, page_title) if title))
    headings = [heading for heading in dict.fromkeys(headings) if not is_site(heading, around)]
    shares = [max((_overlap(heading, name) for name in names), default=0.0) for heading in headings]
    best = headings[shares.index(max(shares))] if shares and max(shares) > 0.5 else None
    # A lone heading of one word ("Blog") names a section, unless nothing else is there.
    if best is None and len(headings) == 1 and (not names or _is_headline(headings[0], names, shares[0])):
        best = headings[0]
    if best:
        best = next((name for name in names if _is_within(name, best)), best)
    chosen = best or (names[0] if names else None)
    if not chosen:
        return None
    return _whole(bare_title(chosen, around), names)[:LONGEST_TITLE]


def bare_title(title: str, around: Surroundings) -> str:
    """Return `title` without the names of site and section at its ends, where dividers set them apart, and flags."""
    title = FLAG.sub("", " ".join(unescape(title[: 2 * LONGEST_TITLE]).split()), count=1)
    for _ in range(3):
        dividers = list(SUFFIX.finditer(title))
        if not dividers:
            break
        first, last = dividers[0], dividers[-1]
        head, tail = title[: first.start()], title[last.end() :]
        if _is_around(tail, around) and title[: last.start()].strip():
            title = title[: last.start()]
        elif _is_around(head, around) and title[first.end() :].strip():
            title = title[first.end() :]
        else:
            break
    return title


def without_site(title: str, site_name: str | None) -> str:
    """Return `title` without the site's name at either end, where a divider sets it apart."""
    return bare_title(title, surroundings_of(None, (site_name,)))


def is_site(name: str, around: Surroundings) -> bool:
    """Tell whether `name` is the site's: one of the names it gives itself, or the one in its host."""
    letters = _letters(name)
    return bool(letters) and (letters in around.labels or any(letters == _letters(other) for other in around.names))


def is_same_title(one: str, other: str) -> bool:
    """Tell whether two lines are one headline, also where one was cut short with an ellipsis."""
    if one.rstrip().endswith(("…", "...")) or other.rstrip().endswith(("…", "...")):
        short, long = sorted((fold_title(one), fold_title(other)), key=len)
        return len(short) >= 15 and long.startswith(short)
    return fold_title(one) == fold_title(other) != ""


def shows_title(heading: str, title: str) -> bool:
    """Tell whether a heading is the headline, perhaps with a little beside it: a section's name, a date."""
    inner, outer = fold_title(title), fold_title(heading)
    is_beside = len(inner.split()) > 2 and f" {inner} " in f" {outer} "
    return is_same_title(heading, title) or (is_beside and len(outer.split()) - len(inner.split()) <= MOST_BESIDE)


@lru_cache(maxsize=256)
def fold_title(title: str) -> str:
    """Return the words of `title` alone, in lower case."""
    return " ".join(WORD.findall(title.casefold()))


def _is_headline(heading: str, names: Sequence[str], share: float) -> bool:
    count = len(WORD.findall(heading))
    return share >= LEAST_SHARE and (
        count > 1 or any(fold_title(heading) in fold_title(name).split() for name in names)
    )


def _is_within(name: str, heading: str) -> bool:
    """Tell whether a heading is a stated title and, beside it, what a template adds: a date, who posted it, a count."""
    inner, outer = fold_title(name), fold_title(heading)
    if len(inner.split()) < 3 or inner == outer or f" {inner} " not in f" {outer} ":
        return False
    before, _, after = f" {outer} ".partition(f" {inner} ")
    rests = [rest.split() for rest in (before, after) if rest.strip()]
    return any(BESIDE.fullmatch(rest[0]) or COUNT.fullmatch(rest[-1]) for rest in rests)


def _whole(title: str, names: Sequence[str]) -> str:
    """Return the title of which `title` is the beginning, where that was cut short."""
    bare = title.rstrip(" .…")
    is_cut = title.endswith(("…", "...")) or len(title) >= CUT_LENGTH
    if not is_cut or len(bare) < 15:
        return title
    return max(
        (name for name in names if name.casefold().startswith(bare.casefold()) and not name.endswith(("…", "..."))),
        key=len,
        default=title,
    )


def _is_around(part: str, around: Surroundings) -> bool:
    """Tell whether a part of a title is a name of the site or of a section it stands in."""
    words, letters = part.split(), _letters(part)
    if not letters or len(words) > MOST_SITE_WORDS:
        return False
    if letters in around.sections or is_site(part, around):
        return True
    if len(letters) > 3 and any(_contains(letters, _letters(name)) for name in around.names):
        return True
    # "Example Tyres" on tyres.example.com, "Get Example" on example.com.
    return any(_contains(letters, label) for label in around.labels if len(label) > 3) or all(
        _letters(word) in around.labels for word in words
    )


def _contains(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 3 and (one in other or other in one)


def _letters(name: str) -> str:
    return re.sub(r"\W|_|^www\.|^the\b", "", name.casefold())


def _overlap(one: str, other: str) -> float:
    """Return the Dice coefficient of two titles' words."""
    a, b = set(WORD.findall(one.casefold())), set(WORD.findall(other.casefold()))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
