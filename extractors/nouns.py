"""The noun phrase a figure heads: its singular head noun and the words before it ("monthly users" → "user")."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

WORD = re.compile(r"[ -]([A-Za-z][A-Za-z'’]*(?:-[A-Za-z]+)*)")
# "12 of the 30 members" counts members, "half of the employees" employees.
OF_WHICH = re.compile(
    r" of (?:(?:all|the|its|their|his|her|our|these|those|more than|about) ){0,2}(?:[0-9][0-9,]*(?= ))?"
)
NOT_PLURAL = re.compile(r"(?:ss|us|is|as|ous|ics)$")
STRONG_PLURAL = re.compile(r"(?:ss|x|ch|sh|zz|[^oa]us|[^a-z]?ero|tat?o)es$")
MOST_PHRASE_WORDS = 6
PHRASE_WINDOW = 90


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The package's word lists about figures (data/measures.json), as sets and tables."""

    irregular_plurals: Mapping[str, str]
    persons: frozenset[str]
    singular_units: frozenset[str]
    measuring_units: frozenset[str]
    compound_units: Mapping[str, str]
    phrase_ends: frozenset[str]
    no_entities: frozenset[str]
    before_figures: frozenset[str]
    events: Mapping[str, Mapping[str, list[str]]]
    shares: Mapping[str, list[str]]
    measured: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure counts: the singular head noun, the whole phrase in lower case, and where the phrase ends."""

    unit: str | None
    phrase: str | None
    end: int


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the word lists, read once."""
    data = json.loads((files("extractors") / "data" / "measures.json").read_text(encoding="utf-8"))
    return Vocabulary(
        irregular_plurals=data["irregular_plurals"],
        persons=frozenset(data["persons"]),
        singular_units=frozenset(data["singular_units"]),
        measuring_units=frozenset(data["measuring_units"]),
        compound_units=data["compound_units"],
        phrase_ends=frozenset(data["phrase_ends"]),
        no_entities=frozenset(data["no_entities"]),
        before_figures=frozenset(data["before_figures"]),
        events=data["events"],
        shares=data["shares"],
        measured=data["measured"],
    )


def counted_after(text: str, position: int, limit: int) -> Counted:
    """Return what stands right after a figure that ends at `position`, up to `limit`: "650 million *monthly users*"."""
    limit = min(limit, position + PHRASE_WINDOW)
    if of_which := OF_WHICH.match(text, position, limit):
        # The phrase begins at the space before its first word.
        position = of_which.end() - (text[of_which.end() - 1] == " ")
    if compound := _compound_units().match(text, position, limit):
        phrase = compound[1].casefold()
        return Counted(vocabulary().compound_units[phrase], phrase, compound.end())
    words: list[str] = []
    head, end = 0, position
    for match in _words_after(text, position, limit):
        word = match[1].casefold()
        first = word.split("-", 1)[0]
        if not words and first in vocabulary().singular_units and (first == word or text[match.start()] == "-"):
            return Counted(first, None, match.start(1) + len(first))
        if not words and text[match.start()] == "-":
            return Counted(None, None, position)
        if word in vocabulary().phrase_ends or (head and not is_plural(word)):
            break
        words.append(word)
        if is_plural(word):
            head, end = len(words), match.end()
    if not head:
        return Counted(None, " ".join(words) or None, position)
    return Counted(singular(words[head - 1]), " ".join(words[:head]), end)


def counted_as(unit: str | None) -> str | None:
    """Return what a unit counts: "shareholder", "passenger" and "victim" count persons, like "person"."""
    return "person" if unit in vocabulary().persons else unit


@lru_cache(maxsize=1)
def _compound_units() -> re.Pattern[str]:
    return re.compile(rf"[ -]({'|'.join(vocabulary().compound_units)})\b", re.IGNORECASE)


def singular(noun: str) -> str:
    """Return the singular of an English plural noun: irregular ones by table, others by their ending."""
    word = noun.casefold()
    irregular = vocabulary().irregular_plurals.get(word)
    if irregular:
        return irregular
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if STRONG_PLURAL.search(word):
        return word[:-2]
    return word[:-1] if is_plural(word) else word


def is_plural(word: str) -> bool:
    """Return whether a lower-case word looks like a plural noun."""
    if word in vocabulary().irregular_plurals:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("'s", "’s")) and not NOT_PLURAL.search(word)


def _words_after(text: str, position: int, limit: int) -> list[re.Match[str]]:
    words: list[re.Match[str]] = []
    while len(words) < MOST_PHRASE_WORDS and (match := WORD.match(text, position, limit)):
        words.append(match)
        position = match.end()
    return words
