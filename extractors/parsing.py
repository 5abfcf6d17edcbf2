"""A page's markup to a tree, whole also where it nests or swells beyond what the parser takes at first."""

import re
from collections import Counter

from lxml.etree import ElementDefaultClassLookup, ErrorTypes
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, document_fromstring
from trafilatura.utils import HTML_PARSER, load_html

# Elements within elements. libxml2 drops all that follows once it meets 256; browsers go on with siblings from 512 on.
DEEPEST = 100
# Possessive, so that no page makes it look twice at a character.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title)\b[^<>]*+>.*?(?:</(?P=raw)\s*+>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9:-]*+)[^<>]*+>",
    re.IGNORECASE | re.DOTALL,
)
# They hold nothing, so they never nest; the next of those with an optional end tag ends the one before it (HTML
# standard, 13.1.2 and 13.1.2.4).
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
ENDED_BY_NEXT = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option"))
# References to control characters (HTML standard, 13.2.5.80: a parse error): nobody sees them, and lxml, which takes
# them from a page, refuses to move them.
CONTROL_REFERENCE = re.compile(
    r"&#(?:0*+(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*+(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
# As trafilatura's own parser, without libxml2's limits on depth and size; the size of a document is limited before.
_HUGE_PARSER = HTMLParser(
    collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
)
# lxml.html asks a Python function for the class of every element, each time one is met, and knows others for forms
# only. Nobody here asks for those, and without the question a page takes a tenth less.
_LOOKUP = ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)
for _parser in (HTML_PARSER, _HUGE_PARSER):
    _parser.set_element_class_lookup(_LOOKUP)


def parse_html(html: str) -> HtmlElement | None:
    """Return the tree of a page, at most about `DEEPEST` elements deep; None where there is none.

    Raises:
        MemoryError: the parser ran out of it; libxml2 itself would return half a tree.
    """
    html = CONTROL_REFERENCE.sub("", html)
    tree = load_html(html)
    faults = {fault.type for fault in HTML_PARSER.error_log}
    if ErrorTypes.ERR_NO_MEMORY in faults:
        raise MemoryError
    if ErrorTypes.ERR_RESOURCE_LIMIT in faults:
        tree = document_fromstring(flatten(html).encode("utf-8", "replace"), parser=_HUGE_PARSER)
    return tree


def flatten(html: str, deepest: int = DEEPEST) -> str:
    """Return `html` with what is nested deeper than `deepest` elements laid side by side, all text in its place.

    Of those, elements with nothing in them are left out.
    """
    flat = _Flat(deepest)
    end = 0
    for token in TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if name and name not in VOID:
            flat.parts.append(html[end : token.start()])
            end = token.end()
            if token["close"]:
                flat.close(name)
            else:
                flat.open(name, token[0])
    return "".join((*flat.parts, html[end:]))


class _Flat:
    """A page as it is written anew: the elements that are open, and below the deepest of them one sibling at a time."""

    def __init__(self, deepest: int) -> None:
        self.parts: list[str] = []
        self._deepest = deepest
        self._above: list[str] = []
        self._below: list[str] = []
        # How often a name is open, above and below: a page may close what it never opened a million times.
        self._open_above: Counter[str] = Counter()
        self._open_below: Counter[str] = Counter()
        # The name of the sibling that is open, and where in `parts` it starts.
        self._sibling: tuple[str, int] | None = None

    def open(self, name: str, tag: str) -> None:
        """Write the start tag of an element."""
        if len(self._above) < self._deepest:
            if not (name in ENDED_BY_NEXT and self._above and self._above[-1] == name):
                self._above.append(name)
                self._open_above[name] += 1
        else:
            self._end_sibling()
            self._sibling = (name, len(self.parts))
            self._below.append(name)
            self._open_below[name] += 1
        self.parts.append(tag)

    def close(self, name: str) -> None:
        """Write the end tag of an element, where that is still to be written."""
        if self._open_below[name]:
            _pop_to(name, self._below, self._open_below)
            self._end_sibling()
        elif self._open_above[name]:
            self._end_sibling()
            self._below.clear()
            self._open_below.clear()
            _pop_to(name, self._above, self._open_above)
            self.parts.append(f"</{name}>")

    def _end_sibling(self) -> None:
        if self._sibling:
            name, start = self._sibling
            if any(map(str.strip, self.parts[start + 1 :])):
                self.parts.append(f"</{name}>")
            else:
                self.parts[start] = ""
            self._sibling = None


def _pop_to(name: str, names: list[str], counts: Counter[str]) -> None:
    while True:
        last = names.pop()
        counts[last] -= 1
        if last == name:
            return
