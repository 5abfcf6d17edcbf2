"""Clashes of quotations: words altered or cut short, or given to two speakers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extractors.clashes import Clash, Witness
from extractors.quoted_words import TRIFLES, QuotedWord, read_quoted_words

# A shorter run of words may be quoted twice by chance, or by halves without anything being lost.
LEAST_WORDS = 5
SAME_WORDS = 0.8
MOST_QUOTED_WORDS = 120
# Words that so many quotations of a story share are no sign of one quotation.
MOST_SHARING = 32
ENDS_SENTENCE = re.compile(r"[.!?;:…]")
# Where a report says itself that it leaves something out.
ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
# As short a mention may be "he" or "she", whatever the length of the name that it stands for.
LONGEST_PRONOUN = 3
LONGEST_VALUE = 200
# How much of a longer quotation is shown on both sides of where another one differs (code points).
MARGIN = 70


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as one report gives it: pieces of an interrupted one joined, the first standing for all.

    `gaps` tells after how many of its words a piece ends or words are left out, `ends` after how many a sentence does.
    """

    witness: Witness
    text: str
    words: tuple[QuotedWord, ...]
    stems: tuple[str, ...]
    gaps: frozenset[int]
    ends: frozenset[int]

    def excerpt(self, first: int, last: int) -> str:
        """Return the words from `first` to `last` (not included) with what stands around them, at a bounded length."""
        if len(self.text) <= LONGEST_VALUE:
            return self.text
        start = self.words[first].start if first < len(self.words) else len(self.text)
        end = self.words[min(last, len(self.words)) - 1].end if first < min(last, len(self.words)) else start
        begin = self.text.find(" ", start - MARGIN, start) + 1 if start > MARGIN else 0
        stop = max(end, self.text.rfind(" ", end, end + MARGIN)) if end + MARGIN < len(self.text) else len(self.text)
        stop = min(stop, begin + 2 * LONGEST_VALUE)
        return "… " * (begin > 0) + self.text[begin:stop] + " …" * (stop < len(self.text))


@dataclass(frozen=True, slots=True)
class _Difference:
    """How two quotations differ, and which words of each show it: from the first to the second number."""

    how: str
    in_a: tuple[int, int]
    in_b: tuple[int, int]


def find_quote_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield quotations that two publishers give in other words, cut within a sentence, or to different persons."""
    for a, b in _sharing(_join_pieces(witnesses)):
        if a.witness.publisher == b.witness.publisher:
            continue
        alike = SequenceMatcher(None, a.stems, b.stems, autojunk=False).ratio() >= SAME_WORDS
        if _are_other_persons(a.witness, b.witness):
            if alike and _are_named_beside(a.witness, b.witness):
                yield _clash_of_speakers(a, b)
        elif difference := (_find_cut(a, b) or (_find_alteration(a, b) if alike else None)):
            values = a.excerpt(*difference.in_a), b.excerpt(*difference.in_b)
            said = f"“{values[0]}” in {a.witness.name}, “{values[1]}” in {b.witness.name}"
            yield Clash("quote", a.witness, b.witness, *values, f"a quotation is {difference.how}: {said}")


def _clash_of_speakers(a: Quotation, b: Quotation) -> Clash:
    speakers = a.witness.fact.claim.speaker or "", b.witness.fact.claim.speaker or ""
    said = f"“{a.text[:LONGEST_VALUE]}” is said by {speakers[0]} in {a.witness.name}"
    return Clash("speaker", a.witness, b.witness, *speakers, f"{said}, by {speakers[1]} in {b.witness.name}")


def _join_pieces(witnesses: Sequence[Witness]) -> list[Quotation]:
    pieces: dict[tuple[str, str], list[Witness]] = {}
    for witness in witnesses:
        claim = witness.fact.claim
        if claim.kind == "quote":
            pieces.setdefault((claim.article_id, claim.quotation_id or claim.claim_id), []).append(witness)
    return [_quotation(parts) for parts in pieces.values()]


def _quotation(parts: list[Witness]) -> Quotation:
    text = " ".join(part.fact.claim.text for part in parts)
    words = read_quoted_words(text)[:MOST_QUOTED_WORDS]
    gaps, ends = set(), set()
    piece_ends, place = set(), -1
    for part in parts[:-1]:
        place += len(part.fact.claim.text) + 1
        piece_ends.add(place)
    for number, word in enumerate(words, 1):
        after = words[number].start if number < len(words) else len(text)
        between = text[word.end : after]
        is_piece_end = any(word.end <= end < after for end in piece_ends)
        if is_piece_end or ELLIPSIS.search(between):
            gaps.add(number)
        # The end of the last piece that no full stop closes is where the report stops, not where the speaker does.
        if is_piece_end or ENDS_SENTENCE.search(between):
            ends.add(number)
    return Quotation(parts[0], text, tuple(words), tuple(word.stem for word in words), frozenset(gaps), frozenset(ends))


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


def _find_cut(a: Quotation, b: Quotation) -> _Difference | None:
    """Return that one begins like the other and stops within one of its sentences."""
    length = min(len(a.stems), len(b.stems))
    full = a if len(a.stems) > length else b
    if len(full.stems) == length or a.stems[:length] != b.stems[:length] or length in full.ends:
        return None
    place = (length - 1, length + 1)
    return _Difference("cut short", place, place)


def _find_alteration(a: Quotation, b: Quotation) -> _Difference | None:
    """Return the first place where both say something else, and neither merely leaves out or adds at its edges.

    Trifles alter nothing, nor does a place where a report interrupts the speaker or marks that it left something out,
    nor the order in which it gives two sentences.
    """
    changes = SequenceMatcher(None, a.stems, b.stems, autojunk=False).get_opcodes()
    telling = [(a_part, b_part) for a_part, b_part in map(_parts, changes) if _is_telling(a, a_part, b, b_part)]
    # Taken together, lest a sentence that stands elsewhere counts as left out here and added there.
    words = [
        Counter(stem for part in parts for stem in quotation.stems[slice(*part)])
        for quotation, parts in zip((a, b), zip(*telling, strict=True), strict=False)
    ]
    return _Difference("altered", *telling[0]) if telling and _say_other(*words) else None


def _parts(change: tuple[str, int, int, int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    _, a_first, a_last, b_first, b_last = change
    return (a_first, a_last), (b_first, b_last)


def _is_telling(a: Quotation, a_part: tuple[int, int], b: Quotation, b_part: tuple[int, int]) -> bool:
    """Return whether the parts say something else, beyond what one of the reports may leave out."""
    left, right = a.stems[slice(*a_part)], b.stems[slice(*b_part)]
    if any("*" in stem for stem in left + right):  # an oath that one of them does not print
        return False
    if not left or not right:
        is_opening = a_part[0] == b_part[0] == 0
        is_close = a_part[1] == len(a.stems) and b_part[1] == len(b.stems)
        is_marked = (a_part[0] if right else b_part[0]) in (a.gaps if right else b.gaps)
        if is_opening or is_close or is_marked:
            return False
    return _say_other(Counter(left), Counter(right))


def _say_other(left: Counter[str], right: Counter[str]) -> bool:
    return any(word not in TRIFLES for word in (left - right) + (right - left))


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
    length = claim.speaker_end - claim.speaker_start
    if length <= LONGEST_PRONOUN or length < len(claim.speaker.split()[-1]):
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
