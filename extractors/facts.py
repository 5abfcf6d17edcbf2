"""What a claim states, in parts that can be compared: weighted stems, names, figures, times and polarity."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extractors.background import weigh_in_sentences
from extractors.measures import is_baseline
from extractors.nouns import counted_as
from extractors.periods import MONTHS, WEEKDAYS
from extractors.posts import Post, find_posts
from extractors.records import Claim, Quantity
from extractors.synonyms import find_phrases, synonyms
from extractors.terms import LONGEST_WORD, stem_words

TOKEN = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*")
NEGATIONS = frozenset(["not", "never", "no", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"])
# What a negation turns round: the next words that tell something ("did not approve", "no golden frogs").
NEGATED_TERMS = 2
DENIAL = re.compile(r"\b(?:den(?:y|ies|ied|ying)|disput(?:es|ed|ing)|refut(?:es|ed|ing))\b", re.IGNORECASE)
DIGIT = re.compile(r"[0-9]")
YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
SCORE = re.compile(r"[0-9]{1,3}-[0-9]{1,3}")
DAYS = frozenset(map(str.casefold, WEEKDAYS))
MONTH = frozenset(name.casefold() for name in MONTHS if name != "May")
TIMES = DAYS | MONTH
_MONTH = "|".join(MONTHS)
DATE = re.compile(rf"\b([0-3]?[0-9])(?:st|nd|rd|th)? (?:of )?({_MONTH})\b|\b({_MONTH})\.? ([0-3]?[0-9])\b(?!,?[0-9])")
# Stems whose exchange turns a statement round: one claim with the left and one with the right never state the same.
OPPOSITES = (
    (
        "rise rose risen increas grew grow climb jump gain higher surg",
        "fall fell fallen decreas declin drop shrank lower plung",
    ),
    ("win won beat", "lose lost"),
    ("approv accept pass back support", "reject refus block oppos"),
    ("guilti convict", "acquit clear innoc"),
    ("join hire appoint", "leav left quit depart resign"),
    ("confirm", "deni"),
    ("aliv surviv", "dead die kill"),
)
# How much a figure tells, beside the weights of words: the more, the less likely two things share it by chance.
LARGE, MIDDLING, SMALL = 7.0, 4.5, 2.3
LARGE_FROM, MIDDLING_FROM = 100, 12
# Of this century's years any report may speak.
OLD_YEAR = "2000"
# A claim of more figures than that is a table; the first bound the work.
MOST_FIGURES = 20


@dataclass(frozen=True)
class Fact:
    """A claim with its comparable parts; `terms` are weights by stem or anchor, `total` their sum.

    `anchors` are those of the terms that stand for figures, dates, years and scores. `words` are the claim's words of
    two letters and more in lower case, `stems` theirs one by one, `quantities` all figures inside its span. `places`
    tells in which sentences of the article each term stands, by their offsets; the article's facts share it. What only
    a comparison with another claim asks for is found when it is asked for: most claims are never compared.
    """

    claim: Claim
    quantities: tuple[Quantity, ...]
    written: tuple[str, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    terms: dict[str, float]
    total: float
    anchors: frozenset[str]
    years: frozenset[str]
    dates: frozenset[str]
    places: Mapping[str, set[int]]

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of words in capitals that do not open the claim."""
        written = self.written
        # A capital that opens a sentence makes no name, unless another follows.
        opens = TOKEN.match(self.claim.text) is not None and not (len(written) > 1 and written[1][:1].isupper())
        named = {stem for stem, word in zip(self.stems[opens:], written[opens:], strict=True) if word[0].isupper()}
        return frozenset(named & self.terms.keys()) - TIMES

    @cached_property
    def times(self) -> frozenset[str]:
        """The days and months it names."""
        return TIMES.intersection(self.words)

    @cached_property
    def baselines(self) -> tuple[Quantity, ...]:
        """The figures it only compares with."""
        return tuple(quantity for quantity in self.quantities if _is_compared(self.claim, quantity))[:MOST_FIGURES]

    @cached_property
    def figures(self) -> tuple[Quantity, ...]:
        """The figures it states."""
        return tuple(quantity for quantity in self.quantities if quantity not in self.baselines)[:MOST_FIGURES]

    @cached_property
    def negated(self) -> frozenset[str]:
        """The stems that it negates."""
        return _negated(self.words, self.stems, self.terms)

    @cached_property
    def is_denied(self) -> bool:
        """Whether it denies what it states."""
        return bool(self.claim.is_denied) or DENIAL.search(self.claim.cue or "") is not None

    @cached_property
    def turns(self) -> frozenset[int]:
        """The sides of `OPPOSITES` it takes, as numbered by `_sides`; who has words of both sides takes none."""
        sides = _sides()
        turns = {sides[term] for term in self.terms if term in sides}
        return frozenset(turn for turn in turns if -turn not in turns)

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """Who holds which post, by what it says."""
        return find_posts(self.claim.text)


