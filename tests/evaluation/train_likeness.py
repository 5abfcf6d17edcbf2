"""Fits the weights of extractors/likeness.py to the golden stories, but for those kept aside.

    python -m tests.evaluation.train_likeness

A pair of claims of two reports is the same fact where a golden fact is told by both; of loose facts none is taken, nor
of pairs that contradict each other, which likeness never decides.
Ridge logistic regression by Newton's method (iteratively reweighted least squares).
"""

import json
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import extractors
from extractors.accounts import facts_of
from extractors.groups import contradict
from extractors.likeness import FEATURES, features_of
from storage.claims import claims_of_stories
from storage.database import open_database
from tests.evaluation.accounts import KEPT_ASIDE, STORIES, Told, ingest, read_golden, read_story

RIDGE = 1.0
STEPS = 30
WEIGHTS = Path(extractors.__file__).parent / "data" / "likeness.json"


def pairs_of(told: Told, db: Path) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Yield the features of each pair of claims of two reports of a story, and whether they tell one fact."""
    with open_database(db, read_only=True) as con:
        stories = claims_of_stories(con, sorted(told.story_ids))
    facts = [fact for story in stories.values() for fact in facts_of(story.claims, story.quantities)]
    tellers: dict[str, set[tuple[int, bool]]] = {}
    for number, golden in enumerate(read_golden(told.name)["fact"]):
        for mention in map(told.mention, golden["said"]):
            for fact in facts:
                claim = fact.claim
                if told.numbers.get(claim.article_id) == mention.report and mention.is_told_by(
                    claim.char_start, claim.char_end
                ):
                    tellers.setdefault(claim.claim_id, set()).add((number, bool(golden.get("loose"))))
    for one, other in combinations(facts, 2):
        if one.claim.article_id == other.claim.article_id or contradict(one, other):
            continue
        shared = tellers.get(one.claim.claim_id, set()) & tellers.get(other.claim.claim_id, set())
        if not shared or not all(loose for _, loose in shared):
            yield features_of(one, other), bool(shared)


def fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights, shape (features + 1,), the last one the bias."""
    x = np.column_stack((x, np.ones(len(x))))
    weights = np.zeros(x.shape[1])
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[-1, -1] = 0.0
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-x @ weights))
        slope = x.T @ (likely - y) + ridge @ weights
        weights -= np.linalg.solve((x * (likely * (1.0 - likely))[:, None]).T @ x + ridge, slope)
    return weights


def precision_at(scores: NDArray[np.float64], y: NDArray[np.float64]) -> dict[float, float]:
    """Return the precision at several recalls."""
    right = np.cumsum(y[np.argsort(-scores)])
    recall, precision = right / y.sum(), right / np.arange(1, len(y) + 1)
    return {at: round(float(precision[np.argmax(recall >= at)]), 2) for at in (0.4, 0.5, 0.6, 0.7, 0.8)}


def main() -> None:
    names = [*STORIES, "seeds"]
    with tempfile.TemporaryDirectory() as folder:
        with ingest(Path(folder), names) as con:
            told = [read_story(con, name) for name in names]
        pairs = {one.name: list(pairs_of(one, Path(folder) / "stories.duckdb")) for one in told}
    sets = []
    for chosen in ([name for name in names if name not in KEPT_ASIDE], KEPT_ASIDE):
        taken = [pair for name in chosen for pair in pairs[name]]
        sets.append((np.array([x for x, _ in taken]), np.array([float(y) for _, y in taken])))
    weights = fit(*sets[0])
    for title, (x, y) in zip(("fitted", "kept aside"), sets, strict=True):
        print(f"{title}: {int(y.sum())} of {len(y)} pairs; precision at recall {precision_at(x @ weights[:-1], y)}")
    rounded = {name: round(float(weight), 3) for name, weight in zip(FEATURES, weights, strict=False)}
    print(rounded)
    data = {"_about": "Weights of extractors/likeness.py.", "weights": rounded, "bias": round(float(weights[-1]), 3)}
    WEIGHTS.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
