"""Clashes of words: a quotation altered or cut short, its words given to two speakers, a denial of what is said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extractors.clashes import Clash, Witness
from extractors.facts import Fact, similarity
from extractors.groups import figures_differ
from extractors.likeness import likeness, swap_names
from extractors.terms import stem_words

# A shorter run of words may be quoted twice by chance, or by halves without anything being lost.
LEAST_WORDS = 5
SAME_WORDS = 0.8
# What a claim and its denial must have in common: words beside names, log-odds to be of one fact, Dice coefficient. A
# denial that nobody calls one ("has not") says nearly the same but for the negation; a fragment denies nothing.
LEAST_DENIED_TERMS = 2
SAME_DENIED = -1.5
ALIKE_DENIED = 0.38
ALIKE_NEGATED = 0.65
LEAST_DENIED = 12.0
MOST_QUOTED_WORDS = 120
# Words that so many quotations of a story share are no sign of one quotation.
MOST_SHARING = 32
ENDS_SENTENCE = re.compile(r"[.!?;:…]")
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as one report gives it: pieces of an interrupted one joined, the first standing for all.

    `stems` are its words stemmed, for spelling and inflection alter no quotation; `ends` tells after which of them the
    report ends a sentence.
    """

    witness: Witness
    text: str
    stems: tuple[str, ...]
    ends: frozenset[int]


def find_quote_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield quotations that two publishers give in other words, cut within a sentence, or to different persons."""
    for a, b in _sharing(_join_pieces(witnesses)):
        if a.witness.publisher == b.witness.publisher:
            continue
        alike = SequenceMatcher(None, a.stems, b.stems, autojunk=False).ratio() >= SAME_WORDS
        speakers = a.witness.fact.claim.speaker, b.witness.fact.claim.speaker
        if _are_other_persons(a.witness, b.witness):
            if alike and speakers[0] and speakers[1] and _are_named_beside(a.witness, b.witness):
                said = f"“{a.text[:LONGEST_VALUE]}” is said by {speakers[0]} in {a.witness.name}"
                explanation = f"{said}, by {speakers[1]} in {b.witness.name}"
                yield Clash("speaker", a.witness, b.witness, speakers[0], speakers[1], explanation)
        elif how := ("cut short" if _is_cut(a, b) or _is_cut(b, a) else _altered(a, b, alike=alike)):
            said = f"“{a.text[:LONGEST_VALUE]}” in {a.witness.name}, “{b.text[:LONGEST_VALUE]}” in {b.witness.name}"
            explanation = f"a quotation is {how}: {said}"
            yield Clash("quote", a.witness, b.witness, a.text[:LONGEST_VALUE], b.text[:LONGEST_VALUE], explanation)


def find_denials(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield claims that one publisher has as denied, or as not so, and another as said."""
    for position, denial in enumerate(witnesses):
        if not denial.fact.is_denied and not denial.fact.negated:
            continue
        for other_position, other in enumerate(witnesses):
            if other.publisher != denial.publisher and _denies(denial.fact, other.fact):
                a, b = (denial, other) if position < other_position else (other, denial)
                who = denial.fact.claim.speaker or denial.name
                explanation = f"{other.name} states what {who} denies" + f" in {denial.name}" * (who != denial.name)
                values = a.fact.claim.text[:LONGEST_VALUE], b.fact.claim.text[:LONGEST_VALUE]
                yield Clash("denial", a, b, *values, explanation)


def _denies(denial: Fact, other: Fact) -> bool:
    """Return whether the one says of the same fact that it is not so, on somebody's word or in so many words."""
    if other.is_denied or "quote" in {denial.claim.kind, other.claim.kind}:
        return False
    if min(denial.total, other.total) < LEAST_DENIED or figures_differ(denial, other):
        return False
    if denial.is_denied:
        names = denial.names | other.names
        shared = (denial.terms.keys() & other.terms.keys()) - names
        is_same = len(shared) >= LEAST_DENIED_TERMS and likeness(denial, other) >= SAME_DENIED
        return is_same and not other.negated and similarity(denial, other) >= ALIKE_DENIED
    is_negated = not other.negated and not denial.negated.isdisjoint(other.terms)
    return is_negated and not swap_names(denial, other) and similarity(denial, other) >= ALIKE_NEGATED


