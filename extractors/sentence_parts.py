"""Sentence parts: the clauses of a compound sentence that each state something of their own."""

import re
from collections.abc import Iterator

# A clause of fewer words seldom states a fact.
FEWEST_WORDS = 5
# One that is nearly the whole sentence says nothing that the sentence does not.
LARGEST_PART = 0.8
MOST_CLAUSES = 6
LONGEST_SENTENCE = 1000
CONDITION = re.compile(r"(?:if|unless|whether)\b", re.IGNORECASE)
QUOTED = re.compile('["“”«»]')
# A clause opens after a semicolon or dash, with a conjunction or relative pronoun, or goes on with another verb. What
# stands after "since" or "until" is mostly a time.
BOUNDARY = re.compile(
    r"(?:;|\s[–—-])\s+(?=\w)"
    r"|,\s+(?:and|but|so|while|although|though|whereas|after|before|as|when|because|where|which|who|whose)\s+"
    r"|\s+(?:after|while|although|because|when|before|where)\s+(?![0-9]|\w+ing\b)"
    r"|\s+as\s+(?=(?:it|he|she|they|we|the|its|his|her|their)\s)"
    r"|,?\s+and\s+(?=(?:was|were|is|are|has|have|had|will|would|can|could|may|might|must|did|does|[a-z]{3,}ed|"
    r"made|took|gave|won|lost|left|said|cut|put|set|sent|sold|bought|paid|told|found|held|led|fell|rose|went|came)\s)"
    r"|,\s+(?=[a-z]{3,}(?:ing\s|ed\s(?:in|by|with|on|to|from|at|for|as)\s))"
)


def find_clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the clauses of the sentence `text[start:end]`; none where it is of one piece.

    A sentence that quotes is left whole, for its words are somebody's, and so is one that sets a condition. A fragment
    too short to state anything is left out.
    """
    if end - start > LONGEST_SENTENCE or QUOTED.search(text, start, end) or CONDITION.match(text, start):
        return
    boundaries = [match.span() for match in BOUNDARY.finditer(text, start, end)][: MOST_CLAUSES - 1]
    if not boundaries:
        return
    starts = [start, *(after for _, after in boundaries)]
    ends = [*(before for before, _ in boundaries), end]
    for first, last in zip(starts, ends, strict=True):
        clause = text[first:last].rstrip(" .!…,")
        if len(clause.split()) >= FEWEST_WORDS and len(clause) <= LARGEST_PART * (end - start):
            yield first, first + len(clause)
