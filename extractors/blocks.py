"""Blocks of a text: a paragraph, a heading or a list item, one a line, no blank lines between them."""

import itertools
import re
from collections.abc import Sequence

LIST_ITEM = re.compile(r"(?:[-*•‣▪●–—·]|\d{1,3}[.)])\s")
BULLET = re.compile(r"[*•‣▪●·]\s")
# Widths of hard-wrapped lines: narrower is verse or a list, wider is what an editor leaves to the window.
NARROWEST_WRAP, WIDEST_WRAP = 50, 100
STUB = re.compile(
    r"(?:(?:to\s)?(?:continue|keep)\sreading|read\s(?:more\W{0,3}$|(?:the\s)?full\s(?:story|article))|continue\s(?:to|with)\s"
    r"|(?:this|the\sfull)\s(?:article|story|content)\sis\s(?:only\s)?(?:for|available\s(?:only\s)?(?:to|for)|reserved\sfor|exclusive(?:ly)?)\s"
    r"|subscribe\s(?:now\s)?(?:to|for)\s(?:continue|read|keep|unlock|full)|unlock\sthis\s(?:article|story)|log\sin\sto\s(?:continue|read)"
    r"|sign\s(?:in|up)\sto\s(?:continue|read)|register\sto\s(?:continue|read)|you\shave\sreached\syour\s.{0,30}(?:limit|articles)"
    r"|weiterlesen|jetzt\s(?:weiterlesen|abonnieren)|suscríbete\spara|seguir\sleyendo|lire\sla\ssuite|(?:cet\s)?article\sréservé\saux)",
    re.IGNORECASE,
)
# What stands below a stub.
OFFER = re.compile(
    r"\b(?:subscri\w{1,6}|unlimited|trial|(?:sign|log)\sin|a\s(?:week|month|year)|cancel|access|member(?:ship)?)\b",
    re.IGNORECASE,
)
CUT = re.compile(r"(?:…|\.\.\.)\s?[\])]?$|\[\+?\d+\s(?:chars|characters)\]$")
LONGEST_STUB_LINE, MOST_STUB_LINES = 200, 4
# A text beyond this is no teaser, whatever invitation stands below it.
TEASER_CHARS = 1_500


def tidy_line(line: str) -> str:
    """Return a block with single spaces, trimmed, its bullet written "- "."""
    line = " ".join(line.split())
    bullet = BULLET.match(line)
    return f"- {line[bullet.end() :]}" if bullet else line


def split_blocks(text: str) -> list[str]:
    """Return the blocks of a plain text, hard-wrapped paragraphs joined to one line each."""
    paragraphs = [
        [line for line in map(tidy_line, paragraph.split("\n")) if line]
        for paragraph in re.split(r"\n[^\S\n]*\n", text)
    ]
    width = max((len(line) for paragraph in paragraphs for line in paragraph), default=0)
    if _is_hard_wrapped(paragraphs, width):
        return [block for paragraph in paragraphs for block in _unwrap(paragraph, width)]
    return [line for paragraph in paragraphs for line in paragraph]


def split_stub(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Return `lines` without a "Continue reading" stub at their end, and whether the text was cut short."""
    kept = list(lines)
    is_short = sum(map(len, kept)) <= TEASER_CHARS
    is_stub = False
    while start := _stub_start(kept):
        del kept[start:]
        is_stub = True
    return kept, is_short and (is_stub or bool(kept and CUT.search(kept[-1])))


def _stub_start(lines: Sequence[str]) -> int | None:
    """Return where a stub at the end of `lines` begins, the offers below it with it; None or 0 where there is none."""
    for start in range(len(lines) - 1, max(-1, len(lines) - 1 - MOST_STUB_LINES), -1):
        line = lines[start].lstrip("[(").strip()
        if len(line) > LONGEST_STUB_LINE:
            return None
        if STUB.match(line):
            return start
        if not OFFER.search(line):
            return None
    return None


def _is_hard_wrapped(paragraphs: Sequence[Sequence[str]], width: int) -> bool:
    breaks = [(line, following) for paragraph in paragraphs for line, following in itertools.pairwise(paragraph)]
    if len(breaks) < 3 or not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    return sum(_is_wrapped(line, following, width) for line, following in breaks) >= 0.7 * len(breaks)


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Tell whether the first word of `following` had no room left on `line`."""
    return not LIST_ITEM.match(following) and len(line) + 1 + len(following.split(" ", 1)[0]) > width - 4


def _unwrap(paragraph: Sequence[str], width: int) -> list[str]:
    blocks: list[list[str]] = []
    previous = ""
    for line in paragraph:
        if blocks and _is_wrapped(previous, line, width):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        previous = line
    return list(map(" ".join, blocks))
