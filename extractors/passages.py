"""Passages: sentences as tokens, each quotation one token, so that grammar outside the marks can be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.quotations import Quotation

# Letters and digits, joined by single inner marks: "U.S", "vice-president", "Trump’s", "AT&T", "4.5".
TOKEN = re.compile(r"[^\W_]+(?:(?:[.'’&/-]|,(?=\d{3}))(?=[^\W_])[^\W_]+)*|--+|\.\.\.|[^\w\s]")
OPEN_ENDED = ",?!…-—–"  # a quotation that ends so goes on in the sentence it stands in


class Token(NamedTuple):
    """A word (as written in lower case), a punctuation mark, or a whole quotation ('“')."""

    word: str
    start: int
    end: int
    is_word: bool
    is_capital: bool
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One or more sentences of one paragraph that no quotation mark runs out of."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    paragraph: int


def split_passages(
    text: str, sentences: Sequence[tuple[int, int]], quotations: Sequence[Quotation]
) -> Iterator[Passage]:
    """Yield the passages of `text` in order; `quotations` are outermost and sorted."""
    paragraph = 0
    following = 0
    index = 0
    while index < len(sentences):
        start, end = sentences[index]
        index += 1
        inside: list[Quotation] = []
        while True:
            while following < len(quotations) and quotations[following].start < end:
                inside.append(quotations[following])
                end = max(end, inside[-1].end)
                following += 1
            if index == len(sentences):
                break
            next_start, next_end = sentences[index]
            if next_start >= end and not _goes_on(text, end, next_start, inside):
                break
            end = max(end, next_end)
            index += 1
        if text.find("\n", start - 1, start) >= 0 or start == 0 or "\n" in text[max(0, start - 3) : start]:
            paragraph += 1
        yield Passage(start, end, tuple(_tokens(text, start, end, inside)), paragraph)


def _goes_on(text: str, end: int, next_start: int, inside: Sequence[Quotation]) -> bool:
    """Tell whether the next sentence only finishes this one: "Why?" he asked. "No," Ms. Ode said."""
    if not inside or inside[-1].end != end or "\n" in text[end:next_start]:
        return False
    return text[next_start].islower() or text[inside[-1].inner_end - 1] in OPEN_ENDED


def _tokens(text: str, start: int, end: int, inside: Sequence[Quotation]) -> Iterator[Token]:
    at = start
    for quotation in inside:
        yield from _words(text, at, quotation.start)
        yield Token("“", quotation.start, quotation.end, is_word=False, is_capital=False, quotation=quotation)
        at = quotation.end
    yield from _words(text, at, end)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    last: Token | None = None
    final = start + len(text[start:end].rstrip()) - 1
    for match in TOKEN.finditer(text, start, end):
        word = match[0]
        if word == "." and last is not None and last.is_word and last.end == match.start() < final:
            last = last._replace(end=match.end())  # "Mr.", "U.S.", "Sen.": the sentence goes on
            continue
        if last is not None:
            yield last
        is_word = word[0].isalnum()
        last = Token(word.lower(), *match.span(), is_word, is_word and word[0].isupper())
    if last is not None:
        yield last
