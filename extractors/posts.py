"""Posts: who holds which post over what, as a claim names them ("Jane Roe, the bank's finance director")."""

import re
from dataclasses import dataclass

from extractors.terms import stem_words

RANKS = {
    "vice president": r"vice[- ]president|VP",
    "head": r"head|lead|chief|boss",
    "director": r"director",
    "minister": r"minister|secretary",
    "manager": r"manager",
    "officer": r"officer",
    "professor": r"professor",
    "editor": r"editor",
    "spokesperson": r"spokes(?:man|woman|person)",
}
# Who is in charge of something may be called any of these.
IN_CHARGE = frozenset({"vice president", "head", "director", "manager", "officer"})
_RANK = "|".join(f"(?:{pattern})" for pattern in RANKS.values())
_NAME = r"[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'.-]{0,30}){1,3}"
_STOP = (
    r"(?:who|at|in|and|departed|left|joined|said|has|had|was|is|exited|quit|resigned|after|until|since|on|told|with)\b"
)
_WORD = rf"(?!{_STOP})[\w&-]{{1,30}}"
# "vice president of research", "head of model policy": the field stands behind the rank.
_BEHIND = rf"(?i:{_RANK}) (?:of|for) (?:the )?{_WORD}(?: {_WORD}){{0,3}}"
# "finance director", "chief financial officer": it stands before. A word that qualifies no field ("former") is idle.
_FIELD = r"(?:\A[A-Z][\w-]{1,30} |[a-z][\w-]{1,30} )(?:[a-z][\w-]{1,30} ){0,2}"
_BEFORE = rf"{_FIELD}(?:officer\b|(?:{_RANK})\b(?! (?:of|for)\b))"
_OWNER = (
    r"(?:who |then |former |senior |executive |the |a |an |its |their |his |her |(?:the )?[\w.& -]{1,40}['’]s? ){0,4}?"
)
AFTER_NAME = re.compile(rf"\b(?P<name>{_NAME}), {_OWNER}(?P<post>{_BEHIND}|{_BEFORE})")
BEFORE_NAME = re.compile(rf"\b(?P<post>{_BEFORE}|{_BEHIND}),? (?P<name>{_NAME})")
RANK = re.compile(
    "|".join(rf"(?P<r{position}>\b(?:{pattern})\b)" for position, pattern in enumerate(RANKS.values())), re.IGNORECASE
)
# Words before a rank that tell no field.
IDLE_WORDS = """
the of for acting assistant associate deputy executive former global including interim long longtime new old one senior
then time top
"""
IDLE = frozenset(stem_words(IDLE_WORDS.split(), "en"))
ENDED = re.compile(r"\b(?:former|ex|then|previous|one-time|outgoing|who was|who had been)\b", re.IGNORECASE)
LONGEST_TEXT = 1000
MOST_POSTS = 10


@dataclass(frozen=True, slots=True)
class Post:
    """A person's post: `name` its words in lower case, `rank` folded, `field` the stems of what it is over."""

    name: frozenset[str]
    rank: str
    field: frozenset[str]
    holder: str
    written: str


def find_posts(text: str) -> tuple[Post, ...]:
    """Return the posts over a named field in `text`, in order (at most ten); what somebody once was is left out."""
    posts = []
    for pattern in (AFTER_NAME, BEFORE_NAME):
        for match in pattern.finditer(text[:LONGEST_TEXT]):
            if ENDED.search(match[0]):
                continue
            ranks = list(RANK.finditer(match["post"]))
            rank = next(name for position, name in enumerate(RANKS) if ranks[-1][f"r{position}"])
            words = RANK.sub(" ", match["post"]).casefold().split()
            field = frozenset(stem_words(words, "en")) - IDLE
            if field:
                posts.append(
                    Post(frozenset(match["name"].casefold().split()), rank, field, match["name"], match["post"])
                )
    return tuple(posts[:MOST_POSTS])


def posts_differ(one: Post, other: Post) -> bool:
    """Return whether one person holds one rank, or is in charge, over fields that share no word."""
    is_one_person = one.name <= other.name or other.name <= one.name
    is_one_rank = one.rank == other.rank or {one.rank, other.rank} <= IN_CHARGE
    return is_one_person and is_one_rank and one.field.isdisjoint(other.field)
