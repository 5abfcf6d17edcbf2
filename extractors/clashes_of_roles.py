"""Clashes of roles: one person's post is given differently by two publishers ("VP of sales", "VP of research")."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from extractors.clashes import Clash, Witness
from extractors.posts import posts_differ

# The posts that are compared: a bound on the work, far above what a story tells.
MOST_POSTS = 200


def find_role_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield posts of one person over fields that share no word; one that names no field clashes with none.

    Each disagreement is told once, with its first witnesses.
    """
    told: set[frozenset[frozenset[str]]] = set()
    held = [(witness, post) for witness in witnesses for post in witness.fact.posts][:MOST_POSTS]
    for (a, post_a), (b, post_b) in combinations(held, 2):
        fields = frozenset((post_a.field, post_b.field))
        if a.publisher != b.publisher and fields not in told and posts_differ(post_a, post_b):
            told.add(fields)
            said = f"{post_a.holder} is {post_a.written} in {a.name}, {post_b.written} in {b.name}"
            yield Clash("role", a, b, post_a.written, post_b.written, said)
