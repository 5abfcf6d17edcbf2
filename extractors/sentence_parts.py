"""Sentence parts: the clauses of a compound sentence that each state something of their own."""

import re
from collections.abc import Iterator

# A clause of fewer words seldom states a fact.
FEWEST_WORDS = 4
# One that is nearly the whole sentence says nothing that the sentence does not.
LARGEST_PART = 0.8
MOST_CLAUSES = 8
LONGEST_SENTENCE = 1000
CONDITION = re.compile(r"(?:if|unless|whether)\b", re.IGNORECASE)
QUOTED = re.compile('["“”«»]')
_IRREGULAR = (
    "beat|became|began|bought|broke|brought|built|came|caught|cut|drew|drove|fell|found|gave|got|grew|held|hit|kept|led|"
    "left|lost|made|met|paid|put|ran|rose|said|sank|saw|sent|set|shot|sold|spoke|stood|struck|threw|told|took|went|won"
)
_PARTICIPLE = r"(?:[a-z]{3,}ed|built|caught|found|given|held|known|led|made|seen|sold|taken|told|written)"
_AUXILIARY = r"(?:was|were|is|are|has|have|had|will|would|can|could|may|might|must|did|does)"
_TIME = "(?:minutes?|hours?|days?|weeks?|months?|years?|shortly|soon)"
# A clause opens after a semicolon or dash, with a conjunction or relative pronoun, or goes on with another verb. What
# stands after "since" or "until" is mostly a time.
_VERB = rf"(?:{_AUXILIARY}|{_IRREGULAR}|[a-z]{{3,}}ed)"
_NAME = r"[A-Z][\w’'-]{1,20}"
BOUNDARY = re.compile(
    # What each alternative begins with is tried first: the pattern meets every blank of a text.
    r"(?=[;,\s])(?:;\s+(?=\w)|\s[–—-]\s+(?=\w)"
    r"|,\s+(?:(?P<relative>which|who|whose|where)\s+"
    r"|(?:and|but|so|while|although|though|whereas|after|before|as|when|because)\s+"
    rf"|{_TIME} (?:after|before)\s"
    rf"|(?=(?:[a-z]{{3,}}ing|{_PARTICIPLE}\s(?:in|by|with|on|to|from|at|for|as))\s)"
    rf"|(?={_NAME} (?:{_NAME} )?{_VERB}\s)"
    r"|(?=[\w,.]{1,12}\sof\s(?:whom|which|them)\s))"
    r"|\s+(?:(?:after|while|although|because|when|before|where|and that)\s+(?![0-9]|\w+ing\b)"
    rf"|and\s+(?=(?:{_NAME} (?:{_NAME} )?)?{_VERB}\s)"
    rf"|{_TIME} (?:after|before)\s(?=(?:it|he|she|they|we|the|its|his|her|their|an?|{_NAME})\s)"
    r"|(?:for|by|of)\s+(?=[a-z]{4,}ing\s)"
    r"|as\s+(?=(?:it|he|she|they|we|the|its|his|her|their)\s)"
    r"|against\s(?=[0-9])))"
)
MOMENT = re.compile(r" (?:little|minutes|hours|days?|weeks|months|years|shortly|soon)$")
# "Fishermen reached it before the coast guard did": the verb is said before.
ENDS_OPEN = re.compile(rf" {_AUXILIARY}$")
# "A painting found in an attic has been sold": what is found there, before the sentence's own verb.
REDUCED = re.compile(
    rf"(?:[\w’'-]+ ){{1,6}}{_PARTICIPLE} (?:in|by|with|on|from|at|for|as) [^,;]{{3,80}}?(?<! and)(?= {_AUXILIARY} )"
)


def find_clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the clauses of the sentence `text[start:end]`; none where it is of one piece.

    A sentence that quotes is left whole, for its words are somebody's, and so is one that sets a condition. A fragment
    too short to state anything is left out.
    """
    if end - start > LONGEST_SENTENCE or QUOTED.search(text, start, end) or CONDITION.match(text, start):
        return
    boundaries = _boundaries(text, start, end)
    reduced = REDUCED.match(text, start, end)
    pieces = [(start, reduced.end())] if reduced else []
    if boundaries:
        pieces += zip(
            [start, *(after for _, after in boundaries)], [*(before for before, _ in boundaries), end], strict=True
        )
    for first, last in pieces:
        clause = text[first:last].rstrip(" .!…,")
        if _states(clause) and len(clause) <= LARGEST_PART * (end - start):
            yield first, first + len(clause)


def _states(clause: str) -> bool:
    """Return whether a clause is long enough to state a fact; a figure is worth a word: "dates from 1883"."""
    words = len(clause.split()) + any(map(str.isdigit, clause))
    return words >= FEWEST_WORDS and ENDS_OPEN.search(clause) is None


def _boundaries(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans that divide clauses; the comma that ends a relative clause is one as well."""
    found: list[tuple[int, int]] = []
    for match in BOUNDARY.finditer(text, start, end):
        if (found and match.start() < found[-1][1]) or _is_moment(text, match):
            continue
        found.append(match.span())
        if match["relative"]:
            comma = text.find(", ", match.end(), end)
            if comma >= 0 and not BOUNDARY.match(text, comma, end):
                found.append((comma, comma + len(", ")))
    return _in_order(found)[: MOST_CLAUSES - 1]


def _is_moment(text: str, match: re.Match[str]) -> bool:
    """Return whether the conjunction belongs to a time: "rose shortly before noon" is of one piece."""
    is_between = match[0].strip() in {"after", "before"}
    return is_between and MOMENT.search(text, max(0, match.start() - len(" minutes")), match.start()) is not None


def _in_order(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted, each beginning where the one before has ended."""
    kept: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
