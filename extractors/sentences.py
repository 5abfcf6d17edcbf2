"""Sentence spans of a text, also where scraping has glued sentences together."""

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

from nupunkt import sent_spans

# "departures.Jerry Tworek": a lower-case word of three letters or more, a stop, and a capitalised word or a
# name's first letters. Hosts and file names ("Node.js", "example.com") go on in lower case and stay whole.
# Here and below the pattern begins with the stop, which is quick to look for, and looks back from there.
GLUE = re.compile(r"[.!?](?<=[a-z0-9%][a-z0-9%)”’\"'][a-z0-9%)”’\"'].)(?=[\"“‘(]?[a-z]?[A-Z][a-z]*(?:[ ,’']|-[a-z]))")
# A full stop inside closing quotation marks ends the sentence when a capital follows ("… main bets.” Other projects").
GLUE_AFTER_QUOTE = re.compile(r"[”\"](?<=[a-z0-9][.!?].)(?=[A-Z][a-z]*[ ,’'])|[”\"](?<=[a-z0-9]\..) (?=[A-Z“])")

# A plain word of four letters or more and a stop, before a name in the possessive ("talent. Anthropic’s focus"),
# where the model hears an abbreviation.
BEFORE_POSSESSIVE = re.compile(r"(?<![A-Za-z’'-])[a-z]{4,30}[.!?] (?=[A-Z][a-z]+[’']s )")

# "Ms. Lee (R-Ark.), who spoke": the model hears an end inside the brackets.
GOES_ON = re.compile(r"\)[,;:]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) code point offsets of the sentences of `text`, trimmed, in order.

    A line break always ends a sentence: the stored text holds one block (paragraph, heading, list item) a line.
    Sentence boundaries are nupunkt's (an unsupervised Punkt model, Kiss and Strunk 2006), cut again at glue.
    """
    return list(_split(text))


@lru_cache(maxsize=8)
def _split(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    line_start = 0
    for line in text.split("\n"):
        if line.strip():
            for start, end in _whole(line, sent_spans(line)):
                spans.extend(_unglue(text, line_start + start, line_start + end))
        line_start += len(line) + 1
    return tuple(spans)


def _whole(line: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans with those joined that a bracket's end divides."""
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        if whole and GOES_ON.match(line, start):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _unglue(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [
        match.end()
        for pattern in (GLUE, GLUE_AFTER_QUOTE, BEFORE_POSSESSIVE)
        for match in pattern.finditer(text, start, end)
    ]
    edges = [start, *sorted(set(cuts)), end]
    pieces = []
    for left, right in itertools.pairwise(edges):
        piece = text[left:right]
        inner = piece.strip()
        if inner:
            offset = left + piece.index(inner)
            pieces.append((offset, offset + len(inner)))
    return pieces
