"""Layout: a page's blocks of text in reading order, and the containers they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

# What a browser shows no running text of.
_UNREAD = (
    "applet area audio canvas datalist embed frame frameset head iframe input link map math meta noscript object"
    " option picture progress script select style svg template textarea video"
)
# What stands inside a line of text; any other element starts a block of its own.
_INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small"
    " span strike strong sub sup time tt u var wbr"
)
UNREAD, INLINE = frozenset(_UNREAD.split()), frozenset(_INLINE.split())
BOLD = frozenset(("b", "strong"))
NAMED_BY = ("class", "id", "role", "itemprop")
LONGEST_NAMES = 500


@dataclass(slots=True)
class Container:
    """An element that holds blocks: `first` to `end` of the layout's blocks, `parent` an index of its containers.

    `names` are what its author calls it: class, id, role and itemprop.
    """

    tag: str
    names: str
    parent: int
    first: int
    end: int = 0


class LayoutBlock(NamedTuple):
    """One run of text no other block interrupts, with single spaces; `linked` and `bold` count its characters."""

    text: str
    container: int
    linked: int
    bold: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's blocks in reading order; containers come before what they hold, the first holds all."""

    blocks: list[LayoutBlock] = field(default_factory=list)
    containers: list[Container] = field(default_factory=lambda: [Container("html", "", 0, 0)])

    def look(self, container: int) -> tuple[str, str, str, str]:
        """Return the tags and names of a container and of the one around it."""
        own = self.containers[container]
        around = self.containers[own.parent]
        return own.tag, own.names, around.tag, around.names

    def ancestry(self, container: int) -> Iterator[Container]:
        """Yield a container and those around it, the nearest first."""
        while container:
            yield self.containers[container]
            container = self.containers[container].parent
        yield self.containers[0]


def read_layout(tree: HtmlElement) -> Layout:
    """Return the layout of a page; the tree stays as it is."""
    layout = Layout()
    line = _Line()
    open_containers = [0]
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNREAD:
                walk.skip_subtree()
                continue
            if tag in INLINE:
                line.enter(tag)
            else:
                line.end(layout, open_containers[-1])
                if tag != "br":
                    open_containers.append(_open(layout, element, open_containers[-1]))
            if text := element.text:
                line.add(text)
        else:
            if tag in INLINE:
                line.leave(tag)
            elif tag not in UNREAD:
                line.end(layout, open_containers[-1])
                if tag != "br":
                    layout.containers[open_containers.pop()].end = len(layout.blocks)
            if text := element.tail:
                line.add(text)
    line.end(layout, 0)
    layout.containers[0].end = len(layout.blocks)
    return layout


def _open(layout: Layout, element: HtmlElement, parent: int) -> int:
    names = " ".join(filter(None, map(element.get, NAMED_BY)))[:LONGEST_NAMES]
    layout.containers.append(Container(str(element.tag), names, parent, len(layout.blocks)))
    return len(layout.containers) - 1


class _Line:
    """The block that is being read."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._links = self._bolds = self._linked = self._bold = 0

    def enter(self, tag: str) -> None:
        self._links += tag == "a"
        self._bolds += tag in BOLD

    def leave(self, tag: str) -> None:
        self._links -= tag == "a"
        self._bolds -= tag in BOLD

    def add(self, text: str) -> None:
        self._parts.append(text)
        if (self._links or self._bolds) and not text.isspace():
            self._linked += len(text) if self._links else 0
            self._bold += len(text) if self._bolds else 0

    def end(self, layout: Layout, container: int) -> None:
        if not self._parts:
            return
        words = "".join(self._parts).split()
        if words and any(map(str.isalnum, text := " ".join(words))):
            layout.blocks.append(LayoutBlock(text, container, self._linked, self._bold))
        self._parts, self._linked, self._bold = [], 0, 0


def write_lines(layout: Layout, chosen: list[int]) -> list[str]:
    """Return the chosen blocks as lines: list items begin "- ", the cells of a table's row share one line."""
    lines: list[str] = []
    for before, index in pairwise([-1, *chosen]):
        text, row = layout.blocks[index].text, _row(layout, index)
        if row is None:
            lines.append(f"- {text}" if _opens_item(layout, index) else text)
        elif row == _row(layout, before):
            lines[-1] += f" {text} |"
        else:
            lines.append(f"| {text} |")
    return lines


def _row(layout: Layout, index: int) -> int | None:
    cell = layout.containers[layout.blocks[index].container] if index >= 0 else None
    return cell.parent if cell and cell.tag in {"td", "th"} and cell.end - cell.first == 1 else None


def _opens_item(layout: Layout, index: int) -> bool:
    """Tell whether a block is the first of its list item."""
    for container in layout.ancestry(layout.blocks[index].container):
        if container.tag == "li":
            return container.first == index
        if container.first != index:
            return False
    return False
