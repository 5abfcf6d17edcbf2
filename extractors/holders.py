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
APPOSED = re.compile(r", (?:who (?:is|was) )?((?:[\w’'-]{1,30} ){0,8}[\w’'-]{1,30})(?=[,.;)]| [—–-])")
BEFORE = re.compile(r"(?:^|(?<=[^\w’'-]))((?:[\w’'-]{1,30} ){0,6}[\w’'-]{1,30})(,?) $")
REACH = 160  # characters on either side of a name that can tell its role
LEADS = frozenset(("a", "an", "the", "its", "their", "his", "her", "our"))
# They tell when a role is held, not which it is.
PAST = frozenset(("former", "ex", "late", "then", "longtime", "outgoing"))
PRESENT = frozenset(("current", "new", "acting", "incoming"))
COURTESY = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "hon", "fr", "st"))
JOINTS = frozenset(("of", "for", "at", "in", "to", "from", "with", "on", "by", "who", "and", "or", "whose", "that"))
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


class Holders:
    """The roles an article gives its people, by the head noun of the role."""

    def __init__(self, text: str, mentions: Iterable[tuple[int, int, str]]) -> None:
        """Read the roles beside each mention of a person: its start, its end, the person's full name."""
        self._held: defaultdict[str, dict[tuple[Role, str], None]] = defaultdict(dict)
        for start, end, name in mentions:
            for role in _roles_beside(text, start, end):
                if len(self._held[role.head]) < MOST_HOLDERS:
                    self._held[role.head][role, name] = None

    def holder(self, mention: str) -> str | None:
        """Return the one person whose role "the mayor" can be; None where it is nobody's, or more than one's."""
        words = WORD.findall(mention)
        if not words or words[0].lower() not in ("the", "that", "this", "its", "their"):
            return None
        role = read_role(words)
        found = {name for held, name in self._held.get(role.head, ()) if held.may_be(role)} if role else set()
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


def _roles_beside(text: str, start: int, end: int) -> Iterator[Role]:
    after = APPOSED.match(text, end, end + REACH)
    if after:
        words = WORD.findall(after[1])
        role = read_role(words)
        if role and (words[0].lower() in LEADS or _is_role_noun(role.head)):
            yield role
    before = BEFORE.search(text[max(0, start - REACH) : start])
    role = _role_before(WORD.findall(before[1]), apposed=bool(before[2])) if before else None
    if role and _is_role_noun(role.head):
        yield role


def _role_before(words: Sequence[str], *, apposed: bool) -> Role | None:
    """Return the role that ends in "fire chief | Tom Reed", or stands in "a lawyer for the owners, | Peter Falk"."""
    if apposed:
        leads = (at for at, word in enumerate(words) if word.lower() in LEADS)
        roles = (read_role(words[at:]) for at in leads)
        return next((role for role in roles if role and _is_role_noun(role.head)), None)
    first = next((at for at in range(len(words) - 1, -1, -1) if _is_closed(words[at])), -1)
    return read_role(words[first + 1 :])


def _is_closed(word: str) -> bool:
    lex, low = lexicon(), word.lower()
    return low in lex.determiners or low in lex.prepositions or low in lex.subordinators or low in lex.auxiliaries


def _is_role_noun(head: str) -> bool:
    return head.removeprefix("vice-") in _role_nouns()


@lru_cache(maxsize=1)
def _role_nouns() -> frozenset[str]:
    return (lexicon().titles | lexicon().roles | name_words().anonymous) - COURTESY
