"""Train the check-worthiness weights on `train` and `dev` and write them as one JSON file.

    python tests/evaluation/train_checkworthiness.py SET_DIR [--out extractors/data/checkworthiness.json]

SET_DIR holds gold.jsonl.gz with {"split", "id", "text", "checkworthy"} a line. `dev-test` is never read.
The set's own dev rows come from the same debates as its train rows, so they flatter a model that knows the debate.
How strongly to regularise is therefore chosen on long runs of consecutive ids (campaigns) held out in turn.
It needs nothing but newsloom's own dependencies, and gives the same file every time.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.checkworthiness import PLAIN_MARKS, TOKEN, VERSION, Features, Gram, describe
from extractors.vectors import pool

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
FOLDS = 5
STRETCH = 800  # consecutive ids, about one debate
DEBATES = 3  # a gram that fewer debates know is about their subject
ROWS = 4
FREQUENT = 150  # words that are their own shape
# The weight of a checkable sentence, so that 0.5 is a useful threshold where few are: the best threshold on the latest
# of the held-out campaigns, whose words are the nearest to today's, is at odds of one to four.
POSITIVE = 4.0
# How freely the weights of one view may grow beside those of the words.
SHAPES, SURFACE, VECTORS = 0.5, 0.3, 0.015
AS_GOOD_AS = 0.001  # average precision, well under what one debate more or less changes


@dataclass(frozen=True)
class Rows:
    """The labelled sentences, in the order of their ids."""

    features: list[Features]
    vectors: Floats  # shape (rows, 768)
    labels: Floats  # 0 or 1
    debates: Integers
    frequent: list[str]

    def pick(self, chosen: NDArray[np.bool_]) -> "Rows":
        """Return the rows where `chosen` is true."""
        features = [row for row, is_chosen in zip(self.features, chosen, strict=True) if is_chosen]
        return Rows(features, self.vectors[chosen], self.labels[chosen], self.debates[chosen], self.frequent)


@dataclass(frozen=True)
class Matrix:
    """Rows of sparse features, as triples of row, column and value, with dense ones beside them."""

    rows: Integers
    columns: Integers
    values: Floats
    width: int
    dense: Floats

    def scores(self, sparse: Floats, dense: Floats) -> Floats:
        """Return the dot product of every row with the weights."""
        products = np.bincount(self.rows, self.values * sparse[self.columns], len(self.dense))
        return np.asarray(products + self.dense @ dense, dtype=np.float64)

    def pull(self, residuals: Floats) -> tuple[Floats, Floats]:
        """Return the sum of the rows, each times its residual."""
        sparse = np.bincount(self.columns, self.values * residuals[self.rows], self.width)
        return np.asarray(sparse, dtype=np.float64), residuals @ self.dense


@dataclass(frozen=True)
class Weights:
    """A fitted model over the features as `build` scales them."""

    vocabulary: dict[tuple[str, Gram], int]
    centre: Floats
    spread: Floats
    sparse: Floats
    dense: Floats
    bias: float


def read_rows(folder: Path) -> Rows:
    """Return the rows of `train` and `dev`."""
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = sorted((row for row in map(json.loads, lines) if row["split"] in ("train", "dev")), key=_number)
    texts = [row["text"] for row in rows]
    counts = Counter(
        token
        for text in texts
        for token in set(TOKEN.findall(text.lower().translate(PLAIN_MARKS)))
        if token[0].isalpha()
    )
    frequent = sorted(sorted(counts, key=lambda word: (-counts[word], word))[:FREQUENT])
    features = [describe(text, frozenset(frequent)) for text in texts]
    return Rows(
        features=features,
        vectors=np.array([pool(row.tokens) for row in features], np.float64),
        labels=np.array([float(row["checkworthy"]) for row in rows]),
        debates=np.array([_number(row) // STRETCH for row in rows]),
        frequent=frequent,
    )


def _number(row: dict[str, str]) -> int:
    return int(row["id"])


def list_views(row: Features) -> Iterable[tuple[str, Iterable[Gram], float]]:
    """Yield the views of a sentence: name, features, the value of each."""
    yield "words", row.words, 1 / np.sqrt(max(1, len(row.words)))
    yield "shapes", row.shapes, SHAPES / np.sqrt(max(1, len(row.shapes)))
    yield "surface", row.surface, SURFACE


def choose_vocabulary(rows: Rows) -> dict[tuple[str, Gram], int]:
    """Return the columns of the features that enough rows and debates hold."""
    count: Counter[tuple[str, Gram]] = Counter()
    debates: dict[tuple[str, Gram], set[int]] = defaultdict(set)
    for row, debate in zip(rows.features, rows.debates, strict=True):
        for view, grams, _ in list_views(row):
            for gram in grams:
                count[view, gram] += 1
                debates[view, gram].add(int(debate))
    kept = [name for name, seen in debates.items() if len(seen) >= DEBATES and count[name] >= ROWS]
    return {name: column for column, name in enumerate(sorted(kept, key=lambda name: (name[0], _written(name[1]))))}


def build(rows: Rows, vocabulary: dict[tuple[str, Gram], int], centre: Floats, spread: Floats) -> Matrix:
    """Return the rows as a matrix: grams of `vocabulary`, and the vectors brought to one scale."""
    numbers, columns, values = [], [], []
    for number, row in enumerate(rows.features):
        for view, grams, value in list_views(row):
            found = [vocabulary[view, gram] for gram in grams if (view, gram) in vocabulary]
            columns += found
            numbers += [number] * len(found)
            values += [value] * len(found)
    dense = VECTORS * (rows.vectors - centre) / spread
    return Matrix(np.array(numbers), np.array(columns), np.array(values), len(vocabulary), dense)


def fit(rows: Rows, strength: float, steps: int = 400) -> Weights:
    """Return the weights that minimise logistic loss + strength/2 · |w|², by accelerated gradient descent.

    Method: Nesterov's (1983), with the momentum of FISTA (Beck & Teboulle 2009).
    """
    centre, spread = rows.vectors.mean(axis=0), rows.vectors.std(axis=0)
    vocabulary = choose_vocabulary(rows)
    matrix = build(rows, vocabulary, centre, spread)
    shares = np.where(rows.labels > 0, POSITIVE, 1.0)
    shares /= shares.sum()
    w: tuple[Floats, ...] = (np.zeros(len(vocabulary)), np.zeros(len(centre)), np.zeros(1))
    ahead = w
    rate = 2.0
    for step in range(1, steps + 1):
        sparse, dense, bias = ahead
        p = 1 / (1 + np.exp(-(matrix.scores(sparse, dense) + bias)))
        residuals = shares * (p - rows.labels)
        pulled = *matrix.pull(residuals), np.array([residuals.sum()])
        decays = strength, strength, 0.0
        after = tuple(a - rate * (g + decay * a) for a, g, decay in zip(ahead, pulled, decays, strict=True))
        momentum = (step - 1) / (step + 2)
        ahead = tuple(new + momentum * (new - old) for new, old in zip(after, w, strict=True))
        w = after
    return Weights(vocabulary, centre, spread, w[0], w[1], float(w[2][0]))


def predict(rows: Rows, weights: Weights) -> Floats:
    """Return the log-odds of every row."""
    matrix = build(rows, weights.vocabulary, weights.centre, weights.spread)
    return matrix.scores(weights.sparse, weights.dense) + weights.bias


def measure(scores: Floats, labels: Floats) -> tuple[float, float]:
    """Return F1 at a score of 0 (probability one half) and average precision."""
    said = scores >= 0
    f1 = 2 * float((labels * said).sum()) / max(1.0, float(labels.sum() + said.sum()))
    ranked = labels[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return f1, float((precision * ranked).sum() / ranked.sum())


def held_out(rows: Rows, strength: float) -> Floats:
    """Return the score of every row by a model that saw none of its campaign."""
    scores = np.zeros(len(rows.features))
    fold = np.arange(len(scores)) * FOLDS // len(scores)
    for number in range(FOLDS):
        inside = fold == number
        scores[inside] = predict(rows.pick(inside), fit(rows.pick(~inside), strength))
    return scores


def write(path: Path, rows: Rows, weights: Weights) -> None:
    """Write the weights, one feature a line, leaving out what rounds to nothing."""
    scales = {"words": 1.0, "shapes": SHAPES, "surface": SURFACE}
    views: dict[str, dict[str, float]] = {view: {} for view in scales}
    for (view, gram), column in weights.vocabulary.items():
        value = round(float(weights.sparse[column]) * scales[view], 2)
        if abs(value) >= 0.03:
            views[view][_written(gram)] = value
    dense = VECTORS * weights.dense / weights.spread
    stored = {
        "version": VERSION,
        "bias": round(weights.bias - float(weights.centre @ dense), 3),
        **views,
        "frequent": rows.frequent,
        "vectors": [round(float(value), 4) for value in dense],
    }
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _written(gram: Gram) -> str:
    return gram if isinstance(gram, str) else " ".join(gram)


def main() -> None:
    """Choose on held-out campaigns, fit again on all rows, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("extractors/data/checkworthiness.json"))
    parser.add_argument("--strengths", type=float, nargs="+", default=[1e-5, 2e-5, 4e-5])
    arguments = parser.parse_args()
    rows = read_rows(arguments.folder)
    tried: list[tuple[float, float]] = []
    for strength in arguments.strengths:
        f1, precision = measure(held_out(rows, strength), rows.labels)
        print(f"strength={strength:g} held-out F1={f1:.4f} AP={precision:.4f}", flush=True)
        tried.append((precision, strength))
    # Of models as good as the best, the most regularised: it leans least on the words of these debates.
    strength = max(strength for precision, strength in tried if precision > max(tried)[0] - AS_GOOD_AS)
    write(arguments.out, rows, fit(rows, strength))


if __name__ == "__main__":
    main()
