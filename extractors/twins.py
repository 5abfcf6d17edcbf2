"""Twins: the same article at another address of its own, as an AMP or a mobile page is."""

import re
from collections.abc import Iterable

from extractors.identity import stable_id, without_tracking
from extractors.records import Article

# What the shorter text shares of its words' runs with the longer one; a twin may lack a box, never a paragraph.
SHARED = 0.9
RUN = 5
WORD = re.compile(r"\w+")


def canonical_id(article: Article) -> str | None:
    """Return the id of an article at the address that `article` names as its own, None where that is its own URL."""
    if article.canonical_url is None or article.url is None:
        return None
    found = stable_id("url", without_tracking(article.canonical_url))
    return None if found == article.article_id else found


def are_twins(text: str, other: str) -> bool:
    """Tell whether two texts are the same article's, but for what stands around it on one of its pages."""
    shorter, longer = sorted((_runs(text), _runs(other)), key=len)
    return bool(shorter) and len(shorter & longer) >= SHARED * len(shorter) and len(shorter) >= len(longer) / 2


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return frozenset(_windows(words)) if len(words) >= RUN else frozenset({tuple(words)} if words else ())


def _windows(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)
