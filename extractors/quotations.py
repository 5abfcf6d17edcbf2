"""Where quotation marks open and close: straight, curly, low, angle and single marks, over paragraphs too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Two typewriter apostrophes are one double mark; a single mark counts only where no letters stand on both its sides.
# Three in a row close a quotation within a quotation.
MARK = re.compile(r"(?<=[\w.,!?…])'(?=''(?!'))|''|``|[“”„‟\"«»]|(?<!\w)[‘'‹](?=[\w$£€(])|(?<=[\w.,!?…%)—-])[’'›](?!\w)")
ANY_MARK = re.compile(r"['`“”„‟\"«»‘’‹›]")  # all a quotation can begin with: most paragraphs hold none
OPENING_SINGLE = re.compile(r"[‘'‹](?=[\w$£€(])")
SINGLE_CLOSING = frozenset("’'›")
SINGLES = {"‘": "’", "'": "'", "‹": "›"}
CLOSINGS = {
    "“": ("”", "‟", '"'), "„": ("“", "”", '"'), "«": ("»",), "»": ("«",), '"': ('"', "”"), "''": ("''",),
    "``": ("''",), "‟": ("”",),
}  # fmt: skip
AMBIGUOUS = frozenset(('"', "''"))
# "the '90s", "'em", "'til": an apostrophe where a letter or a century was left out.
ELISION = re.compile(r"['‘](?:\d\ds?|em|til|tis|twas|cause|round|bout|n)\b", re.IGNORECASE)
LONGEST_SINGLE = 600  # characters; a single mark whose partner stands farther away is an apostrophe


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch inside quotation marks within one paragraph.

    `start` and `end` count the marks in, `inner_start` and `inner_end` leave them out. `continues` is true where
    the mark stays open at the paragraph's end and the next paragraph opens it again, as long quotations are set.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    continues: bool = False


@lru_cache(maxsize=2)
def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the outermost quotations of `text` in order; quotations inside a quotation are part of it."""
    paragraphs = [(start, end) for start, end in _lines(text) if text[start:end].strip()]
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        opens_next = following is not None and MARK.match(text, _first(text, *following)) is not None
        found.extend(_in_paragraph(text, start, end, opens_next=opens_next))
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _first(text: str, start: int, end: int) -> int:
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _in_paragraph(text: str, start: int, end: int, *, opens_next: bool) -> list[Quotation]:
    first = ANY_MARK.search(text, start, end)
    marks = list(MARK.finditer(text, first.start(), end)) if first else []
    found: list[Quotation] = []
    opening: re.Match[str] | None = None
    at = 0
    while at < len(marks):
        mark = marks[at]
        at += 1
        if opening is None:
            if mark[0] in SINGLES:
                closing = _single_partner(text, marks, at - 1)
                if closing is not None:
                    found.append(_quotation(mark, marks[closing]))
                    at = closing + 1
            elif mark[0] in CLOSINGS and _can_open(text, mark):
                opening = mark
        elif mark[0] in CLOSINGS[opening[0]] and _can_close(text, mark, start):
            found.append(_quotation(opening, mark))
            opening = None
        elif mark[0] == opening[0] and _can_open(text, mark):
            opening = mark  # the earlier mark never closed: what follows it is not a quotation
    if opening is not None and (opens_next or opening[0] not in AMBIGUOUS):
        inner_end = opening.end() + len(text[opening.end() : end].rstrip())
        if inner_end > opening.end():
            found.append(Quotation(opening.start(), inner_end, opening.end(), inner_end, continues=opens_next))
    return found


def _quotation(opening: re.Match[str], closing: re.Match[str]) -> Quotation:
    return Quotation(opening.start(), closing.end(), opening.end(), closing.start())


def _can_open(text: str, mark: re.Match[str]) -> bool:
    """Tell whether something is quoted after `mark`; a straight mark must also not end a word (5'10", 12")."""
    after = text[mark.end() : mark.end() + 1]
    if not after or (after.isspace() and mark[0] != "«"):
        return False
    before = text[mark.start() - 1 : mark.start()]
    return mark[0] not in AMBIGUOUS or not before.isalnum()


def _can_close(text: str, mark: re.Match[str], start: int) -> bool:
    """Tell whether a straight mark may close: one after a space and before a word opens instead."""
    if mark[0] not in AMBIGUOUS or mark.start() == start:
        return True
    after = text[mark.end() : mark.end() + 1]
    return not (text[mark.start() - 1].isspace() and after and not after.isspace())


def _single_partner(text: str, marks: list[re.Match[str]], at: int) -> int | None:
    """Return the index of the mark that closes the single mark `at`, or None where it is an apostrophe.

    A mark after punctuation wins over an earlier one after a plain s: "‘We guard workers’ rights,’ he said".
    """
    opening = marks[at]
    if not OPENING_SINGLE.match(text, opening.start()) or ELISION.match(text, opening.start()):
        return None
    plausible: int | None = None
    for number in range(at + 1, len(marks)):
        mark = marks[number]
        if mark.start() - opening.end() > LONGEST_SINGLE or OPENING_SINGLE.match(text, mark.start()):
            break
        if mark[0] != SINGLES[opening[0]]:
            if mark[0] in SINGLE_CLOSING:
                continue
            break
        before = text[mark.start() - 1]
        if before in ".,!?…":
            return number
        if plausible is None:
            plausible = number
        if before != "s":
            break
    return plausible