def _join_pieces(witnesses: Sequence[Witness]) -> list[Quotation]:
    pieces: dict[tuple[str, str], list[Witness]] = {}
    for witness in witnesses:
        claim = witness.fact.claim
        if claim.kind == "quote":
            pieces.setdefault((claim.article_id, claim.quotation_id or claim.claim_id), []).append(witness)
    return [_quotation(parts) for parts in pieces.values()]


def _quotation(parts: list[Witness]) -> Quotation:
    stems: list[str] = []
    ends: set[int] = set()
    for part in parts:
        for sentence in ENDS_SENTENCE.split(part.fact.claim.text):
            stems += stem_words(re.findall(r"[^\W_]+", sentence), "en")
            ends.add(len(stems))
    text = " ".join(part.fact.claim.text for part in parts)
    # The end of a piece that no full stop closes is where the report stops, not where the speaker does.
    if not ENDS_SENTENCE.search(text[-2:]):
        ends.discard(len(stems))
    return Quotation(parts[0], text, tuple(stems[:MOST_QUOTED_WORDS]), frozenset(ends))


def _sharing(quotations: list[Quotation]) -> list[tuple[Quotation, Quotation]]:
    """Return the pairs of quotations that share a run of `LEAST_WORDS` words, in order."""
    index: dict[tuple[str, ...], list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for position, quotation in enumerate(quotations):
        for first in range(len(quotation.stems) - LEAST_WORDS + 1):
            earlier = index.setdefault(quotation.stems[first : first + LEAST_WORDS], [])
            if len(earlier) <= MOST_SHARING:
                pairs.update((other, position) for other in earlier if other != position)
                earlier.append(position)
    return [(quotations[one], quotations[other]) for one, other in sorted(pairs)]


def _are_other_persons(a: Witness, b: Witness) -> bool:
    """Return whether both speakers are named persons and neither name is a part of the other."""
    names = _speaker_names(a), _speaker_names(b)
    return bool(names[0] and names[1]) and names[0].isdisjoint(names[1])


def _are_named_beside(a: Witness, b: Witness) -> bool:
    """Return whether both reports name the speaker right beside the words, so that nothing had to be inferred."""
    return all(_is_named_beside(witness) for witness in (a, b))


def _is_named_beside(witness: Witness) -> bool:
    claim = witness.fact.claim
    if claim.speaker_start is None or claim.speaker_end is None or not claim.cue or not claim.speaker:
        return False
    if claim.speaker_end - claim.speaker_start < len(claim.speaker.split()[-1]):
        return False  # a pronoun
    # Quotation mark, space, cue, space: «…,” said Jane Roe» or «Jane Roe said: “…».
    farthest = len(claim.cue) + len("”, : “")
    return (
        0 <= claim.char_start - claim.speaker_end <= farthest or 0 <= claim.speaker_start - claim.char_end <= farthest
    )


def _speaker_names(witness: Witness) -> frozenset[str]:
    claim = witness.fact.claim
    is_person = claim.speaker_kind == "person" and claim.speaker
    return frozenset(claim.speaker.casefold().split()) if is_person and claim.speaker else frozenset()


def _is_cut(short: Quotation, full: Quotation) -> bool:
    """Return whether `short` begins like `full` and stops within one of its sentences."""
    length = len(short.stems)
    return length < len(full.stems) and full.stems[:length] == short.stems and length not in full.ends


def _altered(a: Quotation, b: Quotation, *, alike: bool) -> str | None:
    """Return "altered" where both say the same in other words, and neither merely leaves out or adds at its edges."""
    shorter, longer = sorted((a.stems, b.stems), key=len)
    if not alike or any(longer[at : at + len(shorter)] == shorter for at in range(len(longer) - len(shorter) + 1)):
        return None
    return "altered"
