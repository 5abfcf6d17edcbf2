"""Who a mention names: the fullest name of that person in the article, and what kind of speaker it is."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.holders import Holders
from extractors.lexicon import lexicon
from extractors.names import POSSESSIVE, Name, find_names, name_words
from extractors.outlets import known_outlet
from extractors.quotations import find_quotations

PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
GENDERED = re.compile(r"\b(?:(?P<m>he|him|his|himself)|(?P<f>she|her|hers|herself))\b", re.IGNORECASE)
GENDER_TITLES = {"mr": "m", "sir": "m", "mrs": "f", "ms": "f", "miss": "f", "dame": "f", "lady": "f"}
TITLE_BEFORE = re.compile(rf"\b({'|'.join(GENDER_TITLES)})\.?\s$", re.IGNORECASE)
POINTING = frozenset(
    ("i", "we", "they", "it", "you", "who", "that", "this", "these", "those", "one", "both", "all", "us")
)
HEAD_END = re.compile(r"[,(]| (?:who|which|that|of|for|at|with|in|from|by|on|to|about|close|familiar) ")
WORD = re.compile(r"[^\W_]+(?:[.’'&-][^\W_]+)*")
# Whoever is described by what keeps them unnamed, or by what they know.
UNNAMED = re.compile(
    r"\b(?:anonym\w+|not to be (?:named|identified)|(?:familiar|close) (?:with|to)|not authori[sz]ed)\b"
)
REACH = 1_500  # characters a pronoun looks back for its person
PRONOUN_WINDOW = 150  # characters after a name in which a pronoun tells something of it
MOST_WORDS = 4  # of a person's name


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a mention names; `name` is None where it names nobody that can be told.

    `kind` is 'person', 'organisation', 'anonymous', 'outlet' or 'unknown'.
    """

    name: str | None
    kind: str


NOBODY = Speaker(None, "unknown")


@dataclass(slots=True)
class Person:
    """One person of the article under the fullest name used there, with votes on the pronoun that fits."""

    name: str
    mentions: int = 0
    genders: Counter[str] = field(default_factory=Counter)

    def may_be(self, gender: str | None) -> bool:
        """Tell whether a pronoun of `gender` ('m', 'f') can mean this person."""
        male, female = self.genders["m"], self.genders["f"]
        return gender is None or male == female or ("m" if male > female else "f") == gender


