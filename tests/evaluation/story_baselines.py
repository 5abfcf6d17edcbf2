"""Print newsloom's stories beside three simple ways to find them, as a markdown table.

    python -m tests.evaluation.story_baselines SCORE_PY SET_DIR=DB [SET_DIR=DB ...]

SET_DIR holds documents.jsonl.gz and gold.jsonl.gz, DB is what `newsloom ingest` made of its documents, and SCORE_PY the
scorer whose `stories` measures B-cubed and pairwise F. The baselines need `rensa` besides. Each takes the documents in
the given order in a single pass: one joins the story it is most like on average, or begins one. They are favoured:
their threshold is the best of all for these very sets, and TF-IDF knows the document frequencies of the whole set.
"""

import argparse
import gzip
import json
import math
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from extractors.fingerprint import LEAD_CHARACTERS
from extractors.shingles import hash_shingles
from extractors.terms import split_words, stem_words
from extractors.vectors import embed

Similarities = NDArray[np.float64]

THRESHOLDS = [step / 50 for step in range(1, 50)]
PERMUTATIONS = 128
SEED = 20260101


class LabelledSet(NamedTuple):
    """A labelled set: its folder, the URL and the words (title first) of each document, and newsloom's database."""

    folder: Path
    urls: list[str]
    words: list[list[str]]
    leads: list[list[str]]
    db: Path


class Quality(NamedTuple):
    """B-cubed precision, recall and F1, and pairwise F1."""

    precision: float
    recall: float
    b_cubed: float
    pairwise: float


class Scorer:
    """The scorer's measure of stories, for a database or for any story of each URL."""

    def __init__(self, path: Path) -> None:
        spec = spec_from_file_location("score", path)
        assert spec is not None
        assert spec.loader is not None
        self._module: ModuleType = module_from_spec(spec)
        spec.loader.exec_module(self._module)
        self._query = self._module.query

    def score_database(self, of: LabelledSet) -> Quality:
        return self._score(of.folder, self._query, str(of.db))

    def score_stories(self, of: LabelledSet, story_of: Mapping[str, int]) -> Quality:
        return self._score(of.folder, lambda *_: [(url, str(story)) for url, story in story_of.items()], "")

    def _score(self, folder: Path, query: Callable[..., list[Any]], db: str) -> Quality:
        shown: dict[str, float] = {}
        self._module.query, self._module.show = query, lambda **values: shown.update(values)  # type: ignore[attr-defined]
        self._module.stories(Namespace(set_dir=str(folder), db=db))
        return Quality(shown["b3_precision"], shown["b3_recall"], shown["b3_f1"], shown["pair_f1"])


def read_set(folder: Path, db: Path) -> LabelledSet:
    with gzip.open(folder / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    texts = [(document.get("title") or "", document.get("text") or "") for document in documents]
    return LabelledSet(
        folder,
        [document["url"] for document in documents],
        [split_words(f"{title}\n{text}") for title, text in texts],
        [split_words(f"{title}\n{text[:LEAD_CHARACTERS]}") for title, text in texts],
        db,
    )


def compare_terms(of: LabelledSet) -> Similarities:
    """Return the cosines of TF-IDF (1 + log tf, smoothed idf) over stemmed terms."""
    counts = [Counter(stem_words(words, "en")) for words in of.words]
    frequencies = Counter(term for document in counts for term in document)
    column = {term: at for at, term in enumerate(frequencies)}
    rarity = {term: math.log((1 + len(counts)) / (1 + count)) + 1 for term, count in frequencies.items()}
    table = np.zeros((len(counts), len(column)), np.float32)
    for row, document in enumerate(counts):
        for term, count in document.items():
            table[row, column[term]] = (1 + math.log(count)) * rarity[term]
    return _cosines(table)


def compare_signatures(of: LabelledSet) -> Similarities:
    """Return the share of equal minima of MinHash (Broder 1997) over five-word shingles."""
    digests = []
    for words in of.words:
        signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        signature.update([str(shingle) for shingle in hash_shingles(words).tolist()])
        digests.append(signature.digest())
    rows = np.array(digests)
    return np.array([np.mean(rows == row, axis=1) for row in rows])


def compare_vectors(of: LabelledSet) -> Similarities:
    """Return the cosines of WordLlama's vectors of title and lead, every token alike."""
    return _cosines(np.array([embed(words, np.ones(len(words))) for words in of.leads]))


def _cosines(rows: NDArray[np.float32]) -> Similarities:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units = rows / np.maximum(lengths, 1e-9)
    cosines: Similarities = (units @ units.T).astype(np.float64)
    return cosines


def cluster_in_one_pass(similarities: Similarities, threshold: float) -> list[int]:
    """Return the story of each document: the one most like it on average, by at least `threshold`, or a new one."""
    sums, sizes = np.zeros_like(similarities), np.zeros(len(similarities))
    found: list[int] = []
    count = 0
    for row in range(len(similarities)):
        likeness = sums[:count, row] / sizes[:count]
        story = int(likeness.argmax()) if count and likeness.max() >= threshold else count
        count = max(count, story + 1)
        sums[story] += similarities[row]
        sizes[story] += 1
        found.append(story)
    return found


BASELINES: dict[str, Callable[[LabelledSet], Similarities]] = {
    "TF-IDF, single pass": compare_terms,
    "MinHash (rensa), single pass": compare_signatures,
    "WordLlama alone, single pass": compare_vectors,
}


def find_best_threshold(
    sets: Sequence[LabelledSet], tables: Sequence[Similarities], scorer: Scorer
) -> tuple[float, list[Quality]]:
    """Return the one threshold with the best mean B-cubed F1 over the sets, and how good it is on each."""

    def measure(threshold: float) -> list[Quality]:
        clustered = (cluster_in_one_pass(table, threshold) for table in tables)
        return [
            scorer.score_stories(of, dict(zip(of.urls, stories, strict=True)))
            for of, stories in zip(sets, clustered, strict=True)
        ]

    measured = {threshold: measure(threshold) for threshold in THRESHOLDS}
    best = max(measured, key=lambda threshold: sum(quality.b_cubed for quality in measured[threshold]))
    return best, measured[best]


def print_row(name: str, threshold: str, qualities: Iterable[Quality]) -> None:
    cells = [f"{value:.3f}" for quality in qualities for value in quality]
    print(f"| {' | '.join([name, threshold, *cells])} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("sets", nargs="+", metavar="SET_DIR=DB")
    given = parser.parse_args()
    scorer = Scorer(given.score)
    sets = [read_set(*map(Path, pair.split("=", 1))) for pair in given.sets]
    measures = ("P", "R", "B³ F1", "pairwise F1")
    heads = ["", "threshold", *(f"{of.folder.name} {measure}" for of in sets for measure in measures)]
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    print_row("newsloom", "its own", map(scorer.score_database, sets))
    for name, compare in BASELINES.items():
        threshold, qualities = find_best_threshold(sets, [compare(of) for of in sets], scorer)
        print_row(name, f"{threshold:.2f}", qualities)


if __name__ == "__main__":
    main()
