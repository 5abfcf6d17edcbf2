"""Who holds which role in an article, so that "the mayor" can be read as the name of whoever is the mayor."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.lexicon import lexicon
from extractors.names import name_words

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
# "Ada Obi, the former head of research at …": what stands beside a name; each piece is short, so that it stays linear.
APPOSED = re.compile(r", (?:who (?:is|was) )?((?:(?:[A-Z]\.|[\w’'-]{1,30}) ){0,8}[\w’'-]{1,30})(?=[,.;)]| [—–-])")
BEFORE = re.compile(r"(?:^|(?<=[^\w’'-]))((?:[\w’'-]{1,30} ){0,6}[\w’'-]{1,30})(,?) $")
REACH = 160  # characters on either side of a name that can tell its role
LEADS = frozenset(("a", "an", "the", "its", "their", "his", "her", "our"))
# They tell when a role is held, not which it is.
PAST = frozenset(("former", "ex", "late", "then", "longtime", "outgoing"))
PRESENT = frozenset(("current", "new", "acting", "incoming"))
COURTESY = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "hon", "fr", "st"))
JOINTS = frozenset(("of", "for", "at", "in", "to", "from", "with", "on", "by", "who", "and", "or", "whose", "that"))
MODIFIERS = frozenset(
    ("research", "vice", "senior", "former", "gop", "first", "acting", "interim", "prime", "foreign", "defense")
) | {"defence", "majority", "minority", "managing", "democratic"}
CLOSING = frozenset(("who", "whose", "that", "and"))
MOST_WORDS = 12
MOST_HOLDERS = 50  # of one role; so many leave none that it could mean


@dataclass(frozen=True, slots=True)
class Role:
    """A role as one mention puts it: its head noun, the words before that, the words of what it is over."""

    head: str
    modifiers: frozenset[str]
    field: frozenset[str]

    def may_be(self, other: "Role") -> bool:
        """Tell whether both may be one role: neither names what the other contradicts."""
        nested = self.modifiers <= other.modifiers or other.modifiers <= self.modifiers
        return self.head == other.head and nested and (not self.field or not other.field or self.field == other.field)


@dataclass(frozen=True, slots=True)
class Held:
    """A role written beside a name: whose it is, and from where to where the text says both, and the role alone."""

    name: str
    role: Role
    start: int
    end: int
    role_start: int
    role_end: int


class Holders:
    """The roles an article gives its people; `held` in the order of the text."""

    def __init__(self, text: str, mentions: Iterable[tuple[int, int, str]]) -> None:
        """Read the roles beside each mention of a person: its start, its end, the person's full name."""
        self.held = [held for mention in mentions for held in _roles_beside(text, *mention)]
        self._by_head: defaultdict[str, dict[tuple[Role, str], None]] = defaultdict(dict)
        for held in self.held:
            if len(self._by_head[held.role.head]) < MOST_HOLDERS:
                self._by_head[held.role.head][held.role, held.name] = None

    def holder(self, mention: str) -> str | None:
        """Return the one person whose role "the mayor" can be; None where it is nobody's, or more than one's."""
        words = WORD.findall(mention)
        if not words or words[0].lower() not in ("the", "that", "this", "its", "their"):
            return None
        role = read_role(words)
        found = {name for known, name in self._by_head.get(role.head, ()) if known.may_be(role)} if role else set()
        return found.pop() if len(found) == 1 else None


def read_role(words: Sequence[str]) -> Role | None:
    """Return the role a phrase names ("the former vice-president of research"), None where it has no head."""
    low = [word.lower().removesuffix("’s").removesuffix("'s") for word in words[:MOST_WORDS]]
    while low and (low[0] in LEADS or low[0] in PAST or low[0] in PRESENT):
        low.pop(0)
    joint = next((at for at, word in enumerate(low) if word in JOINTS), len(low))
    head = low[:joint]
    if len(head) > 1 and head[-2] == "vice":
        head[-2:] = [f"vice-{head[-1]}"]
    if not head or head[-1] in lexicon().times or head[-1] in lexicon().pronouns:
        return None
    end = next((at for at in range(joint + 1, len(low)) if low[at] in JOINTS), len(low))
    field = frozenset(low[joint + 1 : end]) - LEADS if joint < len(low) and low[joint] in ("of", "for") else frozenset()
    return Role(head[-1], frozenset(head[:-1]) - PAST - PRESENT, field)


def is_role_noun(head: str) -> bool:
    """Tell whether the head of a role is a known one; "the mother" and "the 34-year-old" are others."""
    return head.removeprefix("vice-") in _role_nouns()


def _roles_beside(text: str, start: int, end: int, name: str) -> Iterator[Held]:
    before = BEFORE.search(text[max(0, start - REACH) : start])
    if before:
        words = list(WORD.finditer(text, start - len(before[0]), start))
        first = _first_before(words, apposed=bool(before[2]))
        role = read_role([word[0] for word in words[first:]])
        if role and is_role_noun(role.head):
            opening = words[first + _count_leads(words[first:])].start()
            yield Held(name, role, opening, end, opening, words[-1].end())
    after = APPOSED.match(text, end, end + REACH)
    if after:
        words = list(WORD.finditer(text, after.start(1), after.end(1)))
        role = read_role([word[0] for word in words])
        leads = _count_leads(words)
        if role and leads < len(words) and (leads or is_role_noun(role.head)):
            closing = next((at for at, word in enumerate(words) if word[0] in CLOSING), len(words))
            if closing > leads:
                yield Held(name, role, start, words[closing - 1].end(), words[leads].start(), words[closing - 1].end())


def _first_before(words: Sequence[re.Match[str]], *, apposed: bool) -> int:
    """Return where the role starts: "fire chief | Tom Reed", or "a lawyer for the owners, | Peter Falk"."""
    if not apposed:
        return next((at + 1 for at in range(len(words) - 1, -1, -1) if _is_closed(words[at][0])), 0)
    for at, word in enumerate(words):
        role = read_role([word[0] for word in words[at:]]) if word[0].lower() in LEADS else None
        if role and is_role_noun(role.head):
            return at
    return len(words)


def _count_leads(words: Sequence[re.Match[str]]) -> int:
    return next((at for at, word in enumerate(words) if word[0].lower() not in LEADS), len(words))


def _is_closed(word: str) -> bool:
    """Tell whether a word before a role is none of it: "said | Senator", "met | Prime Minister"."""
    lex, low = lexicon(), word.lower()
    closed = low in lex.determiners or low in lex.prepositions or low in lex.subordinators or low in lex.auxiliaries
    verb = low in lex.irregular_pasts or (low in lex.forms and lex.forms[low].tense != "base")
    gerund = low.endswith("ing") and low not in MODIFIERS
    return (
        closed or gerund or low in lex.pronouns or low in lex.adverbs or (word == low and (verb or low.endswith("ed")))
    )


@lru_cache(maxsize=1)
def _role_nouns() -> frozenset[str]:
    return (lexicon().titles | lexicon().roles | name_words().posts | name_words().anonymous) - COURTESY - MODIFIERS
