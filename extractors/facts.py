"""What a claim states, in parts that can be compared: weighted stems, names, figures, times and polarity."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.background import weigh_terms
from extractors.measures import is_baseline
from extractors.periods import MONTHS, WEEKDAYS
from extractors.posts import Post, find_posts
from extractors.records import Claim, Quantity
from extractors.terms import stem_words

TOKEN = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*")
NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
DENIAL = re.compile(r"(?:den(?:y|ies|ied|ying)|disput(?:es|ed|ing)|refut(?:es|ed|ing))\b", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
TIMES = frozenset(name.casefold() for name in (*WEEKDAYS, *MONTHS) if name != "May")
# Stems whose exchange turns a statement round: one claim with the left and one with the right never state the same.
OPPOSITES = (
    (
        "rise rose risen increas grew grow climb jump gain higher surg",
        "fall fell fallen decreas declin drop shrank lower plung",
    ),
    ("win won beat", "lose lost"),
    ("approv accept pass back support", "reject refus block oppos"),
    ("guilti convict", "acquit clear innoc"),
    ("join hire appoint", "leav left quit depart resign fire"),
    ("confirm", "deni"),
    ("aliv surviv", "dead die kill"),
)
# The number of its pair by stem, negative for the right-hand ones.
TURN = {
    stem: sign * number
    for number, sides in enumerate(OPPOSITES, start=1)
    for sign, stems in zip((1, -1), sides, strict=True)
    for stem in stems.split()
}
# A figure tells a fact about as well as a rare word, a year about as well as a common one.
FIGURE_WEIGHT = 4.0
YEAR_WEIGHT = 1.5
# A claim of more figures than that is a table; the first bound the work.
MOST_FIGURES = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim with its comparable parts; `terms` are weights by stem or figure, `total` their sum.

    `turns` are the sides of `OPPOSITES` it takes, as `TURN` numbers them; who has words of both sides takes none.
    """

    claim: Claim
    terms: dict[str, float]
    total: float
    names: frozenset[str]
    times: frozenset[str]
    figures: tuple[Quantity, ...]
    baselines: tuple[Quantity, ...]
    figure_terms: frozenset[str]
    is_negated: bool
    is_denied: bool
    words: tuple[str, ...]
    turns: frozenset[int]
    posts: tuple[Post, ...]


def fact_of(claim: Claim, quantities: Sequence[Quantity]) -> Fact:
    """Return the comparable parts of `claim`; `quantities` are all figures that stand inside its span.

    `names` are the stems of words in capitals that do not open the claim, `words` all its words in lower case;
    `figures` are those the claim states, `baselines` those it only compares with, `figure_terms` the terms of all.
    """
    written = [_without_possessive(token) for token in TOKEN.findall(claim.text)]
    words = tuple(map(str.casefold, written))
    terms = _weighted_terms(words)
    is_denied = bool(claim.is_denied) or DENIAL.match(claim.cue or "") is not None
    opens = TOKEN.match(claim.text) is not None
    named = [word for word in written[opens:] if word[0].isupper()]
    baselines = tuple(quantity for quantity in quantities if _is_compared(claim, quantity))[:MOST_FIGURES]
    turns = {TURN[term] for term in terms if term in TURN}
    figure_terms = frozenset(f"{quantity.value:.3g} {quantity.unit}" for quantity in quantities)
    terms |= dict.fromkeys(figure_terms, FIGURE_WEIGHT)
    return Fact(
        claim=claim,
        terms=terms,
        total=sum(terms.values()),
        names=frozenset(stem for stem in stem_words(named, "en") if stem in terms and stem not in TIMES),
        times=frozenset(word for word in words if word in TIMES or YEAR.fullmatch(word)),
        figures=tuple(quantity for quantity in quantities if quantity not in baselines)[:MOST_FIGURES],
        baselines=baselines,
        figure_terms=figure_terms,
        is_negated=(len(NEGATION.findall(claim.text)) + is_denied) % 2 == 1,
        is_denied=is_denied,
        words=words,
        turns=frozenset(turn for turn in turns if -turn not in turns),
        posts=find_posts(claim.text),
    )


def similarity(left: Fact, right: Fact, without: frozenset[str] = frozenset()) -> float:
    """Return the weighted Dice coefficient of the terms of two facts, less those of `without`: 0 to 1."""
    small, large = (left, right) if len(left.terms) <= len(right.terms) else (right, left)
    shared = sum(weight for term, weight in small.terms.items() if term in large.terms and term not in without)
    total = left.total + right.total
    if without:
        total -= sum(fact.terms[term] for fact in (left, right) for term in without if term in fact.terms)
    return 2.0 * shared / total if total > 0.0 else 0.0


def are_opposite(left: Fact, right: Fact) -> bool:
    """Return whether one fact has a word ("rose") whose opposite ("fell") only the other has."""
    return any(-turn in right.turns for turn in left.turns)


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _is_compared(claim: Claim, quantity: Quantity) -> bool:
    return is_baseline(claim.text, quantity.char_start - claim.char_start, 0)


def _weighted_terms(words: Sequence[str]) -> dict[str, float]:
    """Return the stems that tell something, by weight: the rarer in English at large, the more a shared one tells."""
    stems = stem_words([word for word in words if not word[0].isdigit()], "en")
    weights = weigh_terms(stems, "en").tolist()
    terms = {stem: weight for stem, weight in zip(stems, weights, strict=True) if weight > 0.0}
    return terms | {word: YEAR_WEIGHT for word in words if YEAR.fullmatch(word)}
