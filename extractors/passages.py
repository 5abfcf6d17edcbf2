"""Passages: sentences as tokens, each quotation one token, so that grammar outside the marks can be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.quotations import Quotation

# What divides tokens, then a word: letters and digits, joined by single inner marks ("U.S", "vice-president",
# "Trump’s", "AT&T", "4.5"); or a mark; or the end, without which a long blank would be searched again from each of its
# characters.
TOKEN = re.compile(r"([\s_]*)(?:([^\W_]+(?:(?:[.'’&/-]|,(?=\d{3}))(?=[^\W_])[^\W_]+)*)|(--+|\.\.\.|[^\w\s])|\Z)")
OPEN_ENDED = ",?!…-—–"  # a quotation that ends so goes on in the sentence it stands in


class Token(NamedTuple):
    """A word (as written in lower case), a punctuation mark, or a whole quotation ('“')."""

    word: str
    start: int
    end: int
    is_word: bool
    is_capital: bool
    quotation: Quotation | None = None
    ends_in_comma: bool = False  # of a quotation: the sentence's comma stands inside its marks


_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Passage:
    """One or more sentences of one paragraph that no quotation mark runs out of."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    quotations: tuple[Quotation, ...]
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
        yield Passage(start, end, _tokens(text, start, end, inside), tuple(inside), paragraph)


def _goes_on(text: str, end: int, next_start: int, inside: Sequence[Quotation]) -> bool:
    """Tell whether the next sentence only finishes this one: "Why?" he asked. "No," Ms. Ode said."""
    if not inside or inside[-1].end != end or "\n" in text[end:next_start]:
        return False
    return text[next_start].islower() or text[inside[-1].inner_end - 1] in OPEN_ENDED


def _tokens(text: str, start: int, end: int, inside: Sequence[Quotation]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    at = start
    for quotation in inside:
        tokens += _words(text, at, quotation.start)
        comma = text[quotation.start : quotation.inner_end].endswith(",")
        tokens.append(_new(Token, ("“", quotation.start, quotation.end, False, False, quotation, comma)))
        at = quotation.end
    tokens += _words(text, at, end)
    return tuple(tokens)


def _words(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    final = start + len(text[start:end].rstrip()) - 1
    at = start
    for blank, word, mark in TOKEN.findall(text, start, end):
        at += len(blank)
        if word:
            # As `Token(…)`, which is a slow call for what is done for every word of every page.
            tokens.append(_new(Token, (word.lower(), at, at + len(word), True, word[0].isupper(), None, False)))
        elif mark == "." and tokens and tokens[-1].is_word and tokens[-1].end == at < final:
            tokens[-1] = tokens[-1]._replace(end=at + 1)  # "Mr.", "U.S.", "Sen.": the sentence goes on
        elif mark:
            tokens.append(Token(mark.lower(), at, at + len(mark), is_word=False, is_capital=False))
        at += len(word or mark)
    return tokens
