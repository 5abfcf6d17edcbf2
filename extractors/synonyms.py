"""Synonyms: words and short phrases that reports use for one and the same thing ("called off", "cancelled")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from extractors.background import weigh_in_sentences
from extractors.terms import stem_words

LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The classes of data/synonyms.txt by the stems of their words, each called by its first word's stem.

    `words` has the class of a stem, `phrases` that of several stems in a row, `openings` the stems that these begin
    with, `weights` what a class tells: as much as the most frequent of its words.
    """

    words: Mapping[str, str]
    phrases: Mapping[tuple[str, ...], str]
    openings: frozenset[str]
    weights: Mapping[str, float]


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """Return the classes, read once; a word that is in two belongs to the first."""
    words: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    weights: dict[str, float] = {}
    for line in (files("extractors") / "data" / "synonyms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        members = [tuple(stem_words(member.split(), "en")) for member in line.split(",")]
        name = members[0][0]
        for member in members:
            if len(member) > 1:
                phrases.setdefault(member, name)
            else:
                words.setdefault(member[0], name)
        single = [member for member in members if len(member) == 1] or members
        weights[name] = min(max(weigh_in_sentences(member, "en")) for member in single)
    return Synonyms(words, phrases, frozenset(phrase[0] for phrase in phrases), weights)


def find_phrases(stems: Sequence[str], openings: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return (place, length, class) of the phrases in a text, the longest first; `openings` are where one may begin."""
    known = synonyms()
    found: list[tuple[int, int, str]] = []
    free = 0
    for place in openings:
        for length in range(min(LONGEST_PHRASE, len(stems) - place), 1, -1) if place >= free else ():
            if name := known.phrases.get(tuple(stems[place : place + length])):
                found.append((place, length, name))
                free = place + length
                break
    return found
