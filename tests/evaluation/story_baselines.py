"""Print newsloom's stories beside simple ways to find them, as a markdown table.

    python -m tests.evaluation.story_baselines SCORE_PY RIVALS_PYTHON SET_DIR=DB [SET_DIR=DB ...]

SET_DIR holds documents.jsonl.gz and gold.jsonl.gz, DB is what `newsloom ingest` made of its documents, SCORE_PY is the
scorer whose `stories` measures B-cubed and pairwise F, and RIVALS_PYTHON the interpreter of an environment made from
requirements-rivals.txt. Each rival takes the documents in the given order in a single pass: one joins the story it is
most like on average, or begins one. They are favoured: their one threshold is the best there is for these very sets,
and TF-IDF knows the document frequencies of the whole set from the start.
"""

import argparse
import gzip
import json
import subprocess
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.fingerprint import LEAD_CHARACTERS
from extractors.terms import split_words
from extractors.vectors import embed
from tests.evaluation.story_rivals import RIVALS

Similarities = NDArray[np.float64]

THRESHOLDS = [step / 100 for step in range(1, 100)]


class LabelledSet(NamedTuple):
    """A labelled set: its folder, the URL, text and lead (title first) of each document, and newsloom's database."""

    folder: Path
    urls: list[str]
    texts: list[str]
    leads: list[str]
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
        [f"{title}\n{text}" for title, text in texts],
        [f"{title}\n{text[:LEAD_CHARACTERS]}" for title, text in texts],
        db,
    )


def compare_by(name: str, python: str, of: LabelledSet) -> Similarities:
    """Return how alike the documents are to a rival that runs under the interpreter `python`."""
    with tempfile.TemporaryDirectory() as folder:
        texts, table = Path(folder) / "texts.json", Path(folder) / "table.npy"
        texts.write_text(json.dumps(of.texts), encoding="utf-8")
        subprocess.run([python, "-m", "tests.evaluation.story_rivals", name, str(texts), str(table)], check=True)
        similarities: Similarities = np.load(table).astype(np.float64)
    return similarities


def compare_vectors(of: LabelledSet) -> Similarities:
    """Return the cosines of WordLlama's vectors of title and lead, every token alike."""
    words = [split_words(lead) for lead in of.leads]
    vectors = np.array([embed(each, np.ones(len(each))) for each in words], np.float64)
    similarities: Similarities = vectors @ vectors.T
    return similarities


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
    parser.add_argument("rivals_python")
    parser.add_argument("sets", nargs="+", metavar="SET_DIR=DB")
    given = parser.parse_args()
    scorer = Scorer(given.score)
    sets = [read_set(*map(Path, pair.split("=", 1))) for pair in given.sets]
    measures = ("P", "R", "B³ F1", "pairwise F1")
    heads = ["", "threshold", *(f"{of.folder.name} {measure}" for of in sets for measure in measures)]
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    print_row("newsloom", "its own", map(scorer.score_database, sets))
    tables = {name: [compare_by(name, given.rivals_python, of) for of in sets] for name in RIVALS}
    tables["sentence vector alone (WordLlama)"] = [compare_vectors(of) for of in sets]
    for name, compared in tables.items():
        threshold, qualities = find_best_threshold(sets, compared, scorer)
        print_row(name, f"{threshold:.2f}", qualities)


if __name__ == "__main__":
    main()
