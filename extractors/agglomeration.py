"""Average-link agglomeration: which of a few articles tell one event, as a function of the set and of no order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Days as ordinals; an interval that holds no day runs from ALWAYS to NEVER.
NEVER, ALWAYS = -(1 << 30), 1 << 30


@dataclass(slots=True)
class Span:
    """From when to when something was published, as far as known, and arrived: ordinals of days, both inclusive."""

    published_first: int = ALWAYS
    published_last: int = NEVER
    arrived_first: int = ALWAYS
    arrived_last: int = NEVER

    def stretch(self, other: "Span") -> None:
        """Take in another span."""
        self.published_first = min(self.published_first, other.published_first)
        self.published_last = max(self.published_last, other.published_last)
        self.arrived_first = min(self.arrived_first, other.arrived_first)
        self.arrived_last = max(self.arrived_last, other.arrived_last)

    @property
    def is_dated(self) -> bool:
        """Return whether any day of publication is known."""
        return self.published_first <= self.published_last

    @property
    def last_day(self) -> int:
        """Return the last day of publication, of arrival where none is known."""
        return self.published_last if self.is_dated else self.arrived_last


def lay_out(spans: Iterable[Span]) -> NDArray[np.int64]:
    """Return spans as rows, shape (spans, 4)."""
    rows = [(s.published_first, s.published_last, s.arrived_first, s.arrived_last) for s in spans]
    return np.array(rows, np.int64).reshape(-1, 4)


def find_near(spans: NDArray[np.int64], one: NDArray[np.int64], window_days: int) -> NDArray[np.bool_]:
    """Return which `spans` (..., 4) lie within so many days of `one` (..., 4), by the rules of broadcasting.

    Publication decides; where one of the two has no known day of publication, arrival does.
    """
    published = np.maximum(spans[..., 0] - one[..., 1], one[..., 0] - spans[..., 1])
    arrived = np.maximum(spans[..., 2] - one[..., 3], one[..., 2] - spans[..., 3])
    are_dated = (spans[..., 0] <= spans[..., 1]) & (one[..., 0] <= one[..., 1])
    near: NDArray[np.bool_] = np.where(are_dated, published, arrived) <= window_days
    return near


@dataclass(frozen=True, slots=True)
class Nodes:
    """What is to be clustered: n nodes that stand for `sizes[i]` articles each, and what is said of pairs of them.

    `products` (n, n) holds the sum of the similarities between the articles of i and those of j, `spans` (n, 4) the
    days of each. Pairs in `together` are one whatever their similarity and days; clusters with a pair in `apart`
    never become one, unless `together` says so.
    """

    products: NDArray[np.float64]
    sizes: Sequence[int]
    spans: NDArray[np.int64]
    together: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()


def agglomerate(nodes: Nodes, threshold: float, window_days: int) -> list[list[int]]:
    """Return clusters of nodes, each a list of rising indices, by their smallest.

    Average link (UPGMA; Sokal & Michener 1958): the two most similar clusters become one while their similarity, the
    mean over all pairs of articles, is at least `threshold` and their spans lie within `window_days` of each other.
    Sums of whole numbers are exact, and of equal pairs the one with the smallest indices is taken, so that nothing
    depends on the order in which articles came as long as the caller orders its nodes by name. Each of at most n - 1
    merges looks at n * n pairs: it is for some dozens of nodes.
    """
    clusters = _Clusters(nodes, window_days)
    for i, j in nodes.together:
        clusters.merge(i, j)
    for i, j in nodes.apart:
        clusters.forbid(i, j)
    clusters.compare_all()
    while (pair := clusters.find_closest(threshold)) is not None:
        clusters.merge(*pair)
    return sorted(sorted(members) for members in clusters.members.values())


class _Clusters:
    """The state of an agglomeration: a cluster lives at the smallest index of its nodes."""

    def __init__(self, nodes: Nodes, window_days: int) -> None:
        count = len(nodes.sizes)
        self.members = {i: [i] for i in range(count)}
        self._at = list(range(count))
        self._products, self._spans = nodes.products.copy(), nodes.spans.copy()
        self._sizes, self._window_days = np.array(nodes.sizes, np.float64), window_days
        self._forbidden = np.eye(count, dtype=np.bool_)
        self._similarities = np.full((count, count), -np.inf)

    def merge(self, i: int, j: int) -> None:
        """Make one of the clusters that hold nodes i and j."""
        i, j = sorted((self._at[i], self._at[j]))
        if i == j:
            return
        for node in self.members[j]:
            self._at[node] = i
        self.members[i] += self.members.pop(j)
        for matrix, join in ((self._products, np.add), (self._forbidden, np.logical_or)):
            matrix[i] = join(matrix[i], matrix[j])
            matrix[:, i] = join(matrix[:, i], matrix[:, j])
        self._forbidden[j] = self._forbidden[:, j] = True
        self._sizes[i] += self._sizes[j]
        self._spans[i, ::2] = np.minimum(self._spans[i, ::2], self._spans[j, ::2])
        self._spans[i, 1::2] = np.maximum(self._spans[i, 1::2], self._spans[j, 1::2])
        self._similarities[j] = self._similarities[:, j] = -np.inf
        self._compare(i)

    def forbid(self, i: int, j: int) -> None:
        """Keep the clusters of nodes i and j apart."""
        i, j = self._at[i], self._at[j]
        self._forbidden[i, j] = self._forbidden[j, i] = True

    def compare_all(self) -> None:
        """Compare every cluster with every other."""
        allowed = find_near(self._spans[:, None], self._spans[None, :], self._window_days) & ~self._forbidden
        means = self._products / np.outer(self._sizes, self._sizes)
        self._similarities = np.where(allowed, means, -np.inf)

    def _compare(self, i: int) -> None:
        allowed = find_near(self._spans, self._spans[i], self._window_days) & ~self._forbidden[i]
        means = self._products[i] / (self._sizes[i] * self._sizes)
        self._similarities[i] = self._similarities[:, i] = np.where(allowed, means, -np.inf)

    def find_closest(self, threshold: float) -> tuple[int, int] | None:
        """Return the most similar pair, None where no two clusters are similar enough."""
        best = int(self._similarities.argmax()) if self.members else 0
        i, j = divmod(best, len(self._at) or 1)
        return (i, j) if self.members and self._similarities[i, j] >= threshold else None