class Cast:
    """The people of one article: every name grouped under its fullest form, and where each is mentioned."""

    def __init__(self, text: str, quoted: Sequence[tuple[int, int]] = ()) -> None:
        """Read the names of `text`; `quoted` are its quotations, whose names no pronoun outside them points to."""
        self._text = text
        self._people: dict[str, Person] = {}
        self._by_surname: defaultdict[str, list[Person]] = defaultdict(list)
        names = find_names(text)
        for words in dict.fromkeys(name.words for name in names):
            self._enter(words)
        mentions = [(name, person) for name in names if (person := self._person(name.words)) is not None]
        for name, person in mentions:
            person.mentions += 1
            title = TITLE_BEFORE.search(text, max(0, name.start - 8), name.start)
            if title:
                person.genders[GENDER_TITLES[title[1].lower()]] += 5
        self._mentions = [
            (name.start, name.end, person) for name, person in mentions if not _within(name.start, quoted)
        ]
        self._starts = [start for start, _, _ in self._mentions]
        self.holders = Holders(text, [(start, end, person.name) for start, end, person in self._mentions])
        self._hear_pronouns()

    def _enter(self, words: Sequence[str]) -> None:
        """Take in a name of two words or more that no organisation bears."""
        if not 1 < len(words) <= MOST_WORDS:
            return
        full = " ".join(words)
        known = name_words()
        if any(word.lower() in known.organisation for word in words) or known_outlet(full):
            return
        person = self._people[full] = Person(full)
        self._by_surname[words[-1]].append(person)
        given = words[0].lower()
        person.genders["m"] += 10 * (given in known.male)
        person.genders["f"] += 10 * (given in known.female)

    def _hear_pronouns(self) -> None:
        """Let the first pronoun after each mention, before anybody else is named, vote on the person's gender."""
        for number, (_, end, person) in enumerate(self._mentions):
            following = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
            pronoun = GENDERED.search(self._text, end, min(following, end + PRONOUN_WINDOW))
            if pronoun and pronoun.lastgroup:
                person.genders[pronoun.lastgroup] += 1

    def _person(self, words: Sequence[str], gender: str | None = None) -> Person | None:
        """Return the person of that full name or surname; of several, one that fits, the most mentioned first."""
        person = self._people.get(" ".join(words))
        if person is not None or len(words) > MOST_WORDS:
            return person
        people = self._by_surname.get(words[-1], [])
        if len(words) > 1:
            people = [person for person in people if person.name.split(" ")[0] == words[0]]
        fitting = [person for person in people if person.may_be(gender)]
        return max(fitting or people, key=lambda person: person.mentions, default=None)

    def speaker(self, start: int, end: int, passage_start: int, last: Speaker = NOBODY) -> Speaker:
        """Return whom the mention text[start:end] names; `last` spoke before the passage that starts there."""
        mention = POSSESSIVE.sub("", self._text[start:end].strip())
        low = mention.lower()
        if low in PRONOUNS:
            return self._antecedent(start, passage_start, PRONOUNS[low], last)
        if not mention or low in POINTING:
            return NOBODY
        named = self._named(mention)
        if named is None and (holder := self.holders.holder(mention)) is not None:
            return Speaker(holder, "person")
        return named or Speaker(mention, _kind_of(mention))

    def _antecedent(self, position: int, passage_start: int, gender: str, last: Speaker) -> Speaker:
        """Return whom "he" or "she" means: somebody earlier in the passage, who spoke last, or the nearest before."""
        first, here = bisect_left(self._starts, passage_start), bisect_left(self._starts, position)
        candidates = [person for _, _, person in self._mentions[first:here]]
        if last.name in self._people:
            candidates.append(self._people[last.name])
        candidates += [
            person
            for start, _, person in reversed(self._mentions[max(0, first - 50) : first])
            if position - start < REACH
        ]
        fitting = next((person for person in candidates if person.may_be(gender)), None)
        if fitting:
            return Speaker(fitting.name, "person")
        # "Ms. Obi" of whom the article gives no first name is nobody of the cast.
        return last if last.kind == "person" and last.name not in self._people else NOBODY

    def _named(self, mention: str) -> Speaker | None:
        """Return the person or body whose name heads the mention ("DFA spokesman Neil Sroka")."""
        names = find_names(mention)
        if not names:
            return None
        if names[-1].end == len(mention.rstrip(" .,")):
            before = WORD.findall(mention[: names[-1].start].lower())
            if not _is_complement(before):
                return self._heading(mention, names[-1], before)
        if _is_document(mention):
            return Speaker(" ".join(names[-1].words), _kind_of(" ".join(names[-1].words)))
        person = self._people.get(" ".join(names[0].words)) if names[0].start == 0 else None
        return Speaker(person.name, "person") if person else None

    def _heading(self, mention: str, name: Name, before: Sequence[str]) -> Speaker | None:
        title = GENDER_TITLES.get(before[-1]) if before else None
        person = self._person(name.words, title)
        if person is not None:
            return Speaker(person.name, "person")
        if before and len(name.words) == 1 and before[0] != "the" and before[0] in lexicon().determiners:
            return None  # "one senior Democrat" names nobody
        full = mention[name.start : name.end]
        return Speaker(full, "person" if title else _kind_of(full))


@lru_cache(maxsize=2)
def cast_of(text: str) -> Cast:
    """Return the people of an article; kept a while, for what is read from one text more than once."""
    return Cast(text, [(quotation.start, quotation.end) for quotation in find_quotations(text)])


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (position, 0)) - 1
    return at >= 0 and spans[at][1] > position


def _is_complement(before: Sequence[str]) -> bool:
    """Tell whether the words lead a name into somebody else's phrase: "a spokesman for the | …"."""
    words = [word for word in before if word not in lexicon().determiners]
    return "and" in words or (bool(words) and words[-1] in lexicon().prepositions)


def _is_document(mention: str) -> bool:
    head = WORD.findall(HEAD_END.split(mention, maxsplit=1)[0].lower())
    return bool(head) and head[-1] in lexicon().documents


def _kind_of(mention: str) -> str:
    """Return the kind of a speaker who is not a person of the cast."""
    known = name_words()
    # An outlet is written with a capital: "the people said" quotes no magazine.
    if any(word[0].isupper() for word in WORD.findall(mention)[-1:]) and known_outlet(mention) is not None:
        return "outlet"
    head = WORD.findall(HEAD_END.split(mention, maxsplit=1)[0])
    if not head:
        return "unknown"
    if UNNAMED.search(mention):
        return "anonymous"
    low = [word.lower() for word in head]
    if low[-1] in known.anonymous or (low[0] in known.anonymous and not head[-1][0].isupper()):
        return "anonymous"
    if (
        head[-1][0].isupper()
        or low[-1] in known.organisation
        or (head[0] != low[0] and low[0] not in lexicon().determiners)
    ):
        return "organisation"
    return "anonymous" if any(word in known.anonymous for word in low) else "unknown"
