"""Headlines: which of a page's titles is the article's, without the site's name behind it."""

import re
from collections.abc import Sequence

WORD = re.compile(r"\w+")
LONGEST_TITLE = 300
# "Headline | Site", "Headline - Site": the divider stands between spaces, or is a bar.
SUFFIX = re.compile(r"\s+[|–—·•»›-]\s+|\s*\|\s*|\s+::\s+")


def choose_title(
    headings: Sequence[str], stated: Sequence[str | None], page_title: str | None, site_name: str | None
) -> str | None:
    """Return the article's headline as a reader of the page sees it, None where the page shows none.

    `headings` are the page's h1 texts, `stated` what its head states (JSON-LD headline, og:title), most trusted first.
    A heading that shares most of its words with a stated title is the headline; else the first stated title is.
    """
    names = [without_site(title, site_name) for title in (*stated, page_title) if title]
    best, best_share = None, 0.5
    for heading in headings:
        share = max((_overlap(heading, name) for name in names), default=0.0)
        if share > best_share and not _same(heading, site_name):
            best, best_share = heading, share
    if best is None and len(headings) == 1 and not _same(headings[0], site_name):
        # A lone heading of one word ("Blog") names a section, unless nothing else is there.
        best = headings[0] if len(WORD.findall(headings[0])) > 1 or not names else None
    chosen = best or (names[0] if names else None)
    return without_site(chosen, site_name)[:LONGEST_TITLE] if chosen else None


def without_site(title: str, site_name: str | None) -> str:
    """Return `title` without the site's name at either end, where a divider sets it apart."""
    title = " ".join(title[: 2 * LONGEST_TITLE].split())
    dividers = list(SUFFIX.finditer(title))
    if not dividers or not site_name:
        return title
    first, last = dividers[0], dividers[-1]
    if _is_site(title[last.end() :], site_name):
        return without_site(title[: last.start()], site_name)
    return title[first.end() :] if _is_site(title[: first.start()], site_name) else title


def is_same_title(one: str, other: str) -> bool:
    """Tell whether two lines are one headline, also where one was cut short with an ellipsis."""
    if one.rstrip().endswith(("…", "...")) or other.rstrip().endswith(("…", "...")):
        short, long = sorted((fold_title(one), fold_title(other)), key=len)
        return len(short) >= 15 and long.startswith(short)
    return fold_title(one) == fold_title(other) != ""


def fold_title(title: str) -> str:
    """Return the words of `title` alone, in lower case."""
    return " ".join(WORD.findall(title.casefold()))


def _is_site(part: str, site_name: str) -> bool:
    one, other = (re.sub(r"\W|^www\.|^the ", "", name.casefold()) for name in (part, site_name))
    return (
        bool(one)
        and bool(other)
        and (one == other or (len(one) > 3 and (one in other or other in one) and len(part.split()) <= 6))
    )


def _same(one: str, other: str | None) -> bool:
    return other is not None and fold_title(one) == fold_title(other)


def _overlap(one: str, other: str) -> float:
    """Return the Dice coefficient of two titles' words."""
    a, b = set(WORD.findall(one.casefold())), set(WORD.findall(other.casefold()))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
