"""The neighbourhood of an article: the stories it resembles, clustered afresh with it."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.agglomeration import Nodes, Span, agglomerate, lay_out
from extractors.rulings import Rulings
from extractors.similarity import WHOLE, Features, Pool, multiply_pairs
from extractors.storybook import Entry, Story

# A decision looks at so many nodes: articles, or articles that are ruled together. A story that has more than are
# left is one node itself: it may gain articles and merge, but does not fall apart any more.
MOST_NODES = 64
# So many stories at the most are such nodes; others are left as they are.
MOST_SETTLED = 8


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What is clustered as one: an article, some that are ruled together, or a story too large to be taken apart."""

    name: str
    entries: Sequence[Entry]
    features: Features | Pool
    span: Span
    story: Story | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Nodes that tell one event, and how similar each is to the others on average (1.0 where it is alone)."""

    nodes: tuple[Node, ...]
    similarities: tuple[float, ...]


def find_nodes(newcomer: Entry | None, ranked: Iterable[Story], rulings: Rulings) -> list[Node]:
    """Return the nodes of a newcomer and of stories, the nearest first, within the bounds of a decision.

    They come ordered by name, articles first: the same set gives the same order.
    """
    settled: list[Story] = []
    loose = [] if newcomer is None else [newcomer]
    left = MOST_NODES
    for story in ranked:
        size = len({_group_of(entry, rulings) for entry in story.entries.values()}) if rulings else len(story.entries)
        if size <= left:
            loose += story.entries.values()
            left -= size
        elif len(settled) < MOST_SETTLED:
            settled.append(story)
    nodes = [*_group(loose, rulings), *map(_settle, settled)]
    return sorted(nodes, key=lambda node: (isinstance(node.features, Pool), node.name))


def _groups_of(entry: Entry, rulings: Rulings) -> set[str]:
    """Return the groups an article belongs to: by itself, or because one of its copies was ruled on."""
    groups = (rulings.group_of(one.article_id) for one in (entry, *entry.copies))
    return {group for group in groups if group is not None}


def _group_of(entry: Entry, rulings: Rulings) -> str:
    return min(_groups_of(entry, rulings), default=entry.article_id) if rulings else entry.article_id


def _group(entries: Iterable[Entry], rulings: Rulings) -> Iterator[Node]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(_group_of(entry, rulings), []).append(entry)
    for members in groups.values():
        members.sort(key=lambda entry: entry.article_id)
        span, pool = Span(), Pool()
        for entry in members:
            span.stretch(entry.span)
            if len(members) > 1:
                pool.add(entry.features)
        yield Node(members[0].article_id, members, pool if len(members) > 1 else members[0].features, span)


def _settle(story: Story) -> Node:
    return Node(min(story.entries), list(story.entries.values()), story.pool, story.span, story)


def cluster_nodes(nodes: Sequence[Node], rulings: Rulings, threshold: float, window_days: int) -> list[Cluster]:
    """Return the clusters of nodes that come as `find_nodes` orders them: average link, rulings respected."""
    articles = [node.features for node in nodes if isinstance(node.features, Features)]
    pools = [node.features for node in nodes if isinstance(node.features, Pool)]
    products, sizes = multiply_pairs(articles, pools), [len(node.entries) for node in nodes]
    together, apart = _pair_up(nodes, rulings) if rulings else ([], [])
    spans = lay_out(node.span for node in nodes)
    found = agglomerate(Nodes(products, sizes, spans, together, apart), threshold * WHOLE, window_days)
    means = products / np.outer(sizes, sizes) / WHOLE
    weights = np.array(sizes, np.float64)
    return [
        Cluster(tuple(nodes[i] for i in members), tuple(_average(means, weights, i, members) for i in members))
        for members in found
    ]


def _average(means: NDArray[np.float64], weights: NDArray[np.float64], i: int, members: Sequence[int]) -> float:
    others = [j for j in members if j != i]
    if not others:
        return 1.0
    mean = float((means[i, others] * weights[others]).sum() / weights[others].sum())
    return min(1.0, max(0.0, round(mean, 6)))


def _pair_up(nodes: Sequence[Node], rulings: Rulings) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the pairs of nodes that are ruled together, and apart."""
    holders: dict[str, list[int]] = {}
    for i, node in enumerate(nodes):
        for group in sorted(set[str]().union(*(_groups_of(entry, rulings) for entry in node.entries))):
            holders.setdefault(group, []).append(i)
    together = [pair for indices in holders.values() for pair in itertools.pairwise(indices)]
    apart = [
        (i, j)
        for group, indices in holders.items()
        for other in rulings.apart_from(group)
        for i, j in itertools.product(indices, holders.get(other, ()))
    ]
    return together, apart
