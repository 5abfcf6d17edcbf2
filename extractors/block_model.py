"""Block model: how likely each block of a page belongs to its story.

The model is an ensemble of oblivious decision trees (every level of a tree asks one question of all blocks; Kohavi and
Li, "Oblivious Decision Trees, Graphs, and Top-Down Pruning", IJCAI 1995), boosted as in Friedman, "Greedy Function
Approximation", Annals of Statistics 29 (2001). tests/evaluation/train_blocks.py fits and writes it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

VERSION = "blocks/1"
# Blocks scored at once: it bounds the memory a page of a million blocks takes.
CHUNK = 4_096


@dataclass(frozen=True)
class Ensemble:
    """T trees of D levels over F features: columns (T, D), thresholds (T, D), values of the leaves (T, 2**D)."""

    features: tuple[str, ...]
    bias: float
    columns: NDArray[np.int64]
    thresholds: Floats
    values: Floats

    def score(self, columns: Floats) -> Floats:
        """Return the log odds of each of N blocks, by the values of its features: `columns` (F, N)."""
        trees, depth = self.columns.shape
        scores = np.full(columns.shape[1], self.bias)
        for start in range(0, len(scores), CHUNK):
            part = columns[:, start : start + CHUNK]
            # The number of the leaf, a bit a level; the first leaf of tree t is number t * 2**D of all.
            leaves = np.repeat(np.arange(trees, dtype=np.int32)[:, None], part.shape[1], axis=1)
            for level in range(depth):
                leaves += leaves
                leaves += part[self.columns[:, level]] > self.thresholds[:, level, None]
            scores[start : start + CHUNK] += self.values.take(leaves).sum(axis=0)
        return scores


def score_blocks(features: Mapping[str, Floats]) -> Floats:
    """Return for each block the probability that it belongs to the story, by its features' values."""
    ensemble = load_ensemble()
    columns = np.stack([features[name] for name in ensemble.features])
    odds: Floats = np.exp(-ensemble.score(columns))
    return 1.0 / (1.0 + odds)


@lru_cache(maxsize=1)
def load_ensemble() -> Ensemble:
    """Return the ensemble of data/block_model.json.

    Raises:
        ValueError: the file is of another version.
    """
    data = json.loads((files("extractors") / "data" / "block_model.json").read_text(encoding="utf-8"))
    if data["version"] != VERSION:
        raise ValueError(f"block_model.json is of version {data['version']}, not {VERSION}")
    names = tuple(sorted({name for tree in data["trees"] for name, _ in tree["splits"]}))
    return Ensemble(
        features=names,
        bias=data["bias"],
        columns=np.array([[names.index(name) for name, _ in tree["splits"]] for tree in data["trees"]]),
        thresholds=np.array([[threshold for _, threshold in tree["splits"]] for tree in data["trees"]]),
        values=np.array([tree["values"] for tree in data["trees"]]),
    )
