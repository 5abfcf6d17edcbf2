"""Where a page says its story comes from: the line it marks as source or rights."""

import re

from lxml.etree import XPath
from lxml.html import HtmlElement

# A picture's source is its photographer's.
SOURCES = XPath(
    './/body/descendant::*/@class[contains(., "source") or contains(., "agency") or contains(., "copyright")'
    ' or contains(., "provider")]/.. | .//body/descendant::*/@itemprop[contains(., "sourceOrganization")]/..'
)
PICTURE = re.compile(r"photo|image|picture|caption|gallery|figure|video|bild", re.IGNORECASE)
UNPRINTED = frozenset({"script", "style", "noscript", "template", "source", "iframe"})
LONGEST_LINE, LONGEST_NAMES = 160, 200
MOST_SOURCES, MOST_TEXTS = 20, 12


def find_sources(tree: HtmlElement) -> tuple[str, ...]:
    """Return the line a page marks as its story's source or rights; none where it marks several, as a list does."""
    lines = {
        line
        for element in SOURCES(tree)[:MOST_SOURCES]
        if element.tag not in UNPRINTED
        and 1 < len(line := _text(element)) <= LONGEST_LINE
        and not _is_pictured(element)
    }
    return tuple(lines) if len(lines) == 1 else ()


def _text(element: HtmlElement) -> str:
    texts = [text for _, text in zip(range(MOST_TEXTS), element.itertext(), strict=False)]
    return " ".join(" ".join(texts).split())


def _is_pictured(element: HtmlElement) -> bool:
    return any(
        ancestor.tag == "figure" or PICTURE.search((ancestor.get("class") or "")[:LONGEST_NAMES])
        for ancestor in (element, *element.iterancestors())
    )
