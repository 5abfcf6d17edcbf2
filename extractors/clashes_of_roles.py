"""Clashes of roles: one person's post is given differently by two publishers ("VP of sales", "VP of research")."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from extractors.clashes import Clash, Witness
from extractors.posts import Post, posts_differ

# The posts of one rank that are compared: a bound on the work, far above what a story tells.
MOST_POSTS = 100


def find_role_clashes(witnesses: Sequence[Witness]) -> Iterator[Clash]:
    """Yield posts of one person and rank over fields that share no word; one that names no field clashes with none."""
    by_rank: dict[str, list[tuple[Witness, Post]]] = {}
    for witness in witnesses:
        for post in witness.fact.posts:
            by_rank.setdefault(post.rank, []).append((witness, post))
    for held in by_rank.values():
        for (a, post_a), (b, post_b) in combinations(held[:MOST_POSTS], 2):
            if a.publisher != b.publisher and posts_differ(post_a, post_b):
                said = f"{post_a.holder} is {post_a.written} in {a.name}, {post_b.written} in {b.name}"
                yield Clash("role", a, b, post_a.written, post_b.written, said)
