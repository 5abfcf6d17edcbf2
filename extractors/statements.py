"""Checkable sentences in the article's own voice."""

import re
from collections.abc import Iterable, Iterator, Sequence

from extractors.periods import WEEKDAYS
from extractors.sentence_parts import FEWEST_WORDS as FEWEST_OF_CLAUSE
from extractors.sentence_parts import find_clauses

# Lower than where a sentence is worth checking (0.5): what one report tells tersely is a fact like any other.
THRESHOLD = 0.2
# A date or a figure can be checked, however plainly it is told: "It opens on 12 March."
THRESHOLD_OF_FIGURES = 0.05
FEWEST_WORDS = 4
# What is longer is a table or a run of words, no sentence (code points).
LONGEST_SENTENCE = 2000
WEEKDAY = re.compile("|".join(WEEKDAYS))
BULLETS = "-–—•*·◦‣ \t\u00a0"
CLOSING = "\"”’'»)"
# What a report says of a speaker in passing, on nobody's word: "Ada Obi, who has led the bank since 2021, said …".
ASIDE = re.compile(r",\s(?:an?\s[^,;:.!?\n\"“”]{3,40}?\s)?(?:who|which)\s([^,;:.!?\n\"“”]{12,150})[,.]\s")


def find_statements(
    text: str,
    sentences: Sequence[tuple[int, int]],
    scores: Sequence[float],
    reported: Sequence[tuple[int, int]],
    said: Sequence[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the sentences that state something worth checking on nobody else's word, and their clauses.

    `scores` are the sentences' check-worthiness, `reported` the sorted spans that stand on somebody's word, `said` the
    same less their speakers; of a sentence that is reported in the main, clauses outside of what is said may be the
    article's own. A list item may lack its full stop; a heading, a label or a question is no statement.
    """
    following = saying = 0
    for (start, end), score in zip(sentences, scores, strict=True):
        while following < len(reported) and reported[following][1] <= start:
            following += 1
        while saying < len(said) and said[saying][1] <= start:
            saying += 1
        if end - start > LONGEST_SENTENCE or score < _threshold(text, start, end):
            continue
        body = text[start:end].lstrip(BULLETS)
        is_item = len(body) < end - start
        is_sentence = body.rstrip(CLOSING).endswith((".", "!", "…"))
        if not (is_sentence or is_item) or len(body.split()) < FEWEST_WORDS:
            continue
        opening = end - len(body)
        is_own = 2 * _count_reported(opening, end, reported, following) <= end - opening
        if is_own:
            yield opening, end
        for first, last in find_clauses(text, opening, end):
            if is_own or not _count_reported(first, last, said, saying):
                yield first, last


def find_asides(text: str, mentions: Iterable[tuple[int, int] | None]) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the relative clauses that stand right behind the `mentions` of speakers."""
    for end in sorted({mention[1] for mention in mentions if mention}):
        aside = ASIDE.match(text, end)
        if aside and len(aside[1].split()) >= FEWEST_OF_CLAUSE:
            yield aside.span(1)


def _threshold(text: str, start: int, end: int) -> float:
    is_dated = any(map(str.isdigit, text[start:end])) or WEEKDAY.search(text, start, end)
    return THRESHOLD_OF_FIGURES if is_dated else THRESHOLD


def _count_reported(start: int, end: int, reported: Sequence[tuple[int, int]], following: int) -> int:
    """Return how many code points of `text[start:end]` are reported; the first report to look at is `following`."""
    covered, position = 0, start
    for number in range(following, len(reported)):
        first, last = reported[number]
        if first >= end:
            break
        first, last = max(first, position), min(last, end)
        covered += max(0, last - first)
        position = max(position, last)
    return covered
