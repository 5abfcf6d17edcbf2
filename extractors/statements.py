"""Checkable sentences in the article's own voice."""

from collections.abc import Iterator, Sequence

# Lower than where a sentence is worth checking (0.5): what one report tells tersely is a fact like any other.
THRESHOLD = 0.2
FEWEST_WORDS = 4
BULLETS = "-–—•*·◦‣ \t\u00a0"
CLOSING = "\"”’'»)"


def find_statements(
    text: str, sentences: Sequence[tuple[int, int]], scores: Sequence[float], reported: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the sentences that state something worth checking on nobody else's word.

    `scores` are the sentences' check-worthiness, `reported` the sorted spans that stand on somebody's word. A list
    item may lack its full stop; a heading, a label or a question is no statement.
    """
    following = 0
    for (start, end), score in zip(sentences, scores, strict=True):
        while following < len(reported) and reported[following][1] <= start:
            following += 1
        if score < THRESHOLD or _is_reported(start, end, reported, following):
            continue
        body = text[start:end].lstrip(BULLETS)
        is_item = len(body) < end - start
        is_sentence = body.rstrip(CLOSING).endswith((".", "!", "…"))
        if (is_sentence or is_item) and len(body.split()) >= FEWEST_WORDS:
            yield end - len(body), end


def _is_reported(start: int, end: int, reported: Sequence[tuple[int, int]], following: int) -> bool:
    """Tell whether one report takes up more than half of the sentence."""
    for number in range(following, len(reported)):
        first, last = reported[number]
        if first >= end:
            return False
        if 2 * (min(end, last) - max(start, first)) > end - start:
            return True
    return False
