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
POSSESSIVE = re.compile(r"['’]s$")
NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
DENIAL = re.compile(r"(?:den(?:y|ies|ied|ying)|disput(?:es|ed|ing)|refut(?:es|ed|ing))\b", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
TIMES = frozenset(name.casefold() for name in (*WEEKDAYS, *MONTHS) if name != "May")
# Stems whose exchange turns a statement round: one claim with the left and one with the right never state the same.
OPPOSITES = tuple(
    (frozenset(ones.split()), frozenset(others.split()))
    for ones, others in (
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
)
# A figure tells a fact about as well as a rare word, a year about as well as a common one.
FIGURE_WEIGHT = 4.0
YEAR_WEIGHT = 1.5
# A claim of more figures than that is a table; the first bound the work.
MOST_FIGURES = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim with its comparable parts; `terms` are weights by stem or figure, `total` their sum."""

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
    posts: tuple[Post, ...]


def fact_of(claim: Claim, quantities: Sequence[Quantity]) -> Fact:
    """Return the comparable parts of `claim`; `quantities` are all figures that stand inside its span.

    `names` are the stems of words in capitals that do not open the claim, `words` all its words in lower case;
    `figures` are those the claim states, `baselines` those it only compares with, `figure_terms` the terms of all.
    """
    tokens = [(match.start(), POSSESSIVE.sub("", match[0])) for match in TOKEN.finditer(claim.text)]
    words = tuple(written.casefold() for _, written in tokens)
    terms = _weighted_terms(words)
    is_denied = bool(claim.is_denied) or DENIAL.match(claim.cue or "") is not None
    named = [written for start, written in tokens if start > 0 and written[0].isupper()]
    baselines = tuple(quantity for quantity in quantities if _is_compared(claim, quantity))[:MOST_FIGURES]
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
    return any(
        (_turns(left, ones, others) and _turns(right, others, ones))
        or (_turns(right, ones, others) and _turns(left, others, ones))
        for ones, others in OPPOSITES
    )


def _turns(fact: Fact, stems: frozenset[str], opposites: frozenset[str]) -> bool:
    return not stems.isdisjoint(fact.terms) and opposites.isdisjoint(fact.terms)


def _is_compared(claim: Claim, quantity: Quantity) -> bool:
    return is_baseline(claim.text, quantity.char_start - claim.char_start, 0)


def _weighted_terms(words: Sequence[str]) -> dict[str, float]:
    """Return the stems that tell something, by weight: the rarer in English at large, the more a shared one tells."""
    stems = stem_words([word for word in words if not word[0].isdigit()], "en")
    weights = weigh_terms(stems, "en").tolist()
    terms = {stem: weight for stem, weight in zip(stems, weights, strict=True) if weight > 0.0}
    return terms | {word: YEAR_WEIGHT for word in words if YEAR.fullmatch(word)}
