"""Train the block model on labelled pages and write it as one JSON file.

    python tests/evaluation/train_blocks.py SET_DIR [--out extractors/data/block_model.json]

SET_DIR holds documents.jsonl.gz ({"url", "html"} a line) and gold.jsonl.gz ({"url", "text"}). First it prints the word
F1 of whole pages by models that saw no page of the same site, then it fits all pages and writes the file.
"""

import argparse
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from extractors.block_features import Floats, describe_blocks
from extractors.block_model import VERSION, Ensemble
from extractors.bodies import choose_blocks, extract_lines
from extractors.furniture import furniture_role
from extractors.layout import Layout, read_layout, write_lines
from extractors.parsing import parse_html

Bins = NDArray[np.int32]

WORD = re.compile(r"\w+")
FOLDS = 5
TREES, DEPTH, RATE = 100, 4, 0.15
BINS = 32
SHRINKAGE = 5.0  # added to the curvature of a leaf: small leaves say little
ROWS, COLUMNS = 0.7, 0.4  # shares of the rows and features a tree sees
SHORT, SHORT_SHARE = 5, 0.15  # of blocks of fewer words this share is kept, each counting as much more
EVEN = 50  # words added to a page's, so that a page of three lines does not outweigh the rest
CUT_LABEL = 0.15  # a label that ends early: blocks like the story's follow, of this share of its words


@dataclass(frozen=True)
class Page:
    """A labelled page: the features of its blocks, which are the story's, the weight of each, 0 where unknown."""

    url: str
    story: str
    layout: Layout
    features: dict[str, Floats]
    labels: Floats
    weights: Floats

    def table(self) -> Floats:
        """Return the features as one array (N, F)."""
        return np.stack(list(self.features.values()), axis=1)


