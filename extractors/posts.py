"""Posts: whose post over what a claim names ("Jane Roe, vice president of research")."""

import re
from dataclasses import dataclass

from extractors.terms import stem_words

RANKS = {
    "vice president": r"vice[- ]president|VP",
    "head": r"head|lead",
    "director": r"director",
    "minister": r"minister|secretary",
    "manager": r"manager",
    "professor": r"professor",
    "editor": r"editor",
}
_RANK = "|".join(rf"(?P<r{position}>{pattern})" for position, pattern in enumerate(RANKS.values()))
_NAME = r"\b[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'.-]{0,30}){1,3}"
_STOP = r"(?:who|at|in|and|departed|left|joined|said|has|had|was|is|exited|quit|resigned|after|until|since)\b"
# Name, comma, rank, "of" or "for", field. What stands before a rank ("Senate minority leader") tells a post in too many
# ways to compare.
POST = re.compile(
    rf"(?P<name>{_NAME}), (?:who |the |a |an |its |then |former |senior |executive ){{0,3}}(?P<post>(?i:{_RANK})"
    rf" (?:of|for) (?P<field>(?:the )?(?!{_STOP})[\w&-]{{1,30}}(?: (?!{_STOP})[\w&-]{{1,30}}){{0,3}}))"
)
IDLE = frozenset({"the", "global"})
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
    """Return the posts over a named field in `text`, in order (at most ten)."""
    posts = []
    for match in POST.finditer(text):
        rank = next(name for position, name in enumerate(RANKS) if match[f"r{position}"])
        field = frozenset(stem_words(match["field"].split(), "en")) - IDLE
        name = frozenset(match["name"].casefold().split())
        posts.append(Post(name, rank, field, match["name"], match["post"]))
    return tuple(posts[:MOST_POSTS])


def posts_differ(one: Post, other: Post) -> bool:
    """Return whether one person holds one rank over fields that share no word."""
    is_one_person = one.name <= other.name or other.name <= one.name
    return is_one_person and one.rank == other.rank and one.field.isdisjoint(other.field)