def fact_of(claim: Claim, quantities: Sequence[Quantity], places: dict[str, set[int]]) -> Fact:
    """Return the comparable parts of `claim`; `quantities` are all figures that stand inside its span.

    `places` are those of the article's facts so far: this one's are added.
    """
    tokens = TOKEN.findall(claim.text)
    if "'s" in claim.text or "’s" in claim.text:
        tokens = list(map(_without_possessive, tokens))
    written = tuple([token for token in tokens if 1 < len(token) <= LONGEST_WORD])
    words = tuple(map(str.casefold, written))
    weighed = _weigh_all(words)
    has_digits = DIGIT.search(claim.text) is not None
    days = DATE.finditer(claim.text) if has_digits else ()
    dates = frozenset(f"{match[2] or match[3]} {match[1] or match[4]}" for match in days)
    years = frozenset(filter(YEAR.fullmatch, words)) if has_digits else frozenset()
    anchors = _anchors(quantities, dates, years, words) if has_digits or quantities else {}
    terms = {stem: weight for stem, weight in weighed if weight > 0.0} | anchors
    for term in terms:
        places.setdefault(term, set()).add(claim.sentence_start)
    return Fact(
        claim=claim,
        quantities=tuple(quantities),
        written=written,
        words=words,
        stems=tuple(stem for stem, _ in weighed),
        terms=terms,
        total=sum(terms.values()),
        anchors=frozenset(anchors),
        years=years,
        dates=dates,
        places=places,
    )


def similarity(left: Fact, right: Fact, without: frozenset[str] = frozenset()) -> float:
    """Return the weighted Dice coefficient of the terms of two facts, less those of `without`: 0 to 1."""
    small, large = (left, right) if len(left.terms) <= len(right.terms) else (right, left)
    shared = sum(weight for term, weight in small.terms.items() if term in large.terms and term not in without)
    total = left.total + right.total
    if without:
        total -= sum(fact.terms[term] for fact in (left, right) for term in without if term in fact.terms)
    return 2.0 * shared / total if total > 0.0 else 0.0


def dice(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Return the weighted Dice coefficient of two bags of terms: 0 to 1."""
    total = sum(left.values()) + sum(right.values())
    return 2.0 * sum(weight for term, weight in left.items() if term in right) / total if total > 0.0 else 0.0


def are_opposite(left: Fact, right: Fact) -> bool:
    """Return whether one fact turns the other round: it has the opposite word ("rose", "fell"), negates, or denies."""
    if left.is_denied != right.is_denied or any(-turn in right.turns for turn in left.turns):
        return True
    return _negates(left, right) or _negates(right, left)


def _negates(left: Fact, right: Fact) -> bool:
    return any(stem in right.terms and stem not in right.negated for stem in left.negated)


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _is_compared(claim: Claim, quantity: Quantity) -> bool:
    return is_baseline(claim.text, quantity.char_start - claim.char_start, 0)


def _weigh_all(words: Sequence[str]) -> list[tuple[str, float]]:
    """Return stems and weights, synonyms under one name; of a phrase the first word bears it alone."""
    weighed = [_weigh(word) for word in words]
    openings = [place for place, (_, _, opens, _) in enumerate(weighed) if opens]
    folded = [(term, weight) for term, weight, _, _ in weighed]
    if openings:
        known = synonyms()
        for place, length, name in find_phrases([stem for _, _, _, stem in weighed], openings):
            folded[place : place + length] = [(name, known.weights[name]), *[("", 0.0)] * (length - 1)]
    return folded


# The same words come again and again.
@lru_cache(maxsize=1 << 16)
def _weigh(word: str) -> tuple[str, float, bool, str]:
    """Return a lower-case word's stem or class and what it tells, whether a phrase may open with it, and its stem."""
    known = synonyms()
    stem = next(iter(stem_words([word], "en")), word)  # lower case may be longer than a word can be
    opens = stem in known.openings
    if name := known.words.get(stem):
        return name, known.weights[name], opens, stem
    weight = 0.0 if word[0].isdigit() else weigh_in_sentences([stem], "en")[0]
    return stem, min(weight, SMALL) if word in TIMES else weight, opens, stem


def _anchors(
    quantities: Sequence[Quantity], dates: frozenset[str], years: frozenset[str], words: Sequence[str]
) -> dict[str, float]:
    """Return what a claim is anchored by, each with its weight; of a telling figure the unit may be any word."""
    anchors = {f"@{day}": LARGE for day in dates}
    anchors |= {f"@{year}": SMALL if year >= OLD_YEAR else LARGE for year in years}
    anchors |= {f"@{word}": MIDDLING for word in words if SCORE.fullmatch(word)}
    for quantity in quantities:
        anchors |= _anchor(quantity)
    return anchors


def _anchor(quantity: Quantity) -> dict[str, float]:
    """Return what anchors a figure gives: one of two digits and more, money and shares tell whatever is counted."""
    digits = f"{quantity.value:.4g}".partition("e")[0].replace(".", "").strip("0")
    is_share = quantity.unit == "percent"
    is_telling = len(digits) > 1 or is_share or (quantity.unit or "").isupper()
    if is_telling and (quantity.value >= LARGE_FROM or is_share):
        return {f"#{quantity.value:.4g}": LARGE}
    if is_telling and quantity.value >= MIDDLING_FROM:
        return {f"#{quantity.value:.4g}": MIDDLING}
    unit = counted_as(quantity.unit)
    return {f"#{quantity.value:.4g} {unit}": SMALL if quantity.value < MIDDLING_FROM else MIDDLING}


@lru_cache(maxsize=1)
def _sides() -> dict[str, int]:
    """Return the number of its pair of `OPPOSITES` by term, negative for the right-hand ones."""
    known = synonyms()
    return {
        known.words.get(stem, stem): sign * number
        for number, sides in enumerate(OPPOSITES, start=1)
        for sign, stems in zip((1, -1), sides, strict=True)
        for stem in stems.split()
    }


def _negated(words: Sequence[str], stems: Sequence[str], weights: Mapping[str, float]) -> frozenset[str]:
    negated: set[str] = set()
    left = 0
    for word, stem in zip(words, stems, strict=True):
        if word in NEGATIONS or word.endswith(("n't", "n’t")):
            left = NEGATED_TERMS
        elif left and stem in weights:
            negated.add(stem)
            left -= 1
    return frozenset(negated)
