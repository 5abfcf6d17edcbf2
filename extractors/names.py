"""Capitalised names in a text, less the titles, roles and function words in front of them."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from extractors.lexicon import lexicon

# A run of capitalised words, with initials and name particles between them: "Ursula von der Leyen", "J.D. Vance".
PARTICLE = r"(?:de|da|del|della|der|den|di|du|van|von|la|le|bin|ibn|al|el|ten|ter)"
ABBREVIATION = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Prof|St|Jr|Sr)\."
WORD = rf"(?:(?:[A-Z]\.){{1,3}}|{ABBREVIATION}|[^\W\d_a-z][^\W\d_]*(?:[’'-][^\W\d_]+)*)"
RUN = re.compile(rf"{WORD}(?:[ \u00a0](?:{PARTICLE}[ \u00a0]){{0,3}}{WORD}){{0,5}}")
OPENING = re.compile(r"[^\W\d_a-z]")  # every run begins so, and a lone class is quick to search for
OWNER = re.compile(r"[’']s(?=[ \u00a0])")
POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])$")
ROYAL = frozenset(("king", "queen", "prince", "princess", "st", "lord", "lady", "general", "justice", "bishop", "pope"))
MONTH_NAMES = frozenset(("may", "april", "june", "august"))  # people's names too


class Name(NamedTuple):
    """A name at text[start:end] and its words."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameWords:
    """General word lists: given names by pronoun, last words of bodies' names, nouns for posts and for the unnamed."""

    male: frozenset[str]
    female: frozenset[str]
    organisation: frozenset[str]
    posts: frozenset[str]
    anonymous: frozenset[str]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Return the lists, read once from the package's own data/names.json."""
    data = json.loads(resources.files("extractors").joinpath("data/names.json").read_text(encoding="utf-8"))
    return NameWords(**{name: frozenset(data[name].split()) for name in NameWords.__dataclass_fields__})


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Return the common given names, in lower case."""
    return name_words().male | name_words().female


def find_names(text: str) -> list[Name]:
    """Return every capitalised name of `text` in order; "CEO Sam Altman’s" gives ("Sam", "Altman")."""
    found = []
    end = 0
    while opening := OPENING.search(text, end):
        run = RUN.match(text, opening.start())
        start, end = (run or opening).span()
        # "Sam Altman’s ChatGPT" are two names; whose first word alone is a possessive may be one: "Moody’s Analytics".
        owner = OWNER.search(text, start, end)
        if owner and " " in text[start : owner.start()]:
            end = owner.end()
        name = _trimmed(text, start, end)
        if name is not None:
            found.append(name)
    return found


def _trimmed(text: str, start: int, end: int) -> Name | None:
    mark = POSSESSIVE.search(text, start, end)
    if mark:
        end = mark.start()
    words = text[start:end].replace("\u00a0", " ").split(" ")
    first, last = _after_title(words), len(words)
    start += sum(len(word) + 1 for word in words[:first])
    while first < last and _leads(words[first], last - first):
        start += len(words[first]) + 1
        first += 1
    while last > first and is_time(words[last - 1]):
        last -= 1
        end -= len(words[last]) + 1
    return Name(start, end, tuple(words[first:last])) if last > first else None


def _after_title(words: list[str]) -> int:
    """Return where the name starts behind a title within the run: "Council President | Ada Obi", else 0."""
    if len(words) < 2:
        return 0
    known, lex, given = name_words(), lexicon(), given_names()
    if words[0].lower() in given:
        return 0
    for at in range(len(words) - 2, 0, -1):
        low = words[at].rstrip(".").lower()
        after = words[at + 1].lower()
        title = low in lex.titles and low not in ROYAL and after not in known.organisation
        if title or (low in lex.roles and after in given):
            return at + 1
    return 0


def leads_up(word: str) -> bool:
    """Return whether a capitalised word only leads up to a name, whatever follows: "But", "Tuesday", "Mr"."""
    lex = lexicon()
    low = word.rstrip(".").lower()
    closed = low in lex.determiners or low in lex.prepositions or low in lex.subordinators
    if closed or low in lex.pronouns or low in lex.adverbs or low in lex.titles:
        return True
    return low in lex.times and low not in MONTH_NAMES


def is_time(word: str) -> bool:
    """Return whether a capitalised word says when, and ends no name: "Tuesday", "June"."""
    return word.lower() in lexicon().times


def _leads(word: str, count: int) -> bool:
    """Tell whether `word`, the first of `count`, only leads up to a name: "But", "Tuesday", "CEO", "Iran’s"."""
    if leads_up(word):
        return True
    lex = lexicon()
    low = word.rstrip(".").lower()
    form = lex.forms.get(low)
    if count > 1 and (low in lex.roles or POSSESSIVE.search(word) or (form is not None and form.tense != "base")):
        return True
    return count > 2 and word.isupper() and len(low) > 1
