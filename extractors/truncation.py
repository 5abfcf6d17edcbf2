"""Whether a text is the whole article, or a teaser and the stub a paywall leaves."""

import re
from collections.abc import Sequence

from lxml.etree import XPath
from lxml.html import HtmlElement

from extractors.structured import PageFacts

# A text beyond this is no teaser, whatever wall stands around it.
TEASER_CHARS = 1_500
# Below this share of the words the page states (JSON-LD wordCount), a text is not the whole of it.
WHOLE_SHARE = 0.6
WORD = re.compile(r"\w+")
# What a wall says; an advertisement for subscriptions says other things.
WALL = re.compile(
    r"(?:to\s(?:continue|keep|finish)\sreading|continue\sreading\s(?:this|the|with|for|your)\b"
    r"|(?:the\srest\sof\s)?(?:this|the\sfull)\s(?:article|story|content|post)\sis\s(?:only\s|exclusively\s)?(?:for|available\s(?:only\s|exclusively\s)?(?:to|for)"
    r"|reserved\sfor|exclusive(?:ly)?\s(?:for|to)|locked)\b(?=.{0,40}\b(?:subscribers?|members?|registered|premium|paying)\b|\W*$)"
    r"|(?:subscribe|sign\sin|log\sin|register|sign\sup)\s(?:now\s)?to\s(?:read|continue|unlock|keep)\b"
    r"|(?:unlock|read)\s(?:this|the\sfull|the\srest\sof\sthe?)\s(?:article|story)(?:\s(?:now|for\sfree|with\sa\s\w+))?\W*$"
    r"|you\shave\sreached\syour\s.{0,30}(?:limit|articles)|already\sa\ssubscriber\?\s(?:log|sign)\sin\sto\sread"
    r"|(?:article|contenu)\sréservé\s(?:aux|à\snos)\sabonnés|il\svous\sreste\s.{0,20}\sà\slire"
    r"|(?:jetzt\s)?(?:weiterlesen|abonnieren)\s(?:mit|und|um)\b|nur\sfür\sabonnenten|este\s(?:artículo|contenido)\ses\s(?:exclusivo|solo)\spara"
    r"|suscríbete\spara\s(?:seguir|leer)|per\scontinuare\sa\sleggere|contenuto\sriservato\sagli\sabbonati|conteúdo\sexclusivo\spara\sassinantes)",
    re.IGNORECASE,
)
SHORT_TEXTS = XPath(".//body/descendant::text()[string-length() > 12 and string-length() < 300]")
UNPRINTED = frozenset({"script", "style", "noscript", "option", "template", "textarea"})
# What stands around a story on every page of a site.
AROUND = frozenset({"nav", "header", "footer", "aside"})


def is_truncated(lines: Sequence[str], facts: PageFacts, tree: HtmlElement, *, is_cut: bool) -> bool:
    """Tell whether `lines`, the text of a page, are only the beginning of its article.

    A text is so where it ends as one cut short (`is_cut`), where it has much fewer words than the page states
    (schema.org wordCount), and, being short, where the page is not free to read (schema.org isAccessibleForFree) or a
    wall says so. A long text that merely carries an invitation to subscribe is whole.
    """
    if is_cut:
        return True
    stated = facts.word_count
    if stated:
        words = sum(len(WORD.findall(line)) for line in lines)
        if words >= WHOLE_SHARE * stated:
            return False
        if facts.is_free is False:
            return True
    if sum(map(len, lines)) >= TEASER_CHARS:
        return False
    return facts.is_free is False or _has_wall(tree)


def _has_wall(tree: HtmlElement) -> bool:
    return any(
        WALL.match(" ".join(text.split()).lstrip("[(")) and _is_in_story(text.getparent()) for text in SHORT_TEXTS(tree)
    )


def _is_in_story(element: HtmlElement) -> bool:
    return element.tag not in UNPRINTED and not any(
        ancestor.tag in AROUND and ancestor.getparent() is not None and ancestor.find(".//h1") is None
        for ancestor in (element, *element.iterancestors())
    )