def read_pages(folder: Path) -> Iterator[Page]:
    """Yield the pages of a labelled set that hold text."""
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        stories = {row["url"]: row["text"] for row in map(json.loads, lines)}
    with gzip.open(folder / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            tree = parse_html(row["html"])
            if tree is None:
                continue
            layout = read_layout(tree)
            if not layout.blocks:
                continue
            furniture = [furniture_role(block.text) for block in layout.blocks]
            features = describe_blocks(layout, extract_lines(tree, row["url"]), furniture)
            labels = label_blocks(layout, stories[row["url"]])
            weights = weigh_blocks(layout, features, labels)
            yield Page(row["url"], stories[row["url"]], layout, features, labels, weights)


def label_blocks(layout: Layout, story: str) -> Floats:
    """Return 1 for each block most of whose words stand in the story at that place, else 0."""
    blocks = [words_of(block.text) for block in layout.blocks]
    owner = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
    shown = [word for block in blocks for word in block]
    found = np.zeros(len(shown))
    for start, _, size in SequenceMatcher(None, shown, words_of(story)).get_matching_blocks():
        found[start : start + size] = 1
    hits = np.bincount(owner, found, len(blocks))
    return (hits >= 0.5 * np.array([max(1, len(block)) for block in blocks])).astype(np.float64)


def weigh_blocks(layout: Layout, features: dict[str, Floats], labels: Floats) -> Floats:
    """Return each block's weight, its share of the story's words.

    Some labels end in the middle of a story: what looks like it and comes after its end weighs nothing.
    """
    words, kept = features["words"], features["kept"]
    positive = np.flatnonzero(labels)
    weights = np.maximum(words, 1) / (EVEN + float((words * labels).sum()))
    if len(positive):
        looks = [layout.look(block.container) for block in layout.blocks]
        like_story = {looks[index] for index in positive}
        doubtful = np.array([look in like_story for look in looks]) & (kept >= 0.5)
        doubtful[: positive[-1] + 1] = False
        if float(words[doubtful].sum()) > CUT_LABEL * float((words * labels).sum()):
            weights[doubtful] = 0
    return weights


def words_of(text: str) -> list[str]:
    """Return the words of a text as the scorer counts them."""
    return WORD.findall(text.lower())


def thin_out(pages: list[Page], generator: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Return features, labels and weights of all blocks that weigh something, of short ones a sample."""
    features = np.concatenate([page.table() for page in pages])
    labels = np.concatenate([page.labels for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    is_short = np.concatenate([page.features["words"] for page in pages]) < SHORT
    chosen = (weights > 0) & (~is_short | (generator.random(len(weights)) < SHORT_SHARE))
    weights = np.where(is_short, weights / SHORT_SHARE, weights)[chosen]
    return features[chosen], labels[chosen], weights / weights.mean()


def fit(pages: list[Page], seed: int = 0) -> Ensemble:
    """Return an ensemble that minimises the weighted logistic loss on `pages`, by gradient boosting."""
    generator = np.random.default_rng(seed)
    features, labels, weights = thin_out(pages, generator)
    edges = [cut_points(column) for column in features.T]
    binned = np.stack([np.searchsorted(edge, column) for edge, column in zip(edges, features.T, strict=True)])
    mean = float((weights * labels).sum() / weights.sum())
    bias = float(np.log(mean / (1 - mean)))
    scores = np.full(len(labels), bias)
    columns, thresholds, values = [], [], []
    for _ in range(TREES):
        chance = 1 / (1 + np.exp(-scores))
        slope, curve = weights * (labels - chance), weights * chance * (1 - chance)
        rows = np.flatnonzero(generator.random(len(labels)) < ROWS)
        tried = np.flatnonzero(generator.random(len(edges)) < COLUMNS)
        splits = grow(binned[:, rows], slope[rows], curve[rows], tried, [len(edge) for edge in edges])
        leaves = leaves_of(binned, splits)
        size = 1 << DEPTH
        pull = np.bincount(leaves[rows], slope[rows], size)
        value = np.round(RATE * pull / (np.bincount(leaves[rows], curve[rows], size) + SHRINKAGE), 4)
        scores += value[leaves]
        columns.append([column for column, _ in splits])
        thresholds.append([float(edges[column][cut]) for column, cut in splits])
        values.append(value)
    return Ensemble(tuple(pages[0].features), bias, np.array(columns), np.array(thresholds), np.array(values))


def cut_points(column: Floats) -> Floats:
    """Return at most BINS - 1 values of a feature with about as many rows between them, rounded to be readable."""
    quantiles = np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1], method="lower")
    return np.unique(np.round(quantiles, 4))


def grow(
    binned: Bins, slope: Floats, curve: Floats, tried: NDArray[np.int64], cuts: list[int]
) -> list[tuple[int, int]]:
    """Return a tree's splits, one a level: the feature and cut that gain most over all leaves of the level above."""
    leaves = np.zeros(len(slope), dtype=np.int64)
    splits = []
    for level in range(DEPTH):
        size = 1 << level
        best = (-1.0, 0, 0)
        for column in tried.tolist():
            if not cuts[column]:
                continue
            cell = leaves * BINS + binned[column]
            pull = np.bincount(cell, slope, size * BINS).reshape(size, BINS).cumsum(axis=1)
            mass = np.bincount(cell, curve, size * BINS).reshape(size, BINS).cumsum(axis=1)
            low, high = pull[:, : cuts[column]], pull[:, -1:] - pull[:, : cuts[column]]
            under, over = mass[:, : cuts[column]], mass[:, -1:] - mass[:, : cuts[column]]
            gain = (low**2 / (under + SHRINKAGE) + high**2 / (over + SHRINKAGE)).sum(axis=0)
            cut = int(gain.argmax())
            best = max(best, (float(gain[cut]), column, cut))
        _, column, cut = best
        leaves = leaves * 2 + (binned[column] > cut)
        splits.append((column, cut))
    return splits


def leaves_of(binned: Bins, splits: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the leaf that each row falls into."""
    leaves = np.zeros(binned.shape[1], dtype=np.int64)
    for column, cut in splits:
        leaves = leaves * 2 + (binned[column] > cut)
    return leaves


def fold_of(url: str) -> int:
    """Return the fold of a page; all pages of a site share one."""
    host = (urlsplit(url).hostname or "").split(".")
    return zlib.crc32(".".join(host[-2:]).encode()) % FOLDS


def measure(page: Page, scores: Floats) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a page's words where `scores` are log odds."""
    belongs = choose_blocks(page.layout, page.features, 1 / (1 + np.exp(-scores)))
    chosen = [index for index, is_story in enumerate(belongs) if is_story]
    found = Counter(words_of("\n".join(write_lines(page.layout, chosen))))
    wanted = Counter(words_of(page.story))
    shared = (found & wanted).total()
    if not wanted:
        return (0.0, 0.0, 0.0) if found else (1.0, 1.0, 1.0)
    precision, recall = shared / max(1, found.total()), shared / wanted.total()
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def write(path: Path, ensemble: Ensemble) -> None:
    """Write an ensemble, one tree a line."""
    trees = [
        {
            "splits": [[ensemble.features[column], cut] for column, cut in zip(columns, cuts, strict=True)],
            "values": values,
        }
        for columns, cuts, values in zip(
            ensemble.columns.tolist(), ensemble.thresholds.tolist(), ensemble.values.tolist(), strict=True
        )
    ]
    lines = ",\n".join(json.dumps(tree) for tree in trees)
    head = f'"version": {json.dumps(VERSION)},\n"bias": {ensemble.bias:.4f}'
    path.write_text(f'{{\n{head},\n"trees": [\n{lines}\n]\n}}\n', encoding="utf-8")


def main() -> None:
    """Measure on sites held out in turn, fit again on all pages, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("extractors/data/block_model.json"))
    arguments = parser.parse_args()
    pages = list(read_pages(arguments.folder))
    measured = []
    for fold in range(FOLDS):
        ensemble = fit([page for page in pages if fold_of(page.url) != fold])
        held_out = [page for page in pages if fold_of(page.url) == fold]
        rows = [measure(page, ensemble.score(page.table().T)) for page in held_out]
        print(f"fold {fold}: P, R, F1 = {np.mean(rows, axis=0).round(4)} on {len(rows)} pages", flush=True)
        measured += rows
    print(f"held-out P, R, F1 = {np.mean(measured, axis=0).round(4)} on {len(measured)} pages")
    write(arguments.out, fit(pages))


if __name__ == "__main__":
    main()
