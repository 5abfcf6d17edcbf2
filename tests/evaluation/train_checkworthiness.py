"""Train the check-worthiness weights on `train` and `dev` and write them as one JSON file.

    python tests/evaluation/train_checkworthiness.py SET_DIR [--out extractors/data/checkworthiness.json]

SET_DIR holds gold.jsonl.gz with {"split", "id", "text", "checkworthy"} a line. `dev-test` is never read.
The set's own dev rows come from the same debates as its train rows, so they flatter a model that knows the debate.
Strength and weight are therefore chosen on whole stretches of consecutive ids (debates) held out in turn.
"""

import argparse
import gzip
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.checkworthiness import VERSION, features

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
STRETCH = 800  # consecutive ids, about one debate
FOLDS = 5
VOCABULARY = 12_000
AS_GOOD_AS = 0.002  # F1, well under what one debate more or less changes


@dataclass(frozen=True)
class Matrix:
    """Sparse rows of equal values: row i holds `columns[starts[i]:starts[i + 1]]`, each 1 / sqrt(all its features)."""

    columns: Integers
    rows: Integers
    values: Floats
    shape: tuple[int, int]

    def scores(self, weights: Floats) -> Floats:
        """Return the dot product of every row with `weights`."""
        products: Floats = self.values * weights[self.columns]
        return np.asarray(np.bincount(self.rows, products, self.shape[0]), dtype=np.float64)

    def pull(self, residuals: Floats) -> Floats:
        """Return the sum of the rows, each times its residual."""
        products: Floats = self.values * residuals[self.rows]
        return np.asarray(np.bincount(self.columns, products, self.shape[1]), dtype=np.float64)


def read_rows(folder: Path) -> tuple[list[set[str]], Floats, Integers]:
    """Return features, labels (0 or 1) and stretch of ids of every row of `train` and `dev`."""
    names, labels, stretches = [], [], []
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["split"] in ("train", "dev"):
                names.append(features(row["text"]))
                labels.append(float(row["checkworthy"]))
                stretches.append(int(row["id"]) // STRETCH)
    return names, np.array(labels), np.array(stretches)


def build(rows: list[set[str]], vocabulary: dict[str, int]) -> Matrix:
    """Return the rows as a sparse matrix over `vocabulary`."""
    columns, numbers, values = [], [], []
    for number, names in enumerate(rows):
        for name in names & vocabulary.keys():
            columns.append(vocabulary[name])
            numbers.append(number)
            values.append(1 / np.sqrt(len(names)))
    return Matrix(np.array(columns), np.array(numbers), np.array(values), (len(rows), len(vocabulary)))


def fit(matrix: Matrix, labels: Floats, strength: float, positive: float, steps: int = 400) -> tuple[Floats, float]:
    """Return weights and bias that minimise logistic loss + strength/2 · |w|², by accelerated gradient descent.

    `positive` is the weight of a positive row, so that 0.5 is a useful threshold where positives are few.
    """
    weight = np.where(labels > 0, positive, 1.0)
    weight /= weight.sum()
    w, bias = np.zeros(matrix.shape[1]), 0.0
    ahead, ahead_bias = w, bias
    rate = 3.0
    for step in range(1, steps + 1):
        p = 1 / (1 + np.exp(-(matrix.scores(ahead) + ahead_bias)))
        residuals = weight * (p - labels)
        next_w = ahead - rate * (matrix.pull(residuals) + strength * ahead)
        next_bias = ahead_bias - rate * float(residuals.sum())
        momentum = (step - 1) / (step + 2)
        ahead = next_w + momentum * (next_w - w)
        ahead_bias = next_bias + momentum * (next_bias - bias)
        w, bias = next_w, next_bias
    return w, bias


def measure(scores: Floats, labels: Floats) -> tuple[float, float]:
    """Return F1 at a score of 0 (probability one half) and average precision."""
    said = scores >= 0
    f1 = 2 * float((labels * said).sum()) / max(1.0, float(labels.sum() + said.sum()))
    order = np.argsort(-scores, kind="stable")
    ranked = labels[order]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return f1, float((precision * ranked).sum() / ranked.sum())


def vocabulary_of(rows: list[set[str]], labels: Floats, size: int) -> dict[str, int]:
    """Return the `size` features of three rows or more that tell most about the label (chi-squared)."""
    all_rows = Counter(name for names in rows for name in names)
    positive = Counter(name for names, label in zip(rows, labels, strict=True) if label for name in names)
    share = labels.mean()
    chi = {
        name: (positive[name] - count * share) ** 2 / (count * share * (1 - share))
        for name, count in all_rows.items()
        if count >= 3
    }
    chosen = sorted(chi, key=lambda name: (-chi[name], name))[:size]
    return {name: column for column, name in enumerate(sorted(chosen))}


def held_out(rows: list[set[str]], labels: Floats, fold: Integers, strength: float, positive: float) -> Floats:
    """Return the score of every row by a model that saw none of its fold."""
    scores = np.zeros(len(rows))
    for number in range(FOLDS):
        inside = fold == number
        seen = [names for names, out in zip(rows, inside, strict=True) if not out]
        unseen = [names for names, out in zip(rows, inside, strict=True) if out]
        vocabulary = vocabulary_of(seen, labels[~inside], VOCABULARY)
        w, bias = fit(build(seen, vocabulary), labels[~inside], strength, positive, steps=200)
        scores[inside] = build(unseen, vocabulary).scores(w) + bias
    return scores


def main() -> None:
    """Choose on held-out stretches, fit again on all rows, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("extractors/data/checkworthiness.json"))
    arguments = parser.parse_args()
    rows, labels, stretches = read_rows(arguments.folder)
    tried: list[tuple[float, float, float]] = []
    for strength in (1e-5, 3e-5, 1e-4):
        for positive in (2.0, 3.0, 4.0):
            f1, precision = measure(held_out(rows, labels, stretches % FOLDS, strength, positive), labels)
            print(f"strength={strength:g} positive={positive} held-out F1={f1:.4f} AP={precision:.4f}", flush=True)
            tried.append((f1, strength, positive))
    # Of models as good as the best, the most regularised: it leans least on the words of these debates.
    best = max(tried)[0]
    _, strength, positive = max((row for row in tried if row[0] > best - AS_GOOD_AS), key=lambda row: (row[1], row[0]))
    vocabulary = vocabulary_of(rows, labels, VOCABULARY)
    w, bias = fit(build(rows, vocabulary), labels, strength, positive)
    write(arguments.out, vocabulary, w, bias)


def write(path: Path, vocabulary: dict[str, int], w: Floats, bias: float) -> None:
    """Write the weights, one feature a line, leaving out what rounds to nothing."""
    weights = {"bias": round(bias, 3)}
    weights |= {name: round(float(w[column]), 2) for name, column in sorted(vocabulary.items())}
    kept = {name: value for name, value in weights.items() if abs(value) >= 0.02 or name == "bias"}
    text = json.dumps({"version": VERSION, "weights": kept}, ensure_ascii=False, indent=0)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
